import { textOf } from '@huanke/platform/kernel';
import { dueMailboxes, mailboxFailure, noteReading, openMailbox, syncMailbox } from '@huanke/platform/mailboxes';
import { type Application, type Context, defineJob, eachDue } from '@huanke/platform/module';
import { intakeOf } from '../mail/intake.ts';

/** Reads one person's mailbox; what fails is written down for them, and it is tried again later. */
export async function readMailbox(ctx: Context, user: string, signal: AbortSignal): Promise<void> {
  const member = await ctx.app.identity.member(ctx.tenant, user);
  const box = member?.person.active ? await openMailbox(ctx, user) : undefined;
  if (!box) return;
  try {
    await syncMailbox(ctx, box, intakeOf(ctx, box), signal);
    await noteReading(ctx, user, null);
  } catch (error) {
    signal.throwIfAborted();
    ctx.app.log.warn({ tenant: ctx.tenant.id, user, error }, 'a mailbox can not be read');
    await noteReading(ctx, user, textOf(mailboxFailure(error), ctx.tenant.language));
  }
}

/** One mailbox. Two of it at once do no harm: letters are told by their Message-ID. */
export const readMailboxJob = defineJob<{ tenant: number; user: string }>({
  name: 'engagement.readMailbox',
  async run({ contextFor, signal }, { tenant, user }) {
    const ctx = await contextFor({ tenant, user, channel: 'sync' });
    await readMailbox(ctx.elevated(), user, signal);
  },
});

/** Has one mailbox read as soon as a worker is free; asked again meanwhile it is read once. */
export const askToRead = (app: Application, tenant: number, user: string): Promise<void> =>
  app.jobs.add(readMailboxJob.name, { tenant, user }, { key: `mailbox:${tenant}:${user}` });

/** Every minute: hands out the mailboxes that are to be read now. */
export const readMailboxesJob = defineJob({
  name: 'engagement.readMailboxes',
  schedule: '* * * * *',
  run: (job) =>
    eachDue<{ user: string }>(
      job,
      (tenant) => dueMailboxes(tenant, job.app.clock.now()),
      (tenant, { user }) => askToRead(job.app, tenant, user),
    ),
});
