import PostalMime from 'postal-mime';
import { mailKey } from '../../text/index.ts';
import type { Source } from '../imap.ts';
import { type Letter, type Participant, readLetter } from '../letter.ts';
import { forwardedIn } from './forwarded.ts';

/** A letter as it came to the drop mailbox. */
export interface Dropped {
  /** What stood behind the + of the addresses of ours it was sent to. */
  readonly tokens: readonly string[];
  /** Who sent it there. */
  readonly sender: string;
  /** The letter that is meant: itself where it is a copy, the one within where it was forwarded. Our own addresses stand in it no more. */
  readonly letter: Letter;
}

// a copy that nobody is to see names its receiver only in what servers write above it
const receivers = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to', 'to', 'cc', 'bcc', 'resent-to'];
const longestHead = 256 * 1024;

const addressPattern = (address: string): RegExp => {
  const [local = '', domain = ''] = address.split('@').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![^\\s<>,;:"'(])${local}\\+([a-z0-9]{1,64})@${domain}(?![\\w.-])`, 'gi');
};

async function tokensIn(source: Buffer, pattern: RegExp): Promise<string[]> {
  const end = source.indexOf('\r\n\r\n');
  const head = source.subarray(0, Math.min(end < 0 ? source.length : end + 4, longestHead));
  const { headers } = await PostalMime.parse(head, { maxHeadersSize: longestHead });
  const lines = headers.filter(({ key }) => receivers.includes(key)).map(({ value }) => value);
  const routes = headers.filter(({ key }) => key === 'received').map(({ value }) => /\bfor\s+<?([^\s<>;]+)/i.exec(value)?.[1] ?? '');
  return [...new Set([...lines, ...routes].flatMap((line) => [...line.matchAll(pattern)].map((match) => (match[1] ?? '').toLowerCase())))];
}

/** The letter within one that was forwarded, attached or quoted; undefined of one that is a copy itself. */
async function within(letter: Letter, isCut: boolean): Promise<Letter | undefined> {
  const attached = letter.files.find(({ type }) => type.toLowerCase() === 'message/rfc822');
  return attached ? readLetter(attached.content, isCut) : forwardedIn(letter);
}

/** Reads a letter of the drop mailbox that lies at `address`. @throws as `readLetter` */
export async function readDropped({ bytes, isCut }: Source, address: string): Promise<Dropped> {
  const pattern = addressPattern(address);
  const [tokens, outer] = [await tokensIn(bytes, pattern), await readLetter(bytes)];
  const isOurs = ({ address: one }: Participant) => one.toLowerCase() === address || [...one.matchAll(pattern)].length > 0;
  const others = (people: readonly Participant[]) => people.filter((one) => !isOurs(one));
  const [to, cc] = [others(outer.to), others(outer.cc)];
  // what has other receivers was written to them, be something quoted in it or not
  const inner = to.length + cc.length === 0 ? await within(outer, isCut) : undefined;
  const letter = inner ?? (isCut ? await readLetter(bytes, true) : outer);
  return {
    tokens,
    sender: mailKey(outer.from.address)?.address ?? '',
    letter: { ...letter, to: others(letter.to), cc: others(letter.cc), bcc: others(letter.bcc) },
  };
}
