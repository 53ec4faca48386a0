import { sql } from '@huanke/platform/database';
import { AppError } from '@huanke/platform/kernel';
import { keepSentCopy, openMailbox } from '@huanke/platform/mailboxes';
import { type Context, defineJob } from '@huanke/platform/module';
import { findDraft } from './draft.ts';
import { writeOut } from './outgoing.ts';

interface Gone {
  readonly messageId: string;
  readonly at: string;
}

/** A letter of the caller's that has gone out and has no copy yet. */
async function goneOut(ctx: Context, draft: string): Promise<Gone | undefined> {
  const [row] = await ctx.query<Gone>(sql`
    select d.message_id as "messageId", e.sent_at as at from email_draft d
    join email_message e on e.tenant_id = d.tenant_id and e.id = d.record_id and e.deleted_at is null
    where d.tenant_id = ${ctx.tenant.id} and d.id = ${draft}::uuid and d.user_id = ${ctx.user.id}::uuid and d.status = 'sent' and d.copied_at is null`);
  return row;
}

/** Puts a letter that has gone out into the sent folder of its writer. Only copies are tried again: the letter itself never goes out here. */
async function copySent(ctx: Context, id: string): Promise<void> {
  const [gone, box] = [await goneOut(ctx, id), await openMailbox(ctx, ctx.user.id)];
  if (!gone || !box?.keepSent || box.needsSignIn) return;
  const draft = await findDraft(ctx, id);
  const written = await writeOut(ctx, { draft, box, messageId: gone.messageId, at: new Date(gone.at) }).catch((error: unknown) => {
    // a file or the letter it answers has been deleted meanwhile: it can not be written again as it was
    if (error instanceof AppError) return undefined;
    throw error;
  });
  if (!written) return;
  await keepSentCopy(ctx, box, written.outgoing);
  await ctx.transaction((tx) =>
    tx.query(sql`update email_draft set copied_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`),
  );
}

/** One copy; tried again while the mailbox does not answer. */
export const copySentJob = defineJob<{ tenant: number; user: string; draft: string }>({
  name: 'engagement.copySent',
  async run({ app, contextFor }, { tenant, user, draft }) {
    const ctx = await contextFor({ tenant, user, channel: 'sync' });
    const member = await app.identity.member(ctx.tenant, user);
    if (member?.person.active) await copySent(ctx, draft);
  },
});
