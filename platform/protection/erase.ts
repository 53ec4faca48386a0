import { maskKindOf } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { removeFiles } from '../files/index.ts';
import { defineBackgroundJob, runBackground } from '../jobs/index.ts';
import { cleanText, errors, fieldError, label, newId } from '../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta, Values } from '../module/index.ts';
import { authorOf, largestBatch, loadValues, purgeDeleted, saveRecords } from '../records/index.ts';
import { emitAll } from '../records/save/index.ts';
import { maskValue } from '../text/index.ts';
import { keptObjects } from './kept.ts';
import { chosenPeople, type ErasureMode, type ErasurePlan, type KeptCount, mayProtect, planErasure } from './plan.ts';
import { mentioning, outsideObjects, personalFields, type RecordRef, writtenFields } from './subject.ts';
import { sweepTable, tenantTables } from './sweep.ts';
import { scrub } from './words.ts';

export interface ErasureInput {
  readonly mode: ErasureMode;
  readonly reason: string;
  /** Which of the records found are this person; all of them unless said. */
  readonly people?: readonly string[];
}

/** Writes down what is to be erased: what belongs to the person is found now. */
export async function orderErasure(ctx: Context, meta: ObjectMeta, id: string, input: ErasureInput): Promise<string> {
  mayProtect(ctx);
  const reason = cleanText(input.reason);
  if (reason === '') throw fieldError('REQUIRED', 'reason', label('请填写原因', 'Give the reason'));
  if (reason.length > 500) throw fieldError('TOO_LONG', 'reason');
  const system = ctx.elevated();
  const plan = await planErasure(system, await chosenPeople(system, meta, id, input.people), input.mode);
  return ctx.transaction(async (tx) => {
    const erasure = newId();
    await tx.query(sql`
      insert into erasure (tenant_id, id, object, record_id, reason, plan, created_by, created_at)
      values (${tx.tenant.id}, ${erasure}, ${meta.name}, ${id}, ${reason}, ${JSON.stringify(plan)}::jsonb, ${authorOf(tx)}, ${tx.clock.now()})`);
    await audit(tx, { event: 'person.erasing', object: meta.name, record: id, data: { mode: plan.mode, count: plan.people.length } });
    return erasure;
  });
}

/** Begins the erasure of a person: a job that goes on where it was stopped. */
export function startErasure(ctx: Context, meta: ObjectMeta, id: string, input: ErasureInput): Promise<{ id: string; job: string }> {
  return ctx.transaction(async (tx) => {
    const erasure = await orderErasure(tx, meta, id, input);
    const { id: job } = await runBackground(tx, 'protection.erase', { erasure });
    return { id: erasure, job };
  });
}

interface Work {
  readonly ctx: Context;
  readonly erasure: string;
  readonly plan: ErasurePlan;
  progress(fraction: number): Promise<void>;
}

type Step = (work: Work) => Promise<void>;

// Each step finds for itself what is left to do: after a kill all of them run again, and what is done is done.
const steps: readonly (readonly [string, Step])[] = [
  ['people', erasePeople],
  ['texts', eraseTexts],
  ['trails', eraseTrails],
  ['files', eraseFiles],
  ['tables', eraseTables],
  ['records', deletePeople],
];

/** What an erasure has done, by counts, and what it left and why. */
export type Receipt = { readonly kept: readonly KeptCount[] } & Readonly<Record<string, unknown>>;

/** Erases a person; called again after a stop it goes on. Exported for tests that stop it. */
export async function runErasure(ctx: Context, erasure: string, progress: (fraction: number) => Promise<void>): Promise<Receipt> {
  const system = ctx.elevated();
  const [row] = await system.query<{ plan: ErasurePlan; finished_at: string | null }>(sql`
    select plan, finished_at from erasure where tenant_id = ${ctx.tenant.id} and id = ${erasure}::uuid`);
  if (!row) throw errors.NOT_FOUND();
  if (row.finished_at === null) {
    for (const [at, [, step]] of steps.entries()) {
      await progress(at / steps.length);
      await step({ ctx: system, erasure, plan: row.plan, progress: (share) => progress((at + share) / steps.length) });
    }
    await finish(system, erasure, row.plan);
  }
  const [done] = await system.query<{ counts: Record<string, number>; kept: readonly KeptCount[] | null }>(sql`
    select counts, plan -> 'kept' as kept from erasure where tenant_id = ${ctx.tenant.id} and id = ${erasure}::uuid`);
  return { ...done?.counts, kept: done?.kept ?? [] };
}

