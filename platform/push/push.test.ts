import { type Answer, type Client, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sql } from '../database/sql.ts';
import { testClock } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { type Notice, notify } from '../notifications/index.ts';
import { outbound } from '../outbound/index.ts';
import { purgeDevices } from './devices.ts';
import { pushTo } from './post.ts';
import { sendPushes } from './send.ts';
import { type Browser, type PushService, pushService } from './testing/index.ts';
import { newVapidKeys } from './vapid.ts';

/** PLT-25: notices by web push. Two in the afternoon in Shanghai. */
const start = '2026-03-31T06:00:00.000Z';
const clock = testClock(start);
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let service: PushService;

beforeAll(async () => {
  app = await testApp({ clock, config: { outboundPrivate: true } });
  [tenant, other] = [await app.tenant(), await app.tenant()];
  service = await pushService();
});
afterAll(async () => {
  await app.close();
  await service.close();
});
beforeEach(async () => {
  clock.set(start);
  service.got.splice(0);
  service.answer = () => ({ status: 201 });
  await (await system()).transaction((tx) => tx.query(sql`delete from push_device where tenant_id = ${tenant.id}`));
});

const ok = (answer: Answer): Answer => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};
const system = () => app.app.contextFor({ tenant: tenant.id });
const subscribe = async (who: Client): Promise<Browser & { id: string }> => {
  const browser = service.browser();
  return { ...browser, id: ok(await who.post('/push-devices', browser)).body.id };
};
/** The same person signs in on another device and receives there, too. */
const elsewhere = async (who: Client): Promise<Browser & { id: string }> => {
  const { email } = ok(await tenant.as.admin.get(`/records/user/${who.user}`)).body;
  const signedIn = ok(await app.anonymous.post('/auth/login', { email, password: 'correct horse 42' }));
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  const browser = service.browser();
  return { ...browser, id: ok(await app.anonymous.post('/push-devices', browser, { cookie })).body.id };
};
const send = async () => sendPushes(await system(), new AbortController().signal);
const tell = async (who: Client, notice: Partial<Notice> = {}) =>
  notify(await system(), [{ user: who.user, kind: 'mentioned', ...notice }]);
const account = async (who: Client, name: string): Promise<string> => ok(await who.post('/records/account', { name })).body.id;
const devices = async (who: Client) => ok(await who.get('/push-devices')).body.items;
const states = async (who: Client): Promise<string[]> =>
  (
    await (
      await system()
    ).query<{ push: string }>(sql`
      select push from notification where tenant_id = ${tenant.id} and user_id = ${who.user} and push is not null order by at desc, id desc`)
  ).map(({ push }) => push);
const titles = () => service.got.map(({ message }) => message.title);
const pathOf = ({ endpoint }: Browser) => new URL(endpoint).pathname;
const choose = async (who: Client, body: object) => ok(await who.patch('/notification-choices', body));
const later = (minutes: number) => clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());

it('has one key for the whole installation, sealed, whoever asks first', async () => {
  const answers = await Promise.all([tenant.as.seller, tenant.as.manager, other.as.seller].map((who) => who.get('/push-devices')));
  const keys = new Set(answers.map((answer) => ok(answer).body.publicKey));
  expect([...keys]).toEqual([expect.stringMatching(/^B[\w-]{86}$/)]);
  const { rows } = await app.app.owner.query('select private_key from push_key');
  expect(rows).toEqual([{ private_key: expect.stringMatching(/^e1\./) }]);
});

