import { sql } from '../database/sql.ts';
import { changing, logChange } from '../metadata/change-log.ts';
import { fillUniqueValues, wantSlotIndex } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { fromCustom, slotBank, toSlot } from '../storage/codec.ts';
import { type ConvertOptions, convertValue } from './convert.ts';
import { noteChanges } from './note.ts';
import { advance, allRecords, formField, type TypePlan, type Work } from './work.ts';
import { writersGone } from './writers.ts';

const batchSize = 1000;

interface Row {
  readonly id: string;
  /** What the field holds now. */
  readonly old: unknown;
  /** Of an undo: what it held before the change. */
  readonly original: unknown;
}

const slotTypes = { t: 'text', n: 'bigint', d: 'timestamptz', u: 'uuid' } as const;

export const convertOptions = (ctx: Pick<Context, 'tenant'>): ConvertOptions => ({
  timeZone: ctx.tenant.timeZone,
  language: ctx.tenant.language === 'en' ? 'en' : 'zh-CN',
});

/** What the new key of a record shall hold; null: nothing. */
function targetOf(row: Row, forms: { from: FieldMeta; to: FieldMeta; original: FieldMeta | undefined }, options: ConvertOptions): unknown {
  const { from, to, original } = forms;
  const value = row.old === null ? null : fromCustom(from, row.old);
  if (!original) {
    if (value === null) return null;
    const done = convertValue(from, to, value, options);
    return done.ok ? done.value : null;
  }
  // the old key still holds what was there before: exact, where nobody has changed the value since
  const before = row.original === null ? null : fromCustom(original, row.original);
  const then = before === null ? undefined : convertValue(original, from, before, options);
  if (value === null) return then && !then.ok ? before : null;
  if (then?.ok && JSON.stringify(then.value) === JSON.stringify(value)) return before;
  const back = convertValue(from, to, value, options);
  return back.ok ? back.value : null;
}

/** Writes the new key (and slot) of a batch of records from the old one. */
async function copyRows(tx: Context, meta: ObjectMeta, work: Work<TypePlan>, rows: readonly Row[]): Promise<number> {
  const { plan } = work;
  const from = formField(meta, work.field, plan.from);
  const to = formField(meta, work.field, plan.to);
  const original = plan.original && formField(meta, work.field, plan.original);
  const options = convertOptions(tx);
  let failed = 0;
  const values = rows.map((row) => {
    const value = targetOf(row, { from, to, original }, options);
    if (value === null && row.old !== null) failed += 1;
    return { id: row.id, value, slot: plan.to.slot ? toSlot(to, value) : null };
  });
  const bank = slotBank(to.type);
  const slot = plan.to.slot && bank ? sql`, ${sql.id(plan.to.slot)} = r.slot::${sql.raw(slotTypes[bank])}` : sql``;
  await tx.query(sql`
    update ${sql.id(meta.table)} t set custom = case
        when r.value is null or r.value = 'null'::jsonb then nullif(coalesce(t.custom, '{}') - ${plan.to.key}, '{}')
        else coalesce(t.custom, '{}') || jsonb_build_object(${plan.to.key}::text, r.value) end ${slot}
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r (id uuid, value jsonb, slot text)
    where t.tenant_id = ${tx.tenant.id} and t.id = r.id`);
  return failed;
}

const isTouched = (plan: TypePlan) => sql`(t.custom ? ${plan.from.key} or t.custom ? ${plan.original?.key ?? plan.from.key})`;

async function nextRows(tx: Context, meta: ObjectMeta, work: Work<TypePlan>): Promise<Row[]> {
  const { plan, after } = work;
  return tx.query<Row>(sql`
    select t.id, t.custom -> ${plan.from.key} as old, t.custom -> ${plan.original?.key ?? plan.from.key} as original from ${sql.id(meta.table)} t
    where ${allRecords(tx, meta)} and ${isTouched(plan)} ${after ? sql`and t.id > ${after}::uuid` : sql``}
    order by t.id limit ${batchSize} for update`);
}

/**
 * Phase one: whoever was writing when the field was closed comes to an end. Every later save sees that it is closed (`refuse_moving_values`),
 * so that from here on no value of the field changes.
 */
export async function settleWriters(ctx: Context, meta: ObjectMeta, work: Work<TypePlan>, waiting: () => Promise<void>): Promise<void> {
  await writersGone(ctx, meta, waiting);
  await ctx.transaction((tx) => advance(tx, work, { phase: 'copy', after: null }));
}

/** Phase two: a stretch of records gets its values in the new form beside the old one; nobody sees them yet. */
export async function copyBatch(tx: Context, meta: ObjectMeta, work: Work<TypePlan>): Promise<void> {
  const rows = await nextRows(tx, meta, work);
  const failed = rows.length > 0 ? await copyRows(tx, meta, work, rows) : 0;
  const last = rows.length < batchSize;
  await advance(tx, work, { phase: last ? 'switch' : 'copy', after: last ? null : (rows.at(-1)?.id ?? null), done: rows.length, failed });
}