export const eraseJob = defineBackgroundJob<{ erasure: string }>({
  name: 'protection.erase',
  async run({ ctx, payload, progress }) {
    return { result: await runErasure(ctx, payload.erasure, progress) };
  },
});

/** Adds to a count in the transaction of the work: a batch that was taken back is not counted. */
async function counted(tx: Context, erasure: string, name: string, count: number): Promise<void> {
  if (count === 0) return;
  await tx.query(sql`
    update erasure set counts = counts || jsonb_build_object(${name}::text, coalesce((counts ->> ${name})::int, 0) + ${count}::int)
    where tenant_id = ${tx.tenant.id} and id = ${erasure}::uuid`);
}

const byObject = (refs: readonly RecordRef[]) => Map.groupBy(refs, (ref) => ref.object);
const idsOf = (refs: readonly RecordRef[]) => refs.map((ref) => ref.id);
const files = new Set(['image', 'attachment', 'signature']);

/** What a record holds once nobody can be told from it. */
function anonymous(meta: ObjectMeta, id: string, values: Values, plan: ErasurePlan): Record<string, unknown> {
  const name = `已匿名 ${id.slice(-6)}`;
  // a number from another system leads back to the person there
  const next: Record<string, unknown> = values['externalId'] ? { externalId: null } : {};
  const isWritten = new Set(writtenFields(meta).map((field) => field.name));
  const personal = new Set(personalFields(meta).map((field) => field.name));
  for (const field of meta.fields.values()) {
    if (field.system || field.formula || field.rollup) continue;
    const value = values[field.name];
    if (field.name === meta.title) next[field.name] = name;
    else if (personal.has(field.name) || files.has(field.type)) next[field.name] = null;
    else if (isWritten.has(field.name)) next[field.name] = scrubbed(field, value, plan);
  }
  return next;
}

function scrubbed(field: FieldMeta, value: unknown, plan: ErasurePlan): unknown {
  if (field.type === 'address') {
    const street = (value as { readonly street?: unknown } | null)?.street;
    const clean = scrubbed({ ...field, type: 'text' }, street, plan);
    return clean === street ? value : { ...(value as object), street: clean };
  }
  if (typeof value !== 'string') return value;
  const expression = [plan.strong, plan.names].filter((one) => one !== null).join('|');
  const text = expression === '' ? value : scrub(value, expression);
  // a masked e-mail or phone is none any more
  return text === value || field.type === 'text' || field.type === 'longText' || field.type === 'richText' ? text : null;
}

/** What a record holds that must be kept: who it was about is only hinted at; what no longer reads as a phone or an e-mail is left out. */
function masked(meta: ObjectMeta, values: Values): Record<string, unknown> {
  const next: Record<string, unknown> = values['externalId'] ? { externalId: null } : {};
  for (const field of personalFields(meta)) {
    const value = values[field.name];
    // masked before: a second run must not make less of it
    if (typeof value === 'string' && value.includes('*')) continue;
    if (field.name === meta.title) next[field.name] = maskValue('name', value) ?? '*';
    else next[field.name] = field.type === 'text' ? maskValue(maskKindOf(field), value) : null;
  }
  return next;
}

async function save(tx: Context, meta: ObjectMeta, rows: readonly { id: string; values: Record<string, unknown> }[]): Promise<void> {
  const results = await saveRecords(
    tx,
    meta,
    rows.map(({ id, values }) => ({ operation: 'update' as const, id, values })),
    { asSystem: true, erasing: true, allOrNothing: true },
  );
  const refused = results.find((result) => result.error);
  if (refused?.error) throw refused.error;
}

