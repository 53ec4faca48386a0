import { masterOf, scopeOf } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import type { Context, ObjectMeta, Scope } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
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

function ownersOf(scope: Scope): readonly string[] | null {
  return scope.kind === 'owners' ? scope.owners : null;
}

/**
 * A subquery of the ids of at most `limit` visible records of one object that may match `query`, the newest first per reading; undefined
 * when nothing can. `exact` adds records whose title is the query. Tokens are hashes without order: check what is found on the texts (`matches` of platform/text).
 *
 * @example sql`select t.id from account t where t.id in (${candidateIds(ctx, meta, '恒润', { limit: 1000 })})`
 */
export function candidateIds(
  ctx: Context,
  meta: ObjectMeta,
  query: string,
  options: { limit: number; owners?: readonly string[]; exact?: boolean },
): Sql | undefined {
  const scope = scopeOf(ctx, meta, 'read');
  if (scope.kind === 'none') return undefined;
  const plans = [...searchPlans(ctx.tenant.id, meta.name, query)];
  if (plans.length === 0) return undefined;
  if (options.exact) plans.unshift({ every: [titleToken(searchSpace(ctx.tenant.id, meta.name), query)], some: [] });
  const follows = scope.kind === 'owners' && masterOf(ctx.meta, meta.name) !== undefined;
  const owners = follows ? null : (options.owners ?? ownersOf(scope));
  const parts = plans.map(
    ({ every, some }) => sql`
      select c.record_id from record_search_candidates(
        ${ctx.tenant.id}::int, ${[meta.name]}::text[], ${every}::int4[], ${owners}::uuid[], ${follows ? MOST : options.limit}::int, ${some}::int4[]) c`,
  );
  const found = sql.join(parts, sql` union `);
  if (!follows) return found;
  // what belongs to a master is found with everybody's and then reached through the master
  return sql`
    select t.id as record_id from ${sql.table(meta.table)} t
    where ${baseCondition(ctx, meta, 't')} and t.id in (${found}) and ${accessPredicate(ctx, meta, 't')} order by t.id desc limit ${options.limit}`;
}
