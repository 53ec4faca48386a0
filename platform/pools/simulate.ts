import { DateTime } from 'luxon';
import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { filterProblem, loadTitles } from '../records/index.ts';
import { readRules } from './config.ts';
import type { RuleKind } from './due.ts';
import { filterSql } from './give-back.ts';
import { reckoningOf } from './reckoning.ts';
import { candidatesOf, duesOf, rulesIfOn } from './settle.ts';
import { pooledMeta, poolOf, rulesPool } from './store.ts';

export interface Forecast {
  /** Records that would go back within the days asked for. */
  readonly count: number;
  readonly byRule: Readonly<Record<string, number>>;
  /** The first of them, the earliest due at the top. */
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly owner: { readonly id: string; readonly title: string };
    readonly at: string;
    readonly rule: RuleKind;
  }[];
}

async function savedFilter(ctx: Context, pool: string): Promise<unknown> {
  const [row] = await ctx.query<{ filter: unknown }>(sql`
    select filter from pool_access where tenant_id = ${ctx.tenant.id} and pool_id = ${pool}::uuid`);
  return row?.filter ?? null;
}

const batch = 2000;
const mostShown = 100;

/**
 * What would go back to a pool within some days (7 unless said), by its rules and its scope as they are or by others that nobody has saved
 * yet: those begin now, with the pool's grace, as all do of a pool that is switched off. What its scope is going to take in counts. Reads only.
 */
export async function simulate(ctx: Context, id: string, body: unknown): Promise<Forecast> {
  const pool = await poolOf(ctx, id);
  if (!rulesPool(ctx, pool)) throw errors.FORBIDDEN();
  const reader = new BodyReader(body ?? {});
  reader.only(new Set(['days', 'rules', 'filter']));
  const days = reader.integer('days', 0, 365) ?? 7;
  const given = reader.has('rules') ? readRules(reader) : undefined;
  const system = ctx.elevated();
  const meta = pooledMeta(system, pool.object);
  const filter = reader.has('filter') ? (reader.raw('filter') ?? null) : await savedFilter(system, pool.id);
  const wrong = filter === null ? undefined : filterProblem(ctx, pooledMeta(ctx, pool.object), filter);
  if (wrong) reader.problem('filter', 'INVALID_VALUE', wrong);
  reader.finish();
  const now = ctx.clock.now();
  const zoned = DateTime.fromJSDate(now, { zone: ctx.tenant.timeZone });
  const until = zoned.plus({ days }).toJSDate();
  const graceUntil = zoned.plus({ days: pool.graceDays }).toJSDate();
  const saved = await rulesIfOn(system, pool.id);
  const had = pool.active ? saved : saved.map((rule) => ({ ...rule, enabledAt: now, graceUntil }));
  const rules = given
    ?.filter(({ enabled }) => enabled)
    .map(({ kind, amount, unit }) => {
      const same = had.find((rule) => rule.kind === kind && rule.amount === amount && rule.unit === unit);
      return same ?? { kind, amount, unit, enabledAt: now, graceUntil };
    });
  const pools = new Map([[pool.id, { pool, rules: rules ?? had }]]);
  const scope =
    filter === null
      ? sql`i.home_pool = ${pool.id}::uuid`
      : sql`(i.home_pool = ${pool.id}::uuid or (i.home_pool is null and i.id in (
          select o.id from ${sql.id(meta.table)} o where o.tenant_id = ${ctx.tenant.id} and o.home_pool is null and o.owner is not null and o.deleted_at is null
            and ${filterSql(system, meta, filter)})))`;
  const reckoning = await reckoningOf(system);
  const found: { id: string; owner: string; at: Date; rule: RuleKind }[] = [];
  for (let after: string | undefined; ; ) {
    const page = sql`t.id in (select i.id from ${sql.id(meta.table)} i
      where i.tenant_id = ${ctx.tenant.id} and ${scope} and i.owner is not null and i.deleted_at is null ${after ? sql`and i.id > ${after}::uuid` : sql``}
      order by i.id limit ${batch})`;
    const [last] = await ctx.query<{ id: string | null; count: number }>(sql`
      select (array_agg(t.id order by t.id desc))[1] as id, count(*)::int as count from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and ${page}`);
    const some = await candidatesOf(system, meta, page, pools, { adopting: { pool: pool.id, graceUntil } });
    const dues = duesOf(some, pools, reckoning);
    for (const one of some) {
      const due = dues.get(one.id);
      if (due && due.at <= until) found.push({ id: one.id, owner: one.owner, at: due.at, rule: due.kind });
    }
    if (!last?.id || last.count < batch) break;
    after = last.id;
  }
  found.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  const shown = found.slice(0, mostShown);
  const titles = await loadTitles(
    ctx,
    shown.flatMap((one) => [
      { object: pool.object, id: one.id },
      { object: 'user', id: one.owner },
    ]),
  );
  const titled = (one: string) => titles.get(one) ?? '';
  return {
    count: found.length,
    byRule: Object.fromEntries([...Map.groupBy(found, ({ rule }) => rule)].map(([rule, list]) => [rule, list.length])),
    items: shown.map(({ id: record, owner, at, rule }) => ({
      id: record,
      title: titled(record),
      owner: { id: owner, title: titled(owner) },
      at: at.toISOString(),
      rule,
    })),
  };
}
