import { isConnectionError } from '../../database/pool.ts';
import { sql } from '../../database/sql.ts';
import { AppError } from '../../kernel/index.ts';
import { type Access, type Application, type Context, defineJob } from '../../module/index.ts';
import { failRun, ImportStopped, type RunOptions, runRows } from './run.ts';
import { loadImport } from './store.ts';
import type { ImportRecord } from './types.ts';
import { runUndo } from './undo.ts';

interface ImportPayload {
  readonly tenant: number;
  readonly user: string | null;
  readonly import: string;
  readonly scopes?: Access['scopes'] | null;
}

/** Carries an import to its end, whatever its phase; refusals and faults are written down in its row. */
export async function carryOn(source: () => Promise<Context>, id: string, options: RunOptions = {}): Promise<ImportRecord | undefined> {
  const ctx = await source();
  try {
    const { phase } = await loadImport(ctx, id);
    return phase === 'undo' ? await runUndo(ctx, id, options) : await runRows(source, id, options);
  } catch (error) {
    if (error instanceof ImportStopped) return undefined;
    // a stopping worker or a database that is away: the queue runs it again, from its last batch
    if (options.signal?.aborted || isConnectionError(error)) throw error;
    if (!(error instanceof AppError)) ctx.app.log.error({ error, import: id, tenant: ctx.tenant.id }, 'import failed');
    await failRun(ctx, id, error);
    return undefined;
  }
}

/** Tells the browser of the person who started it how far it is, a few times a second at most. */
function announcer(ctx: Context): (record: ImportRecord) => void {
  let last = 0;
  return (record) => {
    const now = Date.now();
    if (!record.createdBy || (record.status === 'running' && now - last < 300)) return;
    last = now;
    ctx.app.signal.push(ctx.tenant.id, record.createdBy, {
      event: 'import',
      import: record.id,
      status: record.status,
      phase: record.phase,
      total: record.total,
      done: record.done,
      created: record.created,
      updated: record.updated,
      skipped: record.skipped,
      failed: record.failed,
    });
  };
}

export const importJob = defineJob<ImportPayload>({
  name: 'imports.run',
  async run(job, payload) {
    const source = () => job.contextFor({ tenant: payload.tenant, user: payload.user, channel: 'import', scopes: payload.scopes ?? null });
    const announce = announcer(await source());
    const record = await carryOn(source, payload.import, { signal: job.signal, onProgress: announce });
    if (record) announce(record);
  },
});

/** Imports that say they run, but whose worker has been silent: the process was killed. */
export async function resumeImports(app: Application, silentFor: number): Promise<number> {
  const tenants = await app.database.global((connection) =>
    connection.query<{ id: number }>(sql`select id from tenant where status = 'active' order by id`),
  );
  const before = new Date(app.clock.now().getTime() - silentFor);
  let resumed = 0;
  for (const tenant of tenants) {
    const rows = await app.database.read(tenant.id, (connection) =>
      connection.query<{
        id: string;
        created_by: string | null;
        scopes: Access['scopes'] | null;
      }>(sql`select id, created_by, scopes from import
        where tenant_id = ${tenant.id} and status = 'running' and (beat_at is null or beat_at < ${before})`),
    );
    for (const row of rows) {
      await app.jobs.add(
        'imports.run',
        { tenant: tenant.id, user: row.created_by, import: row.id, scopes: row.scopes },
        { key: `import:${row.id}` },
      );
      resumed += 1;
    }
  }
  return resumed;
}

/** The net under the queue, which itself gives back the jobs of killed workers: should a job be lost all the same, its import goes on. */
export const resumeImportsJob = defineJob({
  name: 'imports.resume',
  schedule: '*/15 * * * *',
  run: async (job) => void (await resumeImports(job.app, 300_000)),
});
