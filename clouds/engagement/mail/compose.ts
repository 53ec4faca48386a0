import { objectFor } from '@huanke/platform/http';
import { label, textOf } from '@huanke/platform/kernel';
import type { Participant } from '@huanke/platform/mailboxes';
import { type Context, metaOf } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import type { Found } from '../matching/find.ts';
import { filler } from '../merging/words.ts';
import { addressesIn } from './view.ts';

export interface ComposeInput {
  /** The record it is written from. */
  readonly about?: Found | null;
  readonly template?: string | null;
  /** The letter that is answered. */
  readonly replyTo?: string | null;
}

export interface Composed {
  readonly to: readonly Participant[];
  readonly cc: readonly Participant[];
  readonly subject: string;
  readonly text: string;
}

/** The person a record is, with their address. */
async function recipientOf(ctx: Context, about: Found | null): Promise<Participant[]> {
  const meta = about ? objectFor(ctx, about.object, 'read') : undefined;
  const field = meta && [...meta.fields.values()].find(({ type, masked }) => type === 'email' && !masked);
  if (!about || !meta || !field) return [];
  const record = await getRecord(ctx, meta, about.id, [meta.title, field.name]);
  const address = record[field.name];
  return typeof address === 'string' && address ? [{ name: String(record[meta.title] ?? ''), address }] : [];
}

/** What an answer begins with: to whom the letter came from, and everybody else it went to but oneself. */
async function answerTo(ctx: Context, id: string, own: string): Promise<Composed> {
  const letter = await getRecord(ctx, metaOf(ctx, 'emailMessage'), id, ['direction', 'from', 'to', 'cc', 'subject', 'content']);
  const from = addressesIn(letter['from']);
  const to = letter['direction'] === 'out' ? addressesIn(letter['to']) : from;
  const rest = [...(letter['direction'] === 'out' ? [] : addressesIn(letter['to'])), ...addressesIn(letter['cc'])];
  const cc = [...new Set(rest)].filter((address) => address !== own && !to.includes(address));
  const subject = String(letter['subject'] ?? '');
  const quoted = String(letter['content'] ?? '')
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  return {
    to: to.map((address) => ({ name: '', address })),
    cc: cc.map((address) => ({ name: '', address })),
    subject: /^(re|回复|答复)\s*[:：]/i.test(subject) ? subject : textOf(label(`回复：${subject}`, `Re: ${subject}`), ctx.language),
    text: `\n\n${quoted}`,
  };
}

/** What a letter begins with: an answer, a template filled from the record, or its person's address alone. Writes nothing. */
export async function compose(
  ctx: Context,
  { about = null, template = null, replyTo = null }: ComposeInput,
  own: string,
): Promise<Composed> {
  const begun: Composed = replyTo
    ? await answerTo(ctx, replyTo, own)
    : { to: await recipientOf(ctx, about), cc: [], subject: '', text: '' };
  if (!template) return begun;
  const chosen = await getRecord(ctx, metaOf(ctx, 'emailTemplate'), template, ['subject', 'content']);
  const [subject, text] = [String(chosen['subject'] ?? ''), String(chosen['content'] ?? '')];
  const fill = await filler(ctx, about, [subject, text]);
  return { ...begun, subject: replyTo ? begun.subject : fill(subject), text: `${fill(text)}${begun.text}` };
}
