import { sql } from '../database/sql.ts';
import { dayIn } from '../kernel/index.ts';
import { type Context, defineJob, eachTenant } from '../module/index.ts';
import { noticeId, notify } from '../notifications/index.ts';
import { calendarDefinition } from './working-calendar.ts';
import { missingYear } from './year.ts';

/** Tells owners and administrators, once a year, that holidays of a year are not known: until then Monday to Friday count. */
export async function warnOfYear(ctx: Context): Promise<number> {
  const year = missingYear(calendarDefinition(ctx), dayIn(ctx.tenant.timeZone, ctx.clock.now()));
  if (year === null) return 0;
  const people = await ctx.query<{ id: string }>(sql`
    select distinct u.id from app_user u
    join user_role ur on ur.tenant_id = u.tenant_id and ur.user_id = u.id
    join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
    where u.tenant_id = ${ctx.tenant.id} and u.active and u.deleted_at is null and r.key in ('owner', 'admin')`);
  return notify(
    ctx,
    people.map(({ id }) => ({
      user: id,
      kind: 'calendarYear',
      data: { year, page: 'calendar' },
      id: noticeId('calendarYear', id, String(year)),
    })),
  );
}

/** Every morning (in China) over all companies. */
export const calendarYearJob = defineJob({
  name: 'calendar.year',
  schedule: '30 1 * * *',
  run: (job) => eachTenant(job, 'active', async (tenant) => warnOfYear(await job.contextFor({ tenant }))),
});
