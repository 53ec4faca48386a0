import type { Context, FieldMeta, ObjectMeta, RelatedList } from '../module/index.ts';

/**
 * Everything a table can list for a record: the object's own related lists, and after them whatever else points to it, named like the
 * lists of tenant-made lookups (`opportunity_account`).
 */
export function printLists(ctx: Pick<Context, 'meta'>, meta: ObjectMeta): RelatedList[] {
  const lists: RelatedList[] = [...meta.related];
  const known = new Set(lists.map(({ object, field }) => `${object}.${field}`));
  for (const child of ctx.meta.objects) {
    for (const field of child.fields.values()) {
      if (field.system || known.has(`${child.name}.${field.name}`) || !pointsTo(field, meta.name)) continue;
      lists.push({
        name: `${child.name}_${field.name}`,
        label: child.plural ?? child.label,
        object: child.name,
        field: field.name,
        columns: child.listColumns.filter((name) => name !== field.name).slice(0, 5),
      });
    }
  }
  return lists;
}

function pointsTo(field: FieldMeta, object: string): boolean {
  if (field.type === 'user' || field.type === 'department') return field.type === object;
  if (field.type !== 'lookup' && field.type !== 'masterDetail') return false;
  return field.object === object || (field.many === true && (field.objects ?? []).some((one) => one === object || one === '*'));
}

export function printList(ctx: Pick<Context, 'meta'>, meta: ObjectMeta, name: string): RelatedList | undefined {
  return printLists(ctx, meta).find((one) => one.name === name);
}
