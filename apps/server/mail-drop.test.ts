import { testClock } from '@huanke/platform/kernel';
import { type ImapServer, imapServer, type LetterParts, writeLetter } from '@huanke/platform/mailboxes/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-18, drop addresses: copies and forwarded letters that people send to an address of their own; a real IMAP server on loopback. */
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let drop: ImapServer;
let own: ImapServer;
let email: string;
// 10:00 in Shanghai
const clock = testClock('2026-03-31T02:00:00Z');
const base = 'crm@drop.cn';

const run = async (name: string, payload: object) =>
  app.app.registry.jobs
    .get(name)
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, payload as never);
const read = (of = tenant) => run('engagement.readDrop', { tenant: of.id });
const place = () => ({
  address: base,
  login: 'testuser',
  secret: 'testpass',
  imapHost: '127.0.0.1',
  imapPort: drop.port,
  imapSecurity: 'none',
});
const addressOf = async (who: Client): Promise<string> => ok(await who.post('/mailbox/drop')).body.address;
const counts = async () => ok(await tenant.as.admin.get('/mail-drop')).body.drop.counts;
const none = { taken: 0, unknownAddress: 0, foreignSender: 0, nobodyKnown: 0, unreadable: 0 };
const found = async (who: Client, subject: string) => {
  const filter = { field: 'subject', op: 'eq', value: subject };
  const fields = ['direction', 'from', 'to', 'related', 'owners', 'thread', 'content', 'sentAt'];
  return ok(await who.post('/records/emailMessage/query', { fields, filter })).body.records;
};
let serial = 0;
const letter = (parts: Partial<LetterParts>): LetterParts => {
  serial += 1;
  return { from: `李明 <${email}>`, to: '张伟 <zhang@hengrun.cn>', id: `${serial}@ours.cn`, text: '报价见附件。', ...parts };
};
/** A letter as its receiver's server stores it: whom it was for stands above it. */
const deliver = (parts: Partial<LetterParts>, ...above: string[]) => drop.deliver(letter(parts), 'INBOX', clock.now().toISOString(), above);

let contact: string;
let mine: string;

beforeAll(async () => {
  [drop, own] = [await imapServer(), await imapServer()];
  app = await testApp({ clock, config: { outboundPrivate: true } });
  tenant = await app.tenant();
  other = await app.tenant();
  const { admin, seller } = tenant.as;
  email = ok(await admin.get(`/records/user/${seller.user}`)).body.email;
  contact = ok(await seller.post('/records/contact', { name: '张伟', email: 'zhang@hengrun.cn' })).body.id;
});
afterAll(async () => {
  await app.close();
  await drop.close();
  await own.close();
});

it('is set up by administrators; each person has a secret address of their own, which can be renewed', async () => {
  const { admin, seller, colleague, readOnly } = tenant.as;
  expect(ok(await seller.get('/mailbox/drop')).body).toEqual({ available: false, address: null });
  expect((await seller.post('/mailbox/drop')).status).toBe(404);
  for (const refused of [
    seller.get('/mail-drop'),
    seller.put('/mail-drop', place()),
    seller.delete('/mail-drop'),
    seller.post('/mail-drop/test'),
  ])
    expect((await refused).status).toBe(403);
  expect((await admin.put('/mail-drop', { ...place(), address: 'crm+x@drop.cn' })).body.errors[0].field).toBe('address');
  expect((await admin.put('/mail-drop', { ...place(), secret: undefined })).body.errors[0].field).toBe('secret');
  const saved = await admin.put('/mail-drop', place());
  expect(saved.body.drop).toMatchObject({ address: base, active: true, failure: null, counts: none });
  expect(saved.text).not.toContain('testpass');
  expect((await admin.put('/mail-drop', { imapHost: 'localhost' })).body.errors[0].field).toBe('secret');
  expect(ok(await admin.post('/mail-drop/test')).body).toEqual({ reading: null });
  expect(ok(await other.as.admin.get('/mail-drop')).body).toEqual({ drop: null });
  expect(ok(await seller.get('/mailbox/drop')).body).toEqual({ available: true, address: null });
  const first = await addressOf(seller);
  expect(first).toMatch(/^crm\+[a-z0-9]{16}@drop\.cn$/);
  mine = await addressOf(seller);
  expect(mine).not.toBe(first);
  expect(ok(await seller.get('/mailbox/drop')).body).toEqual({ available: true, address: mine });
  expect(await addressOf(colleague)).not.toBe(mine);
  expect(ok(await readOnly.get('/mailbox/drop')).body.address).toBeNull();
  const { rows } = await app.app.owner.query('select token from mail_drop_address');
  for (const { token } of rows) expect(token).toMatch(/^e1\./);
  // the one before opens nothing any more
  deliver({ subject: '旧地址' }, `Delivered-To: ${first}`);
  await read();
  expect(await found(seller, '旧地址')).toEqual([]);
  expect(await counts()).toEqual({ ...none, unknownAddress: 1 });
});

it('takes in a blind copy for its person, matched and threaded, once, and never shows the address', async () => {
  const { seller, colleague } = tenant.as;
  deliver({ subject: '密送', id: 'bcc@ours.cn' }, `Delivered-To: ${mine.toUpperCase()}`);
  deliver({ subject: '密送之二', inReplyTo: 'bcc@ours.cn' }, `Received: from a by b for <${mine}>; Tue, 31 Mar 2026 02:00:00 +0000`);
  deliver({ subject: '抄送', cc: `x <${mine}>` });
  await read();
  await read();
  const [one] = await found(seller, '密送');
  expect(one).toMatchObject({ direction: 'out', related: [{ id: contact }], owners: [{ id: seller.user }], to: '张伟 <zhang@hengrun.cn>' });
  expect((await found(seller, '密送之二'))[0].thread).toBe(one.thread);
  expect((await seller.get(`/emails/${one.id}/thread`)).text).not.toContain('drop.cn');
  expect((await found(seller, '抄送'))[0]).toBeDefined();
  const { rows } = await app.app.owner.query("select 1 from email_message where coalesce(cc, '') like '%drop.cn%'");
  expect(rows).toEqual([]);
  expect(await found(colleague, '密送')).toEqual([]);
  expect(await counts()).toEqual({ ...none, unknownAddress: 1, taken: 3 });
});

