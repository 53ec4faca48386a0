import { sql } from '../database/sql.ts';
import { type Label, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { mentionsAmong } from './mentions.ts';
import { leaningPart } from './placed.ts';
import type { Held, State } from './state.ts';

/** Why something that a package brought can not go: records hold it, or something else leans on it. */
export interface Usage {
  readonly key: string;
  readonly object: string;
  readonly name: string;
  readonly label: Label | null;
  /** Records, those in the recycle bin included. */
  readonly records: number;
  readonly deleted: number;
  /** Keys of configuration of others that lean on it. */
  readonly references: readonly string[];
  readonly people: number;
}

const labelOf = (item: Held) => (item.body.label as Label | undefined) ?? null;

/** Records of the custom objects, by object, live and in the recycle bin. */
async function recordCounts(ctx: Context, objects: readonly string[]): Promise<Map<string, { all: number; deleted: number }>> {
  if (objects.length === 0) return new Map();
  const rows = await ctx.query<{ object: string; all: number; deleted: number }>(sql`
    select object, count(*)::int as all, count(deleted_at)::int as deleted from custom_record
    where tenant_id = ${ctx.tenant.id} and object = any(${objects}::text[]) group by object`);
  return new Map(rows.map((row) => [row.object, row]));
}

/** Records of one object that hold a value in its custom fields, by field, with one walk through its table. */
async function valueCounts(ctx: Context, object: string, fields: readonly Held[]): Promise<Map<string, { all: number; deleted: number }>> {
  const counts = new Map<string, { all: number; deleted: number }>();
  const meta = ctx.meta.object(object);
  if (!meta) return counts;
  const stored = fields.flatMap((field) => {
    const known = meta.fields.get(field.name);
    // what the system works out is nobody's data
    if (known?.rollup || known?.formula) return [];
    const storage = known?.storage;
    return storage?.kind === 'custom' ? [{ name: field.name, key: storage.key }] : [];
  });
  const only = meta.custom ? sql`and object = ${object}` : sql``;
  if (stored.length > 0) {
    const [row] = await ctx.query<Record<string, number>>(sql`
      select ${sql.join(
        stored.flatMap(({ key }, index) => [
          sql`count(*) filter (where custom ->> ${key} is not null)::int as ${sql.id(`a${index}`)}`,
          sql`count(*) filter (where custom ->> ${key} is not null and deleted_at is not null)::int as ${sql.id(`d${index}`)}`,
        ]),
      )} from ${sql.id(meta.table)} where tenant_id = ${ctx.tenant.id} ${only}`);
    stored.forEach(({ name }, index) => {
      counts.set(name, { all: row?.[`a${index}`] ?? 0, deleted: row?.[`d${index}`] ?? 0 });
    });
  }
  const linked = await ctx.query<{ field: string; all: number }>(sql`
    select field, count(distinct record_id)::int as all from record_link
    where tenant_id = ${ctx.tenant.id} and object = ${object} and field = any(${fields.map((field) => field.name)}::text[]) group by field`);
  for (const { field, all } of linked) counts.set(field, { all, deleted: 0 });
  return counts;
}

/**
 * What keeps these items from going; an item that is not in the answer may go. Together they do not keep each other, nor do items that are
 * put back (`restored`) as they were before.
 */
export async function usageOf(ctx: Context, state: State, keys: readonly string[], restored: readonly string[] = []): Promise<Usage[]> {
  const changing = new Set(restored);
  const going = new Set(keys);
  const items = state.items.filter((item) => going.has(item.key));
  const objects = new Set(items.filter((item) => item.kind === 'object' && item.custom).map((item) => item.name));
  const records = await recordCounts(ctx, [...objects]);
  const values = new Map<string, { all: number; deleted: number }>();
  // the values of an object that goes are counted as its records
  const fields = items.filter((item) => item.kind === 'field' && item.custom && !objects.has(item.object));
  for (const [object, own] of Map.groupBy(fields, (field) => field.object))
    for (const [name, count] of await valueCounts(ctx, object, own)) values.set(`field:${object}.${name}`, count);

  const mentions = mentionsAmong(state.items);
  const leaning = new Map<string, string[]>();
  for (const other of state.items) {
    if (going.has(other.key) || changing.has(other.key)) continue;
    for (const item of mentions(leaningPart(other, going)))
      if (going.has(item.key)) leaning.set(item.key, [...(leaning.get(item.key) ?? []), other.key]);
  }
  const roles = items.filter((item) => item.kind === 'role' && item.custom && item.id);
  const holders = await ctx.query<{ id: string; people: number }>(sql`
    select role_id as id, count(*)::int as people from user_role
    where tenant_id = ${ctx.tenant.id} and role_id = any(${roles.map((role) => role.id)}::uuid[]) group by role_id`);
  return items.flatMap((item) => {
    const { all = 0, deleted = 0 } = (item.kind === 'object' ? records.get(item.name) : values.get(item.key)) ?? {};
    // changes of shipped objects and fields are taken back, not removed: nothing can lean on them
    const references = item.custom && item.kind !== 'view' ? (leaning.get(item.key) ?? []) : [];
    const people = holders.find((holder) => holder.id === item.id)?.people ?? 0;
    if (all === 0 && references.length === 0 && people === 0) return [];
    return [{ key: item.key, object: item.object, name: item.name, label: labelOf(item), records: all, deleted, references, people }];
  });
}

/** One sentence that says why. */
export function usageText({ records, deleted, references, people }: Usage): Label {
  const zh: string[] = [];
  const en: string[] = [];
  if (records > 0) {
    zh.push(`${records} 条记录在用${deleted > 0 ? `（其中 ${deleted} 条在回收站）` : ''}`);
    en.push(`${records} record(s) hold it${deleted > 0 ? ` (${deleted} of them in the recycle bin)` : ''}`);
  }
  if (references.length > 0) {
    zh.push(`${references.length} 处配置引用它：${references.slice(0, 3).join('、')}`);
    en.push(`${references.length} other setting(s) lean on it: ${references.slice(0, 3).join(', ')}`);
  }
  if (people > 0) {
    zh.push(`${people} 人持有这个角色`);
    en.push(`${people} people hold this role`);
  }
  return label(zh.join('；'), en.join('; '));
}
