import { prepared, sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import type { TokenPlan } from '../text/index.ts';

// Of what the caller opened last: few rows by key, found even where a common word has more candidates than are read.
const RECENT = 50;

/** One question to the guarded function: the newest records of an object that hold the tokens of one reading of the query. */
export interface Probe {
  readonly object: string;
  readonly plan: TokenPlan;
  /** Whose records; null: everybody's, undefined: nobody's. */
  readonly owners: readonly string[] | null | undefined;
  readonly limit: number;
  /** Also whether there is any such record at all, whosever it is: one of them is found, too. */
  readonly anybody: boolean;
}

/** What a question found: records in reach of it, and those among what the caller opened last that hold its tokens, in reach or not. */
export interface Finding {
  readonly probe: Probe;
  readonly id: string;
  readonly recent: boolean;
  /** Somebody's, in reach or not: what `anybody` asked for. */
  readonly anybody: boolean;
}

/** Asks in two calls at once, of every other object each: somebody waits for it, and a machine has two processors at least. */
export async function ask(ctx: Context, probes: readonly Probe[], withRecent: boolean): Promise<Finding[]> {
  const places = new Map([...new Set(probes.map(({ object }) => object))].map((object, at) => [object, at]));
  const halves = [0, 1].map((half) => probes.filter(({ object }) => (places.get(object) ?? 0) % 2 === half));
  return (await Promise.all(halves.map((half) => askOnce(ctx, half, withRecent)))).flat();
}

/**
 * By one text that is the same for all callers and queries: planning a statement with a part for each of some thirty objects, with the
 * predicate of a caller in each, took several times as long as running it.
 */
async function askOnce(ctx: Context, probes: readonly Probe[], withRecent: boolean): Promise<Finding[]> {
  if (probes.length === 0) return [];
  const { objects, sights } = question(probes);
  const tenant = ctx.tenant.id;
  const rows = await ctx.query<{ at: number; record_id: string; recent: boolean }>(
    prepared(sql`
    select f.at, f.record_id, false as recent from record_search_probes(${tenant}::int, ${objects}::jsonb, ${sights}::jsonb) f
    union all
    select p.at, s.record_id, true
    from (select object, record_id from recent_record where ${withRecent}::boolean and tenant_id = ${tenant} and user_id = ${ctx.user.id} order by at desc limit ${RECENT}) r
    join jsonb_to_recordset(${objects}::jsonb) as o(object text, probes jsonb) on o.object = r.object
    cross join lateral jsonb_to_recordset(o.probes) as p(at int, all_of int4[], one_of int4[])
    join record_search s on s.tenant_id = ${tenant} and s.object = r.object and s.record_id = r.record_id
    where s.tokens @> p.all_of and (cardinality(p.one_of) = 0 or s.tokens && p.one_of)`),
  );
  return rows.flatMap(({ at, record_id: id, recent }) => {
    const probe = probes[at % probes.length];
    return probe ? [{ probe, id, recent, anybody: !recent && at >= probes.length }] : [];
  });
}

/** The probes by object, as the function takes them; whoever is asked for in several objects is sent once. */
function question(probes: readonly Probe[]): { objects: string; sights: string } {
  const sights = new Map<string, number>();
  const objects = new Map<string, { object: string; sight: number | null; probes: object[] }>();
  probes.forEach(({ object, plan, owners, limit, anybody }, at) => {
    const asked = objects.get(object) ?? { object, sight: null, probes: [] };
    objects.set(object, asked);
    if (owners) {
      const key = JSON.stringify(owners);
      asked.sight = sights.get(key) ?? sights.size;
      sights.set(key, asked.sight);
    }
    const words = { all_of: plan.every, one_of: plan.some };
    const other = probes.length + at;
    if (owners === undefined) asked.probes.push({ at: other, ...words, own: false, most: 1, anyone: null });
    else asked.probes.push({ at, ...words, own: owners !== null, most: limit, anyone: anybody ? other : null });
  });
  return { objects: JSON.stringify([...objects.values()]), sights: `[${[...sights.keys()].join(',')}]` };
}
