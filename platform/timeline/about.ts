import { type Sql, sql } from '../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';

// Of an account with more contacts and deals than this, what happened with the newest ones is shown with its own.
const MOST_CHILDREN = 200;

/** The objects whose records point to those of this one (contacts and deals to an account), with the fields that do. All are indexed. */
export function childrenOf(ctx: Context, meta: ObjectMeta): { meta: ObjectMeta; fields: FieldMeta[] }[] {
  return ctx.meta.objects.flatMap((child) => {
    if (child.name === meta.name || !child.access.owned || !ctx.access.can(`${child.name}.read`)) return [];
    const fields = [...child.fields.values()].filter((field) => pointsAt(field, meta));
    return fields.length > 0 ? [{ meta: child, fields }] : [];
  });
}

const pointsAt = (field: FieldMeta, meta: ObjectMeta) =>
  (field.type === 'lookup' || field.type === 'masterDetail') &&
  field.object === meta.name &&
  !field.aside &&
  field.storage.kind === 'column' &&
  !field.masked;

function newest(ctx: Context, child: ObjectMeta, field: FieldMeta, record: string): Sql {
  const column = field.storage.kind === 'column' ? field.storage.column : '';
  return sql`(select c.id from ${sql.table(child.table)} c
    where ${baseCondition(ctx, child, 'c')} and c.${sql.ref(column)} = ${record}::uuid and ${accessPredicate(ctx, child, 'c')}
    order by c.id desc limit ${MOST_CHILDREN})`;
}

/** `about (id, object)`: the record and its children that the caller may see, each once; worked out once for all sources. */
export function aboutTable(ctx: Context, meta: ObjectMeta, record: string): Sql {
  const children = childrenOf(ctx, meta).flatMap(({ meta: child, fields }) =>
    fields.map((field) => sql`union select i.id, ${child.name}::text from ${newest(ctx, child, field, record)} i`),
  );
  return sql`about (id, object) as materialized (select ${record}::uuid, ${meta.name}::text ${sql.join(children, sql` `)})`;
}
