import { buffer } from 'node:stream/consumers';
import { sql } from '@huanke/platform/database';
import { type FileInfo, readableFile } from '@huanke/platform/files';
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
import { type Context, metaOf } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import { engagementErrors } from '../errors.ts';
import { checkVisible } from '../matching/visible.ts';
import { type Draft, findDraft } from './draft.ts';
import { letterHtml } from './letter-html.ts';
import { takeLetter } from './take-letter.ts';

/** Nothing takes this long: whoever was sending has died, and the letter may be sent again under the same Message-ID. */
const staleMs = 2 * 60_000;
/** What most servers take at once. Bytes. */
const mostBytes = 20 * 1024 * 1024;
const mostReferences = 50;

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
    const { outgoing, files } = await writeOut(ctx, { draft, box, messageId: claimed.messageId });
    const refused = await sendFrom(ctx, box, outgoing);
    return { email: await keep(ctx, { draft, box, outgoing, files }), refused };
  } catch (error) {
    const failure = error instanceof AppError ? error.text : mailboxFailure(error);
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

interface Writing {
  readonly draft: Draft;
  readonly box: OpenMailbox;
  readonly messageId: string;
}

/** The letter as it goes out: with signature and files, and with what it answers. */
async function writeOut(ctx: Context, { draft, box, messageId }: Writing): Promise<{ outgoing: OutgoingLetter; files: FileInfo[] }> {
  const answered = draft.replyTo === null ? undefined : await getRecord(ctx, metaOf(ctx, 'emailMessage'), draft.replyTo);
  const parent = answered ? String(answered['messageId']) : null;
  // nearest first as it is kept, oldest first in the header
  const before = String(answered?.['answers'] ?? '')
    .split('\n')
    .filter(Boolean)
    .reverse();
  const stored = await Promise.all(draft.files.map((file) => readableFile(ctx, file)));
  if (stored.reduce((sum, { size }) => sum + size, 0) > mostBytes)
    throw fieldError('LIMIT_EXCEEDED', 'files', label('附件合计不能超过 20 MB', 'Attachments may be 20 MB in all'));
  const files = await Promise.all(
    stored.map(async ({ id, name, type }) => ({ name, type, content: await buffer(await ctx.app.files.open(ctx.tenant.id, id)) })),
  );
  const text = [draft.text, ...(box.signature ? [`-- \n${box.signature}`] : [])].join('\n\n');
  const outgoing: OutgoingLetter = {
    messageId,
    inReplyTo: parent,
    references: parent ? [...before, parent].slice(-mostReferences) : [],
    to: draft.to,
    cc: draft.cc,
    subject: draft.subject,
    text,
    html: letterHtml(text),
    files,
  };
  return { outgoing, files: stored.map(({ id, name, size, type }) => ({ id, name, size, type })) };
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
    sentAt: ctx.clock.now().toISOString(),
    files: [],
  };
  const seal = async (tx: Context) => {
    await tx.query(sql`
      update email_draft d set status = 'sent', failure = null, record_id = r.record_id, updated_at = ${tx.clock.now()} from email_reference r
      where d.tenant_id = ${tx.tenant.id} and d.id = ${draft.id}
        and r.tenant_id = d.tenant_id and r.reference = ${referenceOf(letter.messageId)} and r.kind = 'self'`);
  };
  return takeLetter(ctx.elevated(), { letter, kind: 'sent', user: ctx.user.id, own: box.address, seal, related: draft.related, files });
}
