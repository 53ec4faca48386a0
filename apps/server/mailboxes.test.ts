import { testClock } from '@huanke/platform/kernel';
import { type ImapServer, imapServer, type SmtpSink, smtpSink, type TestProvider, testProvider } from '@huanke/platform/mailboxes/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-18, mailboxes: copies of what was sent, and signing in at a service: a real authorisation server, IMAP and SMTP on loopback. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let provider: TestProvider;
let byPassword: { imap: ImapServer; smtp: SmtpSink };
let byToken: { imap: ImapServer; smtp: SmtpSink };
/** What the mail servers take for right; unless said otherwise what the service has given last. */
let accepted: (() => string | undefined) | undefined;
// 10:00 in Shanghai
const clock = testClock('2026-03-31T02:00:00Z');
const HOUR = 3_600_000;
const address = 'colleague@cloud.cn';

const servers = ({ imap, smtp }: { imap: ImapServer; smtp: SmtpSink }) => ({
  ...{ imapHost: '127.0.0.1', imapPort: imap.port, imapSecurity: 'none' },
  ...{ smtpHost: '127.0.0.1', smtpPort: smtp.port, smtpSecurity: 'none' },
});
const run = async (name: string, payload: object) =>
  app.app.registry.jobs
    .get(name)
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, payload as never);
const read = (who: Client) => run('engagement.readMailbox', { tenant: tenant.id, user: who.user });
const copy = (who: Client, draft: string) => run('engagement.copySent', { tenant: tenant.id, user: who.user, draft });
/** Writes a letter and sends it; answers its draft. */
async function send(who: Client, subject: string): Promise<string> {
  const { id } = ok(await who.post('/email-drafts', { to: [{ name: '张伟', address: 'zhang@hengrun.cn' }], subject, text: '您好' })).body;
  ok(await who.post(`/email-drafts/${id}/send`));
  return id;
}
const stored = async (subject: string) =>
  (await app.app.owner.query('select id from email_message where tenant_id = $1 and subject = $2', [tenant.id, subject])).rows;

beforeAll(async () => {
  const current = { user: address, token: () => (accepted ? accepted() : provider.given?.access) };
  byPassword = { imap: await imapServer(), smtp: await smtpSink() };
  byToken = { imap: await imapServer(current), smtp: await smtpSink(current) };
  app = await testApp({ clock, config: { outboundPrivate: true } });
  tenant = await app.tenant();
  other = await app.tenant();
  const { seller, admin } = tenant.as;
  ok(await seller.post('/records/contact', { name: '张伟', email: 'zhang@hengrun.cn' }));
  provider = await testProvider(ok(await admin.get('/mail-providers')).body.redirectUri, { lasting: true });
  const place = { address: 'seller@ours.cn', name: '李明', login: 'testuser', secret: 'testpass' };
  ok(await seller.put('/mailbox', { ...place, ...servers(byPassword) }));
});
afterAll(async () => {
  await app.close();
  await provider.close();
  for (const { imap, smtp } of [byPassword, byToken]) {
    await imap.close();
    await smtp.close();
  }
});

it('a mailbox is handed out when it is due, once, and not of another company', async () => {
  const queued = async () => {
    await run('engagement.readMailboxes', {});
    const { rows } = await app.app.owner.query("select key from graphile_worker.jobs where key like 'mailbox:%'");
    await app.app.owner.query('delete from graphile_worker._private_jobs');
    return rows;
  };
  expect(await queued()).toEqual([{ key: `mailbox:${tenant.id}:${tenant.as.seller.user}` }]);
  await read(tenant.as.seller);
  expect(await queued()).toEqual([]);
});

