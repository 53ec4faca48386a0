import { createHash } from 'node:crypto';
import { IANAZone } from 'luxon';
import { cleanText, errors, fieldError, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { parseFilter } from './parse-filter.ts';
import { readableFields, refuseMasked, refuseMaskedTitle, resolvePath, targetOf } from './paths.ts';
import { familyOf, listOf, objectOf, shorten } from './shape.ts';
import type { CountMode, Path, QueryInput, QueryRequest, SortKey } from './types.ts';

const defaultLimit = 50;
export const mostRows = 200;
const mostSortKeys = 3;
const mostFields = 300;
const members: readonly (keyof QueryInput)[] = ['fields', 'filter', 'search', 'sort', 'limit', 'cursor', 'count', 'timeZone'];
const counts: readonly unknown[] = ['none', 'capped', 'exact'];

/** Reads the body of a query of unknown JSON: 400 or 422, naming the member or the field. */
export function parseQueryRequest(ctx: Context, meta: ObjectMeta, raw: unknown): QueryRequest {
  const body = objectOf(raw, '', members);
  const timeZone = readZone(body['timeZone']) ?? ctx.tenant.timeZone;
  const { filter, sort, search } = body;
  if (body['count'] !== undefined && !counts.includes(body['count'])) throw choice('count', 'none, capped, exact', body['count']);
  return {
    fields: readFields(ctx, meta, body['fields']),
    filter: filter === undefined || filter === null ? undefined : parseFilter(ctx, meta, filter, { timeZone }),
    search: readSearch(search),
    sort: parseSort(ctx, meta, sort),
    limit: readLimit(body['limit'], defaultLimit, mostRows),
    cursor: readCursor(body['cursor']),
    count: (body['count'] as CountMode | undefined) ?? 'none',
    timeZone,
    fingerprint: fingerprintOf([meta.name, filter ?? null, sort ?? [], search ?? null, timeZone]),
  };
}

/** What a cursor belongs to: any change of it makes cursors of before invalid. */
export function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

/** The order of a list: up to three keys. Which of them may be used at this size, `prepareQuery` decides. */
export function parseSort(ctx: Context, meta: ObjectMeta, raw: unknown): SortKey[] {
  if (raw === undefined || raw === null) return [];
  const keys = listOf(raw, 'sort', mostSortKeys).map((item, index) => {
    const at = `sort[${index}]`;
    const { field, direction } = objectOf(item, at, ['field', 'direction']);
    const path = resolvePath(ctx, meta, field, `${at}.field`);
    refuseMasked(path);
    if (direction !== undefined && direction !== 'asc' && direction !== 'desc') throw choice(`${at}.direction`, 'asc, desc', direction);
    const { type } = path.field;
    const lost = familyOf(path.field) === 'reference' && !targetOf(ctx, path.field);
    if (
      lost ||
      ['keys', 'links', 'address', 'place', 'files', 'secret'].includes(familyOf(path.field)) ||
      type === 'longText' ||
      type === 'richText'
    ) {
      throw fieldError('UNKNOWN_OP', path.name, label('不能按这个字段排序', 'Records can not be sorted by this field'));
    }
    const target = targetOf(ctx, path.field);
    if (target) refuseMaskedTitle(path, target);
    return { path, descending: direction === 'desc', target };
  });
  return keys.filter((key, index) => keys.findIndex((other) => other.path.name === key.path.name) === index);
}

/** Given fields, or the object's list columns; id and version are always there. */
export function readFields(ctx: Context, meta: ObjectMeta, raw: unknown): Path[] {
  const names = raw === undefined || raw === null ? meta.listColumns : listOf(raw, 'fields', mostFields);
  const wanted = new Set<unknown>(['id', 'version', ...names]);
  return [...wanted].map((name, index) => resolvePath(ctx, meta, name, `fields[${Math.max(0, index - 2)}]`));
}

export function allFields(ctx: Context, meta: ObjectMeta): Path[] {
  return readableFields(ctx, meta).map((field) => ({ name: field.name, hops: [], field, object: meta }));
}

export function readLimit(raw: unknown, fallback: number, most: number): number {
  if (raw === undefined || raw === null) return fallback;
  if (typeof raw !== 'number') throw fieldError('WRONG_TYPE', 'limit', label('应为数字', 'Must be a number'));
  if (!Number.isInteger(raw) || raw < 1)
    throw fieldError('INVALID_VALUE', 'limit', label(`应为 1 到 ${most} 的整数`, `Must be a whole number from 1 to ${most}`));
  if (raw > most)
    throw errors.LIMIT_EXCEEDED({
      errors: [{ field: 'limit', code: 'LIMIT_EXCEEDED', message: label(`最多 ${most} 条`, `At most ${most}`) }],
    });
  return raw;
}

export function readCursor(raw: unknown): string | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', 'cursor', label('应为文字', 'Must be text'));
  return raw;
}

export function readSearch(raw: unknown): string | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', 'search', label('应为文字', 'Must be text'));
  const text = cleanText(raw);
  if (text.length > 200) throw fieldError('TOO_LONG', 'search', label('最多 200 个字', 'At most 200 characters'));
  return text === '' ? undefined : text;
}

export function readZone(raw: unknown): string | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', 'timeZone', label('应为文字', 'Must be text'));
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(raw) || !IANAZone.isValidZone(raw))
    throw fieldError('INVALID_VALUE', 'timeZone', label('不认识这个时区', 'This time zone is not known'));
  return raw;
}

export function choice(at: string, choices: string, raw: unknown) {
  const message = label(`应为 ${choices} 之一`, `Must be one of ${choices}`);
  return fieldError(typeof raw === 'string' ? 'INVALID_VALUE' : 'WRONG_TYPE', shorten(at), message);
}
