import { sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { matches, type TokenPlan } from '../text/index.ts';
import { candidateIds, searchPlans } from './candidates.ts';
import { isSearchable, searchFields } from './texts.ts';

/** Which records of one object a search in its list finds: these, or so many that each row is asked for its tokens. */
export type ListSearch = { readonly ids: readonly string[] } | { readonly plans: readonly TokenPlan[] };

const MOST = 1000;

interface Row {
  readonly record_id: string;
  readonly title: string;
  readonly texts: readonly [string, string][];
}

/**
 * Finds the visible records of one object by words, pinyin, initials and digits, checked on their texts. What more than a thousand
 * records may answer is not fetched: then the token sets are returned, for a condition beside the list's own.
 */
export async function findInList(ctx: Context, meta: ObjectMeta, query: string): Promise<ListSearch> {
  const plans = isSearchable(meta) ? searchPlans(ctx.tenant.id, meta.name, query) : [];
  const ids = plans.length > 0 ? candidateIds(ctx, meta, query, { limit: MOST + 1 }) : undefined;
  if (!ids) return { ids: [] };
  const rows = await ctx.query<Row>(sql`
    select s.record_id, s.title, s.texts from record_search s
    where s.tenant_id = ${ctx.tenant.id} and s.object = ${meta.name} and s.record_id in (${ids})`);
  if (rows.length > MOST) return { plans };
  const kinds = new Map(searchFields(meta).map(({ field, kind }) => [field.name, kind]));
  const found = rows.filter((row) => {
    const texts = row.texts.map(([field, text]) => ({ text, kind: kinds.get(field) ?? ('text' as const) }));
    return matches(query, [{ text: row.title, kind: kinds.get(meta.title) ?? 'name' }, ...texts]) !== null;
  });
  return { ids: found.map((row) => row.record_id) };
}
