import { scopeOf } from '../../access/index.ts';
import { type Sql, sql } from '../../database/sql.ts';
import { errors, label } from '../../kernel/index.ts';
import { isFormula } from '../../metadata/formula/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { slotBank } from '../../storage/codec.ts';
import { isSecret } from '../../storage/vault.ts';
import { rowsInReach, soleOwners } from '../access.ts';
import { redirects } from '../duplicates/redirect.ts';
import { isTokenised, patternTokens, searchFilter, type TokenPlan } from './search.ts';
import { familyOf } from './shape.ts';
import type { Filter, Path, SortKey, Test } from './types.ts';

/** Above this many visible records nothing is done that has to look at each of them. */
export const mostScanned = 100_000;
/** Fields beyond the bank of slots are compared inside JSON. */
export const mostUnslotted = 5000;
/** As many as the guarded function gives at once. */
const mostCandidates = 10_000;
const keptMs = 60_000;
const mostKept = 5000;

/** A use that is fine up to a number of visible records. */
interface Costly {
  readonly field: string;
  readonly most: number;
}

/**
 * Makes a filter ready for its object at its size: refuses what would read too many records, and finds the candidates of `contains`
 * on searched fields by their tokens. `search` is the text of the list's search box.
 */
export async function prepareFilter(
  ctx: Context,
  meta: ObjectMeta,
  filter: Filter | undefined,
  search?: string,
): Promise<Filter | undefined> {
  if (filter) await refuseCostly(ctx, meta, costlyTests(filter, meta));
  const ready = filter && (await withRedirects(ctx, await withCandidates(ctx, meta, filter)));
  if (search === undefined) return ready;
  const found = await searchFilter(ctx, meta, search);
  return ready ? { kind: 'and', items: [found, ready] } : found;
}

/** Orders that can not follow an index are for lists up to a size. */
export async function refuseCostlySort(ctx: Context, meta: ObjectMeta, sort: readonly SortKey[]): Promise<void> {
  await refuseCostly(
    ctx,
    meta,
    sort.flatMap(({ path }): Costly[] => {
      if (path.hops.length > 0 || familyOf(path.field) === 'reference' || isFormula(path.field))
        return [{ field: path.name, most: mostScanned }];
      return isUnslotted(path.field) ? [{ field: path.name, most: mostUnslotted }] : [];
    }),
  );
}

export function refuseCostlyPaths(ctx: Context, meta: ObjectMeta, paths: readonly Path[]): Promise<void> {
  return refuseCostly(
    ctx,
    meta,
    paths
      .filter((path) => isFormula(path.field) || (path.hops.length === 0 && isUnslotted(path.field)))
      .map((path) => ({ field: path.name, most: mostScanned })),
  );
}

/** A tenant-made field whose type has slots, but which got none. */
function isUnslotted(field: FieldMeta): boolean {
  return field.storage.kind === 'custom' && field.storage.slot === null && slotBank(field.type) !== undefined;
}

function costlyTests(filter: Filter, meta: ObjectMeta): Costly[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.items.flatMap((item) => costlyTests(item, meta));
    case 'not':
      return costlyTests(filter.item, meta);
    case 'test':
      return costOf(filter.path, filter.test, meta);
    default:
      return [];
  }
}

function costOf(path: Path, test: Test, meta: ObjectMeta): Costly[] {
  if (test.kind === 'match') return path.hops.length === 0 && isSearched(path.field, meta) ? [] : [{ field: path.name, most: mostScanned }];
  if (test.kind === 'near' || isFormula(path.field)) return [{ field: path.name, most: mostScanned }];
  return path.hops.length === 0 && isUnslotted(path.field) ? [{ field: path.name, most: mostUnslotted }] : [];
}

/** `contains` is for these at any size: fields that are in search, and texts in slots. */
function isSearched(field: FieldMeta, meta: ObjectMeta): boolean {
  return (field.storage.kind === 'custom' && field.storage.slot !== null) || field.search !== undefined || isTokenised(meta, field);
}

async function refuseCostly(ctx: Context, meta: ObjectMeta, costly: readonly Costly[]): Promise<void> {
  if (costly.length === 0) return;
  const visible = await visibleRows(ctx, meta);
  const refused = costly.find((use) => visible > use.most);
  if (!refused) return;
  const count = refused.most.toLocaleString('en-US');
  const message = label(
    `数据超过 ${count} 条时，这个字段不能这样筛选或排序；请先缩小范围，或请管理员把它设为可筛选`,
    `With more than ${count} records this field can not be filtered or sorted in this way; narrow the list, or ask an administrator to make the field filterable`,
  );
  throw errors.LIMIT_EXCEEDED({ errors: [{ field: refused.field, code: 'LIMIT_EXCEEDED', message }] });
}

const counted = new WeakMap<Context['app'], Map<string, { at: number; count: number }>>();

