import { sql } from '../database/sql.ts';
import { changing } from '../metadata/change-log.ts';
import { wantSlotIndex } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { fromCustom, slotBank, toSlot } from '../storage/codec.ts';
import { advance, allRecords, type SlotPlan, type Work } from './work.ts';

const batchSize = 1000;
const slotTypes = { t: 'text', n: 'bigint', d: 'timestamptz', u: 'uuid' } as const;

function place(meta: ObjectMeta, work: Work<SlotPlan>): { field: FieldMeta; key: string } | undefined {
  const field = meta.fields.get(work.field);
  return field?.storage.kind === 'custom' ? { field, key: field.storage.key } : undefined;
}

async function fill(tx: Context, meta: ObjectMeta, work: Work<SlotPlan>, rows: readonly { id: string; value: unknown }[]): Promise<void> {
  const at = place(meta, work);
  const slot = work.plan.to.slot;
  const bank = at && slotBank(at.field.type);
  if (!at || !bank || !slot || rows.length === 0) return;
  const values = rows.map((row) => ({ id: row.id, slot: toSlot(at.field, row.value === null ? null : fromCustom(at.field, row.value)) }));
  await tx.query(sql`
    update ${sql.id(meta.table)} t set ${sql.id(slot)} = r.slot::${sql.raw(slotTypes[bank])}
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r (id uuid, slot text) where t.tenant_id = ${tx.tenant.id} and t.id = r.id`);
}

/** `fill`, `catchUp` (records saved while it was filled), or `clear`: one stretch of records. */
export async function slotBatch(tx: Context, meta: ObjectMeta, work: Work<SlotPlan>): Promise<void> {
  const at = place(meta, work);
  if (work.phase === 'clear') return clearBatch(tx, meta, work);
  const since = work.phase === 'catchUp' ? sql`and t.updated_at >= ${new Date(Date.parse(work.created_at) - 5 * 60_000)}` : sql``;
  const rows = at
    ? await tx.query<{ id: string; value: unknown }>(sql`
        select t.id, t.custom -> ${at.key} as value from ${sql.id(meta.table)} t
        where ${allRecords(tx, meta)} ${work.phase === 'fill' ? sql`and t.custom ? ${at.key}` : since} ${work.after ? sql`and t.id > ${work.after}::uuid` : sql``}
        order by t.id limit ${batchSize} for update`)
    : [];
  await fill(tx, meta, work, rows);
  const last = rows.length < batchSize;
  const next = work.phase === 'fill' ? { phase: 'switch' } : { finished: true };
  await advance(tx, work, { after: last ? null : (rows.at(-1)?.id ?? null), done: rows.length, ...(last ? next : {}) });
}

async function clearBatch(tx: Context, meta: ObjectMeta, work: Work<SlotPlan>): Promise<void> {
  const slot = work.plan.from.slot;
  const rows = slot
    ? await tx.query<{ id: string }>(sql`
        with stretch as (
          select t.id from ${sql.id(meta.table)} t where ${allRecords(tx, meta)} and ${sql.ref(`t.${slot}`)} is not null
          ${work.after ? sql`and t.id > ${work.after}::uuid` : sql``} order by t.id limit ${batchSize} for update)
        update ${sql.id(meta.table)} t set ${sql.id(slot)} = null from stretch where t.tenant_id = ${tx.tenant.id} and t.id = stretch.id returning t.id`)
    : [];
  const last = rows.length < batchSize;
  const highest =
    rows
      .map((row) => row.id)
      .sort()
      .at(-1) ?? null;
  await advance(tx, work, { after: last ? null : highest, done: rows.length, finished: last });
}

/** From here on lists filter and sort by the slot; saves write it. */
export async function switchSlot(ctx: Context, work: Work<SlotPlan>): Promise<void> {
  await changing(ctx, async (tx) => {
    const meta = tx.meta.object(work.object);
    await tx.query(sql`
      update meta_field set slot = ${work.plan.to.slot} where tenant_id = ${tx.tenant.id} and object = ${work.object} and name = ${work.field}`);
    if (work.plan.to.slot && meta) wantSlotIndex(tx, { object: work.object, custom: meta.custom }, work.plan.to.slot);
    await advance(tx, work, { phase: 'catchUp', after: null });
  });
}