it('tells a device the line of an e-mail and where it leads, and nothing else; only that device can read it', async () => {
  const { seller, manager } = tenant.as;
  // an address that the browser gave up is forgotten
  await subscribe(seller);
  await subscribe(seller);
  const theirs = service.browser();
  ok(await other.as.seller.post('/push-devices', theirs));
  const id = await account(seller, '沧浪仪表厂');
  await tell(seller, { object: 'account', record: id, data: { by: manager.user } });
  await send();
  expect(service.got).toHaveLength(1);
  const [got] = service.got;
  const by = ok(await seller.get(`/records/user/${manager.user}`)).body.name;
  expect(got?.message).toEqual({ title: `${by} 在客户“沧浪仪表厂”中提到了您`, url: `/o/account/${id}`, tag: expect.any(String) });
  expect(got?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal' });
  const { origin } = new URL(theirs.endpoint);
  expect(got?.claims).toEqual({ aud: origin, exp: Date.parse(start) / 1000 + 43_200 });
  expect(await devices(seller)).toMatchObject([{ current: true, reachedAt: start }]);
  // several at once are one message
  for (let n = 0; n < 3; n += 1) await tell(seller, { object: 'account', record: id });
  await Promise.all([send(), send()]);
  expect(service.got.slice(1).map(({ message }) => [message.title, message.url])).toEqual([['您有 3 条新通知', '/notices']]);
  expect(await states(seller)).toEqual(['sent', 'sent', 'sent', 'sent']);
});

it('goes by what people choose: kinds, quiet hours, digests; a choice made later holds for what waits', async () => {
  const { colleague } = tenant.as;
  await subscribe(colleague);
  await choose(colleague, { ways: { mention: { bell: true, mail: false, push: false } } });
  await tell(colleague);
  expect(await states(colleague)).toEqual([]);
  // an older program knows of no pushes: what holds goes on to hold
  await choose(colleague, { ways: { mention: { bell: true, mail: true } } });
  expect(ok(await colleague.get('/notification-choices')).body.choice.ways.mention).toEqual({
    bell: true,
    mail: true,
    push: false,
    app: true,
  });
  await choose(colleague, { ways: { mention: { bell: true, mail: true, push: true } } });
  clock.set('2026-03-31T15:30:00.000Z');
  await tell(colleague);
  await send();
  expect(titles()).toEqual([]);
  clock.set('2026-03-31T22:59:00.000Z');
  await send();
  expect(titles()).toEqual([]);
  clock.set('2026-03-31T23:00:00.000Z');
  await send();
  expect(titles()).toHaveLength(1);
  await choose(colleague, { mail: 'daily', digestHour: 18 });
  await tell(colleague);
  await tell(colleague);
  await send();
  expect(titles()).toHaveLength(1);
  clock.set('2026-04-01T10:00:00.000Z');
  await send();
  expect(titles().at(-1)).toBe('您有 2 条新通知');
  await tell(colleague);
  await choose(colleague, { ways: { mention: { bell: true, mail: false, push: false } } });
  expect((await states(colleague))[0]).toBe('dropped');
  const wrong = await colleague.patch('/notification-choices', { ways: { mention: { bell: true, mail: true, push: 'yes' } } });
  expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, 'ways.mention.push']);
});

it('leaves out what was read meanwhile and what may not be seen any more', async () => {
  const { outsider, admin } = tenant.as;
  await subscribe(outsider);
  const secret = await account(outsider, '即将转走的客户');
  await tell(outsider);
  ok(await outsider.post('/notifications/read', { all: true }));
  await tell(outsider, { object: 'account', record: secret });
  ok(await admin.patch(`/records/account/${secret}`, { owner: tenant.as.seller.user }));
  await send();
  expect(titles()).toEqual([]);
  expect(await states(outsider)).toEqual(['dropped', 'dropped']);
});

it('forgets a device that is gone, and tries again for those alone that were busy', async () => {
  const { manager } = tenant.as;
  const [gone, busy, fine] = [await subscribe(manager), await elsewhere(manager), await elsewhere(manager)];
  service.answer = (path) =>
    path === pathOf(gone) ? { status: 410 } : path === pathOf(busy) ? { status: 429, retryAfter: 300 } : { status: 201 };
  await tell(manager);
  await send();
  expect(service.got).toHaveLength(3);
  expect((await devices(manager)).map(({ id }: { id: string }) => id).sort()).toEqual([busy.id, fine.id].sort());
  service.got.splice(0);
  later(4);
  await send();
  expect(service.got).toEqual([]);
  // the service fails, now by itself: two minutes, then four
  service.answer = () => ({ status: 503 });
  later(1);
  await send();
  expect(service.got.map(({ path }) => path)).toEqual([pathOf(busy)]);
  later(1);
  await send();
  expect(service.got).toHaveLength(1);
  service.answer = () => ({ status: 201 });
  later(1);
  await send();
  expect(service.got.map(({ path }) => path)).toEqual([pathOf(busy), pathOf(busy)]);
  expect((await states(manager))[0]).toBe('sent');
});

