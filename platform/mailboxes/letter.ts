import { createHash } from 'node:crypto';
import PostalMime, { type Address, type Attachment } from 'postal-mime';
import { cleanLine, cleanText } from '../kernel/index.ts';
import { cleanLetter, letterText } from './clean.ts';

export interface Participant {
  readonly name: string;
  /** As it is written; compare by `mailKey` of platform/text. */
  readonly address: string;
}

export interface LetterFile {
  readonly name: string;
  /** As the letter says: `message/rfc822` is a letter itself. */
  readonly type: string;
  readonly content: Buffer;
  /** Content-ID without its brackets: pictures that stand in the text. */
  readonly cid: string | null;
}

/** An e-mail as it is taken in: texts clean and bounded, the HTML made safe. */
export interface Letter {
  /** Without brackets; made of the letter where it bears none. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  /** The oldest first. */
  readonly references: readonly string[];
  readonly from: Participant;
  readonly to: readonly Participant[];
  readonly cc: readonly Participant[];
  readonly bcc: readonly Participant[];
  readonly subject: string;
  /** RFC 3339; null where the letter says none that can be read. */
  readonly sentAt: string | null;
  readonly text: string;
  readonly html: string;
  readonly files: readonly LetterFile[];
}

const mostPeople = 200;
const mostReferences = 100;
const mostFiles = 50;
const longestId = 900;
const longestText = 100_000;
/** No letter is older than e-mail. */
const oldest = Date.parse('1971-01-01T00:00:00Z');

const clip = (text: string, max: number) => text.slice(0, max).toWellFormed();

/** Message-IDs of a header, without their brackets. `idsIn('<a@b> <c@d>')` is ['a@b', 'c@d'] */
export function idsIn(header: string | undefined): string[] {
  const bracketed = [...(header ?? '').matchAll(/<([^<>\s]{1,900})>/g)].map((match) => match[1] ?? '');
  return bracketed.length > 0 ? bracketed : (header ?? '').split(/\s+/).filter((id) => id.includes('@') && id.length <= longestId);
}

/** What an id is stored and looked for by: ids are of any length and company. */
export const referenceOf = (messageId: string): string => createHash('sha256').update(messageId).digest('base64url').slice(0, 32);

const people = (list: readonly Address[] | undefined): Participant[] =>
  (list ?? [])
    .flatMap((one) => one.group ?? [one])
    .filter(({ address }) => address.includes('@'))
    .slice(0, mostPeople)
    .map(({ name, address }) => ({ name: clip(cleanLine(name), 200), address: clip(cleanLine(address), 254) }));

const bytesOf = ({ content }: Attachment): Buffer =>
  typeof content === 'string'
    ? Buffer.from(content, 'utf8')
    : Buffer.from(content instanceof Uint8Array ? content : new Uint8Array(content));

/**
 * Reads the source of an e-mail. Of a source that was cut off (`isCut`) the file it ends in is left out: half of it is of no use to anybody.
 *
 * @throws what postal-mime says of one that is nested too deeply or has headers without end
 */
export async function readLetter(source: Buffer, isCut = false): Promise<Letter> {
  const mail = await PostalMime.parse(source, { maxNestingDepth: 50, maxHeadersSize: 512 * 1024, maxRfc822NestingDepth: 0 });
  const sent = mail.date === undefined ? Number.NaN : Date.parse(mail.date);
  const html = cleanLetter(cleanText(mail.html ?? ''));
  const text = mail.text?.trim() ? mail.text : letterText(html);
  return {
    messageId: idsIn(mail.messageId)[0] ?? `${createHash('sha256').update(source).digest('hex')}@no-id.invalid`,
    inReplyTo: idsIn(mail.inReplyTo)[0] ?? null,
    references: idsIn(mail.references).slice(-mostReferences),
    from: people(mail.from ? [mail.from] : [])[0] ?? { name: '', address: '' },
    to: people(mail.to),
    cc: people(mail.cc),
    bcc: people(mail.bcc),
    subject: clip(cleanLine(mail.subject ?? ''), 300),
    sentAt: sent >= oldest ? new Date(sent).toISOString() : null,
    text: clip(cleanText(text), longestText),
    html,
    files: (isCut ? mail.attachments.slice(0, -1) : mail.attachments).slice(0, mostFiles).map((file, index) => ({
      name: clip(cleanLine(file.filename ?? ''), 200) || `${index + 1}`,
      type: file.mimeType ?? '',
      content: bytesOf(file),
      cid: file.contentId ? file.contentId.replace(/^<|>$/g, '') : null,
    })),
  };
}
