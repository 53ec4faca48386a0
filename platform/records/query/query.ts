import { type Sql, sql } from '../../database/sql.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, baseCondition, narrowWays, rowsInReach } from '../access.ts';
import { readCursorText, writeCursor } from './cursor.ts';
import { compileFilter } from './filter.ts';
import { createJoins, type Joins } from './joins.ts';
import { type FilterOptions, parseFilter } from './parse-filter.ts';
import { parseQueryRequest } from './parse-query.ts';
import { assertReadable, resolvePath } from './paths.ts';
import { prepareFilter, refuseCostlySort } from './prepare.ts';
import { selectionOf } from './select.ts';
import { isKeyText, keyText, type Order, orderOf, type Part, partsOf } from './sort.ts';
import type { Answer, CountMode, Filter, FilterInput, SortKey } from './types.ts';

export const mostCounted = 10_000;

export interface Count {
  readonly value: number;
  readonly capped: boolean;
}

export interface QueryAnswer {
  readonly records: Answer[];
  readonly nextCursor: string | null;
  readonly count?: Count;
}

/**
 * One page of a list (contract.md section 2). `request` is a QueryInput of a caller, checked here.
 *
 * @example await queryRecords(ctx, meta, { filter: { field: 'account', op: 'eq', value: id }, sort: [{ field: 'name' }] })
 */
export async function queryRecords(ctx: Context, meta: ObjectMeta, request: unknown): Promise<QueryAnswer> {
  assertReadable(ctx, meta);
  const { fields, filter, search, sort, limit, cursor, count, fingerprint } = parseQueryRequest(ctx, meta, request);
  await refuseCostlySort(ctx, meta, sort);
  const frame = await frameOf(ctx, meta, filter, search);
  const orders = ordersOf(ctx, meta, sort, frame.joins);
  const from =
    cursor === undefined
      ? undefined
      : readCursorText(
          cursor,
          fingerprint,
          orders.map(
            ({ type }) =>
              (text) =>
                isKeyText(type, text),
          ),
        );
  const selection = selectionOf(ctx, fields);
  const keys = orders.map((order, index) => sql`${keyText(order)} as ${sql.ref(`#k_${index}`)}`);
  const rows: Record<string, unknown>[] = [];
  for (const part of partsOf(orders, sql`o.id`, from)) {
    const size = limit + 1 - rows.length;
    const page = sql`
      select ${selection.columns}, ${sql.join(keys)} from ${frame.tables()}
      where ${pageCondition(ctx, frame, part, size)} order by ${part.order} limit ${size}`;
    rows.push(...(await ctx.query(selection.around(page))));
    if (rows.length > limit) break;
  }
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const records = await selection.read(shown);
  return {
    records,
    nextCursor: last
      ? writeCursor(fingerprint, {
          keys: orders.map((_order, index) => (last[`#k_${index}`] as string | null) ?? null),
          id: last['id'] as string,
        })
      : null,
    ...(count === 'none' ? {} : { count: await countFrame(ctx, frame, count) }),
  };
}

/** How many records answer a filter; capped at 10,000 unless asked exactly. */
export async function countRecords(
  ctx: Context,
  meta: ObjectMeta,
  filter?: FilterInput,
  options: FilterOptions & { count?: CountMode; search?: string } = {},
): Promise<Count> {
  assertReadable(ctx, meta);
  const parsed = filter && parseFilter(ctx, meta, filter, options);
  return countFrame(ctx, await frameOf(ctx, meta, parsed, options.search), options.count ?? 'capped');
}

/**
 * Which rows a page is taken from. Of few ways to reach records each tells the ids that its page would have; what comes first among those
 * is the page.
 */
function pageCondition(ctx: Context, frame: Frame, part: Part, size: number): Sql {
  if (!frame.ways) return sql`${frame.condition} and ${part.condition}`;
  const pages = frame.ways.map(
    (way) =>
      sql`(select o.id from ${frame.tables()} where ${frame.asked} and ${way} and ${part.condition} order by ${part.order} limit ${size})`,
  );
  return sql`o.tenant_id = ${ctx.tenant.id} and o.id = any(array(${sql.join(pages, sql` union all `)}))`;
}

/** The one frame of reading: table, joins, and the condition of tenant, liveness, access and filter. */
export interface Frame {
  readonly joins: Joins;
  readonly condition: Sql;
  /** The condition without access. */
  readonly asked: Sql;
  /** The caller's reach way by way, where that is quicker (access.ts). */
  readonly ways: readonly Sql[] | undefined;
  /** Asked for last: whatever is compiled before may still add joins. */
  tables(): Sql;
  /** What reads all that is in reach, in no order, reads from this. Asked for last, too. */
  everything(): Sql;
}

export async function frameOf(
  ctx: Context,
  meta: ObjectMeta,
  filter: Filter | undefined,
  search?: string,
  verb: 'read' | 'edit' | 'delete' | 'transfer' = 'read',
): Promise<Frame> {
  const ready = await prepareFilter(ctx, meta, filter, search);
  const joins = createJoins(ctx);
  const filtered = ready ? compileFilter(ctx, meta, ready, joins) : sql`true`;
  const isJoined = joins.size() > 0;
  const asked = sql`${baseCondition(ctx, meta, 'o')} and ${filtered}`;
  const condition = sql`${asked} and ${accessPredicate(ctx, meta, 'o', verb)}`;
  const tables = () => sql`${sql.table(meta.table)} o ${joins.sql()}`;
  return {
    joins,
    condition,
    asked,
    ways: narrowWays(ctx, meta, 'o', verb),
    tables,
    everything: () => (isJoined ? sql`${tables()} where ${condition}` : sql`${rowsInReach(ctx, meta, 'o', filtered, verb)} ${joins.sql()}`),
  };
}

/** Newest first unless said otherwise: ids grow with time. */
export function ordersOf(ctx: Context, meta: ObjectMeta, sort: readonly SortKey[], joins: Joins): Order[] {
  const keys: readonly SortKey[] =
    sort.length > 0 ? sort : [{ path: resolvePath(ctx, meta, 'id', 'sort'), descending: true, target: undefined }];
  return keys.map((key) => orderOf(key, joins));
}

async function countFrame(ctx: Context, frame: Frame, mode: CountMode): Promise<Count> {
  const limit = mode === 'exact' ? sql`` : sql` limit ${mostCounted + 1}`;
  const rows = await ctx.query<{ count: string }>(sql`
    select count(*) from (select 1 from ${frame.everything()}${limit}) c`);
  const value = Number(rows[0]?.count ?? 0);
  return mode === 'exact' ? { value, capped: false } : { value: Math.min(value, mostCounted), capped: value > mostCounted };
}
