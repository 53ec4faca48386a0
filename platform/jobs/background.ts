import { isConnectionError } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import { AppError, errors, isId, type Label, label, newId, textOf } from '../kernel/index.ts';
import { type Access, type Context, type JobDefinition, systemUser } from '../module/index.ts';
import { JobInterrupted } from './interrupted.ts';
import { enqueue } from './queue.ts';

export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** A background job as people see it: contract.md section 5. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly status: JobStatus;
  /** 0 … 1 */
  readonly progress: number;
  readonly fileId?: string;
  readonly result?: unknown;
  readonly error?: string;
}

/** What the work of a background job gets. */
export interface BackgroundRun<P> {
  readonly id: string;
  /** As the person who asked for it; by a program, within the scopes of its key. */
  readonly ctx: Context;
  readonly payload: P;
  readonly signal: AbortSignal;
  /** Says how far it is (0 … 1), at any pace; throws when the job was cancelled or the worker stops. Call it once per batch. */
  progress(fraction: number): Promise<void>;
}

export interface BackgroundResult {
  readonly fileId?: string;
  readonly result?: unknown;
}

interface JobPayload {
  readonly tenant: number;
  readonly user: string | null;
  readonly background: string;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly status: JobStatus;
  readonly progress: number;
  readonly payload: unknown;
  readonly result: unknown;
  readonly file_id: string | null;
  readonly error: string | null;
  readonly created_by: string | null;
  readonly scopes: Access['scopes'] | null;
}

class JobCancelled extends Error {}

const SHOWN_EVERY = 500;
const fault: Label = label('系统出错了，请稍后再试', 'Something went wrong; try again later');
const columns = sql`id, kind, status, progress, payload, result, file_id, error, created_by, scopes`;

/** The scopes a program acts by, as a column keeps them; null for a person. */
export const scopesJson = (ctx: Pick<Context, 'access'>): string | null => (ctx.access.scopes ? JSON.stringify(ctx.access.scopes) : null);