async function erasePeople({ ctx, erasure, plan }: Work): Promise<void> {
  const held = await keptObjects(ctx);
  for (const [object, refs] of byObject(plan.people)) {
    const meta = ctx.meta.object(object);
    if (!meta) continue;
    const records = await loadValues(ctx, meta, idsOf(refs));
    const rows = [...records].map(([id, values]) => ({
      id,
      values: held.has(object) ? masked(meta, values) : anonymous(meta, id, values, plan),
    }));
    const open = rows.filter(({ id, values }) => Object.entries(values).some(([name, value]) => !same(records.get(id)?.[name], value)));
    if (open.length > 0)
      await ctx.transaction(async (tx) => {
        await save(tx, meta, open);
        await counted(tx, erasure, 'people', open.length);
      });
    // whoever was deleted already is ended for good
    await purgeDeleted(ctx, new Date(ctx.clock.now().getTime() + 60_000), { object, ids: idsOf(refs) });
  }
}

const same = (a: unknown, b: unknown) => (a ?? null) === (b ?? null);

/** Texts of other records: words nobody else has everywhere, names where the record is linked to the person. */
async function eraseTexts({ ctx, erasure, plan, progress }: Work): Promise<void> {
  const lawful = await keptObjects(ctx);
  const people = new Set(idsOf(plan.people));
  const objects = outsideObjects(ctx).filter((meta) => !lawful.has(meta.name));
  for (const [at, meta] of objects.entries()) {
    await progress(at / objects.length);
    const linked = idsOf(plan.linked.filter((ref) => ref.object === meta.name));
    const ids = [
      ...(plan.strong ? await mentioning(ctx, meta, plan.strong) : []),
      ...(plan.names && linked.length > 0 ? await mentioning(ctx, meta, plan.names, linked) : []),
    ].filter((id) => !people.has(id));
    await scrubRecords({ ctx, erasure, plan, progress }, meta, [...new Set(ids)], new Set(linked));
  }
}

async function scrubRecords(
  { ctx, erasure, plan }: Work,
  meta: ObjectMeta,
  ids: readonly string[],
  linked: ReadonlySet<string>,
): Promise<void> {
  const tables = await tenantTables(ctx);
  for (let from = 0; from < ids.length; from += largestBatch) {
    await ctx.transaction(async (tx) => {
      const part = ids.slice(from, from + largestBatch);
      const live = await loadValues(tx, meta, part);
      const rows = [...live].map(([id, values]) => ({
        id,
        values: scrubValues(meta, values, linked.has(id) ? plan : { ...plan, names: null }),
      }));
      const open = rows.filter(({ values }) => Object.keys(values).length > 0);
      if (open.length > 0) await save(tx, meta, open);
      // records in the recycle bin are in no list and no search: their texts are changed where they lie
      const bin = part.filter((id) => !live.has(id));
      const table = tables.find((one) => one.name === meta.table);
      for (const pattern of [plan.strong, plan.names])
        if (table && pattern && bin.length > 0) await sweepTable(tx, table, pattern, sql`id = any(${bin}::uuid[])`);
      await counted(tx, erasure, 'texts', open.length + bin.length);
    });
  }
}

function scrubValues(meta: ObjectMeta, values: Values, plan: ErasurePlan): Record<string, unknown> {
  const next: Record<string, unknown> = {};
  for (const field of writtenFields(meta)) {
    const value = values[field.name];
    const clean = scrubbed(field, value, plan);
    if (clean !== value) next[field.name] = clean;
  }
  return next;
}

// Values of these say nothing about anybody: they stay in the history of the record.
const telling = new Set(['picklist', 'stage', 'boolean', 'number', 'currency', 'percent', 'user', 'department', 'rating']);

const goingWithThem = ['notification', 'recent_record', 'favourite', 'webhook_delivery'] as const;