/** How many records the caller sees, counted to one above the largest limit and remembered for a minute. */
async function visibleRows(ctx: Context, meta: ObjectMeta): Promise<number> {
  const scope = scopeOf(ctx, meta, 'read');
  if (scope.kind === 'none') return 0;
  const key = `${ctx.tenant.id} ${meta.name} ${scope.kind === 'all' ? '*' : `${ctx.user.id} ${ctx.tenant.accessVersion}`}`;
  const kept = counted.get(ctx.app) ?? new Map<string, { at: number; count: number }>();
  counted.set(ctx.app, kept);
  const known = kept.get(key);
  const now = performance.now();
  if (known && now - known.at < keptMs) return known.count;
  const rows = await ctx.query<{ count: string }>(sql`
    select count(*) from (
      select 1 from ${rowsInReach(ctx, meta, 'o')} limit ${mostScanned + 1}) c`);
  const count = Number(rows[0]?.count ?? 0);
  kept.delete(key);
  kept.set(key, { at: now, count });
  if (kept.size > mostKept) {
    const oldest = kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
  }
  return count;
}

/** People and departments are never merged; the ids of all other records may be of one that was. */
const mayBeMerged = ({ field }: Path) =>
  familyOf(field) === 'id' ||
  ((familyOf(field) === 'reference' || familyOf(field) === 'links') &&
    field.type !== 'user' &&
    field.type !== 'department' &&
    field.object !== 'user' &&
    field.object !== 'department');

function idsIn(filter: Filter): readonly string[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.items.flatMap(idsIn);
  if (filter.kind === 'not') return idsIn(filter.item);
  if (filter.kind !== 'test' || !mayBeMerged(filter.path)) return [];
  const { test } = filter;
  if (test.kind === 'under') return [test.id];
  if (test.kind === 'references') return test.ids;
  return test.kind === 'oneOf' ? test.values.map(String) : [];
}

/** Ids of records that were merged into others ask for those, too: one look-up by key for all of a filter. */
async function withRedirects(ctx: Context, filter: Filter): Promise<Filter> {
  const ids = [...new Set(idsIn(filter))];
  const known = ids.length === 0 ? new Map<string, { readonly id: string }>() : await redirects(ctx, ids);
  if (known.size === 0) return filter;
  const now = (id: string) => known.get(id)?.id ?? id;
  const both = (list: readonly string[]) => [...new Set(list.flatMap((id) => [id, now(id)]))];
  const follow = (one: Filter): Filter => {
    if (one.kind === 'and' || one.kind === 'or') return { ...one, items: one.items.map(follow) };
    if (one.kind === 'not') return { kind: 'not', item: follow(one.item) };
    if (one.kind !== 'test' || !mayBeMerged(one.path)) return one;
    const { test } = one;
    if (test.kind === 'under') return { ...one, test: { ...test, id: now(test.id) } };
    if (test.kind === 'references') return { ...one, test: { ...test, ids: both(test.ids) } };
    return test.kind === 'oneOf' ? { ...one, test: { ...test, values: both(test.values.map(String)) } } : one;
  };
  return follow(filter);
}

async function withCandidates(ctx: Context, meta: ObjectMeta, filter: Filter): Promise<Filter> {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const items: Filter[] = [];
      for (const item of filter.items) items.push(await withCandidates(ctx, meta, item));
      return { ...filter, items };
    }
    case 'not':
      return { kind: 'not', item: await withCandidates(ctx, meta, filter.item) };
    case 'test': {
      const { path, test } = filter;
      if (isSecret(path.field) && test.kind === 'oneOf') {
        const sealer = await ctx.app.vault.sealer(ctx.tenant.id);
        const values = test.values.map((value) => sealer.hash(path.object.name, path.field.name, String(value)));
        return { ...filter, test: { ...test, values } };
      }
      const plan = test.kind === 'match' && path.hops.length === 0 ? patternTokens(ctx, meta, path.field, test) : undefined;
      const candidates = plan && (await rareCandidates(ctx, meta, plan));
      return candidates && test.kind === 'match' ? { ...filter, test: { ...test, candidates } } : filter;
    }
    default:
      return filter;
  }
}

/** The ids that hold the tokens, unless they are so many that walking the list in its order finds a page of them sooner. */
async function rareCandidates(ctx: Context, meta: ObjectMeta, plan: TokenPlan): Promise<string[] | undefined> {
  const rows = await ctx.query<{ id: string }>(candidateRows(ctx, meta, plan, mostCandidates));
  return rows.length >= mostCandidates ? undefined : rows.map((row) => row.id);
}

function candidateRows(ctx: Context, meta: ObjectMeta, plan: TokenPlan, limit: number): Sql {
  const scope = scopeOf(ctx, meta, 'read');
  // what belongs to a master or is shared is not found by its own owner; the list's predicate decides
  const owners = scope.kind === 'none' ? [] : soleOwners(ctx, meta, scope);
  return sql`select c.record_id as id from record_search_candidates(
    ${ctx.tenant.id}::int, ${[meta.name]}::text[], ${plan.every}::int4[], ${owners}::uuid[], ${limit}::int, ${plan.some}::int4[]) c`;
}
