import { fewShares, masterOf, scopeOf } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { accessPredicate, baseCondition, sharesOf } from '../records/access.ts';
import { token } from '../text/hash.ts';
import { fold, queryTokens, type TokenPlan } from '../text/index.ts';

/**
 * The number under which tokens of one object of one tenant are hashed: equal words of other objects and tenants are other tokens, so a
 * search reads the entries of its own object only.
 */
export function searchSpace(tenant: number, object: string): number {
  let hash = Math.imul(tenant ^ 0x85ebca6b, 0x9e3779b1);
  for (let i = 0; i < object.length; i += 1) hash = Math.imul(hash ^ object.charCodeAt(i), 0x01000193);
  return hash | 0;
}

const LONGEST_TITLE = 200;

/** The token of a whole title: of many records that hold a word, the one that is called just so must not be missed. */
export function titleToken(space: number, title: string): number {
  // no word of a text begins thus
  return token(space, 'word', `=${fold(title.slice(0, LONGEST_TITLE))}`);
}

// More readings than this of one query are rare, and the further ones are the unlikely ones.
const MOST_PLANS = 12;

/** The token sets to look for in one object; none when the query holds nothing that could be found. */
export function searchPlans(tenant: number, object: string, query: string): readonly TokenPlan[] {
  return queryTokens(searchSpace(tenant, object), query)
    .filter((plan) => plan.every.length > 0 || plan.some.length > 0)
    .slice(0, MOST_PLANS);
}

/** The most the guarded function gives at once. */
const MOST = 10_000;

/** How the visible records of one object are found. */
export interface Way {
  readonly plans: readonly TokenPlan[];
  /** Whose records are visible for their owner alone; null: everybody's; undefined: nobody's. */
  readonly owners: readonly string[] | null | undefined;
  /** A subquery of the ids of what is reached by a master, a pool or a share. */
  readonly beyond: Sql | undefined;
}

interface WayOptions {
  readonly limit: number;
  /** Only what these own. */
  readonly owners?: readonly string[];
  /** Adds records whose title is the query. */
  readonly exact?: boolean;
}

/** How the records of an object that may match `query` are found for a caller; undefined when none can. */
export function wayOf(ctx: Context, meta: ObjectMeta, query: string, options: WayOptions): Way | undefined {
  const scope = scopeOf(ctx, meta, 'read');
  if (scope.kind === 'none') return undefined;
  const plans = [...searchPlans(ctx.tenant.id, meta.name, query)];
  if (plans.length === 0) return undefined;
  if (options.exact) plans.unshift({ every: [titleToken(searchSpace(ctx.tenant.id, meta.name), query)], some: [] });
  if (scope.kind === 'all') return { plans, owners: options.owners ?? null, beyond: undefined };
  const master = masterOf(ctx.meta, meta.name) !== undefined;
  if (master || ((scope.pools || scope.open) && !options.owners))
    return { plans, owners: undefined, beyond: throughPredicate(ctx, meta, plans, options.limit) };
  const owners = options.owners ?? scope.owners;
  if (scope.shared === undefined || options.owners) return { plans, owners, beyond: undefined };
  const reached = scope.shared <= fewShares ? amongShared : throughPredicate;
  return { plans, owners, beyond: reached(ctx, meta, plans, options.limit) };
}

/**
 * A subquery of the ids of at most `limit` visible records of one object that may match `query`, the newest first per reading; undefined
 * when nothing can. Tokens are hashes without order: check what is found on the texts (`matches` of platform/text).
 *
 * @example sql`select t.id from account t where t.id in (${candidateIds(ctx, meta, '恒润', { limit: 1000 })})`
 */
export function candidateIds(ctx: Context, meta: ObjectMeta, query: string, options: WayOptions): Sql | undefined {
  const way = wayOf(ctx, meta, query, options);
  if (!way) return undefined;
  const { plans, owners, beyond } = way;
  const owned = owners === undefined ? [] : [found(ctx, meta, plans, { owners, limit: options.limit })];
  return sql.join([...owned, ...(beyond ? [beyond] : [])], sql` union `);
}

function found(ctx: Context, meta: ObjectMeta, plans: readonly TokenPlan[], by: { owners: readonly string[] | null; limit: number }): Sql {
  const parts = plans.map(
    ({ every, some }) => sql`
      select c.record_id from record_search_candidates(
        ${ctx.tenant.id}::int, ${[meta.name]}::text[], ${every}::int4[], ${by.owners}::uuid[], ${by.limit}::int, ${some}::int4[]) c`,
  );
  return sql.join(parts, sql` union `);
}

/** What belongs to a master, or of which much is shared, is found with everybody's and then reached as every list reaches it. */
function throughPredicate(ctx: Context, meta: ObjectMeta, plans: readonly TokenPlan[], limit: number): Sql {
  return sql`
    (select t.id as record_id from ${sql.table(meta.table)} t
    where ${baseCondition(ctx, meta, 't')} and t.id in (${found(ctx, meta, plans, { owners: null, limit: MOST })}) and ${accessPredicate(ctx, meta, 't')}
    order by t.id desc limit ${limit})`;
}

/** Of few records shared with the caller, the tokens are asked one by one: no index of tokens knows whose they are. */
function amongShared(ctx: Context, meta: ObjectMeta, plans: readonly TokenPlan[], limit: number): Sql {
  const match = plans.map(({ every, some }) =>
    some.length > 0 ? sql`(r.tokens @> ${every}::int4[] and r.tokens && ${some}::int4[])` : sql`r.tokens @> ${every}::int4[]`,
  );
  return sql`
    (select r.record_id from record_search r
    where r.tenant_id = ${ctx.tenant.id} and r.object = ${meta.name} and r.record_id = any(array(select s.record_id ${sharesOf(ctx, meta.name, 'read')}))
      and (${sql.join(match, sql` or `)})
    order by r.record_id desc limit ${limit})`;
}

/** Whether everybody's candidates are more than are read, so that those reached by a master or a share may be missing among them. */
export async function isCut(ctx: Context, meta: ObjectMeta, plans: readonly TokenPlan[]): Promise<boolean> {
  const scope = scopeOf(ctx, meta, 'read');
  if (scope.kind !== 'owners' || ((scope.shared ?? 0) <= fewShares && !scope.pools && !scope.open && !masterOf(ctx.meta, meta.name)))
    return false;
  const [row] = await ctx.query<{ count: number }>(
    sql`select count(*)::int as count from (${found(ctx, meta, plans, { owners: null, limit: MOST })}) f`,
  );
  return (row?.count ?? 0) >= MOST;
}
