import { DateTime } from 'luxon';
import { textOf } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { resolvePath } from '../../records/query/index.ts';

const spoken = new Set([
  'picklist',
  'multiPicklist',
  'stage',
  'boolean',
  'number',
  'currency',
  'percent',
  'date',
  'datetime',
  'user',
  'department',
  'lookup',
  'masterDetail',
]);

/** A filter as it may be written down for good: what it asks stays, words people typed (names, phones) do not. */
export function withoutWords(ctx: Context, meta: ObjectMeta, filter: unknown): unknown {
  if (Array.isArray(filter)) return filter.map((one) => withoutWords(ctx, meta, one));
  if (typeof filter !== 'object' || filter === null) return filter;
  if (!('field' in filter)) return Object.fromEntries(Object.entries(filter).map(([key, one]) => [key, withoutWords(ctx, meta, one)]));
  if (!('value' in filter)) return filter;
  const { field } = resolvePath(ctx, meta, filter.field, 'filter');
  return spoken.has(field.type) && !field.personal ? filter : { ...filter, value: '***' };
}

/** Who took what out when: one line for the file. */
export function watermark(ctx: Context, meta: ObjectMeta, rows: number): string {
  const at = DateTime.fromJSDate(ctx.clock.now(), { zone: ctx.tenant.timeZone }).toFormat('yyyy-MM-dd HH:mm');
  const what = `${textOf(meta.label, ctx.language)} ×${rows}`;
  return ctx.language === 'en'
    ? `Exported by ${ctx.user.name}, ${at}, ${ctx.tenant.name}: ${what}`
    : `${ctx.tenant.name} ${ctx.user.name} 于 ${at} 导出：${what}`;
}
