import { sql } from '../database/sql.ts';
import { dayIn, errors, isId, newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { authorOf, compileFilter, createJoins, loadValues, parseFilter, saveRecords } from '../records/index.ts';
import { type Choice, choose, type Rep, take } from './choose.ts';
import { rejectersOf } from './rejecters.ts';
import { type AssignRule, listRules, repsOf } from './store.ts';

/** Records in one transaction: the rows of the rules stay locked no longer. */
export const mostAtOnce = 500;

/** Who got a record, by which rule, and everybody who was considered. */
export interface Decision {
  readonly record: string;
  readonly rule: { readonly id: string; readonly name: string } | null;
  readonly chosen: { readonly id: string; readonly name: string } | null;
  /** The pool it fell to, when nobody might have it. */
  readonly pool: string | null;
  readonly why: Choice['why'] | 'fallback' | 'noRule' | 'already' | 'manager';
  readonly considered: Choice['considered'];
}

interface Options {
  /** Gives also what was given before. */
  readonly force?: boolean;
  /** Works everything out and writes nothing. */
  readonly dryRun?: boolean;
}

/**
 * Gives records to people by the first rule that is for each, all or none, in the transaction under way. All rules of the object are locked in
 * their order, so that batches wait for each other, turns stay fair and nobody gets more than they can carry.
 */
export async function assignRecords(tx: Context, meta: ObjectMeta, ids: readonly string[], options: Options = {}): Promise<Decision[]> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter(isId);
  const rules = (await listRules(tx, meta.name)).filter(({ active }) => active);
  const ruleOf = await matching(tx, meta, rules, wanted);
  const matched = new Set(ruleOf.values());
  const used = rules.filter((rule) => matched.has(rule));
  // all of them: people are in several rules, and what they carry is counted once nobody else hands out
  const sequences = await lockRules(tx, rules, options.dryRun ?? false);
  const values = await loadValues(tx, meta, wanted, options.dryRun ? {} : { lock: true });
  const given = options.force ? new Set<string>() : await givenBefore(tx, wanted);
  const rejecters = await rejectersOf(tx, wanted);
  const reps = await repsOf(tx, meta, used);
  const sticky = used.some((rule) => rule.sticky) ? await holders(tx, meta, values) : new Map<string, string>();
  const decisions: Decision[] = [];
  for (const record of wanted) {
    const held = values.get(record);
    const rule = ruleOf.get(record);
    if (!held) continue;
    if (given.has(record)) decisions.push({ record, rule: null, chosen: null, pool: null, why: 'already', considered: [] });
    else if (!rule) decisions.push({ record, rule: null, chosen: null, pool: null, why: 'noRule', considered: [] });
    else
      decisions.push(
        await decide(tx, rule, {
          record,
          held,
          reps: reps.get(rule.id) ?? [],
          sequences,
          sticky: sticky.get(record) ?? null,
          rejecters: rejecters.get(record) ?? new Set(),
        }),
      );
  }
  if (options.dryRun) return decisions;
  await carryOut(tx, meta, decisions);
  await keepState(tx, used, reps, sequences);
  return decisions;
}

/** The first rule of each record, by one statement for each rule. */
async function matching(
  tx: Context,
  meta: ObjectMeta,
  rules: readonly AssignRule[],
  ids: readonly string[],
): Promise<Map<string, AssignRule>> {
  const found = new Map<string, AssignRule>();
  const system = tx.elevated();
  for (const rule of rules) {
    const left = ids.filter((id) => !found.has(id));
    if (left.length === 0) break;
    const condition =
      rule.filter === null ? sql`true` : compileFilter(system, meta, parseFilter(system, meta, rule.filter), createJoins(system));
    const rows = await tx.query<{ id: string }>(sql`
      select o.id from ${sql.id(meta.table)} o where o.tenant_id = ${tx.tenant.id} and o.id = any(${left}::uuid[]) and o.deleted_at is null
        ${meta.custom ? sql`and o.object = ${meta.name}` : sql``} and ${condition}`);
    for (const { id } of rows) found.set(id, rule);
  }
  return found;
}