/** Phase three: unique values and the field itself, in one short transaction. Saves made from older metadata are refused from then on. */
export async function switchOver(ctx: Context, work: Work<TypePlan>): Promise<void> {
  await changing(ctx, async (tx) => {
    const meta = tx.meta.object(work.object);
    if (!meta) return;
    const { plan } = work;
    const to = formField(meta, work.field, plan.to);
    const from = formField(meta, work.field, plan.from);
    if (to.unique || from.unique) await fillUniqueValues(tx, meta, to);
    await tx.query(sql`
      update meta_field set definition = ${JSON.stringify(plan.to.definition)}::jsonb, key = ${plan.to.key}, slot = ${plan.to.slot}
      where tenant_id = ${tx.tenant.id} and object = ${work.object} and name = ${work.field}`);
    await logChange(
      tx,
      { kind: 'field', object: work.object, name: work.field },
      { operation: 'update', before: plan.from.definition, after: plan.to.definition },
    );
    if (plan.to.slot) wantSlotIndex(tx, { object: work.object, custom: meta.custom }, plan.to.slot);
    await tx.query(sql`
      update meta_work set plan = plan || jsonb_build_object('version', (select metadata_version from tenant where id = ${tx.tenant.id}))
      where tenant_id = ${tx.tenant.id} and id = ${work.id}`);
    await advance(tx, work, { phase: 'after', after: null, switched: true });
  });
}

interface OldRow {
  readonly id: string;
  readonly old: unknown;
  readonly kept: unknown;
  readonly deleted: boolean;
}

/** Phase four: values that could not be converted go to the history, and the old slot is cleared for the next field. */
export async function settleBatch(tx: Context, meta: ObjectMeta, work: Work<TypePlan>): Promise<void> {
  const { plan, after } = work;
  const clear = plan.from.slot ? sql`or ${sql.ref(`t.${plan.from.slot}`)} is not null` : sql``;
  const rows = await tx.query<OldRow>(sql`
    select t.id, t.custom -> ${plan.from.key} as old, t.custom -> ${plan.to.key} as kept, t.deleted_at is not null as deleted from ${sql.id(meta.table)} t
    where ${allRecords(tx, meta)} and (t.custom ? ${plan.from.key} ${clear}) ${after ? sql`and t.id > ${after}::uuid` : sql``}
    order by t.id limit ${batchSize} for update`);
  // what somebody has changed since the switch has its own line in the history
  const lost = rows.filter((row) => row.old !== null && row.kept === null);
  const noted = new Set(
    (
      await tx.query<{ record_id: string }>(sql`
        select distinct record_id from record_history
        where tenant_id = ${tx.tenant.id} and record_id = any(${lost.map((row) => row.id)}::uuid[]) and at >= ${work.switched_at}::timestamptz
          and changes @> ${JSON.stringify([{ field: work.field }])}::jsonb`)
    ).map((row) => row.record_id),
  );
  const from = formField(meta, work.field, plan.from);
  const cleared = lost.filter((row) => !noted.has(row.id));
  await noteChanges(
    tx,
    meta,
    work.created_by,
    cleared.map((row) => ({ id: row.id, field: work.field, old: fromCustom(from, row.old), new: null, deleted: row.deleted })),
  );
  const ids = rows.map((row) => row.id);
  if (plan.from.slot && ids.length > 0)
    await tx.query(
      sql`update ${sql.id(meta.table)} t set ${sql.id(plan.from.slot)} = null where t.tenant_id = ${tx.tenant.id} and t.id = any(${ids}::uuid[])`,
    );
  if (cleared.length > 0)
    await tx.query(sql`
      update ${sql.id(meta.table)} t set version = t.version + 1, updated_at = ${tx.clock.now()}
      where t.tenant_id = ${tx.tenant.id} and t.id = any(${cleared.map((row) => row.id)}::uuid[])`);
  const last = rows.length < batchSize;
  await advance(tx, work, { after: last ? null : (ids.at(-1) ?? null), done: rows.length, finished: last });
}

/** Before the switch everything can be taken back: the field opens again as it was, the copies are cleared by `dropCopies`. */
export async function reopen(ctx: Context, work: Work<TypePlan>): Promise<void> {
  await changing(ctx, async (tx) => {
    await tx.query(sql`
      update meta_field set definition = ${JSON.stringify(work.plan.from.definition)}::jsonb
      where tenant_id = ${tx.tenant.id} and object = ${work.object} and name = ${work.field}`);
    await advance(tx, work, { phase: 'drop', after: null });
  });
}

/** Takes back the copies of a change that was given up. */
export async function dropCopies(tx: Context, meta: ObjectMeta, work: Work<TypePlan>): Promise<void> {
  const { plan, after } = work;
  const slot = plan.to.slot ? sql`, ${sql.id(plan.to.slot)} = null` : sql``;
  const rows = await tx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t
    where ${allRecords(tx, meta)} and t.custom ? ${plan.to.key} ${after ? sql`and t.id > ${after}::uuid` : sql``} order by t.id limit ${batchSize} for update`);
  const ids = rows.map((row) => row.id);
  if (ids.length > 0)
    await tx.query(sql`
      update ${sql.id(meta.table)} t set custom = nullif(t.custom - ${plan.to.key}, '{}') ${slot}
      where t.tenant_id = ${tx.tenant.id} and t.id = any(${ids}::uuid[])`);
  const last = rows.length < batchSize;
  await advance(tx, work, { after: last ? null : (ids.at(-1) ?? null), finished: last });
}
