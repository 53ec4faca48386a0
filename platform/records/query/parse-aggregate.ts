import { fieldError, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { parseFilter } from './parse-filter.ts';
import { choice, readLimit, readSearch, readZone } from './parse-query.ts';
import { refuseMasked, resolvePath, targetOf } from './paths.ts';
import { type Family, familyOf, listOf, objectOf, shorten } from './shape.ts';
import type { AggregateInput, Bucket, Filter, MeasureFunction, Path } from './types.ts';

export interface Group {
  readonly key: string;
  readonly path: Path;
  readonly bucket: Bucket | undefined;
}

export interface Measure {
  readonly key: string;
  readonly fn: MeasureFunction;
  readonly path: Path | undefined;
}

export interface AggregateRequest {
  readonly groups: readonly Group[];
  readonly measures: readonly Measure[];
  readonly filter: Filter | undefined;
  readonly search: string | undefined;
  readonly sort: readonly { readonly key: string; readonly descending: boolean }[];
  readonly limit: number;
  readonly timeZone: string;
}

const members: readonly (keyof AggregateInput)[] = ['groupBy', 'measures', 'filter', 'search', 'sort', 'limit', 'timeZone'];
const buckets: readonly unknown[] = ['day', 'week', 'month', 'quarter', 'year'];
const functions: readonly unknown[] = ['count', 'countDistinct', 'sum', 'avg', 'min', 'max'];
const mostGroups = 4;
const mostMeasures = 20;
export const mostAggregateRows = 1000;

const groupable: readonly Family[] = ['text', 'number', 'date', 'datetime', 'boolean', 'option', 'reference', 'id', 'address'];
const measurable: Readonly<Record<MeasureFunction, readonly Family[]>> = {
  count: [...groupable, 'keys', 'links', 'place', 'files', 'secret'],
  countDistinct: groupable.filter((family) => family !== 'address'),
  sum: ['number'],
  avg: ['number'],
  min: ['number', 'date', 'datetime'],
  max: ['number', 'date', 'datetime'],
};

/** Reads the body of an aggregate of unknown JSON: 400 or 422, naming the member or the field. */
export function parseAggregateRequest(ctx: Context, meta: ObjectMeta, raw: unknown): AggregateRequest {
  const body = objectOf(raw, '', members);
  const timeZone = readZone(body['timeZone']) ?? ctx.tenant.timeZone;
  const filter = body['filter'];
  const groups = listOf(body['groupBy'] ?? [], 'groupBy', mostGroups).map((item, index) => readGroup(ctx, meta, item, `groupBy[${index}]`));
  const measures = listOf(body['measures'] ?? [{ fn: 'count' }], 'measures', mostMeasures).map((item, index) =>
    readMeasure(ctx, meta, item, `measures[${index}]`),
  );
  const taken = new Set<string>();
  for (const [index, { key }] of [...groups, ...measures].entries()) {
    const at = index < groups.length ? `groupBy[${index}]` : `measures[${index - groups.length}].as`;
    if (taken.has(key))
      throw fieldError(
        'INVALID_VALUE',
        at,
        label('结果里有两列同名，请用 as 另取名字', 'Two columns of the result have the same name; give one another name by as'),
      );
    taken.add(key);
  }
  return {
    groups,
    measures,
    filter: filter === undefined || filter === null ? undefined : parseFilter(ctx, meta, filter, { timeZone }),
    search: readSearch(body['search']),
    sort: readSort(body['sort'], groups, measures),
    limit: readLimit(body['limit'], mostAggregateRows, mostAggregateRows),
    timeZone,
  };
}

function readGroup(ctx: Context, meta: ObjectMeta, raw: unknown, at: string): Group {
  const { field, bucket } = objectOf(raw, at, ['field', 'bucket']);
  const path = resolvePath(ctx, meta, field, `${at}.field`);
  refuseMasked(path);
  const family = familyOf(path.field);
  if (
    !groupable.includes(family) ||
    (family === 'reference' && !targetOf(ctx, path.field)) ||
    path.field.type === 'longText' ||
    path.field.type === 'richText'
  ) {
    throw fieldError('UNKNOWN_OP', path.name, label('不能按这个字段分组', 'Records can not be grouped by this field'));
  }
  if (bucket === undefined || bucket === null) return { key: path.name, path, bucket: undefined };
  if (!buckets.includes(bucket)) throw choice(`${at}.bucket`, 'day, week, month, quarter, year', bucket);
  if (family !== 'date' && family !== 'datetime')
    throw fieldError('UNKNOWN_OP', path.name, label('只有日期可以按周期分组', 'Only dates can be grouped by a period'));
  return { key: `${path.name}:${String(bucket)}`, path, bucket: bucket as Bucket };
}

function readMeasure(ctx: Context, meta: ObjectMeta, raw: unknown, at: string): Measure {
  const { fn, field, as } = objectOf(raw, at, ['fn', 'field', 'as']);
  if (!functions.includes(fn)) throw choice(`${at}.fn`, functions.join(', '), fn);
  const known = fn as MeasureFunction;
  if (as !== undefined && (typeof as !== 'string' || !/^[\p{L}_][\p{L}\p{N}_:.\- ]{0,59}$/u.test(as))) {
    throw fieldError(
      typeof as === 'string' ? 'INVALID_VALUE' : 'WRONG_TYPE',
      `${at}.as`,
      label('名称应以字母开头，最多 60 个字符', 'The name must begin with a letter and have at most 60 characters'),
    );
  }
  if (field === undefined || field === null) {
    if (known !== 'count') throw fieldError('REQUIRED', `${at}.field`, label('请说明对哪个字段计算', 'Name the field to measure'));
    return { key: as ?? 'count', fn: known, path: undefined };
  }
  const path = resolvePath(ctx, meta, field, `${at}.field`);
  refuseMasked(path);
  if (!measurable[known].includes(familyOf(path.field))) {
    throw fieldError('UNKNOWN_OP', path.name, label(`此字段不能计算 ${known}`, `${known} can not be computed for this field`));
  }
  return { key: as ?? `${known}:${path.name}`, fn: known, path };
}

function readSort(raw: unknown, groups: readonly Group[], measures: readonly Measure[]): AggregateRequest['sort'] {
  const known = new Map<string, string>();
  for (const { path, key } of groups) known.set(path.name, key);
  for (const { key } of [...groups, ...measures]) known.set(key, key);
  return listOf(raw ?? [], 'sort', 3).map((item, index) => {
    const { field, direction } = objectOf(item, `sort[${index}]`, ['field', 'direction']);
    if (typeof field !== 'string') throw fieldError('WRONG_TYPE', `sort[${index}].field`, label('应为文字', 'Must be text'));
    const key = known.get(field);
    if (key === undefined) {
      const shown = shorten(field);
      throw fieldError('UNKNOWN_FIELD', shown, label(`“${shown}”不是结果里的列`, `"${shown}" is no column of the result`));
    }
    if (direction !== undefined && direction !== 'asc' && direction !== 'desc')
      throw choice(`sort[${index}].direction`, 'asc, desc', direction);
    return { key, descending: direction === 'desc' };
  });
}
