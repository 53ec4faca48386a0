import type { StoredRange } from '../module/index.ts';

/**
 * The one part of a file a request asks for (RFC 9110, 14.2); undefined for all of it: no range, several, one we can not read, or one of a file
 * that has changed. 'none' when it lies behind the end.
 */
export function rangeOf(
  asked: string | undefined,
  ifRange: string | string[] | undefined,
  file: { readonly size: number; readonly etag: string },
): StoredRange | 'none' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(asked ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '') || (ifRange !== undefined && ifRange !== file.etag)) return undefined;
  // without a beginning: the last bytes
  const start = first === '' ? Math.max(0, file.size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? file.size - 1 : Math.min(Number(last), file.size - 1);
  if (start >= file.size || (first === '' && Number(last) === 0)) return 'none';
  return end < start ? undefined : { start, end };
}