describe('copies of what was sent', () => {
  const inSent = (subject: string) =>
    byPassword.imap.sources('Sent').filter((source) => source.includes(`=?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`));
  const queued = async (draft: string) =>
    (await app.app.owner.query('select run_at from graphile_worker.jobs where key = $1', [`sent-copy:${draft}`])).rows;

  it('lie in the sent folder once, as they went out, and are the same letter when it is read', async () => {
    const { seller } = tenant.as;
    const draft = await send(seller, '抄一份');
    expect(await queued(draft)).toEqual([{ run_at: new Date(clock.now().getTime() + 30_000) }]);
    await copy(seller, draft);
    await copy(seller, draft);
    const [source, ...more] = inSent('抄一份');
    expect(more).toEqual([]);
    const [sent] = byPassword.smtp.received.filter(({ subject }) => subject === '抄一份');
    // its writer has read it
    expect(byPassword.imap.flags('Sent').map((flags) => flags.includes('\\Seen'))).toEqual([true]);
    expect(source).toContain(`<${sent?.messageId}>`);
    expect(source).toContain(sent?.source.match(/^Date: .*$/m)?.[0]);
    await read(seller);
    expect(await stored('抄一份')).toHaveLength(1);
    expect(byPassword.smtp.received.filter(({ subject }) => subject === '抄一份')).toHaveLength(1);
  });

  it('are not made of letters that the server has kept by itself, nor by anybody else, nor when their writer does not want them', async () => {
    const { seller, colleague } = tenant.as;
    const kept = await send(seller, '服务器自存');
    const [sent] = byPassword.smtp.received.filter(({ subject }) => subject === '服务器自存');
    byPassword.imap.deliver({ from: 'seller@ours.cn', to: 'zhang@hengrun.cn', subject: '服务器自存', id: sent?.messageId ?? '' }, 'Sent');
    await copy(seller, kept);
    expect(inSent('服务器自存')).toHaveLength(1);
    const own = await send(seller, '不是您的');
    await copy(colleague, own);
    expect(inSent('不是您的')).toHaveLength(0);
    ok(await seller.put('/mailbox', { keepSent: false }));
    await copy(seller, own);
    const without = await send(seller, '不留副本');
    expect(await queued(without)).toEqual([]);
    expect([inSent('不是您的'), inSent('不留副本')]).toEqual([[], []]);
    expect((await seller.put('/mailbox', { keepSent: 'yes' })).body.errors[0].field).toBe('keepSent');
    ok(await seller.put('/mailbox', { keepSent: true }));
    expect(ok(await seller.get('/mailbox')).body.mailbox.keepSent).toBe(true);
  });

  it('come later when the mailbox does not answer, and the letter goes out no second time', async () => {
    const { seller } = tenant.as;
    const draft = await send(seller, '稍后再存');
    ok(await seller.put('/mailbox', { imapPort: 1, secret: 'testpass' }));
    await expect(copy(seller, draft)).rejects.toThrow();
    ok(await seller.put('/mailbox', { ...servers(byPassword), secret: 'testpass' }));
    await copy(seller, draft);
    expect(inSent('稍后再存')).toHaveLength(1);
    expect(byPassword.smtp.received.filter(({ subject }) => subject === '稍后再存')).toHaveLength(1);
  });
});

