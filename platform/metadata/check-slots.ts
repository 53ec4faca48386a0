import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { fromCustom, toSlot } from '../storage/codec.ts';

/** A custom field whose filterable copies differ from its values. */
export interface SlotFault {
  readonly object: string;
  readonly field: string;
  readonly slot: string;
  /** Ids of records of the sample whose copy is wrong. */
  readonly records: readonly string[];
}

const perObject = 2000;

/**
 * Compares the slots of custom fields with the values they are copies of: the newest 2,000 records of each object, or all of them when they
 * are to be put right. `repair` needs a context that may write.
 */
export async function checkSlots(ctx: Context, options: { readonly repair?: boolean } = {}): Promise<SlotFault[]> {
  const faults: SlotFault[] = [];
  for (const meta of ctx.meta.objects) {
    const fields = [...meta.fields.values()].flatMap((field) =>
      field.storage.kind === 'custom' && field.storage.slot ? [{ field, key: field.storage.key, slot: field.storage.slot }] : [],
    );
    if (fields.length === 0) continue;
    const wrong = new Map<string, string[]>();
    let before: string | null = null;
    for (;;) {
      const rows: (Record<string, unknown> & { id: string; custom: Record<string, unknown> | null })[] = await ctx.query(sql`
        select id, custom, ${sql.join(fields.map(({ slot }) => sql.id(slot)))} from ${sql.id(meta.table)}
        where tenant_id = ${ctx.tenant.id} ${meta.custom ? sql`and object = ${meta.name}` : sql``} ${before ? sql`and id < ${before}::uuid` : sql``}
        order by id desc limit ${perObject}`);
      for (const { field, key, slot } of fields) {
        const fix = rows.flatMap((row) => {
          const wanted = toSlot(field, fromCustom(field, row.custom?.[key]));
          return String(wanted ?? '') === String(row[slot] ?? '') ? [] : [{ id: row.id, value: wanted === null ? null : String(wanted) }];
        });
        if (fix.length === 0) continue;
        wrong.set(slot, [...(wrong.get(slot) ?? []), ...fix.map((one) => one.id)]);
        if (options.repair)
          await ctx.transaction((tx) =>
            tx.query(sql`
            update ${sql.id(meta.table)} r set ${sql.id(slot)} = f.value::${sql.raw(columnTypes[slot.charAt(0)] ?? 'text')}
            from unnest(${fix.map((one) => one.id)}::uuid[], ${fix.map((one) => one.value)}::text[]) f (id, value)
            where r.tenant_id = ${ctx.tenant.id} and r.id = f.id`),
          );
      }
      before = rows.at(-1)?.id ?? null;
      if (!options.repair || rows.length < perObject) break;
    }
    for (const { field, slot } of fields) {
      const records = wrong.get(slot);
      if (records) faults.push({ object: meta.name, field: field.name, slot, records });
    }
  }
  return faults;
}

/** Types of the four banks, by the first letter of a slot (storage/tables.ts). */
const columnTypes: Readonly<Record<string, string>> = { t: 'text', n: 'bigint', d: 'timestamptz', u: 'uuid' };
