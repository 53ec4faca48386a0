import { PassThrough, type Readable } from 'node:stream';
import { type Label, type Language, label, textOf } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { csvWriter } from '../../sheets/index.ts';
import { hiddenText } from '../../storage/vault.ts';
import { openImportSheet } from './run.ts';
import { secretColumns } from './secrets.ts';
import { type ProblemEntry, problemEntries } from './store.ts';
import type { ImportRecord, Problem } from './types.ts';

const heads: readonly Label[] = [label('行号', 'Row'), label('列', 'Column'), label('原值', 'Value'), label('原因', 'Reason')];
const page = 1000;

/**
 * The rows that were not taken, as a file to correct and import again: number, column, value and reason, then the cells as they were.
 * Streamed: the problems page by page beside the file itself.
 */
export async function errorsCsv(ctx: Context, record: ImportRecord): Promise<Readable> {
  const meta = ctx.meta.object(record.object);
  const hidden = meta ? secretColumns(meta, record) : new Set<string>();
  // of a finished import with encrypted columns the file is gone: what remains are the rows and their reasons
  if (hidden.size > 0 && record.status === 'done') return reasonsCsv(ctx, record);
  const sheet = await openImportSheet(ctx, record);
  const shown = (cells: readonly (string | null)[]) =>
    hidden.size === 0 ? cells : cells.map((cell, at) => (cell && hidden.has(sheet.columns[at] ?? '') ? hiddenText : cell));
  const output = new PassThrough({ highWaterMark: 256 * 1024 });
  const writer = csvWriter(output, [
    ...heads.map((head) => ({ header: textOf(head, ctx.language) })),
    ...sheet.columns.map((header) => ({ header })),
  ]);
  const write = async () => {
    const entries = pages(ctx, record.id);
    let entry = (await entries.next()).value as ProblemEntry | undefined;
    for await (const { row, cells } of sheet.rows(entry?.row ?? Number.MAX_SAFE_INTEGER)) {
      if (!entry) break;
      if (row < entry.row) continue;
      await writer.write([row, ...told(entry.problems, ctx.language), ...shown(cells)]);
      entry = (await entries.next()).value as ProblemEntry | undefined;
    }
    await writer.end();
  };
  write().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  return output;
}

function reasonsCsv(ctx: Context, record: ImportRecord): Readable {
  const output = new PassThrough({ highWaterMark: 256 * 1024 });
  const writer = csvWriter(
    output,
    heads.map((head) => ({ header: textOf(head, ctx.language) })),
  );
  const write = async () => {
    for await (const entry of pages(ctx, record.id)) await writer.write([entry.row, ...told(entry.problems, ctx.language)]);
    await writer.end();
  };
  write().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))));
  return output;
}

async function* pages(ctx: Context, id: string): AsyncGenerator<ProblemEntry, undefined> {
  let after = 0;
  for (;;) {
    const rows = await problemEntries(ctx, id, after, page);
    yield* rows;
    if (rows.length < page) return undefined;
    after = rows.at(-1)?.row ?? Number.MAX_SAFE_INTEGER;
  }
}

function told(problems: readonly Problem[], language: Language): string[] {
  const join = (texts: readonly (string | null)[]) => texts.map((text) => text ?? '').join(language === 'en' ? '; ' : '；');
  return [
    join(problems.map((problem) => problem.column)),
    join(problems.map((problem) => problem.value)),
    join(problems.map((problem) => textOf(problem.message, language))),
  ];
}
