import { sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { matches, type TokenPlan } from '../text/index.ts';
import { candidateIds, isCut, searchPlans } from './candidates.ts';
import { isSearchable, openKinds, openTexts } from './texts.ts';

/** Which records of one object a search in its list finds: these, or so many that each row is asked for its tokens. */
export type ListSearch = { readonly ids: readonly string[] } | { readonly plans: readonly TokenPlan[] };

/** So many are checked on their texts; of more, holding the tokens is enough. */
const CHECKED = 1000;
/** As many as the guarded function gives at once. */
const MOST = 10_000;

interface Row {
  readonly record_id: string;
  readonly title: string;
  readonly owner: string | null;
  readonly texts: readonly [string, string][];
}

/**
 * Finds the visible records of one object by words, pinyin, initials and digits, checked on their texts. Above ten thousand the ids are
 * not fetched: the token sets are returned, for a condition beside the list's own.
 */
export async function findInList(ctx: Context, meta: ObjectMeta, query: string): Promise<ListSearch> {
  const plans = isSearchable(meta) ? searchPlans(ctx.tenant.id, meta.name, query) : [];
  // tokens are of all fields: where some are not for the caller, each record is checked, and no more are found than can be
  const checked = ctx.whole().meta === ctx.meta ? CHECKED : MOST;
  const few = plans.length > 0 ? candidateIds(ctx, meta, query, { limit: Math.min(checked + 1, MOST) }) : undefined;
  const many = plans.length > 0 ? candidateIds(ctx, meta, query, { limit: MOST }) : undefined;
  if (!few || !many) return { ids: [] };
  if (checked === CHECKED && (await isCut(ctx, meta, plans))) return { plans };
  const rows = await ctx.query<Row>(sql`
    select s.record_id, s.title, s.owner, s.texts from record_search s
    where s.tenant_id = ${ctx.tenant.id} and s.object = ${meta.name} and s.record_id = any(array(${few}))`);
  if (rows.length > checked) {
    const found = await ctx.query<{ id: string }>(sql`select f.record_id as id from (${many}) f`);
    return found.length >= MOST ? { plans } : { ids: found.map(({ id }) => id) };
  }
  const kindOf = openKinds(ctx, meta);
  const found = rows.filter((row) => matches(query, openTexts(kindOf, meta, row)) !== null);
  return { ids: found.map((row) => row.record_id) };
}
