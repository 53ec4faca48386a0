import { ImapFlow } from 'imapflow';
import { mailAddress } from '../mail/index.ts';
import type { Context } from '../module/index.ts';
import { signedIn } from './oauth/access.ts';
import type { Credentials, ImapPlace, OpenMailbox } from './types.ts';

const SECONDS = 1000;
/** No answer of a server is kept that is larger: letters are fetched by their beginning. Bytes. */
const largestLetter = 25 * 1024 * 1024;

/**
 * Signs in to a person's mailbox. Close it after use.
 *
 * @throws MAIL_HOST, MAIL_HOST_PRIVATE, NEEDS_SIGN_IN, errors of imapflow (`mailboxFailure` says them in words)
 */
export const openImap = (ctx: Context, box: OpenMailbox): Promise<ImapFlow> =>
  signedIn(ctx, box, (credentials) => connectImap(ctx, box, credentials));

/**
 * Signs in to a server for reading. The name is resolved and checked once, and the connection goes to that address. Close it after use.
 *
 * @throws MAIL_HOST, MAIL_HOST_PRIVATE, errors of imapflow (`mailboxFailure` says them in words)
 */
export async function connectImap(ctx: Context, box: ImapPlace, credentials: Credentials): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: await mailAddress(box.imapHost, ctx.app.identity),
    port: box.imapPort,
    servername: box.imapHost,
    secure: box.imapSecurity === 'tls',
    ...(box.imapSecurity === 'tls' ? {} : { doSTARTTLS: box.imapSecurity === 'starttls' }),
    auth: credentials,
    clientInfo: { name: 'Huanke CRM', vendor: 'Huanke' },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: 10 * SECONDS,
    greetingTimeout: 10 * SECONDS,
    socketTimeout: 60 * SECONDS,
    maxLineLength: 1024 * 1024,
    maxLiteralSize: largestLetter + 1024,
    maxResponseSize: largestLetter + 2 * 1024 * 1024,
  });
  // a connection that breaks rejects what waits for it; without a listener it would end the process
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    // a server that refuses the login leaves the connection open
    client.close();
    throw error;
  }
}

export interface Source {
  readonly bytes: Buffer;
  /** The letter is larger than what is fetched of one. */
  readonly isCut: boolean;
}

/** The beginning of a letter of the folder that is open, in most cases all of it; undefined when it has gone meanwhile. */
export async function fetchSource(client: ImapFlow, uid: number): Promise<Source | undefined> {
  const found = await client.fetchOne(String(uid), { uid: true, source: { start: 0, maxLength: largestLetter } }, { uid: true });
  // what servers say of the size of a letter is not always so
  return found === false || !found.source ? undefined : { bytes: found.source, isCut: found.source.length >= largestLetter };
}

export interface MailFolder {
  readonly path: string;
  readonly kind: 'inbox' | 'sent';
}

const sentNames = ['sent', 'sent messages', 'sent items', 'sent mail', '已发送', '已发送邮件', '已发邮件', '发件箱'];

/** The only folders that are read: what came in and what was sent. Drafts, junk, archives and the person's own folders are theirs. */
export async function foldersOf(client: ImapFlow): Promise<MailFolder[]> {
  const list = await client.list();
  const sent =
    list.find(({ specialUse }) => specialUse === '\\Sent') ?? list.find(({ name }) => sentNames.includes(name.trim().toLowerCase()));
  return [{ path: 'INBOX', kind: 'inbox' }, ...(sent ? [{ path: sent.path, kind: 'sent' as const }] : [])];
}
