import { isConnectionError } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import { defineBackgroundJob, JobInterrupted } from '../jobs/index.ts';
import type { Context } from '../module/index.ts';
import { defineJob } from '../module/index.ts';
import { dropSandbox, makeSandbox } from './make.ts';

/** Makes a sandbox to its end. Cancelled or refused, nothing of it stays; killed, it goes on where it was. */
const makeJob = defineBackgroundJob<{ readonly sandbox: number }>({
  name: 'sandbox.make',
  async run({ ctx, payload, progress, signal }) {
    try {
      const made = await makeSandbox({ app: ctx.app, tenant: ctx.tenant.id, user: ctx.user.id, sandbox: payload.sandbox, progress });
      return { result: made };
    } catch (error) {
      // somebody goes on with it
      if (signal.aborted || error instanceof JobInterrupted || isConnectionError(error)) throw error;
      await dropSandbox(ctx, payload.sandbox);
      throw error;
    }
  },
});

/** Every night: sandboxes whose making was cancelled before it ran, or failed without clearing up. */
const tidyJob = defineJob({
  name: 'sandbox.tidy',
  schedule: '53 18 * * *',
  async run({ app, contextFor, signal }) {
    const companies = await app.database.global((connection) =>
      connection.query<{ id: number }>(
        sql`select distinct (settings ->> 'sandboxOf')::int as id from tenant where settings ? 'sandboxOf' order by 1`,
      ),
    );
    for (const { id } of companies) {
      signal.throwIfAborted();
      await tidySandboxes(await contextFor({ tenant: id }));
    }
  },
});

/** Drops sandboxes of a company that will never be ready. */
export async function tidySandboxes(ctx: Context): Promise<number> {
  const rows = await ctx.query<{ id: number }>(sql`
    select s.sandbox_tenant as id from sandbox s left join background_job j on j.tenant_id = s.tenant_id and j.id = s.job
    where s.tenant_id = ${ctx.tenant.id} and s.ready_at is null and (j.id is null or j.status in ('failed', 'cancelled', 'done'))`);
  for (const { id } of rows) await dropSandbox(ctx, id);
  return rows.length;
}

export const sandboxJobs = [makeJob, tidyJob];
