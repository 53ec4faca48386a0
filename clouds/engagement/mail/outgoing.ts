import { buffer } from 'node:stream/consumers';
import { type FileInfo, readableFile } from '@huanke/platform/files';
import { fieldError, label } from '@huanke/platform/kernel';
import type { OpenMailbox, OutgoingLetter } from '@huanke/platform/mailboxes';
import { type Context, metaOf } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import type { Draft } from './draft.ts';
import { letterHtml } from './letter-html.ts';

/** What most servers take at once. Bytes. */
const mostBytes = 20 * 1024 * 1024;
const mostReferences = 50;

interface Writing {
  readonly draft: Draft;
  readonly box: OpenMailbox;
  readonly messageId: string;
  readonly at: Date;
}

/** The letter as it goes out: with signature and files, and with what it answers. */
export async function writeOut(
  ctx: Context,
  { draft, box, messageId, at }: Writing,
): Promise<{ outgoing: OutgoingLetter; files: FileInfo[] }> {
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
    at,
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
