import { sql } from '../../database/sql.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { type FilterOptions, parseFilter } from './parse-filter.ts';
import { parseSort, readFields, readSearch, readZone } from './parse-query.ts';
import { assertReadable } from './paths.ts';
import { refuseCostlySort } from './prepare.ts';
import { frameOf, ordersOf } from './query.ts';
import { selectionOf } from './select.ts';
import { partsOf } from './sort.ts';
import type { Answer, FilterInput, SortInput } from './types.ts';

const batch = 1000;

/** Ids of all records that answer a filter and that the verb reaches, in batches, oldest first; each batch is a query of its own, so that work on it may take its time. */
export async function* selectIds(
  ctx: Context,
  meta: ObjectMeta,
  filter: FilterInput | undefined,
  verb: 'read' | 'edit' | 'delete' | 'transfer',
  options: FilterOptions & { search?: string; after?: string } = {},
): AsyncGenerator<string[]> {
  const parsed = filter && parseFilter(ctx, meta, filter, options);
  let after = options.after;
  for (;;) {
    const frame = await frameOf(ctx, meta, parsed, readSearch(options.search), verb);
    const rows = await ctx.query<{ id: string }>(sql`
      select o.id from ${frame.tables()} where ${frame.condition}${after ? sql` and o.id > ${after}::uuid` : sql``} order by o.id limit ${batch}`);
    if (rows.length > 0) yield rows.map((row) => row.id);
    after = rows.at(-1)?.id;
    if (rows.length < batch) return;
  }
}

export interface StreamRequest {
  readonly filter?: FilterInput;
  readonly search?: string;
  readonly sort?: readonly SortInput[];
  readonly fields?: readonly string[];
  readonly timeZone?: string;
}

/** All records of a list in its order, as answers, in batches read from a cursor of the database: memory stays flat whatever the size. */
export async function* streamRecords(ctx: Context, meta: ObjectMeta, request: StreamRequest): AsyncGenerator<Answer[]> {
  assertReadable(ctx, meta);
  const timeZone = readZone(request.timeZone) ?? ctx.tenant.timeZone;
  const filter = request.filter && parseFilter(ctx, meta, request.filter, { timeZone });
  const sort = parseSort(ctx, meta, request.sort);
  await refuseCostlySort(ctx, meta, sort);
  const frame = await frameOf(ctx, meta, filter, readSearch(request.search));
  const orders = ordersOf(ctx, meta, sort, frame.joins);
  const selection = selectionOf(ctx, readFields(ctx, meta, request.fields));
  for (const part of partsOf(orders, sql`o.id`, undefined)) {
    const page = sql`select ${selection.columns} from ${frame.tables()} where ${frame.condition} and ${part.condition} order by ${part.order}`;
    for await (const rows of ctx.app.database.stream<Record<string, unknown>>(ctx.tenant.id, selection.around(page), batch))
      yield selection.read(rows);
  }
}
