import { sql } from '../database/sql.ts';
import { type AppError, errors, isId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { compileFilter, createJoins, loadValues, parseFilter } from '../records/index.ts';
import { Batch, type Turn, worthOfPairs } from './batch.ts';
import type { Choice } from './choose.ts';
import { namedPeople, peopleThere } from './named.ts';
import { rejectersOf } from './rejecters.ts';
import { PoolRoom } from './room.ts';
import { type AssignRule, listRules, repsOf } from './store.ts';
import { keepState, type Refused, write } from './write.ts';

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
  /** Somebody whose work is handed over: only records that are still theirs are given out. */
  readonly from?: string;
  /** People who get nothing, though the rules name them. */
  readonly leavers?: ReadonlySet<string>;
}

/**
 * Gives records to people by the first rule that is for each, all or none, in the transaction under way. All rules of the object are locked in
 * their order, so that batches wait for each other, turns stay fair and nobody gets more than they can carry; then their people, then the records.
 *
 * @throws the first refusal of a rule of the company
 */
export async function assignRecords(tx: Context, meta: ObjectMeta, ids: readonly string[], options: Options = {}): Promise<Decision[]> {
  const { decisions, refused } = await handOut(tx, meta, ids, options);
  for (const error of refused.values()) throw error;
  return decisions;
}

/** As `assignRecords`, but what a rule of the company refuses stays where it is; the others are given out as if it had not been there. */
export async function assignWhatMoves(tx: Context, meta: ObjectMeta, ids: readonly string[], options: Options = {}): Promise<HandedOut> {
  const refused = new Map<string, AppError>();
  for (;;) {
    const left = ids.filter((id) => !refused.has(id));
    const done = await handOut(tx, meta, left, options);
    if (done.refused.size === 0) return { decisions: done.decisions, refused };
    for (const [id, error] of done.refused) refused.set(id, error);
  }
}

export interface HandedOut {
  readonly decisions: readonly Decision[];
  readonly refused: Refused;
}

/** Decides, and writes it all down unless a record is refused: then nothing is written. */
async function handOut(
  tx: Context,
  meta: ObjectMeta,
  ids: readonly string[],
  options: Options,
): Promise<HandedOut & { decisions: Decision[] }> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter(isId);
  const hold = !options.dryRun;
  const rules = await activeRules(tx, meta);
  const ruleOf = await matching(tx, meta, rules, wanted);
  const matched = new Set(ruleOf.values());
  const used = rules.filter((rule) => matched.has(rule));
  // all of them: people are in several rules, and what they carry is counted once nobody else hands out
  const sequences = await lockRules(tx, rules, hold);
  const { members, heirs } = await namedPeople(tx, used, hold);
  const values = await loadValues(tx, meta, wanted, hold ? { lock: true } : {});
  const given = options.force ? new Set<string>() : await givenBefore(tx, wanted);
  const rejecters = await rejectersOf(tx, wanted);
  const reps = await repsOf(tx, meta, used, members);
  const sticky = used.some((rule) => rule.sticky) ? await holders(tx, meta, values) : new Map<string, string>();
  const people = [...reps.values(), ...heirs.values()].flatMap((list) => list.map(({ id }) => id));
  const room = await PoolRoom.of(tx, meta, values, new Set(people), hold);
  const there = wanted.filter((record) => {
    const held = values.get(record);
    return held && (!options.from || held['owner'] === options.from);
  });
  const turns = turnsOf(there, given, ruleOf);
  const worth = await worthOfPairs(tx, meta, turns, { values, reps });
  const batch = new Batch({ values, reps, heirs, sequences, sticky, rejecters, leavers: options.leavers ?? new Set(), room, worth });
  const decided = new Map<string, Decision>();
  for (const turn of turns) for (const decision of await batch.decide(turn)) decided.set(decision.record, decision);
  const decisions = there.map((record): Decision => {
    const why = given.has(record) ? 'already' : 'noRule';
    return decided.get(record) ?? { record, rule: null, chosen: null, pool: null, why, considered: [] };
  });
  const refused = hold ? await write(tx, meta, decisions, options.force ?? false) : new Map<string, AppError>();
  if (hold && refused.size === 0) await keepState(tx, used, reps, sequences);
  return { decisions, refused };
}

/** The rules of an object that are in use, in their order. */
export async function activeRules(ctx: Context, meta: ObjectMeta): Promise<AssignRule[]> {
  return (await listRules(ctx, meta.name)).filter(({ active }) => active);
}

/**
 * For whoever gives records to people without the rules: waits until no batch of the rules of the object is under way and holds the next ones off
 * to the end of the transaction, and holds these people as `namedPeople` does. Records are locked after that.
 */
export async function holdTurns(tx: Context, meta: ObjectMeta, people: readonly string[]): Promise<void> {
  await lockRules(tx, await activeRules(tx, meta), true);
  await peopleThere(tx, people, true);
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
export async function lockRules(tx: Context, rules: readonly AssignRule[], hold: boolean): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; seq: string }>(sql`
    select id, seq from assign_rule where tenant_id = ${tx.tenant.id} and id = any(${rules.map(({ id }) => id)}::uuid[])
    order by position, id ${hold ? sql`for update` : sql``}`);
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

/** The turns of a batch: a rule that plans decides all it has of it, at the place of the first; any other each record by itself. */
function turnsOf(records: readonly string[], given: ReadonlySet<string>, ruleOf: ReadonlyMap<string, AssignRule>): Turn[] {
  const turns: { readonly rule: AssignRule; readonly records: string[] }[] = [];
  for (const record of records) {
    const rule = given.has(record) ? undefined : ruleOf.get(record);
    const begun = rule?.method === 'optimised' ? turns.find((turn) => turn.rule === rule) : undefined;
    if (begun) begun.records.push(record);
    else if (rule) turns.push({ rule, records: [record] });
  }
  return turns;
}

/** The object whose records are given out, when it has owners. */
export function assignable(ctx: Context, name: unknown): ObjectMeta {
  const meta = typeof name === 'string' ? ctx.meta.object(name) : undefined;
  if (!meta?.access.owned) throw errors.NOT_FOUND();
  return meta;
}