describe('signing in at a service', () => {
  const service = () => ({
    name: '云邮箱',
    authorizeUrl: `${provider.issuer}/auth?access_type=offline`,
    tokenUrl: `${provider.issuer}/token`,
    clientId: provider.clientId,
    secret: provider.secret,
    scopes: 'openid email',
    ...servers(byToken),
  });
  let id: string;
  const begin = async (who: Client): Promise<string> => ok(await who.post('/mailbox/sign-in', { provider: id, address })).body.url;
  const come = (who: Client, back: URL) => who.get(back.pathname.replace('/api/v1', '') + back.search);
  const signIn = async (who: Client) => come(who, await provider.visit(await begin(who)));
  const mailbox = async (who: Client) => ok(await who.get('/mailbox')).body.mailbox;
  const sealed = async () =>
    (await app.app.owner.query('select secret from mailbox where tenant_id = $1 and address = $2', [tenant.id, address])).rows[0].secret;

  it('is set up by administrators, and its secret never comes back nor goes elsewhere', async () => {
    const { admin, seller } = tenant.as;
    const made = await admin.post('/mail-providers', service());
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ name: '云邮箱', hasSecret: true, mailboxes: 0 });
    expect(made.text).not.toContain(provider.secret);
    ({ id } = made.body);
    const { rows } = await app.app.owner.query('select secret from mail_provider where tenant_id = $1', [tenant.id]);
    expect(rows[0].secret).toMatch(/^e1\./);
    for (const refused of [
      seller.get('/mail-providers'),
      seller.post('/mail-providers', service()),
      seller.patch(`/mail-providers/${id}`, { name: 'x' }),
      seller.delete(`/mail-providers/${id}`),
    ])
      expect((await refused).status).toBe(403);
    expect((await other.as.admin.patch(`/mail-providers/${id}`, { name: 'x' })).status).toBe(404);
    expect(ok(await other.as.seller.get('/mailbox/providers')).body).toEqual({ items: [] });
    expect(ok(await seller.get('/mailbox/providers')).body).toEqual({ items: [{ id, name: '云邮箱' }] });
    expect((await admin.patch(`/mail-providers/${id}`, { tokenUrl: 'https://evil.example/token' })).body.errors[0].field).toBe('secret');
    for (const [wrong, field] of [
      [{ authorizeUrl: 'javascript:alert(1)' }, 'authorizeUrl'],
      [{ tokenUrl: '' }, 'tokenUrl'],
      [{ scopes: '' }, 'scopes'],
      [{ imapHost: 'a b' }, 'imapHost'],
    ] as const)
      expect((await admin.post('/mail-providers', { ...service(), ...wrong })).body.errors[0].field).toBe(field);
  });

  it('connects the mailbox of who was sent there, by a code that only they can use', async () => {
    const { colleague, seller } = tenant.as;
    const url = new URL(await begin(colleague));
    expect([
      url.searchParams.get('code_challenge_method'),
      url.searchParams.get('access_type'),
      url.searchParams.get('login_hint'),
    ]).toEqual(['S256', 'offline', address]);
    const back = await provider.visit(url.href);
    // somebody else who is handed the address gets no mailbox, and the code is used up by it
    expect((await come(seller, back)).status).toBe(404);
    expect((await come(colleague, back)).status).toBe(404);
    expect(await mailbox(colleague)).toBeNull();
    const declined = new URL(await begin(colleague));
    const no = await colleague.get(`/mailbox/sign-in/callback?error=access_denied&state=${declined.searchParams.get('state')}`);
    expect([no.status, no.headers['location']]).toEqual([303, '/settings/mailbox?signIn=declined']);
    const done = await signIn(colleague);
    expect([done.status, done.headers['location']]).toEqual([303, '/settings/mailbox?signIn=done']);
    expect(await mailbox(colleague)).toMatchObject({ address, provider: id, needsSignIn: false, imapPort: byToken.imap.port });
    expect((await colleague.get('/mailbox')).text).not.toContain(provider.given?.access);
    expect(await sealed()).toMatch(/^e1\./);
    expect((await colleague.post('/mailbox/sign-in', { provider: id, address: 'x' })).body.errors[0].field).toBe('address');
    expect((await other.as.seller.post('/mailbox/sign-in', { provider: id, address })).body.errors[0].field).toBe('provider');
  });

  it('reads and sends by the token, which is renewed before it ends, once also when two ask at once', async () => {
    const { colleague } = tenant.as;
    expect(ok(await colleague.post('/mailbox/test')).body).toEqual({ reading: null, sending: null, folders: ['INBOX', 'Sent'] });
    byToken.imap.deliver({ from: 'zhang@hengrun.cn', to: address, subject: '凭令牌收信', id: 'token@x' });
    await read(colleague);
    expect(await stored('凭令牌收信')).toHaveLength(1);
    const first = provider.given;
    clock.advance(HOUR - 30_000);
    // each refresh token is good for one use: a second one would end them all
    await Promise.all([send(colleague, '凭令牌发信'), read(colleague), colleague.post('/mailbox/test')]);
    expect(provider.given?.access).not.toBe(first?.access);
    expect(byToken.smtp.received.map(({ subject }) => subject)).toEqual(['凭令牌发信']);
    const second = provider.given;
    await read(colleague);
    expect(provider.given).toBe(second);
    expect(await mailbox(colleague)).toMatchObject({ failure: null, needsSignIn: false });
  });

  it('tries a new token when the server does not take the one it has', async () => {
    const { colleague } = tenant.as;
    const before = provider.given?.access;
    accepted = () => (provider.given?.access === before ? undefined : provider.given?.access);
    await read(colleague);
    accepted = undefined;
    expect(provider.given?.access).not.toBe(before);
    expect((await mailbox(colleague)).failure).toBeNull();
  });

  it('asks its person to sign in again, once and in words, when the service gives no token any more', async () => {
    const { colleague, admin } = tenant.as;
    await fetch(`${provider.issuer}/token/revocation`, {
      method: 'POST',
      body: new URLSearchParams({ token: provider.given?.refresh ?? '', client_id: provider.clientId, client_secret: provider.secret }),
    });
    clock.advance(HOUR);
    await read(colleague);
    await read(colleague);
    const state = await mailbox(colleague);
    expect(state.needsSignIn).toBe(true);
    expect(state.failure).toMatch(/重新登录/);
    const { id: draft } = ok(
      await colleague.post('/email-drafts', { to: [{ address: 'zhang@hengrun.cn' }], subject: '等登录', text: '您好' }),
    ).body;
    expect((await colleague.post(`/email-drafts/${draft}/send`)).body.code).toBe('NEEDS_SIGN_IN');
    const told = ok(await colleague.get('/notifications')).body.items.filter((one: { kind: string }) => one.kind === 'mailboxSignIn');
    expect(told.map((one: { text: string }) => one.text)).toEqual([`邮箱 ${address} 需要重新登录，在此之前不收信也不发信`]);
    // what somebody says of it meanwhile does not make it work
    ok(await colleague.put('/mailbox', { signature: '销售一部' }));
    expect((await mailbox(colleague)).needsSignIn).toBe(true);
    expect((await signIn(colleague)).headers['location']).toBe('/settings/mailbox?signIn=done');
    expect(await mailbox(colleague)).toMatchObject({ needsSignIn: false, failure: null, signature: '销售一部' });
    ok(await colleague.post(`/email-drafts/${draft}/send`));
    // and it is another way in than a password: that ends it
    expect((await colleague.put('/mailbox', { imapPort: 1 })).body.errors[0].field).toBe('secret');
    expect(ok(await admin.get('/mail-providers')).body.items).toMatchObject([{ mailboxes: 1 }]);
    ok(await admin.delete(`/mail-providers/${id}`));
    expect((await mailbox(colleague)).needsSignIn).toBe(true);
    ok(await colleague.put('/mailbox', { login: 'testuser', secret: 'testpass', ...servers(byPassword) }));
    expect(await mailbox(colleague)).toMatchObject({ provider: null, needsSignIn: false });
    expect(ok(await colleague.post('/mailbox/test')).body).toMatchObject({ reading: null, sending: null });
  });
});