/** History, events, notices, lists of recent records: of the people's own records whole, of others by the words (eraseTables). */
async function eraseTrails({ ctx, erasure, plan }: Work): Promise<void> {
  const tenant = ctx.tenant.id;
  const ids = idsOf(plan.people);
  await ctx.transaction(async (tx) => {
    for (const [object, refs] of byObject(plan.people)) {
      const meta = tx.meta.object(object);
      const open = [...(meta?.fields.values() ?? [])].filter((field) => telling.has(field.type)).map((field) => field.name);
      const rows = await tx.query(sql`
        update record_history set changes = (
          select coalesce(jsonb_agg(case when c ->> 'field' = any(${open}) then c else c || '{"old": null, "new": null}' end), '[]') from jsonb_array_elements(changes) c)
        where tenant_id = ${tenant} and record_id = any(${idsOf(refs)}::uuid[]) returning 1`);
      await counted(tx, erasure, 'history', rows.length);
    }
    await tx.query(
      sql`update event set changes = null where tenant_id = ${tenant} and record_id = any(${ids}::uuid[]) and changes is not null`,
    );
    // a delivery still to go out would tell what is being erased
    for (const table of goingWithThem)
      await tx.query(sql`delete from ${sql.table(table)} where tenant_id = ${tenant} and record_id = any(${ids}::uuid[])`);
    await tx.query(
      sql`update import_entry set before = null, problem = null where tenant_id = ${tenant} and record_id = any(${ids}::uuid[])`,
    );
    await tx.query(sql`
      update comment set body = '', files = '{}', deleted_at = coalesce(deleted_at, ${tx.clock.now()})
      where tenant_id = ${tenant} and record_id = any(${ids}::uuid[])`);
    await eraseMerges(tx, ids);
    await tx.query(sql`update consent set evidence = '', file_id = null where tenant_id = ${tenant} and record_id = any(${ids}::uuid[])`);
    // answers of the last day, kept against doubled requests
    await tx.query(sql`delete from idempotency_key where tenant_id = ${tenant} and answer ~ ${ids.join('|')}`);
  });
}

/** What merges keep to be undone holds the values of all their records: with a person of theirs erased there is no way back. */
async function eraseMerges(tx: Context, ids: readonly string[]): Promise<void> {
  const gone = await tx.query<{ id: string }>(sql`
    delete from record_merge where tenant_id = ${tx.tenant.id} and (winner_id = any(${ids}::uuid[]) or loser_ids && ${ids}::uuid[]) returning id`);
  const merges = gone.map((row) => row.id);
  for (const table of ['merge_move', 'merge_aside'])
    await tx.query(sql`delete from ${sql.table(table)} where tenant_id = ${tx.tenant.id} and merge_id = any(${merges}::uuid[])`);
}

/**
 * Files that only the people's records, letters and calls show, sources of finished imports, and results of exports: nobody can look inside
 * those for a person.
 */
async function eraseFiles({ ctx, erasure, plan }: Work): Promise<void> {
  const objects = [...new Set(plan.people.map((ref) => ref.object))];
  const rows = await ctx.query<{ id: string }>(sql`
    select f.id from file f where f.tenant_id = ${ctx.tenant.id} and (f.id = any(${plan.files}::uuid[])
      or exists (select from import i where i.tenant_id = f.tenant_id and i.file_id = f.id and i.object = any(${objects}) and i.finished_at is not null)
      or exists (select from background_job j where j.tenant_id = f.tenant_id and j.file_id = f.id))`);
  const ids = rows.map((row) => row.id);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`update background_job set file_id = null where tenant_id = ${tx.tenant.id} and file_id = any(${ids}::uuid[])`);
    await letGoOfFiles(tx, ids, new Set(idsOf(plan.people)));
    await removeFiles(tx, ids);
    await counted(tx, erasure, 'files', ids.length);
  });
}

