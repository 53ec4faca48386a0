import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { OwnCertificate } from '../../testing/certificate.ts';
import { type LetterParts, writeLetter } from './letter.ts';

interface Folder {
  uidvalidity: number;
  messages: { raw: string; flags: string[] }[];
}

/** What it is about to say, and what that is; handlers may change it. */
type Output = (connection: unknown, response: { attributes: unknown[] }, what: string) => void;

interface Hoodiecrow {
  readonly outputHandlers: Output[];
  readonly server: { address(): { port: number }; on(event: 'connection' | 'secureConnection', done: (socket: Socket) => void): void };
  listen(port: number, done: () => void): void;
  close(done: () => void): void;
  getMailbox(path: string): Folder;
  appendMessage(mailbox: string, flags: readonly string[], internalDate: Date, raw: string): void;
}

/** A real IMAP server on loopback with one person's mail: login `testuser`, password `testpass`. */
export interface ImapServer {
  readonly port: number;
  /** `above`: headers that the server of its receiver has written. */
  deliver(letter: LetterParts, folder?: 'INBOX' | 'Sent', at?: string, above?: readonly string[]): void;
  /** The sources of what lies in a folder. */
  sources(folder: 'INBOX' | 'Sent'): string[];
  /** The flags of what lies in a folder, letter by letter. */
  flags(folder: 'INBOX' | 'Sent'): string[][];
  /** As servers do after a restore: the same letters under other numbers. */
  renumber(): void;
  close(): Promise<void>;
}

/** Where a folder is open for reading no flags can be set, as Dovecot says: `* OK [PERMANENTFLAGS ()] Read-only mailbox.` */
const readOnly = (server: Hoodiecrow): void => {
  server.outputHandlers.push((_connection, response, what) => {
    const [part] = response.attributes as { section?: unknown[] }[];
    if (what === 'EXAMINE PERMANENTFLAGS' && part?.section) part.section = [part.section[0], []];
  });
};

// it has no types, and is started as a program would be
const hoodiecrow = createRequire(import.meta.url)('hoodiecrow-imap') as (options: unknown) => Hoodiecrow;

/** How a server is reached: encrypted from the first byte on, or after STARTTLS. */
export interface Secured extends OwnCertificate {
  readonly by: 'tls' | 'starttls';
}

/** Somebody who signs in by a token, which changes. */
export interface TokenUser {
  readonly user: string;
  readonly token: () => string | undefined;
}

export async function imapServer(byToken?: TokenUser, secured?: Secured): Promise<ImapServer> {
  const more = [...(byToken ? ['SASL-IR', 'XOAUTH2'] : []), ...(secured?.by === 'starttls' ? ['STARTTLS'] : [])];
  const server = hoodiecrow({
    ...(secured ? { secureConnection: secured.by === 'tls', credentials: { key: secured.key, cert: secured.cert } } : {}),
    plugins: [readOnly, 'SPECIAL-USE', 'LITERALPLUS', 'UNSELECT', 'ID', ...more],
    users: {
      testuser: { password: 'testpass' },
      ...(byToken
        ? {
            [byToken.user]: {
              xoauth2: {
                get accessToken() {
                  return byToken.token();
                },
              },
            },
          }
        : {}),
    },
    storage: {
      INBOX: { messages: [] },
      '': { separator: '/', folders: { Drafts: { 'special-use': '\\Drafts' }, Sent: { 'special-use': '\\Sent' } } },
    },
  });
  await new Promise<void>((done) => server.listen(0, done));
  // it writes line by line: each would wait for the answer to the one before
  const sockets = new Set<Socket>();
  server.server.on(secured?.by === 'tls' ? 'secureConnection' : 'connection', (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    port: server.server.address().port,
    deliver: (letter, folder = 'INBOX', at = letter.date ?? '2026-03-31T02:00:00Z', above = []) =>
      server.appendMessage(folder, [], new Date(at), above.map((line) => `${line}\r\n`).join('') + writeLetter(letter)),
    sources: (folder) => server.getMailbox(folder).messages.map(({ raw }) => raw),
    flags: (folder) => server.getMailbox(folder).messages.map(({ flags }) => flags),
    renumber() {
      for (const folder of ['INBOX', 'Sent']) server.getMailbox(folder).uidvalidity += 1;
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(done);
      }),
  };
}
