import { sql } from '@huanke/platform/database';
import { isId } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { emitAll, type Told } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { measure } from './measure.ts';
import { activeModels, type ScoreModel } from './store.ts';

/** Leads in one transaction: their rows are locked no longer than that. */
export const atOnce = 1000;

/** The next leads in the order of ids, locked, so that nothing changes between looking at them and writing the score. Converted ones keep theirs. */
export async function nextLeads(tx: Context, after: string | null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select id from lead where tenant_id = ${tx.tenant.id} and deleted_at is null and status is distinct from 'converted'
      ${after ? sql`and id > ${after}::uuid` : sql``} order by id limit ${atOnce} for no key update`);
  return rows.map(({ id }) => id);
}

/** Works out what locked leads have by a model, and keeps it beside what they have by others. */
export async function scoreLeads(tx: Context, model: ScoreModel, ids: readonly string[]): Promise<void> {
  const lead = tx.elevated().meta.object('lead');
  if (!lead || ids.length === 0) return;
  const scored = await measure(tx, lead, model.definition, sql`o.id = any(${ids}::uuid[])`);
  await tx.query(sql`
    insert into record_score (tenant_id, object, record_id, model_id, score, grade, items, at)
    select ${tx.tenant.id}::int, 'lead', s.id, ${model.id}::uuid, s.score, s.grade, s.items, ${tx.clock.now()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(scored)}::jsonb) as s (id uuid, score int, grade text, items jsonb)
    on conflict (tenant_id, record_id, model_id) do update set score = excluded.score, grade = excluded.grade, items = excluded.items, at = excluded.at`);
}

interface Held {
  readonly id: string;
  readonly score: number | null;
  readonly grade: string | null;
  /** Neither invalid nor MQL yet, with a number or address by which it can be contacted. */
  readonly open: boolean;
}

interface Due {
  readonly id: string;
  readonly was: string | null;
  readonly grade: string;
  readonly score: number;
  readonly mql: boolean;
}

/**
 * What changes for leads by the scores they have by a model. Two tables read one by one by their keys: a join, or a condition that would let in
 * another index than the key, is planned badly as long as there are no statistics of what is being written.
 */
async function dueOf(tx: Context, model: ScoreModel, ids: readonly string[]): Promise<Due[]> {
  const leads = await tx.query<Held>(sql`
    select t.id, t.score, t.grade, coalesce(t.mql_at is null and t.status is distinct from 'invalid'
      and ((t.phone <> '' and t.phone_bad is not true) or t.work_phone <> '' or t.other_phone <> '' or t.wechat <> ''
        or t.email <> '' or t.other_email <> ''), false) as open
    from lead t where t.tenant_id = ${tx.tenant.id} and t.id = any(${ids}::uuid[])`);
  const scores = await tx.query<{ id: string; score: number; grade: string }>(sql`
    select record_id as id, score, grade from record_score
    where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[]) and model_id = ${model.id}::uuid`);
  const scored = new Map(scores.map((one) => [one.id, one]));
  return leads.flatMap((lead) => {
    const now = scored.get(lead.id);
    if (!now) return [];
    const mql = lead.open && (now.grade === 'A' || now.grade === 'B');
    const same = now.score === Number(lead.score) && lead.score !== null && now.grade === lead.grade;
    return same && !mql ? [] : [{ ...now, was: lead.grade, mql }];
  });
}

/**
 * Gives locked leads the score and grade they have by a model, and tells of grades that changed and of leads that are marketing qualified for
 * the first time: grade A or B, and a number or address by which they can be contacted. Derived figures: version and time of change stay.
 */
export async function applyScores(tx: Context, model: ScoreModel, ids: readonly string[]): Promise<void> {
  const due = ids.length === 0 ? [] : await dueOf(tx, model, ids);
  if (due.length === 0) return;
  await tx.query(sql`
    update lead t set score = d.score, grade = d.grade, mql_at = case when d.mql then ${tx.clock.now()}::timestamptz else t.mql_at end
    from unnest(${due.map(({ id }) => id)}::uuid[], ${due.map(({ score }) => score)}::int[], ${due.map(({ grade }) => grade)}::text[],
      ${due.map(({ mql }) => mql)}::boolean[]) d (id, score, grade, mql)
    where t.tenant_id = ${tx.tenant.id} and t.id = d.id`);
  await emitAll(
    tx,
    due.flatMap(({ id, was, grade, score, mql }): Told[] => [
      ...(grade === was ? [] : [{ event: salesEvents.leadGraded, object: 'lead', record: id, changes: { from: was, to: grade, score } }]),
      ...(mql ? [{ event: salesEvents.leadMql, object: 'lead', record: id, changes: { grade, score } }] : []),
    ]),
  );
}

/** Scores leads anew after something happened with them; nothing where no model is in force. */
export async function rescoreLeads(ctx: Context, leads: readonly string[]): Promise<void> {
  const ids = [...new Set(leads)].filter(isId).sort();
  for (let from = 0; from < ids.length; from += atOnce) {
    await ctx.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }>(sql`
        select id from lead where tenant_id = ${tx.tenant.id} and id = any(${ids.slice(from, from + atOnce)}::uuid[]) and deleted_at is null
          and status is distinct from 'converted' order by id for no key update`);
      const locked = rows.map(({ id }) => id);
      // read once the leads are locked: a model that is being put in force does so under the same locks
      const { published, publishing } = await activeModels(tx);
      if (publishing) await scoreLeads(tx, publishing, locked);
      if (!published) return;
      await scoreLeads(tx, published, locked);
      await applyScores(tx, published, locked);
    });
  }
}

/** Every lead by the model in force: what happened fades from day to day. */
export async function rescoreAll(ctx: Context, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for (let after: string | null = null; ; ) {
    signal?.throwIfAborted();
    const ids: string[] = await ctx.transaction(async (tx) => {
      const { published } = await activeModels(tx);
      if (!published) return [];
      const found = await nextLeads(tx, after);
      await scoreLeads(tx, published, found);
      await applyScores(tx, published, found);
      return found;
    });
    count += ids.length;
    if (ids.length < atOnce) return count;
    after = ids.at(-1) ?? null;
  }
}
