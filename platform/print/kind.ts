import { readFile } from 'node:fs/promises';
import { linkFiles, readableFile } from '../files/index.ts';
import { AppError, type FieldProblem, fieldErrors, label } from '../kernel/index.ts';
import { type Context, definePartKind, type ObjectMeta } from '../module/index.ts';
import { readTemplate } from './read-template.ts';
import type { Block, PrintTemplate } from './types.ts';
import { inspectWord } from './word/inspect.ts';
import { readTags } from './word/tags.ts';

const notThere = label('文件不存在，请重新上传', 'The file does not exist; upload it again');

/** A print template of an object. Files it uses (pictures, the Word document) are looked at when it is saved and kept from then on. */
export const printTemplateKind = definePartKind<PrintTemplate>({
  kind: 'printTemplate',
  label: label('打印模板', 'Print template'),
  of: 'object',
  loaded: false,
  read(ctx, { object }, body) {
    return readTemplate(ctx, object as ObjectMeta, body);
  },
  async afterSave(tx, { object }, template) {
    const meta = object as ObjectMeta;
    const files = filesOf(template);
    const problems: FieldProblem[] = [];
    for (const { field, file } of files) {
      const found = await readableFile(tx, file).catch(() => undefined);
      if (!found) problems.push({ field, code: 'LOOKUP_NOT_FOUND', message: notThere });
      else if (template.format === 'word') problems.push(...(await wordProblems(tx, meta, file)));
      else if (!['image/png', 'image/jpeg'].includes(found.type))
        problems.push({ field, code: 'INVALID_VALUE', message: label('图片应为 PNG 或 JPEG', 'A picture must be PNG or JPEG') });
    }
    if (problems.length > 0) throw fieldErrors(problems);
    // the file stands for itself as its user: no record shows it, and deleting the template must not lose it for an undo
    await linkFiles(
      tx,
      files.map(({ file }) => ({ file, object: 'printTemplate', record: file })),
    );
  },
});

async function wordProblems(ctx: Context, meta: ObjectMeta, file: string): Promise<readonly FieldProblem[]> {
  try {
    const parts = inspectWord(await readFile(await ctx.app.files.local(ctx.tenant.id, file)));
    return readTags(ctx, meta, parts.values()).problems.map((message) => ({ field: 'file', code: 'INVALID_VALUE', message }));
  } catch (error) {
    if (error instanceof AppError) return error.errors;
    throw error;
  }
}

/** The files a template uses, each with the place that names it. */
export function filesOf(template: PrintTemplate): { field: string; file: string }[] {
  if (template.format === 'word') return [{ field: 'file', file: template.file }];
  const walk = (blocks: readonly Block[], at: string): { field: string; file: string }[] =>
    blocks.flatMap((block, index) => {
      const place = `${at}blocks[${index}]`;
      if (block.type === 'condition') return walk(block.blocks, `${place}.`);
      return (block.type === 'image' || block.type === 'seal') && block.file ? [{ field: `${place}.file`, file: block.file }] : [];
    });
  return walk(template.blocks, '');
}