it('gives up after eight tries, and at once where the service refuses', async () => {
  const { readOnly } = tenant.as;
  await subscribe(readOnly);
  service.answer = () => ({ status: 500 });
  await tell(readOnly);
  for (let n = 0; n < 10; n += 1) {
    await send();
    later(61);
  }
  expect(service.got).toHaveLength(8);
  clock.set(start);
  service.answer = () => ({ status: 403 });
  await tell(readOnly);
  await send();
  await send();
  expect(service.got).toHaveLength(9);
  expect(await states(readOnly)).toEqual(['failed', 'failed']);
});

it('takes an address and keys of a device only, from somebody who is signed in, and nobody touches those of others', async () => {
  const { seller, colleague } = tenant.as;
  const good = service.browser();
  const refused = async (body: object) => (await seller.post('/push-devices', body)).body.errors?.[0]?.field;
  for (const endpoint of ['http://push.example.net/x', 'ftp://127.0.0.1/x', 'https://user:word@push.example.net/', 'nothing', ''])
    expect(await refused({ ...good, endpoint }), endpoint).toBe('endpoint');
  expect(await refused({ ...good, p256dh: good.auth })).toBe('p256dh');
  expect(await refused({ ...good, auth: 'AAAA' })).toBe('p256dh');
  expect(await refused({ endpoint: good.endpoint, p256dh: good.p256dh })).toBe('auth');
  expect((await app.anonymous.post('/push-devices', good)).status).toBe(401);
  const { id } = await subscribe(seller);
  for (const who of [colleague, other.as.seller]) {
    expect((await who.delete(`/push-devices/${id}`)).status).toBe(404);
    expect((await devices(who)).map((one: { id: string }) => one.id)).not.toContain(id);
  }
  expect((await seller.delete('/push-devices/x')).status).toBe(404);
  expect((await seller.delete(`/push-devices/${id}`)).status).toBe(204);
  await tell(seller);
  await send();
  expect(titles()).toEqual([]);
});

it('goes nowhere inside of the own network, neither when it is kept nor when it is sent', async () => {
  const device = { ...(await subscribe(tenant.as.seller)), id: 'x' };
  const ctx = await system();
  const shut: Context = { ...ctx, app: { ...ctx.app, outbound: outbound({ allowPrivate: false }) } };
  const message = { title: '甲', url: '/', tag: 't' };
  expect(await pushTo(shut, device, message, { keys: newVapidKeys() })).toEqual({ kind: 'gone' });
  expect(service.got).toEqual([]);
  for (const url of ['https://169.254.169.254/latest', 'https://10.0.0.8/x', 'https://push.internal/x'])
    expect(shut.app.outbound.check(url), url).toBe('private');
});

it('belongs to whoever used the browser last, and ends with the session', async () => {
  const { seller, outsider } = tenant.as;
  const browser = await subscribe(seller);
  ok(await outsider.post('/push-devices', { endpoint: browser.endpoint, p256dh: browser.p256dh, auth: browser.auth }));
  expect(await devices(seller)).toEqual([]);
  await tell(seller);
  await send();
  expect(titles()).toEqual([]);
  ok(await outsider.post('/auth/logout'));
  await tell(outsider);
  await send();
  expect(titles()).toEqual([]);
  await purgeDevices(await system());
  const { rows } = await app.app.owner.query(`select 1 from push_device where tenant_id = ${tenant.id}`);
  expect(rows).toEqual([]);
});