/** The number of the last assignment of each rule; the rows stay locked to the end of the transaction. */
export async function lockRules(tx: Context, rules: readonly AssignRule[], dryRun: boolean): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; seq: string }>(sql`
    select id, seq from assign_rule where tenant_id = ${tx.tenant.id} and id = any(${rules.map(({ id }) => id)}::uuid[])
    order by position, id ${dryRun ? sql`` : sql`for update`}`);
  return new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
}

async function givenBefore(tx: Context, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(sql`
    select distinct record_id as id from assign_decision where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[])`);
  return new Set(rows.map(({ id }) => id));
}

/**
 * Who owns the account a record points to, else one of the same company by the keys of duplicates: the full name before the core of the name
 * (SAL-5, 恒润化工 and 杭州恒润化工有限公司). The keys are those that were written with the record; the
 * same name holds where a company keeps none.
 */
async function holders(
  tx: Context,
  meta: ObjectMeta,
  values: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Promise<Map<string, string>> {
  if (!tx.meta.object('account') || meta.name === 'account') return new Map();
  const list = [...values].map(([id, held]) => ({ id, account: held['account'] ?? null, company: held['company'] ?? null }));
  const rows = await tx.query<{ id: string; owner: string }>(sql`
    with w as (
      select * from unnest(${list.map(({ id }) => id)}::uuid[], ${list.map(({ account }) => (isId(account) ? account : null))}::uuid[],
        ${list.map(({ company }) => (typeof company === 'string' ? company : null))}::text[]) w (id, account, company)
    ), found as (
      select w.id, w.account, 0 as rank from w where w.account is not null
      union all
      select w.id, k.record_id, case l.kind when 'company' then 1 else 2 end from w
      join match_key l on l.tenant_id = ${tx.tenant.id} and l.record_id = w.id and l.object = ${meta.name} and l.kind in ('company', 'companyCore')
      join match_key k on k.tenant_id = l.tenant_id and k.object = 'account' and k.kind = l.kind and k.hash = l.hash
      where w.account is null
      union all
      select w.id, a.id, 1 from w
      join account a on a.tenant_id = ${tx.tenant.id} and a.name collate "zh-x-icu" = w.company collate "zh-x-icu"
      where w.account is null
    )
    select distinct on (f.id) f.id, a.owner from found f
    join account a on a.tenant_id = ${tx.tenant.id} and a.id = f.account and a.deleted_at is null and a.owner is not null
    order by f.id, f.rank, a.updated_at desc`);
  return new Map(rows.map(({ id, owner }) => [id, owner]));
}

interface At {
  readonly record: string;
  readonly held: Readonly<Record<string, unknown>>;
  readonly reps: readonly Rep[];
  readonly sequences: Map<string, number>;
  readonly sticky: string | null;
  readonly rejecters: ReadonlySet<string>;
}

async function decide(tx: Context, rule: AssignRule, { record, held, reps, sequences, sticky, rejecters }: At): Promise<Decision> {
  const region = rule.regionField === null ? null : held[rule.regionField];
  const { chosen, why, considered } = choose(reps, {
    method: rule.method,
    skills: rule.skills,
    language: rule.language,
    region: typeof region === 'string' ? region : null,
    dailyCap: rule.dailyCap,
    sticky: rule.sticky ? sticky : null,
    rejecters,
  });
  const by = { record, rule: { id: rule.id, name: rule.name }, considered };
  if (chosen) {
    const seq = (sequences.get(rule.id) ?? 0) + 1;
    sequences.set(rule.id, seq);
    take(chosen, seq);
    return { ...by, chosen: { id: chosen.id, name: chosen.name }, pool: null, why };
  }
  const { fallback } = rule;
  if (fallback.kind === 'user' && !rejecters.has(fallback.id)) {
    const [user] = await tx.query<{ id: string; name: string }>(
      sql`select id, name from app_user where tenant_id = ${tx.tenant.id} and id = ${fallback.id} and deleted_at is null and active`,
    );
    if (user) return { ...by, chosen: user, pool: null, why: 'fallback' };
  }
  if (fallback.kind === 'pool') return { ...by, chosen: null, pool: fallback.id, why: 'fallback' };
  return { ...by, chosen: null, pool: null, why: 'nobody' };
}

/** Writes decisions: owners, events, the trail. */
export async function carryOut(tx: Context, meta: ObjectMeta, decisions: readonly Decision[]): Promise<void> {
  const made = decisions.filter(({ rule, why }) => rule !== null || why === 'manager');
  const moved = made.filter(({ chosen, pool }) => chosen !== null || pool !== null);
  if (moved.length > 0) {
    const results = await saveRecords(
      tx.elevated(),
      meta,
      moved.map(({ record, chosen, pool }) => ({
        operation: 'update',
        id: record,
        values: chosen ? { owner: chosen.id } : { owner: null, pool, homePool: pool },
      })),
      { asSystem: true, allOrNothing: true },
    );
    const refused = results.find((result) => result.error && result.status !== 424) ?? results.find((result) => result.error);
    if (refused?.error) throw refused.error;
  }
  if (made.length === 0) return;
  const rows = made.map(({ record, rule, chosen, pool, why, considered }) => ({
    id: newId(tx.clock.now().getTime()),
    event: newId(),
    record,
    rule: rule?.id ?? null,
    chosen: chosen?.id ?? null,
    pool,
    why,
    considered,
  }));
  const isTold = tx.app.registry.hooksOf(meta.name).some((hook) => hook.tells?.includes('assigned'));
  await tx.query(sql`
    with r as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (id uuid, event uuid, record uuid, rule uuid, chosen uuid, pool uuid, why text, considered jsonb)
    ), told as (
      insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes, automation)
      select ${tx.tenant.id}::int, r.event, ${tx.clock.now()}::timestamptz, ${`${meta.name}.`}::text || case when r.chosen is null then 'unassigned' else 'assigned' end,
        ${meta.name}::text, r.record, ${authorOf(tx)}::uuid, 'automation', jsonb_build_object('rule', r.rule, 'to', r.chosen, 'pool', r.pool, 'why', r.why),
        ${tx.automation}::text from r
      where r.chosen is null or ${!isTold}
    )
    insert into assign_decision (tenant_id, id, object, record_id, rule_id, chosen, pool_id, why, considered, by_user, at)
    select ${tx.tenant.id}::int, r.id, ${meta.name}::text, r.record, r.rule, r.chosen, r.pool, r.why, r.considered, ${authorOf(tx)}::uuid, ${tx.clock.now()}::timestamptz from r`);
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}

/** Turns, credits and the day's counts of everybody of the rules, by one statement. */
async function keepState(
  tx: Context,
  rules: readonly AssignRule[],
  reps: ReadonlyMap<string, readonly Rep[]>,
  sequences: ReadonlyMap<string, number>,
): Promise<void> {
  const day = dayIn(tx.tenant.timeZone, tx.clock.now());
  const rows = rules.flatMap(({ id }) =>
    (reps.get(id) ?? []).map(({ id: user, seq, credit, today }) => ({ rule: id, user, seq, credit, today })),
  );
  await tx.query(sql`
    insert into assign_state (tenant_id, rule_id, user_id, seq, credit, day, today)
    select ${tx.tenant.id}::int, r.rule, r."user", r.seq, r.credit, ${day}::date, r.today
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (rule uuid, "user" uuid, seq bigint, credit int, today int)
    on conflict (tenant_id, rule_id, user_id) do update set seq = excluded.seq, credit = excluded.credit, day = excluded.day, today = excluded.today`);
  await tx.query(sql`
    update assign_rule r set seq = w.seq from unnest(${rules.map(({ id }) => id)}::uuid[], ${rules.map(({ id }) => sequences.get(id) ?? 0)}::bigint[]) w (id, seq)
    where r.tenant_id = ${tx.tenant.id} and r.id = w.id`);
}

/** The object whose records are given out, when it has owners. */
export function assignable(ctx: Context, name: unknown): ObjectMeta {
  const meta = typeof name === 'string' ? ctx.meta.object(name) : undefined;
  if (!meta?.access.owned) throw errors.NOT_FOUND();
  return meta;
}
