import { davFailure } from '@huanke/platform/caldav';
import { AppError, textOf } from '@huanke/platform/kernel';
import { type Application, type Context, defineJob, eachDue } from '@huanke/platform/module';
import { dueAccounts, noteSync, openAccount } from '../calendar/caldav/account.ts';
import { syncCalendar } from '../calendar/caldav/sync.ts';

/** Keeps one person's calendar the same on both sides; what fails is written down for them, and it is tried again later. */
async function syncOne(ctx: Context, signal: AbortSignal): Promise<void> {
  const member = await ctx.app.identity.member(ctx.tenant, ctx.user.id);
  const account = member?.person.active ? await openAccount(ctx) : undefined;
  if (!account) return;
  try {
    await noteSync(ctx, { failure: null, more: await syncCalendar(ctx, account, signal) });
  } catch (error) {
    signal.throwIfAborted();
    ctx.app.log.warn({ tenant: ctx.tenant.id, user: ctx.user.id, error }, 'a calendar can not be synchronised');
    const words = error instanceof AppError ? error.text : davFailure(error);
    await noteSync(ctx, { failure: textOf(words, ctx.tenant.language), more: false });
  }
}

/** One calendar. Two runs at once do no harm: events are told by their UID, and written on conditions. */
export const syncCalendarJob = defineJob<{ tenant: number; user: string }>({
  name: 'base.syncCalendar',
  run: async ({ contextFor, signal }, { tenant, user }) => syncOne(await contextFor({ tenant, user, channel: 'sync' }), signal),
});

/** Has one calendar looked at as soon as a worker is free; asked again meanwhile it is looked at once. */
export const askToSync = (app: Application, tenant: number, user: string): Promise<void> =>
  app.jobs.add(syncCalendarJob.name, { tenant, user }, { key: `calendar:${tenant}:${user}` });

/** Every minute: hands out the calendars that are to be looked at now. */
export const syncCalendarsJob = defineJob({
  name: 'base.syncCalendars',
  schedule: '* * * * *',
  run: (job) =>
    eachDue<{ user: string }>(
      job,
      (tenant) => dueAccounts(tenant, job.app.clock.now()),
      (tenant, { user }) => askToSync(job.app, tenant, user),
    ),
});