/** Starts work that outlives the request, in the caller's transaction. The answer is its id for `GET /jobs/{id}`. */
export async function runBackground(ctx: Context, kind: string, payload: Readonly<Record<string, unknown>>): Promise<{ id: string }> {
  const id = newId();
  const user = ctx.user.id === systemUser.id ? null : ctx.user.id;
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into background_job (tenant_id, id, kind, payload, created_by, created_at, scopes)
      values (${ctx.tenant.id}, ${id}, ${kind}, ${JSON.stringify(payload)}::jsonb, ${user}, ${ctx.clock.now()}, ${scopesJson(ctx)}::jsonb)`);
    await enqueue(tx, kind, { tenant: ctx.tenant.id, user, background: id });
  });
  return { id };
}

/**
 * Declares the work behind `runBackground(ctx, name, payload)`: keeps status and progress, tells the person's browser, ends as `failed`
 * with a text they can read. Killed or stopped, it runs again from its beginning: keep checkpoints where that would be long.
 */
export function defineBackgroundJob<P>(definition: {
  readonly name: string;
  run(run: BackgroundRun<P>): Promise<BackgroundResult | undefined>;
}): JobDefinition<JobPayload> {
  return {
    name: definition.name,
    async run(job, { tenant, user, background }) {
      const system = await job.contextFor({ tenant });
      const row = await begin(system, background);
      if (!row) return;
      let shown = Date.now();
      try {
        const ctx = user ? await job.contextFor({ tenant, user, scopes: row.scopes }) : system;
        const outcome = await definition.run({
          id: background,
          ctx,
          payload: row.payload as P,
          signal: job.signal,
          async progress(fraction) {
            if (job.signal.aborted) throw new JobInterrupted();
            if (Date.now() - shown < SHOWN_EVERY) return;
            shown = Date.now();
            await step(system, background, Math.min(Math.max(fraction, 0), 1));
          },
        });
        await end(system, background, 'done', outcome ?? {});
      } catch (error) {
        if (error instanceof JobCancelled) return;
        // somebody else goes on with it, or we do when the database is back
        if (job.signal.aborted || error instanceof JobInterrupted || isConnectionError(error)) throw error;
        if (!(error instanceof AppError))
          job.app.log.error({ tenant, job: background, kind: definition.name, error }, 'background job failed');
        await end(system, background, 'failed', { error: error instanceof AppError ? refusalText(error) : fault });
      }
    },
  };
}

function refusalText(error: AppError): Label {
  const details = [...new Set(error.errors.map((problem) => problem.message))];
  return details.length === 0
    ? error.text
    : { zh: details.map((text) => text.zh).join('；'), en: details.map((text) => text.en).join('; ') };
}

async function begin(ctx: Context, id: string): Promise<Row | undefined> {
  const rows = await ctx.transaction((tx) =>
    tx.query<Row>(sql`
    update background_job set status = 'running' where tenant_id = ${ctx.tenant.id} and id = ${id} and status in ('queued', 'running') returning ${columns}`),
  );
  tell(ctx, rows[0]);
  return rows[0];
}

async function step(ctx: Context, id: string, progress: number): Promise<void> {
  const rows = await ctx.transaction((tx) =>
    tx.query<Row>(sql`
    update background_job set progress = greatest(progress, ${progress}::real) where tenant_id = ${ctx.tenant.id} and id = ${id} and status = 'running' returning ${columns}`),
  );
  if (rows.length === 0) throw new JobCancelled();
  tell(ctx, rows[0]);
}

async function end(
  ctx: Context,
  id: string,
  status: 'done' | 'failed',
  { fileId, result, error }: BackgroundResult & { error?: Label },
): Promise<void> {
  const rows = await ctx.transaction((tx) =>
    tx.query<Row>(sql`
    update background_job set status = ${status}, progress = case when ${status} = 'done' then 1 else progress end, finished_at = ${ctx.clock.now()},
      file_id = ${fileId ?? null}, result = ${result === undefined ? null : JSON.stringify(result)}::jsonb, error = ${error ? JSON.stringify(error) : null}
    where tenant_id = ${ctx.tenant.id} and id = ${id} and status = 'running' returning ${columns}`),
  );
  tell(ctx, rows[0]);
}

/** Cancels a job of one's own that has not ended; running work notices at its next step. */
export async function cancelJob(ctx: Context, id: string): Promise<JobView> {
  const before = await findJob(ctx, id);
  const rows = await ctx.transaction((tx) =>
    tx.query<Row>(sql`
    update background_job set status = 'cancelled', finished_at = ${ctx.clock.now()}
    where tenant_id = ${ctx.tenant.id} and id = ${before.id} and status in ('queued', 'running') returning ${columns}`),
  );
  const row = rows[0];
  if (!row) throw errors.STATE();
  tell(ctx, row);
  return viewOf(ctx, row);
}

/** A job of one's own; administrators see all. */
export async function findJob(ctx: Context, id: string): Promise<JobView> {
  const rows = isId(id)
    ? await ctx.query<Row>(sql`select ${columns} from background_job where tenant_id = ${ctx.tenant.id} and id = ${id} and ${mine(ctx)}`)
    : [];
  const row = rows[0];
  if (!row) throw errors.NOT_FOUND();
  return viewOf(ctx, row);
}

/** One's own jobs, the newest first. */
export async function recentJobs(ctx: Context, limit: number): Promise<JobView[]> {
  const rows = await ctx.query<Row>(
    sql`select ${columns} from background_job where tenant_id = ${ctx.tenant.id} and created_by = ${ctx.user.id} order by id desc limit ${limit}`,
  );
  return rows.map((row) => viewOf(ctx, row));
}

const mine = (ctx: Context) => (ctx.access.can('settings.manage') ? sql`true` : sql`created_by = ${ctx.user.id}`);

function viewOf(ctx: Context, row: Row): JobView {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    progress: row.progress,
    ...(row.file_id ? { fileId: row.file_id } : {}),
    ...(row.result === null ? {} : { result: row.result }),
    ...(row.error ? { error: textOf(JSON.parse(row.error) as Label, ctx.language) } : {}),
  };
}

function tell(ctx: Context, row: Row | undefined): void {
  if (!row?.created_by) return;
  const { id, kind, status, progress, file_id: fileId, created_by: user } = row;
  ctx.app.signal.push(ctx.tenant.id, user, { event: 'job', job: { id, kind, status, progress, ...(fileId ? { fileId } : {}) } });
}
