import { isAmong, prepared, type Sql, sql } from '../database/sql.ts';
import { dayStartIn } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { type Due, dueOf, type Facts, type Reckoning, type Rule, type RuleKind, type RuleUnit } from './due.ts';
import { reckoningOf } from './reckoning.ts';
import { isOpen, type PoolRow, poolsWhere } from './store.ts';

/** A record that somebody owns and that belongs to a pool, with all that its due date is made of. */
export interface Candidate extends Facts {
  readonly id: string;
  readonly pool: string;
  readonly owner: string;
  readonly reclaimAt: Date | null;
}

interface Row {
  readonly id: string;
  readonly home: string | null;
  readonly pool: string;
  readonly owner: string;
  readonly owner_since: string;
  readonly held_since: string;
  readonly last_follow_at: string | null;
  readonly protected_until: string | null;
  readonly grace_until: string | null;
  readonly reclaim_at: string | null;
  readonly key: string | null;
  readonly stages: readonly string[] | null;
  readonly contracted: boolean;
  readonly deal_at: string | null;
  readonly won_on: string | null;
}

interface StoredRule {
  readonly kind: RuleKind;
  readonly amount: number;
  readonly unit: RuleUnit;
  readonly enabledAt: string | null;
  readonly graceUntil: string | null;
}

export interface PoolRules {
  readonly pool: PoolRow;
  readonly rules: readonly Rule[];
}

/** The rules of a pool that are on, were it switched on. */
export async function rulesIfOn(ctx: Context, pool: string): Promise<readonly Rule[]> {
  return (await rulesWhere(ctx, sql`p.id = ${pool}::uuid`, sql`true`)).get(pool)?.rules ?? [];
}

/** Pools of a condition with their rules that are on; a pool that is switched off has none. */
async function rulesWhere(ctx: Context, condition: Sql, isOn: Sql = sql`p.active`): Promise<Map<string, PoolRules>> {
  const rows = await poolsWhere<{ rules: readonly StoredRule[] }>(
    ctx,
    condition,
    sql`, coalesce((select jsonb_agg(jsonb_build_object('kind', r.kind, 'amount', r.amount, 'unit', r.unit, 'enabledAt', r.enabled_at, 'graceUntil', r.grace_until))
      from pool_rule r where r.tenant_id = p.tenant_id and r.pool_id = p.id and r.enabled and ${isOn}), '[]') as rules`,
  );
  return new Map(
    rows.map(({ rules, ...pool }) => [
      pool.id,
      { pool, rules: rules.map((rule) => ({ ...rule, enabledAt: moment(rule.enabledAt), graceUntil: moment(rule.graceUntil) })) },
    ]),
  );
}

const moment = (text: string | null): Date | null => (text === null ? null : new Date(text));

const columnSql = (meta: ObjectMeta | undefined, alias: string, name: string | undefined): Sql | undefined => {
  const field = name === undefined ? undefined : meta?.fields.get(name);
  return field?.storage.kind === 'column' ? sql.ref(`${alias}.${field.storage.column}`) : undefined;
};

/** What deals with a record say, beside it; nothing where the object has none. */
function dealsOf(ctx: Context, meta: ObjectMeta): { readonly columns: Sql; readonly join: Sql; readonly target: ObjectMeta | undefined } {
  const deals = meta.pooled?.deals;
  const target = deals && ctx.meta.object(deals.object);
  const [to, stage, closed] = [deals?.field, deals?.stage, deals?.closedOn].map((name) => columnSql(target, 'd', name));
  if (!deals || !target || !to || !stage || !closed)
    return { columns: sql`null::text[] as stages, null::timestamptz as deal_at, null::date as won_on`, join: sql``, target: undefined };
  const won = (target.fields.get(deals.stage)?.options ?? []).flatMap(({ key, category }) => (category === 'won' ? [key] : []));
  return {
    columns: sql`deal.stages, deal.deal_at, deal.won_on`,
    join: sql`
      left join lateral (
        select array_agg(distinct ${stage}) as stages, max(d.created_at) as deal_at, max(${closed}) filter (where ${stage} = any(${won}::text[])) as won_on
        from ${sql.id(target.table)} d where d.tenant_id = t.tenant_id and ${to} = t.id and d.deleted_at is null) deal on true`,
    target,
  };
}

type PooledContracts = NonNullable<ObjectMeta['pooled']>['contracts'];

/** Whether a contract with the record is live; false where the object has none. */
function liveContract(ctx: Context, meta: ObjectMeta): Sql {
  const contracts = meta.pooled?.contracts;
  const target = contracts && ctx.meta.object(contracts.object);
  const [to, state] = [contracts?.field, contracts?.state].map((name) => columnSql(target, 'c', name));
  if (!contracts || !target || !to || !state) return sql`false`;
  return sql`exists (select from ${sql.id(target.table)} c
    where c.tenant_id = t.tenant_id and ${to} = t.id and c.deleted_at is null and ${state} = any(${liveStates(target, contracts)}::text[]))`;
}

