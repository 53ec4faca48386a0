import { SMTPServer } from 'smtp-server';
import { type Letter, readLetter } from '../letter.ts';
import type { Secured, TokenUser } from './imap.ts';

export interface ReceivedLetter extends Letter {
  readonly recipients: readonly string[];
  readonly source: string;
}

/** A real SMTP server on loopback that keeps what it is handed; the same login as the IMAP server beside it. */
export interface SmtpSink {
  readonly port: number;
  readonly received: ReceivedLetter[];
  /** Refuses recipients from now on, or takes them again. */
  refuse(on: boolean): void;
  close(): Promise<void>;
}

export async function smtpSink(byToken?: TokenUser, secured?: Secured): Promise<SmtpSink> {
  const received: ReceivedLetter[] = [];
  let refusing = false;
  const server = new SMTPServer({
    ...(secured ? { secure: secured.by === 'tls', key: secured.key, cert: secured.cert } : { disabledCommands: ['STARTTLS'] }),
    // a secured one would not take a password in the clear
    allowInsecureAuth: !secured,
    authMethods: byToken ? ['XOAUTH2'] : ['PLAIN', 'LOGIN'],
    onAuth({ username, password, accessToken }, _session, done) {
      const isRight = byToken
        ? username === byToken.user && accessToken !== undefined && accessToken === byToken.token()
        : username === 'testuser' && password === 'testpass';
      return isRight ? done(null, { user: username ?? '' }) : done(new Error('no'));
    },
    onRcptTo: (_address, _session, done) => (refusing ? done(Object.assign(new Error('no such user'), { responseCode: 550 })) : done()),
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const source = Buffer.concat(parts);
        readLetter(source).then((letter) => {
          received.push({ ...letter, recipients: session.envelope.rcptTo.map(({ address }) => address), source: source.toString('utf8') });
          done();
        }, done);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as { port: number }).port,
    received,
    refuse(on) {
      refusing = on;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
