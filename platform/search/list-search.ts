import { sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { matches, type TokenPlan } from '../text/index.ts';
import { candidateIds, isCut, searchPlans } from './candidates.ts';
import { isSearchable, searchFields } from './texts.ts';

/** Which records of one object a search in its list finds: these, or so many that each row is asked for its tokens. */
export type ListSearch = { readonly ids: readonly string[] } | { readonly plans: readonly TokenPlan[] };

/** So many are checked on their texts; of more, holding the tokens is enough. */
const CHECKED = 1000;
/** As many as the guarded function gives at once. */
const MOST = 10_000;

interface Row {
  readonly record_id: string;
  readonly title: string;
  readonly texts: readonly [string, string][];
}

/**
 * Finds the visible records of one object by words, pinyin, initials and digits, checked on their texts. Above ten thousand the ids are
 * not fetched: the token sets are returned, for a condition beside the list's own.
 */
export async function findInList(ctx: Context, meta: ObjectMeta, query: string): Promise<ListSearch> {
  const plans = isSearchable(meta) ? searchPlans(ctx.tenant.id, meta.name, query) : [];
  const few = plans.length > 0 ? candidateIds(ctx, meta, query, { limit: CHECKED + 1 }) : undefined;
  const many = plans.length > 0 ? candidateIds(ctx, meta, query, { limit: MOST }) : undefined;
  if (!few || !many) return { ids: [] };
  if (await isCut(ctx, meta, plans)) return { plans };
  const rows = await ctx.query<Row>(sql`
    select s.record_id, s.title, s.texts from record_search s
    where s.tenant_id = ${ctx.tenant.id} and s.object = ${meta.name} and s.record_id = any(array(${few}))`);
  if (rows.length > CHECKED) {
    const found = await ctx.query<{ id: string }>(sql`select f.record_id as id from (${many}) f`);
    return found.length >= MOST ? { plans } : { ids: found.map(({ id }) => id) };
  }
  const kinds = new Map(searchFields(meta).map(({ field, kind }) => [field.name, kind]));
  const found = rows.filter((row) => {
    const texts = row.texts.map(([field, text]) => ({ text, kind: kinds.get(field) ?? ('text' as const) }));
    return matches(query, [{ text: row.title, kind: kinds.get(meta.title) ?? 'name' }, ...texts]) !== null;
  });
  return { ids: found.map((row) => row.record_id) };
}
