import { createServer, connect as dial } from 'node:net';
import tls from 'node:tls';
import { type ImapServer, imapServer, ownCertificate, type Secured, type SmtpSink, smtpSink } from '@huanke/platform/mailboxes/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-18, encrypted connections: real IMAP and SMTP servers on loopback whose certificates are trusted, or not. */
let app: TestApp;
let tenant: TestTenant;
let trusted: Omit<Secured, 'by'>;
const closing: (() => Promise<unknown>)[] = [];
const shipped = tls.getCACertificates('default');

const noTls = '加密连接失败，请检查端口和加密方式';
const noTrust = '服务器的证书不受信任、已过期，或与主机名不符；请核对主机名，自建邮箱请管理员信任公司的根证书';

beforeAll(async () => {
  app = await testApp({ config: { outboundPrivate: true } });
  tenant = await app.tenant();
  trusted = await ownCertificate('localhost');
  tls.setDefaultCACertificates([...shipped, trusted.cert]);
  ok(await tenant.as.seller.post('/records/contact', { name: '张伟', email: 'zhang@hengrun.cn' }));
});
afterAll(async () => {
  tls.setDefaultCACertificates(shipped);
  await app.close();
  for (const close of closing) await close();
});

async function servers(secured?: Secured): Promise<{ imap: ImapServer; smtp: SmtpSink }> {
  const both = { imap: await imapServer(undefined, secured), smtp: await smtpSink(undefined, secured) };
  closing.push(both.imap.close, both.smtp.close);
  return both;
}

const connect = (who: Client, by: 'tls' | 'starttls', imap: number, smtp: number) =>
  who.put('/mailbox', {
    ...{ address: 'seller@ours.cn', name: '李明', login: 'testuser', secret: 'testpass' },
    ...{ imapHost: 'localhost', imapPort: imap, imapSecurity: by },
    ...{ smtpHost: 'localhost', smtpPort: smtp, smtpSecurity: by },
  });
const tried = async (who: Client) => ok(await who.post('/mailbox/test')).body;

it.each(['tls', 'starttls'] as const)('reads and sends by %s where the certificate is trusted', async (by) => {
  const { seller } = tenant.as;
  const { imap, smtp } = await servers({ by, ...trusted });
  ok(await connect(seller, by, imap.port, smtp.port));
  expect(await tried(seller)).toEqual({ reading: null, sending: null, folders: ['INBOX', 'Sent'] });
  const letter = { to: [{ name: '张伟', address: 'zhang@hengrun.cn' }], subject: `加密 ${by}`, text: '您好' };
  const { id } = ok(await seller.post('/email-drafts', letter)).body;
  ok(await seller.post(`/email-drafts/${id}/send`));
  expect(smtp.received.map(({ subject }) => subject)).toEqual([`加密 ${by}`]);
});

it.each(['tls', 'starttls'] as const)(
  'gives no password to a server by %s that is not the one it says, or vouched for by nobody',
  async (by) => {
    const { seller } = tenant.as;
    const stranger = await ownCertificate('localhost');
    const elsewhere = await ownCertificate('mail.elsewhere.cn');
    for (const [certificate, roots] of [
      [stranger, []],
      [elsewhere, [elsewhere.cert]],
    ] as const) {
      tls.setDefaultCACertificates([...shipped, trusted.cert, ...roots]);
      const { imap, smtp } = await servers({ by, ...certificate });
      ok(await connect(seller, by, imap.port, smtp.port));
      expect(await tried(seller)).toEqual({ reading: noTrust, sending: noTrust, folders: [] });
    }
    tls.setDefaultCACertificates([...shipped, trusted.cert]);
  },
);

it('says nothing in the clear where STARTTLS was asked for and is not offered, as when somebody in between takes it away', async () => {
  const { seller } = tenant.as;
  const heard: string[] = [];
  const plain = await servers();
  // both servers through an ear that hears what comes by
  const through = async (port: number) => {
    const ear = createServer((socket) => {
      const server = dial(port, '127.0.0.1');
      socket.on('data', (part) => heard.push(part.toString('latin1')));
      socket.pipe(server).pipe(socket);
      const end = () => {
        socket.destroy();
        server.destroy();
      };
      for (const one of [socket, server]) one.on('error', end).on('close', end);
    });
    await new Promise<void>((done) => ear.listen(0, '127.0.0.1', done));
    closing.push(() => new Promise((done) => ear.close(done)));
    return (ear.address() as { port: number }).port;
  };
  ok(await connect(seller, 'starttls', await through(plain.imap.port), await through(plain.smtp.port)));
  const { reading, sending, folders } = await tried(seller);
  expect([reading, sending, folders]).toEqual([noTls, noTls, []]);
  expect(heard.join('')).toMatch(/EHLO/);
  const secrets = ['testpass', 'testuser', Buffer.from('\0testuser\0testpass').toString('base64')];
  expect(secrets.filter((secret) => heard.join('').includes(secret))).toEqual([]);
});
