import { AppError } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { parseAggregateRequest, parseFilter, parseSort, resolvePath } from '../records/query/index.ts';
import type { ViewDefinition } from './views.ts';

function mayAsk(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/**
 * A shared view as somebody may use it who does not see every field: without the columns and orders that are not for them, and not at all
 * when its filter is not: a filter says what a field holds.
 */
export function seenDefinition(ctx: Context, meta: ObjectMeta, definition: ViewDefinition): ViewDefinition | undefined {
  if (ctx.whole() === ctx) return definition;
  const { filter, sort, columns, boardBy, groupBy, ...rest } = definition;
  if (filter !== undefined && filter !== null && !mayAsk(() => parseFilter(ctx, meta, filter))) return undefined;
  const orders = Array.isArray(sort) ? sort.filter((key) => mayAsk(() => parseSort(ctx, meta, [key]))) : sort;
  const board = boardBy === undefined ? undefined : meta.fields.get(boardBy);
  return {
    ...rest,
    ...(filter === undefined ? {} : { filter }),
    ...(sort === undefined ? {} : { sort: orders }),
    ...(columns === undefined ? {} : { columns: columns.filter((name) => mayAsk(() => resolvePath(ctx, meta, name, 'columns'))) }),
    ...(groupBy !== undefined && mayAsk(() => parseAggregateRequest(ctx, meta, { groupBy: [groupBy] })) ? { groupBy } : {}),
    ...(board && !board.masked ? { boardBy: board.name } : {}),
  };
}
