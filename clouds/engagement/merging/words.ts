import { objectFor } from '@huanke/platform/http';
import { textOf } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { getRecord, resolvePath } from '@huanke/platform/records';
import type { Found } from '../matching/find.ts';

const place = /\{\{\s*([A-Za-z_][\w.]{0,120})\s*\}\}/g;

/** A value as people read it. */
function wordsOf(ctx: Context, meta: ObjectMeta, path: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return 'title' in value ? String(value.title ?? '') : '';
  const option = meta.fields.get(path)?.options?.find(({ key }) => key === value);
  return option ? textOf(option.label, ctx.language) : String(value);
}

/** A masked value says nothing to who gets it. */
function isReadable(ctx: Context, meta: ObjectMeta, path: string): boolean {
  try {
    return resolvePath(ctx, meta, path, 'template').field.masked === undefined;
  } catch {
    return false;
  }
}

/**
 * Fills places such as `{{account.name}}` in texts written beforehand from a record, as far as the caller reads it; what says nothing is left
 * out.
 *
 * @param texts all texts that will be filled: one query for all of them
 */
export async function filler(ctx: Context, about: Found | null, texts: readonly string[]): Promise<(text: string) => string> {
  const paths = [...new Set(texts.flatMap((text) => [...text.matchAll(place)].map((match) => match[1] ?? '')))];
  const meta = about ? objectFor(ctx, about.object, 'read') : undefined;
  const known = meta ? paths.filter((path) => isReadable(ctx, meta, path)) : [];
  const values = about && meta ? await getRecord(ctx, meta, about.id, ['id', ...known]) : {};
  const words = new Map<string, string>([
    ['me.name', ctx.user.name],
    ['company.name', ctx.tenant.name],
  ]);
  if (meta) for (const path of known) words.set(path, wordsOf(ctx, meta, path, (values as Record<string, unknown>)[path]));
  return (text) => text.replace(place, (_whole, path: string) => words.get(path) ?? '');
}
