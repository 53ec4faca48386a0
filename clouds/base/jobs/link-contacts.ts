import { sql } from '@huanke/platform/database';
import { type Context, defineJob, eachTenant } from '@huanke/platform/module';
import { keepLinks, unlinked, unlinkedContacts } from '../contacts/links.ts';

async function linkContacts(ctx: Context, signal: AbortSignal): Promise<void> {
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const ids: readonly string[] = await unlinkedContacts(ctx, after);
    if (ids.length === 0) return;
    await ctx.transaction((tx) => keepLinks(tx, ids));
    after = ids.at(-1) ?? null;
  }
}

/** Every hour: contacts of before this release get their primary position; afterwards there is nothing to find. */
export const linkContactsJob = defineJob({
  name: 'base.linkContacts',
  schedule: '23 * * * *',
  run: (job) =>
    eachTenant(
      job,
      'active',
      async (tenant) => linkContacts(await job.contextFor({ tenant }), job.signal),
      (tenant) => sql`select from contact c where ${unlinked(tenant)}`,
    ),
});
