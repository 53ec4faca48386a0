import { sql } from '../database/sql.ts';
import { logChange } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import type { Body, Item } from './types.ts';

interface Placed {
  readonly name?: unknown;
}

/** Whether a layout only shows the field and asks nothing of it: new fields come into layouts by themselves. */
const merely = (entry: unknown, gone: (name: string) => boolean): boolean => {
  const { name } = (entry ?? {}) as Placed;
  return typeof name === 'string' && gone(name) && Object.keys(entry as object).length === 1;
};

/** A layout without the places of some fields. */
function withoutPlaces(definition: Body, gone: (name: string) => boolean): Body {
  const sections = definition.sections as readonly { readonly fields?: readonly unknown[] }[] | undefined;
  if (!sections?.some((section) => section.fields?.some((entry) => merely(entry, gone)))) return definition;
  return {
    ...definition,
    sections: sections.map((section) => ({ ...section, fields: (section.fields ?? []).filter((entry) => !merely(entry, gone)) })),
  };
}

/** An item as it leans on others: that a layout shows a field which goes keeps nobody. */
export function leaningPart<T extends Pick<Item, 'kind' | 'object' | 'partKind' | 'body'>>(item: T, going: ReadonlySet<string>): T {
  if (item.kind !== 'part' || item.partKind !== 'layout') return item;
  return { ...item, body: withoutPlaces(item.body, (name) => going.has(`field:${item.object}.${name}`)) };
}

/** Takes a field that goes out of the layouts that show it. */
export async function unplaceField(tx: Context, object: string, field: string): Promise<void> {
  const rows = await tx.query<{ name: string; definition: Body }>(sql`
    select name, definition from meta_part
    where tenant_id = ${tx.tenant.id} and kind = 'layout' and object = ${object} and deleted_at is null for update`);
  for (const { name, definition } of rows) {
    const after = withoutPlaces(definition, (one) => one === field);
    if (after === definition) continue;
    await tx.query(sql`
      update meta_part set definition = ${JSON.stringify(after)}::jsonb
      where tenant_id = ${tx.tenant.id} and kind = 'layout' and object = ${object} and name = ${name}`);
    await logChange(tx, { kind: 'layout', object, name }, { operation: 'update', before: definition, after });
  }
}
