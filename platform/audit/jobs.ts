import { sql } from '../database/sql.ts';
import { defineJob, type JobDefinition } from '../module/index.ts';
import { purgeEntries } from './retention.ts';
import { sealEntries } from './seal.ts';
import { auditDays } from './settings.ts';

const sealJob = defineJob<{ tenant: number }>({
  name: 'audit.seal',
  async run({ contextFor }, { tenant }) {
    await sealEntries(await contextFor({ tenant }));
  },
});

/** What nobody asked for because a process died between the commit and the asking; and what has been kept for long enough. */
const nightlyJob = defineJob({
  name: 'audit.nightly',
  schedule: '50 18 * * *',
  async run({ app, contextFor, signal }) {
    const tenants = await app.database.global((connection) =>
      connection.query<{ id: number }>(sql`select id from tenant where status = 'active' order by id`),
    );
    for (const { id } of tenants) {
      if (signal.aborted) return;
      const ctx = await contextFor({ tenant: id });
      await sealEntries(ctx);
      const days = await auditDays(ctx);
      if (days !== null) await purgeEntries(ctx, days);
    }
  },
});

export const auditJobs: readonly JobDefinition<never>[] = [sealJob, nightlyJob];