it('is the same letter as the copy in a mailbox', async () => {
  const { seller } = tenant.as;
  const servers = {
    imapHost: '127.0.0.1',
    imapPort: own.port,
    imapSecurity: 'none',
    smtpHost: '127.0.0.1',
    smtpPort: 1,
    smtpSecurity: 'none',
  };
  ok(await seller.put('/mailbox', { address: 'me@ours.cn', login: 'testuser', secret: 'testpass', ...servers }));
  const both = letter({ subject: '两处都有', from: 'me@ours.cn', id: 'both@ours.cn' });
  own.deliver(both, 'Sent', clock.now().toISOString());
  await run('engagement.readMailbox', { tenant: tenant.id, user: seller.user });
  // the address of one's mailbox is one's own as well
  drop.deliver(both, 'INBOX', clock.now().toISOString(), [`Delivered-To: ${mine}`]);
  await read();
  expect(await found(seller, '两处都有')).toHaveLength(1);
  expect((await counts()).taken).toBe(4);
});

it('takes in the letter that was forwarded, quoted or attached, as from who wrote it', async () => {
  const { seller } = tenant.as;
  const quoted = [
    '请看下面。',
    '',
    '------------------ 原始邮件 ------------------',
    '发件人: "张伟" <zhang@hengrun.cn>;',
    '发送时间: 2026-03-30 09:30:00 +0800',
    `收件人: "李明" <${email}>;`,
    '主题: 询价单',
    '',
    '请报 20 台多级泵。',
  ].join('\n');
  deliver({ subject: '转发：询价单', to: mine, text: quoted, inReplyTo: 'ask@hengrun.cn' });
  const inner = writeLetter({ from: 'zhang@hengrun.cn', to: email, subject: '附来的信', id: 'inner@hengrun.cn', text: '内容' });
  deliver({ subject: 'Fwd', to: mine, files: [{ name: 'a.eml', type: 'message/rfc822', content: inner }] });
  await read();
  expect((await found(seller, '询价单'))[0]).toMatchObject({
    ...{ direction: 'in', from: '张伟 <zhang@hengrun.cn>', content: '请报 20 台多级泵。', sentAt: '2026-03-30T01:30:00.000Z' },
    related: [{ id: contact }],
  });
  expect((await found(seller, '附来的信'))[0]).toMatchObject({ direction: 'in', related: [{ id: contact }] });
  // the original comes in by the mailbox later
  own.deliver(letter({ from: 'zhang@hengrun.cn', to: email, subject: '询价单', id: 'ask@hengrun.cn' }), 'INBOX', clock.now().toISOString());
  await run('engagement.readMailbox', { tenant: tenant.id, user: seller.user });
  expect(await found(seller, '询价单')).toHaveLength(1);
  expect((await counts()).taken).toBe(6);
});

it('refuses and counts what nobody has an address for, what others send, and what concerns nobody', async () => {
  const { seller, admin, colleague } = tenant.as;
  const before = await counts();
  deliver({ subject: '没有令牌' }, `Delivered-To: ${base}`);
  deliver({ subject: '乱写令牌', to: 'crm+aaaaaaaaaaaaaaaa@drop.cn' });
  // somebody has seen the address of a colleague
  deliver({ subject: '冒名', from: 'stranger@evil.example' }, `Delivered-To: ${mine}`);
  deliver({ subject: '没有客户', to: 'mum@home.example' }, `Delivered-To: ${mine}`);
  await read();
  for (const subject of ['没有令牌', '乱写令牌', '冒名', '没有客户']) expect(await found(admin, subject)).toEqual([]);
  expect(await counts()).toEqual({ ...before, unknownAddress: before.unknownAddress + 2, foreignSender: 1, nobodyKnown: 1 });
  // what its person has taken out does not come back, and who has left has no address
  const [one] = await found(seller, '密送');
  ok(await seller.post(`/records/emailMessage/${one.id}/actions/removeFromCrm`, {}));
  drop.renumber();
  await read();
  expect(await found(seller, '密送')).toEqual([]);
  const theirs = await addressOf(colleague);
  const { email: left } = ok(await admin.get(`/records/user/${colleague.user}`)).body;
  ok(await admin.post(`/users/${colleague.user}/deactivate`));
  const now = await counts();
  deliver({ subject: '已离职', from: left }, `Delivered-To: ${theirs}`);
  await read();
  expect(await counts()).toEqual({ ...now, unknownAddress: now.unknownAddress + 1 });
});

it('says in words that it can not be read, and ends with all addresses', async () => {
  const { admin, seller } = tenant.as;
  ok(await admin.put('/mail-drop', { ...place(), secret: 'wrong' }));
  expect(ok(await admin.post('/mail-drop/test')).body.reading).toMatch(/^账号或密码不正确/);
  await read();
  expect(ok(await admin.get('/mail-drop')).body.drop.failure).toMatch(/^账号或密码不正确/);
  ok(await admin.delete('/mail-drop'));
  expect((await admin.delete('/mail-drop')).status).toBe(404);
  expect(ok(await seller.get('/mailbox/drop')).body).toEqual({ available: false, address: null });
});
