import { type Sql, sql } from '../database/sql.ts';
import type { Context, ObjectMeta, Values } from '../module/index.ts';
import { recordTokens } from '../text/index.ts';
import { searchSpace, titleToken } from './candidates.ts';
import { findInList } from './list-search.ts';
import { isSearchable, searchTexts } from './texts.ts';

/** A record as it is after the save. `values` are all its canonical values, not only the changed ones. */
export interface IndexRow {
  readonly id: string;
  readonly values: Values;
  readonly owner: string | null;
  readonly deleted?: boolean;
  /** It can not be there yet. */
  readonly fresh?: boolean;
}

// Longer titles and texts are cut: what is found stands at their beginning.
const LONGEST = 2000;

/**
 * The one statement that brings search up to date with a batch, for use on its own or as a CTE of the save. Undefined when there is
 * nothing to write. Deleted records leave search; in a batch that also holds live ones their rows stay, empty, until these are purged:
 * one statement can not both insert and delete on PostgreSQL 15.
 */
export function indexStatement(ctx: Pick<Context, 'tenant'>, meta: ObjectMeta, rows: readonly IndexRow[]): Sql | undefined {
  if (!isSearchable(meta) || rows.length === 0) return undefined;
  if (rows.every((row) => row.deleted))
    return unindexStatement(
      ctx,
      meta,
      rows.map((row) => row.id),
    );
  const space = searchSpace(ctx.tenant.id, meta.name);
  const titles: string[] = [];
  const texts: string[] = [];
  const tokens: string[] = [];
  for (const row of rows) {
    const found = row.deleted ? [] : searchTexts(meta, row.values);
    const title = found[0]?.field === meta.title ? found[0].text : '';
    titles.push(title.slice(0, LONGEST));
    const others = title === '' ? found : found.slice(1);
    texts.push(JSON.stringify(others.map(({ field, text }) => [field, text.slice(0, LONGEST)])));
    const hashes = recordTokens({ tenant: space, texts: found.map(({ text, kind }) => ({ text: text.slice(0, LONGEST), kind })) });
    if (title !== '') hashes.push(titleToken(space, title));
    tokens.push(`{${hashes.join(',')}}`);
  }
  return sql`
    insert into record_search as s (tenant_id, object, record_id, owner, title, texts, tokens)
    select ${ctx.tenant.id}, ${meta.name}, r.id, r.owner, r.title, r.texts::jsonb, r.tokens::int4[]
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.owner)}::uuid[], ${titles}::text[], ${texts}::text[], ${tokens}::text[])
      as r (id, owner, title, texts, tokens)
    ${rows.every((row) => row.fresh) ? sql`` : replaceWhatDiffers}`;
}

const replaceWhatDiffers = sql`
    on conflict (tenant_id, object, record_id) do update
      set owner = excluded.owner, title = excluded.title, texts = excluded.texts, tokens = excluded.tokens
      where (s.owner, s.title, s.texts, s.tokens) is distinct from (excluded.owner, excluded.title, excluded.texts, excluded.tokens)`;

/** The statement that takes records out of search. */
export function unindexStatement(ctx: Pick<Context, 'tenant'>, meta: ObjectMeta, ids: readonly string[]): Sql {
  return sql`delete from record_search where tenant_id = ${ctx.tenant.id} and object = ${meta.name} and record_id = any(${ids}::uuid[])`;
}

/** `indexStatement`, run at once in the caller's transaction. */
export async function indexRecords(ctx: Context, meta: ObjectMeta, rows: readonly IndexRow[]): Promise<void> {
  const statement = indexStatement(ctx, meta, rows);
  if (statement) await ctx.query(statement);
}

/** What the record engine reaches as `app.searchIndex`. */
export const searchIndex = { indexStatement, searchSpace, findInList };
