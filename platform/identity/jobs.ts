import { sql } from '../database/sql.ts';
import { defineJob } from '../module/index.ts';
import { globalQuery } from './store.ts';
import { eraseDueTenants } from './tenants.ts';

const dayMs = 86_400_000;

/** Nightly: sessions and links that have run out, people nobody invited again, companies whose grace period is over. */
export const identityCleanUp = defineJob({
  name: 'identity.cleanUp',
  schedule: '17 19 * * *',
  async run({ app }) {
    const now = app.clock.now();
    const monthAgo = new Date(now.getTime() - 30 * dayMs);
    await globalQuery(app, sql`delete from session where expires_at < ${now}`);
    await globalQuery(app, sql`delete from sign_in_flow where expires_at < ${now}`);
    await globalQuery(app, sql`delete from one_time_token where expires_at < ${monthAgo}`);
    await globalQuery(
      app,
      sql`
      delete from person p where p.created_at < ${monthAgo}
        and not exists (select from membership m where m.person_id = p.id) and not exists (select from one_time_token o where o.person_id = p.id)`,
    );
    await globalQuery(
      app,
      sql`delete from tenant where status = 'creating' and not settings ? 'sandboxOf' and created_at < ${new Date(now.getTime() - dayMs)}`,
    );
    await eraseDueTenants(app);
  },
});
