import { peopleWithRoles } from '../access/index.ts';
import { dayIn } from '../kernel/index.ts';
import { type Context, defineJob, eachTenant } from '../module/index.ts';
import { noticeId, notify } from '../notifications/index.ts';
import { calendarDefinition } from './working-calendar.ts';
import { missingYear } from './year.ts';

/** Tells owners and administrators, once a year, that holidays of a year are not known: until then Monday to Friday count. */
export async function warnOfYear(ctx: Context): Promise<number> {
  const year = missingYear(calendarDefinition(ctx), dayIn(ctx.tenant.timeZone, ctx.clock.now()));
  if (year === null) return 0;
  const people = await peopleWithRoles(ctx, ['owner', 'admin']);
  return notify(
    ctx,
    people.map((user) => ({
      user,
      kind: 'calendarYear',
      data: { year, page: 'calendar' },
      id: noticeId('calendarYear', user, String(year)),
    })),
  );
}

/** Every morning (in China) over all companies. */
export const calendarYearJob = defineJob({
  name: 'calendar.year',
  schedule: '30 1 * * *',
  run: (job) => eachTenant(job, 'active', async (tenant) => warnOfYear(await job.contextFor({ tenant }))),
});
