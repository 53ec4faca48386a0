import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import { holdsOption, optionUse } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { followRules, rulesReading } from '../records/shares/index.ts';
import { adjustConfiguration } from './adjust.ts';
import { exchangeKeys } from './exchange.ts';
import { noteChanges } from './note.ts';
import { advance, allRecords, type ReplacePlan, type Work } from './work.ts';

const batchSize = 1000;

interface Row {
  readonly id: string;
  readonly value: unknown;
  readonly deleted: boolean;
}

/** The value with one key exchanged; of a list the new key stands once, at the old one's place. */
export function exchanged(value: unknown, from: string, to: string | null): unknown {
  if (!Array.isArray(value)) return value === from ? to : value;
  const next = exchangeKeys(value, from, to);
  return next.length === 0 ? null : next;
}

const storedValue = (field: FieldMeta) =>
  field.storage.kind === 'column'
    ? sql`to_jsonb(${sql.ref(`t.${field.storage.column}`)})`
    : sql`t.custom -> ${field.storage.kind === 'custom' ? field.storage.key : ''}`;

async function write(tx: Context, meta: ObjectMeta, field: FieldMeta, rows: readonly { id: string; value: unknown }[]): Promise<void> {
  const set =
    field.storage.kind === 'column'
      ? field.type === 'multiPicklist'
        ? sql`${sql.id(field.storage.column)} = case when r.value is null or r.value = 'null' then null else array(select jsonb_array_elements_text(r.value)) end`
        : sql`${sql.id(field.storage.column)} = r.value #>> '{}'`
      : customSet(field);
  await tx.query(sql`
    update ${sql.id(meta.table)} t set version = t.version + 1, updated_at = ${tx.clock.now()}, ${set}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, value jsonb) where t.tenant_id = ${tx.tenant.id} and t.id = r.id`);
}

function customSet(field: FieldMeta) {
  if (field.storage.kind !== 'custom') return sql``;
  const { key, slot } = field.storage;
  const truth = sql`custom = case when r.value is null or r.value = 'null' then nullif(t.custom - ${key}, '{}') else t.custom || jsonb_build_object(${key}::text, r.value) end`;
  return slot ? sql`${truth}, ${sql.id(slot)} = left(r.value #>> '{}', 200)` : truth;
}

/** The stays of records that were put into another stage: the old one ends now, the new one begins. */
async function enterStage(
  tx: Context,
  meta: ObjectMeta,
  field: FieldMeta,
  { ids, stage, by }: { readonly ids: readonly string[]; readonly stage: string | null; readonly by: string | null },
): Promise<void> {
  const now = tx.clock.now();
  await tx.query(sql`
    update stage_entry set left_at = ${now}
    where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[]) and field = ${field.name} and left_at is null`);
  if (stage === null) return;
  const rows = JSON.stringify(ids.map((record) => ({ record, id: newId() })));
  await tx.query(sql`
    insert into stage_entry (tenant_id, record_id, id, object, field, stage, entered_at, by_user)
    select ${tx.tenant.id}::int, r.record, r.id, ${meta.name}::text, ${field.name}::text, ${stage}::text, ${now}::timestamptz, ${by}::uuid
    from jsonb_to_recordset(${rows}::jsonb) as r (record uuid, id uuid)`);
}

/** A stretch of the records that still hold the value, field after field; at the end views, defaults and conditions follow. */
export async function replaceBatch(tx: Context, work: Work<ReplacePlan>): Promise<void> {
  const { plan } = work;
  const at = Number(work.phase);
  const target = plan.targets[at];
  if (!target) {
    // a save that began before the option was retired may have ended after its stretch
    if (await isHeld(tx, plan)) return advance(tx, work, { phase: '0', after: null });
    await adjustConfiguration(tx, plan);
    await advance(tx, work, { after: null, finished: true });
    return;
  }
  const meta = tx.meta.object(target.object);
  const field = meta?.fields.get(target.field);
  if (!meta || !field || field.storage.kind === 'links') return advance(tx, work, { phase: String(at + 1), after: null });
  const rows = await tx.query<Row>(sql`
    select t.id, ${storedValue(field)} as value, t.deleted_at is not null as deleted from ${sql.id(meta.table)} t
    where ${allRecords(tx, meta)} and ${holdsOption('t', field, plan.from.key)} ${work.after ? sql`and t.id > ${work.after}::uuid` : sql``}
    order by t.id limit ${batchSize} for update`);
  const changes = rows.map((row) => ({ id: row.id, value: exchanged(row.value, plan.from.key, plan.to.key) }));
  if (rows.length > 0) {
    await write(tx, meta, field, changes);
    await followRules(
      tx,
      meta,
      rows.map((row) => row.id),
      rulesReading(meta, [field.name]),
    );
    if (field.type === 'stage')
      await enterStage(tx, meta, field, { ids: rows.map((row) => row.id), stage: plan.to.key, by: work.created_by });
    const notes = rows.map((row, index) => ({
      id: row.id,
      field: field.name,
      old: row.value,
      new: changes[index]?.value,
      deleted: row.deleted,
    }));
    await noteChanges(tx, meta, work.created_by, notes);
  }
  const last = rows.length < batchSize;
  await advance(tx, work, { phase: String(last ? at + 1 : at), after: last ? null : (rows.at(-1)?.id ?? null), done: rows.length });
}

async function isHeld(tx: Context, { targets, from }: ReplacePlan): Promise<boolean> {
  for (const target of targets) {
    const meta = tx.meta.object(target.object);
    const field = meta?.fields.get(target.field);
    if (meta && field && field.storage.kind !== 'links' && (await optionUse(tx, meta, field, from.key)) > 0) return true;
  }
  return false;
}