/** Letters do not go on naming files that are gone, and who keeps recordings is told (`{object}.filesErased`). */
async function letGoOfFiles(tx: Context, ids: readonly string[], people: ReadonlySet<string>): Promise<void> {
  const users = await tx.query<RecordRef>(sql`
    select distinct object, record_id as id from file_use where tenant_id = ${tx.tenant.id} and file_id = any(${ids}::uuid[])`);
  const gone = new Set(ids);
  for (const [object, refs] of byObject(users.filter((ref) => !people.has(ref.id)))) {
    const meta = tx.meta.object(object);
    if (!meta) continue;
    const fields = [...meta.fields.values()].filter((field) => files.has(field.type));
    const rows = [...(await loadValues(tx, meta, idsOf(refs)))].map(([id, values]) => ({
      id,
      values: Object.fromEntries(
        fields.flatMap(({ name }) => {
          const there = (values[name] ?? []) as readonly { readonly id: string }[];
          const left = there.filter((file) => !gone.has(file.id));
          return left.length === there.length ? [] : [[name, left.length > 0 ? left : null]];
        }),
      ),
    }));
    await save(
      tx,
      meta,
      rows.filter(({ values }) => Object.keys(values).length > 0),
    );
  }
  const guarded = await tx.query<RecordRef>(sql`
    select distinct object, record_id as id from guarded_file where tenant_id = ${tx.tenant.id} and file_id = any(${ids}::uuid[])`);
  await emitAll(
    tx,
    guarded.map(({ object, id }) => ({ event: `${object}.filesErased`, object, record: id })),
  );
}

// Configuration: a word there is the company's own, whoever bears it as a name.
const named = /^(meta_|role|config_|sandbox|auto_number|consent)/;

/** Everything else, by the words: every table of the company, whatever part of the product it belongs to. */
async function eraseTables({ ctx, erasure, plan, progress }: Work): Promise<void> {
  const records = new Set(ctx.meta.objects.map((meta) => meta.table));
  const near = [...idsOf(plan.people), ...idsOf(plan.linked)];
  const tables = (await tenantTables(ctx)).filter((table) => !records.has(table.name));
  for (const [at, table] of tables.entries()) {
    await progress(at / tables.length);
    await ctx.transaction(async (tx) => {
      let rows = plan.strong ? await sweepTable(tx, table, plan.strong) : 0;
      if (plan.names && !named.test(table.name))
        rows += await sweepTable(
          tx,
          table,
          plan.names,
          table.hasRecord ? sql`(record_id is null or record_id = any(${near}::uuid[]))` : sql`true`,
        );
      await counted(tx, erasure, 'rows', rows);
    });
  }
}

/** In the mode that deletes: the emptied records go for good, unless others may not lose them. */
async function deletePeople({ ctx, erasure, plan }: Work): Promise<void> {
  if (plan.mode !== 'delete') return;
  const held = await keptObjects(ctx);
  for (const [object, refs] of byObject(plan.people)) {
    const meta = ctx.meta.object(object);
    if (!meta || held.has(object)) continue;
    await ctx.transaction(async (tx) => {
      const rows = idsOf(refs).map((id) => ({ operation: 'delete' as const, id }));
      const results = await saveRecords(tx, meta, rows, { asSystem: true });
      await counted(tx, erasure, 'deleted', results.filter((result) => !result.error).length);
    });
    await purgeDeleted(ctx, new Date(ctx.clock.now().getTime() + 60_000), { object, ids: idsOf(refs) });
  }
}

async function finish(ctx: Context, erasure: string, plan: ErasurePlan): Promise<void> {
  await ctx.transaction(async (tx) => {
    // those made meanwhile, from events read before they were emptied
    await tx.query(sql`delete from webhook_delivery where tenant_id = ${tx.tenant.id} and record_id = any(${idsOf(plan.people)}::uuid[])`);
    const [row] = await tx.query<{ object: string; record_id: string; counts: Record<string, number> }>(sql`
      update erasure set finished_at = ${tx.clock.now()}, plan = ${JSON.stringify({ mode: plan.mode, people: plan.people, kept: plan.kept ?? [] })}::jsonb
      where tenant_id = ${tx.tenant.id} and id = ${erasure}::uuid and finished_at is null returning object, record_id, counts`);
    if (!row) return;
    for (const [object, refs] of byObject(plan.people)) {
      const meta = tx.meta.object(object);
      // of those that were deleted the deletion has told
      const left = meta ? [...(await loadValues(tx, meta, idsOf(refs))).keys()] : [];
      await emitAll(
        tx,
        left.map((id) => ({ event: `${object}.anonymised`, object, record: id })),
      );
    }
    await audit(tx, { event: 'person.erased', object: row.object, record: row.record_id, data: { mode: plan.mode, ...row.counts } });
  });
}
