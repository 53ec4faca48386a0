import { errors, formatDecimal, label, parseDecimal, textOf } from '../kernel/index.ts';
import type { Context, ObjectMeta, RelatedList } from '../module/index.ts';
import { type Answer, type FilterInput, type SortInput, streamRecords } from '../records/query/index.ts';
import type { Merge } from './merge.ts';
import { currencyIn, pathsWithCurrency } from './source.ts';
import { mostRows, type TableColumn } from './types.ts';
import { money, printed, type Style } from './values.ts';

export interface RowRequest {
  readonly id: string;
  readonly names: Iterable<string>;
  readonly filter?: FilterInput | undefined;
  readonly sort?: readonly SortInput[] | undefined;
}

/** The records of a related list that the person may see; undefined when they may not read its object at all. */
export async function relatedRows(ctx: Context, list: RelatedList, request: RowRequest): Promise<Answer[] | undefined> {
  const child = ctx.meta.object(list.object);
  if (!child || !ctx.access.can(`${child.name}.read`)) return undefined;
  const own: FilterInput = { field: list.field, op: 'eq', value: request.id };
  const fields = [...pathsWithCurrency(ctx, child, request.names).keys()];
  const rows: Answer[] = [];
  for await (const batch of streamRecords(ctx, child, {
    fields: ['id', ...fields],
    filter: request.filter ? { and: [own, request.filter] } : own,
    // lines of an order stand as they were entered
    sort: request.sort && request.sort.length > 0 ? request.sort : [{ field: 'createdAt', direction: 'asc' }],
  })) {
    rows.push(...batch);
    if (rows.length > mostRows) throw tooMany(list);
  }
  return rows;
}

function tooMany(list: RelatedList) {
  return errors.LIMIT_EXCEEDED({
    errors: [
      {
        field: list.name,
        code: 'LIMIT_EXCEEDED',
        message: label(
          `“${list.label.zh}”超过 ${mostRows} 行，请在模板里加筛选条件`,
          `"${list.label.en}" has more than ${mostRows} rows; filter it in the template`,
        ),
      },
    ],
  });
}

/** One cell; nothing for what is gone or not readable. */
export function cellText(ctx: Context, child: ObjectMeta, record: Answer, { path, option }: Merge, style: Style): string {
  const found = pathsWithCurrency(ctx, child, [path]).get(path);
  return found ? printed(found.field, record[path], style, { option, currency: currencyIn(ctx, record, found) }) : '';
}

const exactly = 10;

/** The sum of a column over the printed rows, exact; of amounts one line for each currency. */
export function sumText(ctx: Context, child: ObjectMeta, rows: readonly Answer[], column: TableColumn, style: Style): string {
  const path = pathsWithCurrency(ctx, child, [column.field]).get(column.field);
  if (!path || path.field.masked) return '';
  const sums = new Map<string, { sum: bigint; scale: number }>();
  for (const row of rows) {
    const value = row[column.field];
    const amount = value === null || value === undefined ? 'invalid' : parseDecimal(String(value), exactly);
    if (typeof amount !== 'bigint') continue;
    const currency = path.field.type === 'currency' ? currencyIn(ctx, row, path) : '';
    const before = sums.get(currency) ?? { sum: 0n, scale: 0 };
    sums.set(currency, { sum: before.sum + amount, scale: Math.max(before.scale, String(value).split('.')[1]?.length ?? 0) });
  }
  return [...sums]
    .map(([currency, { sum, scale }]) => {
      const value = formatDecimal(sum, exactly, scale);
      return currency
        ? money(value, { option: column.option as Merge['option'], currency }, style)
        : printed(path.field, value, style, { option: column.option as Merge['option'], currency });
    })
    .join('\n');
}

export const headOf = (child: ObjectMeta, column: { field: string; label?: string }, ctx: Context, style: Style): string =>
  column.label ?? titleOf(ctx, child, column.field, style);

/** 客户·行业: the labels of a path's steps. */
export function titleOf(ctx: Context, meta: ObjectMeta, name: string, style: Style): string {
  const path = pathsWithCurrency(ctx, meta, [name]).get(name);
  if (!path) return '';
  const labels = [...path.hops.map(({ field }) => field), path.field].map((field) => textOf(field.label, style.language));
  return labels.join(style.language === 'en' ? ' - ' : '·');
}
