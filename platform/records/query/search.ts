import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { containsTokens, type TokenPlan } from '../../text/index.ts';
import type {} from '../save/types.ts';
import type { Filter, Test } from './types.ts';

export type { TokenPlan };

declare module '../save/types.ts' {
  interface SearchIndex {
    /** The number under which tokens of one object of one tenant are hashed. */
    searchSpace(tenant: number, object: string): number;
    /** Records of one object that answer a search, or the token sets when these are too many to name. */
    findInList(
      ctx: Context,
      meta: ObjectMeta,
      query: string,
    ): Promise<{ readonly ids: readonly string[] } | { readonly plans: readonly TokenPlan[] }>;
  }
}

// Only the first 500 characters of a text have tokens: what stands behind them in a longer one would not be found.
const longestTokenised = 500;
const kinds: Partial<Record<FieldMeta['type'], 'phone' | 'email' | 'code'>> = {
  phone: 'phone',
  email: 'email',
  autoNumber: 'code',
  barcode: 'code',
  idNumber: 'code',
};

/** The search box of a list as a filter: exactly these records, or those that hold the tokens. */
export async function searchFilter(ctx: Context, meta: ObjectMeta, text: string): Promise<Filter> {
  const found = await ctx.app.searchIndex.findInList(ctx, meta, text);
  return 'ids' in found ? { kind: 'ids', ids: found.ids } : { kind: 'tokens', plans: found.plans };
}

/** Tokens that all records have whose field holds the text; undefined when the field or the text gives none to go by. */
export function patternTokens(
  ctx: Context,
  meta: ObjectMeta,
  field: FieldMeta,
  test: Extract<Test, { kind: 'match' }>,
): TokenPlan | undefined {
  if (meta.searchable === false || !isTokenised(meta, field)) return undefined;
  const space = ctx.app.searchIndex.searchSpace(ctx.tenant.id, meta.name);
  const every = containsTokens(space, test.text, { kind: field.search ?? kinds[field.type] ?? 'text', start: test.start });
  return every.length > 0 ? { every, some: [] } : undefined;
}

/** Whether the field's whole text lies in the search row: those of `search` fields, titles and tenant-made texts do. */
export function isTokenised(meta: ObjectMeta, field: FieldMeta): boolean {
  if (field.name === 'id' || field.storage.kind === 'formula' || (field.max ?? 255) > longestTokenised) return false;
  if (field.search !== undefined || field.name === meta.title) return true;
  return field.custom && (field.type === 'text' || kinds[field.type] !== undefined);
}
