import { cleanText } from '../kernel/clean.ts';
import { errors, fieldError, label } from '../kernel/index.ts';

/** A whole number of the query string: `intParam(request.query, 'limit', { fallback: 50, max: 200 })`. */
export function intParam(query: unknown, name: string, { fallback, max }: { fallback: number; max: number }): number {
  const raw = (query as Record<string, unknown>)[name];
  if (raw === undefined || raw === '') return fallback;
  if (typeof raw !== 'string' || !/^\d{1,9}$/.test(raw) || Number(raw) === 0) {
    throw fieldError('INVALID_VALUE', name, label(`应为 1 到 ${max} 的整数`, `Must be a whole number from 1 to ${max}`));
  }
  if (Number(raw) > max)
    throw errors.LIMIT_EXCEEDED({ errors: [{ field: name, code: 'LIMIT_EXCEEDED', message: label(`最多 ${max}`, `At most ${max}`) }] });
  return Number(raw);
}

/** A text of the query string without control characters, or undefined when absent or empty. */
export function textParam(query: unknown, name: string, max = 200): string | undefined {
  const raw = (query as Record<string, unknown>)[name];
  if (raw === undefined) return undefined;
  if (typeof raw !== 'string') throw fieldError('WRONG_TYPE', name, label('只能出现一次', 'May be given only once'));
  const text = cleanText(raw);
  if (text.length > max) throw fieldError('TOO_LONG', name, label(`最多 ${max} 个字`, `At most ${max} characters`));
  return text === '' ? undefined : text;
}

/** A comma-separated list of the query string; undefined when absent. */
export function listParam(query: unknown, name: string, most = 50): string[] | undefined {
  const text = textParam(query, name, 4000);
  const items = text
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items && items.length > most)
    throw errors.LIMIT_EXCEEDED({
      errors: [{ field: name, code: 'LIMIT_EXCEEDED', message: label(`最多 ${most} 项`, `At most ${most} items`) }],
    });
  return items;
}
