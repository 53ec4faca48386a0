import { sql } from '../../database/sql.ts';
import { saveFile } from '../../files/index.ts';
import type { Context } from '../../module/index.ts';
import { type TransferLab, transferLab } from '../testing.ts';
import { importFile } from './import-file.ts';
import { carryOn } from './jobs.ts';
import { createImport } from './service.ts';
import type { ImportRecord } from './types.ts';

type Options = Omit<Parameters<typeof importFile>[0], 'app' | 'tenant' | 'path'>;

/** A lab with what tests of imports do over and over. */
export interface ImportLab extends TransferLab {
  /** Imports lines of CSV here and now. */
  run(lines: readonly string[] | Buffer, options: Options): Promise<ImportRecord>;
  /** Uploads and describes an import of firms, as the browser does. */
  described(lines: readonly string[], input: Record<string, unknown>): Promise<ImportRecord>;
  source(): Promise<Context>;
  /** Does the work of the job. */
  carry(id: string, options?: Parameters<typeof carryOn>[2]): Promise<ImportRecord | undefined>;
  firm(name: string): Promise<Record<string, unknown> | undefined>;
}

export async function importLab(): Promise<ImportLab> {
  const lab = await transferLab();
  let files = 0;
  const source = () => lab.app.contextFor({ tenant: lab.tenant, user: lab.user, channel: 'import' });
  return {
    ...lab,
    source,
    async run(lines, options) {
      files += 1;
      const path = await lab.write(`file-${files}.csv`, Buffer.isBuffer(lines) ? lines : `${lines.join('\n')}\n`);
      return importFile({ app: lab.app, tenant: lab.tenant, user: lab.user, path, ...options });
    },
    async described(lines, input) {
      const ctx = await lab.as(lab.user);
      const { id } = await saveFile(ctx, { name: 'list.csv', content: Buffer.from(`${lines.join('\n')}\n`) });
      return createImport(ctx, { fileId: id, object: 'firm', ...input });
    },
    carry: (id, options = {}) => carryOn(source, id, options),
    firm: async (name) => (await lab.rows(sql`select * from firm where name = ${name} and deleted_at is null`))[0],
  };
}

/** What a run says it did. */
export function counts(record: ImportRecord | undefined) {
  if (!record) return undefined;
  const { status, total, done, created, updated, skipped, failed } = record;
  return { status, total, done, created, updated, skipped, failed };
}

export async function textOfStream(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}
