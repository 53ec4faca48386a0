import { textOf } from '@huanke/platform/kernel';
import { dueDrop, mailboxFailure, noteDrop, openDrop, syncDrop } from '@huanke/platform/mailboxes';
import { defineJob, eachTenant } from '@huanke/platform/module';
import { dropIntake } from '../mail/drop.ts';

/** The drop mailbox of one company; what fails is written down for its administrators, and it is tried again later. */
export const readDropJob = defineJob<{ tenant: number }>({
  name: 'engagement.readDrop',
  async run({ contextFor, signal }, { tenant }) {
    const ctx = (await contextFor({ tenant, channel: 'sync' })).elevated();
    const drop = await openDrop(ctx);
    if (!drop) return;
    try {
      await syncDrop(ctx, drop, dropIntake(ctx), signal);
      await noteDrop(ctx, null);
    } catch (error) {
      signal.throwIfAborted();
      ctx.app.log.warn({ tenant, error }, 'the drop mailbox can not be read');
      await noteDrop(ctx, textOf(mailboxFailure(error), ctx.tenant.language));
    }
  },
});

/** Every minute: hands out the drop mailboxes that are to be read now. */
export const readDropsJob = defineJob({
  name: 'engagement.readDrops',
  schedule: '* * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      (tenant) => job.app.jobs.add(readDropJob.name, { tenant }, { key: `mail-drop:${tenant}` }),
      (tenant) => dueDrop(tenant, job.app.clock.now()),
    ),
});
