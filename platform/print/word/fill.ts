import { readFile } from 'node:fs/promises';
import { errors, isId, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { printList } from '../lists.ts';
import { readMerge, splitText } from '../merge.ts';
import { makeFile } from '../render/pool.ts';
import { nameOf } from '../resolve.ts';
import { cellText, relatedRows } from '../rows.ts';
import { openSource } from '../source.ts';
import type { WordTemplate } from '../types.ts';
import { inspectWord } from './inspect.ts';
import type { WordData } from './merge.ts';
import { isRow, pathOf, readTags } from './tags.ts';

const gone = label('模板文件不见了，请管理员重新上传', 'The file of the template is gone; an administrator must upload it again');

/** Puts a record into a Word template. */
export async function fillWord(
  ctx: Context,
  meta: ObjectMeta,
  template: WordTemplate,
  id: string,
): Promise<{ content: Buffer; fileName: string }> {
  const file = await templateFile(ctx, template.file);
  const { tags } = readTags(ctx, meta, inspectWord(file).values());
  const language = template.language ?? ctx.language;
  const wanted = [...tags.names.map(pathOf), meta.title, ...pathsOfName(template.fileName)];
  const source = await openSource(ctx, meta, { id, names: wanted, language });
  const data: Record<string, WordData[string]> = {};
  for (const tag of tags.names) data[tag] = source.fill(`{{${tag}}}`);
  for (const [name, fields] of tags.lists) {
    const list = printList(ctx, meta, name);
    const child = list && ctx.meta.object(list.object);
    const rows = (list && (await relatedRows(ctx, list, { id, names: fields.map(pathOf) }))) ?? [];
    data[name] = rows.map((row, index) =>
      Object.fromEntries(
        fields.map((tag) => {
          const read = readMerge(tag);
          const text = child && 'path' in read ? cellText(ctx, child, row, read, source.style) : '';
          return [tag, isRow(tag) ? String(index + 1) : text];
        }),
      ),
    );
  }
  return { content: await makeFile({ kind: 'word', file, data }), fileName: nameOf(ctx, meta, source, { ...template, language }) };
}

function pathsOfName(text = ''): string[] {
  return splitText(text).flatMap((part) => (typeof part !== 'string' && 'path' in part ? [part.path] : []));
}

export async function templateFile(ctx: Context, id: string): Promise<Buffer> {
  try {
    if (!isId(id)) throw errors.NOT_FOUND();
    return await readFile(await ctx.app.files.local(ctx.tenant.id, id));
  } catch (cause) {
    throw errors.STATE({ cause, errors: [{ field: 'file', code: 'STATE', message: gone }] });
  }
}