/** The live states and the open ones behind the first of them: a company's own steps of a contract in force keep the record, too. */
function liveStates(target: ObjectMeta, { state, live }: NonNullable<PooledContracts>): string[] {
  const options = target.fields.get(state)?.options ?? [];
  const first = options.findIndex(({ key }) => live.includes(key));
  const behind = first < 0 ? [] : options.slice(first).filter(({ category }) => category === 'open');
  return [...new Set([...live, ...behind.map(({ key }) => key)])];
}

interface Looking {
  /** Marks the statement, where its plan may be kept. */
  readonly kept?: (statement: Sql) => Sql;
  /** Records that belong to no pool are looked at as if this one took them in now. */
  readonly adopting?: { readonly pool: string; readonly graceUntil: Date };
}

/** Owned, open records that belong to pools, by a condition on `t`. */
export async function candidatesOf(
  ctx: Context,
  meta: ObjectMeta,
  condition: Sql,
  terms: ReadonlyMap<string, PoolRules> | Promise<ReadonlyMap<string, PoolRules>>,
  { kept = (statement) => statement, adopting }: Looking = {},
): Promise<Candidate[]> {
  const deals = dealsOf(ctx, meta);
  const key = columnSql(meta, 't', meta.pooled?.key) ?? sql`null::text`;
  const statement = sql`
    select t.id, t.home_pool as home, ${adopting ? sql`coalesce(t.home_pool, ${adopting.pool}::uuid)` : sql`t.home_pool`} as pool, t.owner, coalesce(t.owner_since, t.created_at) as owner_since, coalesce(t.held_since, t.created_at) as held_since,
      t.last_follow_at, t.protected_until, t.grace_until, t.reclaim_at, ${key} as key, ${liveContract(ctx, meta)} as contracted, ${deals.columns}
    from ${sql.id(meta.table)} t ${deals.join}
    where t.tenant_id = ${ctx.tenant.id} and t.deleted_at is null and t.owner is not null ${adopting ? sql`` : sql`and t.home_pool is not null`} and ${isOpen(meta, 't')} and ${condition}
    order by t.id`;
  const [rows, pools] = await Promise.all([ctx.query<Row>(kept(statement)), terms]);
  const options = deals.target?.fields.get(meta.pooled?.deals?.stage ?? '')?.options ?? [];
  return rows.map((row) => {
    const pool = pools.get(row.pool)?.pool;
    const from = options.findIndex((option) => option.key === pool?.exemptStage);
    const late = new Set(from < 0 ? [] : options.slice(from).flatMap((option) => (option.category === 'open' ? [option.key] : [])));
    return {
      id: row.id,
      pool: row.pool,
      owner: row.owner,
      ownerSince: new Date(row.owner_since),
      heldSince: new Date(row.held_since),
      lastFollowAt: moment(row.last_follow_at),
      lastDealAt: moment(row.deal_at),
      // a day of the company, not of Greenwich
      lastWonAt: row.won_on === null ? null : dayStartIn(ctx.tenant.timeZone, row.won_on),
      exempt:
        row.contracted ||
        (row.stages ?? []).some((stage) => late.has(stage)) ||
        (row.key !== null && (pool?.exemptKeys.includes(row.key) ?? false)),
      protectedUntil: row.protected_until,
      graceUntil: row.home === null && adopting ? adopting.graceUntil : moment(row.grace_until),
      reclaimAt: moment(row.reclaim_at),
    };
  });
}

/** When each of them is due by the rules of its pool. */
export function duesOf(candidates: readonly Candidate[], pools: ReadonlyMap<string, PoolRules>, reckoning: Reckoning): Map<string, Due> {
  const dues = new Map<string, Due>();
  for (const one of candidates) {
    const due = dueOf(pools.get(one.pool)?.rules ?? [], one, reckoning);
    if (due) dues.set(one.id, due);
  }
  return dues;
}

/**
 * Works out anew when records go back, and writes it where it has changed: after a change of hands, a follow-up, a deal, a rule. Derived
 * from what has its own history, so it is written beside the pipeline, as roll-ups are. Answers what is due when.
 */
export async function settleDue(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<Map<string, Due>> {
  if (ids.length === 0) return new Map();
  const terms = rulesWhere(
    ctx,
    sql`p.id in (select t.home_pool from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and ${isAmong(sql`t.id`, ids)})`,
  );
  const found = await candidatesOf(ctx, meta, isAmong(sql`t.id`, ids), terms, { kept: prepared });
  const dues = duesOf(found, await terms, await reckoningOf(ctx));
  const settled = new Set(found.filter(({ id, reclaimAt }) => reclaimAt?.getTime() === dues.get(id)?.at.getTime()).map(({ id }) => id));
  const moved = ids.filter((id) => !settled.has(id));
  if (moved.length === 0) return dues;
  const at = moved.map((id) => dues.get(id)?.at ?? null);
  await ctx.query(
    prepared(sql`
      update ${sql.id(meta.table)} t set reclaim_at = w.at from unnest(${moved}::uuid[], ${at}::timestamptz[]) w (id, at)
      where t.tenant_id = ${ctx.tenant.id} and t.id = w.id and t.reclaim_at is distinct from w.at`),
  );
  return dues;
}
