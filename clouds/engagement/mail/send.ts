import { sql } from '@huanke/platform/database';
import type { FileInfo } from '@huanke/platform/files';
import { enqueue } from '@huanke/platform/jobs';
import { AppError, fieldError, label, textOf } from '@huanke/platform/kernel';
import {
  type Letter,
  mailboxFailure,
  type OpenMailbox,
  type OutgoingLetter,
  openMailbox,
  referenceOf,
  sendFrom,
} from '@huanke/platform/mailboxes';
import type { Context } from '@huanke/platform/module';
import { engagementErrors } from '../errors.ts';
import { checkVisible } from '../matching/visible.ts';
import { type Draft, findDraft } from './draft.ts';
import { writeOut } from './outgoing.ts';
import { copySentJob } from './sent-copy.ts';
import { takeLetter } from './take-letter.ts';

/** Nothing takes this long: whoever was sending has died, and the letter may be sent again under the same Message-ID. */
const staleMs = 2 * 60_000;
/** Servers that keep what was sent by themselves have done so by then. */
const copyAfterMs = 30_000;

/** The record of a letter that went out, and the recipients their servers refused at once. */
export interface Sending {
  readonly email: string;
  readonly refused: readonly string[];
}

/**
 * Sends a letter through the caller's own mailbox and keeps it in its thread. Sent twice it goes out once and answers the same. What keeps it
 * from going out is said and kept with the letter, which stays.
 *
 * @throws NO_MAILBOX, EMAIL_SENDING, EMAIL_NOT_SENT with the reason, field errors
 */
export async function sendDraft(ctx: Context, id: string): Promise<Sending> {
  const draft = await findDraft(ctx, id);
  if (draft.to.length === 0) throw fieldError('REQUIRED', 'to', label('请填写收件人', 'Enter a recipient'));
  await checkVisible(ctx, 'related', draft.related);
  const box = await openMailbox(ctx, ctx.user.id);
  if (!box) throw engagementErrors.NO_MAILBOX();
  const claimed = await claim(ctx, draft.id);
  if ('email' in claimed) return claimed;
  try {
    const { outgoing, files } = await writeOut(ctx, { draft, box, messageId: claimed.messageId, at: ctx.clock.now() });
    const refused = await sendFrom(ctx, box, outgoing);
    return { email: await keep(ctx, { draft, box, outgoing, files }), refused };
  } catch (error) {
    const failure = mailboxFailure(error);
    await release(ctx, draft.id, textOf(failure, ctx.language));
    if (error instanceof AppError) throw error;
    ctx.app.log.warn({ tenant: ctx.tenant.id, user: ctx.user.id, error }, 'a letter was not sent');
    throw new AppError('EMAIL_NOT_SENT', 422, failure, { cause: error });
  }
}

/** Makes sending it this request's own; the record when it has gone out before. @throws EMAIL_SENDING while another one is at it */
function claim(ctx: Context, id: string): Promise<{ messageId: string } | Sending> {
  const now = ctx.clock.now();
  return ctx.transaction(async (tx) => {
    const [row] = await tx.query<{ status: string; messageId: string; record: string | null; sendingAt: string | null }>(sql`
      select status, message_id as "messageId", record_id as record, sending_at as "sendingAt" from email_draft
      where tenant_id = ${tx.tenant.id} and id = ${id} for update`);
    if (row?.status === 'sent' && row.record) return { email: row.record, refused: [] };
    const isBusy = row?.status === 'sending' && row.sendingAt !== null && Date.parse(row.sendingAt) > now.getTime() - staleMs;
    if (!row || isBusy) throw engagementErrors.EMAIL_SENDING();
    await tx.query(sql`
      update email_draft set status = 'sending', sending_at = ${now}, failure = null where tenant_id = ${tx.tenant.id} and id = ${id}`);
    return { messageId: row.messageId };
  });
}

function release(ctx: Context, id: string, failure: string): Promise<unknown> {
  return ctx.transaction((tx) =>
    tx.query(sql`
      update email_draft set status = 'failed', failure = ${failure}, sending_at = null, updated_at = ${tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and id = ${id} and status = 'sending'`),
  );
}

interface Sent {
  readonly draft: Draft;
  readonly box: OpenMailbox;
  readonly outgoing: OutgoingLetter;
  readonly files: readonly FileInfo[];
}

/** What went out is a letter like any other; that it was is written down with it. */
function keep(ctx: Context, { draft, box, outgoing, files }: Sent): Promise<string> {
  const letter: Letter = {
    ...outgoing,
    from: { name: box.name || ctx.user.name, address: box.address },
    bcc: [],
    sentAt: outgoing.at.toISOString(),
    files: [],
  };
  const seal = async (tx: Context) => {
    await tx.query(sql`
      update email_draft d set status = 'sent', failure = null, record_id = r.record_id, updated_at = ${tx.clock.now()} from email_reference r
      where d.tenant_id = ${tx.tenant.id} and d.id = ${draft.id}
        and r.tenant_id = d.tenant_id and r.reference = ${referenceOf(letter.messageId)} and r.kind = 'self'`);
    if (box.keepSent)
      await enqueue(
        tx,
        copySentJob.name,
        { tenant: tx.tenant.id, user: ctx.user.id, draft: draft.id },
        { key: `sent-copy:${draft.id}`, runAt: new Date(outgoing.at.getTime() + copyAfterMs) },
      );
  };
  return takeLetter(ctx.elevated(), { letter, kind: 'sent', user: ctx.user.id, own: box.address, seal, related: draft.related, files });
}
