import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { saveFile } from '../../files/index.ts';
import type { Application, Automation } from '../../module/index.ts';
import { openSheet } from '../../sheets/index.ts';
import { carryOn } from './jobs.ts';
import { freshCounts } from './run.ts';
import { createImport } from './service.ts';
import { importObject } from './settings.ts';
import { clearEntries, loadImport, updateImport } from './store.ts';
import { suggestObject } from './suggest.ts';
import type { Duplicates, ImportMode, ImportRecord, MappingEntry } from './types.ts';

export interface ImportFileOptions {
  readonly app: Application;
  readonly tenant: number;
  /** Who imports; nobody: the system, with every right. */
  readonly user?: string | null;
  readonly path: string;
  /** Found from the header when it is not given. */
  readonly object?: string;
  readonly mode?: ImportMode;
  readonly key?: string;
  readonly mapping?: readonly MappingEntry[];
  readonly duplicates?: Duplicates;
  readonly automation?: Automation;
  readonly owner?: string;
  readonly sheet?: string;
  readonly dryRun?: boolean;
  readonly batch?: number;
  readonly signal?: AbortSignal;
  onProgress?(record: ImportRecord): void;
}

/**
 * Imports a file of this machine here and now, without the queue: for the command line, seeds and benches. It leaves the same trace as
 * any import, so that it can be looked at and undone in the browser.
 *
 * @example await importFile({ app, tenant: 1, user, path: 'accounts.csv', object: 'account' });
 */
export async function importFile(options: ImportFileOptions): Promise<ImportRecord> {
  const source = () => options.app.contextFor({ tenant: options.tenant, user: options.user ?? null, channel: 'import' });
  const ctx = await source();
  const file = await saveFile(ctx, { name: basename(options.path), content: createReadStream(options.path) });
  const object = options.object ?? suggestObject(ctx, (await openSheet(options.path)).header, file.name)?.name;
  const { mode, key, mapping, duplicates, automation, owner, sheet } = options;
  const asked = { object, fileId: file.id, mode, key, mapping, duplicates, automation, owner, sheet, remember: false };
  const record = await createImport(ctx, asked);
  importObject(ctx, record.object);
  await ctx.transaction(async (tx) => {
    await clearEntries(tx, record.id);
    await updateImport(tx, record.id, {
      ...freshCounts,
      status: 'running',
      phase: options.dryRun ? 'check' : 'rows',
      ...(options.dryRun ? {} : { startedAt: tx.clock.now() }),
    });
  });
  const { batch, signal, onProgress } = options;
  await carryOn(source, record.id, { ...(batch ? { batch } : {}), ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) });
  return loadImport(ctx, record.id);
}
