import { prepared, sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import type { TokenPlan } from '../text/index.ts';

// Of what the caller opened last: few rows by key, found even where a common word has more candidates than are read.
const RECENT = 50;

/** One question to the guarded function: the newest records of an object that hold the tokens of one reading of the query. */
export interface Probe {
  readonly object: string;
  readonly plan: TokenPlan;
  /** Whose records; null: everybody's. */
  readonly owners: readonly string[] | null;
  readonly limit: number;
}

/** What a question found: records in reach of it, and those among what the caller opened last that hold its tokens, in reach or not. */
export interface Finding {
  readonly probe: Probe;
  readonly id: string;
  readonly recent: boolean;
}

/**
 * Asks everything at once, by one text that is the same for all callers and queries: planning a statement with a part for each of some
 * thirty objects, with the predicate of a caller in each, took several times as long as running it.
 */
export async function ask(ctx: Context, probes: readonly Probe[], withRecent: boolean): Promise<Finding[]> {
  if (probes.length === 0) return [];
  const sights = new Map<string, number>();
  const sightOf = (owners: readonly string[] | null): number | null => {
    if (!owners) return null;
    const key = JSON.stringify(owners);
    const known = sights.get(key) ?? sights.size;
    sights.set(key, known);
    return known;
  };
  const asked = probes.map(({ object, plan, owners, limit }, at) => ({
    at,
    object,
    all_of: plan.every,
    one_of: plan.some,
    sight: sightOf(owners),
    most: limit,
  }));
  const seen = `[${[...sights].map(([owners, at]) => `{"at":${at},"owners":${owners}}`).join(',')}]`;
  const tenant = ctx.tenant.id;
  const rows = await ctx.query<{ at: number; record_id: string; recent: boolean }>(
    prepared(sql`
    with sight as materialized (select s.at, s.owners from jsonb_to_recordset(${seen}::jsonb) as s(at int, owners uuid[])),
      probe as materialized (select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as p(at int, object text, all_of int4[], one_of int4[], sight int, most int))
    select p.at, c.record_id, false as recent
    from probe p left join sight s on s.at = p.sight
    cross join lateral record_search_candidates(${tenant}::int, array[p.object], p.all_of, s.owners, p.most, p.one_of) c
    union all
    select p.at, s.record_id, true
    from (select object, record_id from recent_record where ${withRecent}::boolean and tenant_id = ${tenant} and user_id = ${ctx.user.id} order by at desc limit ${RECENT}) r
    join probe p on p.object = r.object
    join record_search s on s.tenant_id = ${tenant} and s.object = r.object and s.record_id = r.record_id
    where s.tokens @> p.all_of and (cardinality(p.one_of) = 0 or s.tokens && p.one_of)`),
  );
  return rows.flatMap(({ at, record_id: id, recent }) => {
    const probe = probes[at];
    return probe ? [{ probe, id, recent }] : [];
  });
}
