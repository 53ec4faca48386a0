import { crc32 } from 'node:zlib';
import { type Client, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testClock } from '../kernel/index.ts';
import { purgeCredentials } from './jobs.ts';

const clock = testClock('2026-03-01T08:00:00Z');
let t: TestApp;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testApp({ clock });
  [a, b] = [await t.tenant(), await t.tenant()];
});
afterAll(() => t.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const tokenOf = async (who: Client, scopes: string[], more: object = {}) =>
  (await who.post('/api-tokens', { name: '同步', scopes, ...more })).body as { id: string; token: string };

it('shows a token once, in a form that leak scanners know', async () => {
  const made = await a.as.seller.post('/api-tokens', { name: ' 数据 同步 ', scopes: ['account.read', 'account.read'] });
  expect(made).toMatchObject({ status: 201, body: { name: '数据 同步', scopes: ['account.read'], expiresAt: null, lastUsedAt: null } });
  expect(made.headers['cache-control']).toBe('no-store');
  const { token, id, hint } = made.body;
  expect(token).toMatch(/^hk_pat_[0-9A-Za-z]{44}$/);
  // the checksum by hand: base 62 of the CRC-32 of everything before it
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let sum = '';
  for (let rest = crc32(token.slice(0, -6)); sum.length < 6; rest = Math.floor(rest / 62)) sum = `${digits[rest % 62]}${sum}`;
  expect([token.slice(-6), token.slice(-4)]).toEqual([sum, hint]);
  const listed = await a.as.seller.get('/api-tokens');
  expect(listed.body.items.map((one: { id: string }) => one.id)).toContain(id);
  expect(listed.text).not.toContain(token);
  const { rows } = await t.runtime.app.owner.query('select * from api_token where id = $1', [id]);
  expect(JSON.stringify(rows)).not.toContain(token);
});

it('opens what its scopes and its person both allow, and nothing more', async () => {
  const own = (await a.as.seller.post('/records/account', { name: '我的客户' })).body;
  const foreign = (await a.as.outsider.post('/records/account', { name: '别部门的客户' })).body;
  const { token } = await tokenOf(a.as.seller, ['account.read', 'settings.manage']);
  const call = bearer(token);
  expect((await t.anonymous.get(`/records/account/${own.id}`, call)).body).toMatchObject({ name: '我的客户' });
  expect((await t.anonymous.get(`/records/account/${foreign.id}`, call)).status).toBe(404);
  expect((await t.anonymous.patch(`/records/account/${own.id}`, { name: '改' }, call)).status).toBe(403);
  expect((await t.anonymous.post('/records/contact/query', {}, call)).status).toBe(404);
  expect((await t.anonymous.get('/meta/objects', call)).body.items?.map((one: { name: string }) => one.name) ?? ['account']).toEqual([
    'account',
  ]);
  expect(
    (await t.anonymous.get('/search?q=%E5%AE%A2%E6%88%B7', call)).body.groups.map((group: { object: string }) => group.object),
  ).toEqual(['account']);
  // a scope the person does not hold opens nothing
  expect((await t.anonymous.patch('/settings', { name: '改名' }, call)).status).toBe(403);
  const owner = await tokenOf(a.as.owner, ['*.read', 'roles.manage']);
  expect((await t.anonymous.patch('/settings', { name: '改名' }, bearer(owner.token))).status).toBe(403);
  // what may be given away by a key is what the key has
  expect((await t.anonymous.post('/roles', { name: '全权', permissions: ['*'] }, bearer(owner.token))).status).toBe(403);
  expect((await t.anonymous.post('/roles', { name: '读', permissions: ['lead.read'] }, bearer(owner.token))).status).toBe(201);
});

it('runs actions by their own scope, and says api in the history whatever the request claims', async () => {
  const lead = (await a.as.seller.post('/records/lead', { name: '周工', company: '远大机电', wechat: 'wx_1023' })).body;
  const at = `/records/lead/${lead.id}/actions/convert`;
  const narrow = await tokenOf(a.as.seller, ['*.read', '*.edit', '*.create']);
  expect((await t.anonymous.post(at, { input: {} }, bearer(narrow.token))).status).toBe(403);
  const wide = await tokenOf(a.as.seller, ['lead.*', 'account.*', 'contact.*', 'opportunity.*']);
  expect(
    (
      await t.anonymous.post(
        at,
        { input: { opportunityName: '循环水', closeOn: '2030-06-30', amount: '1' } },
        { ...bearer(wide.token), 'x-huanke-channel': 'web' },
      )
    ).status,
  ).toBe(200);
  const history = await a.as.seller.get(`/records/lead/${lead.id}/history`);
  expect(history.body.items[0]).toMatchObject({ channel: 'api', by: { id: a.as.seller.user } });
});

it('needs no CSRF header, ignores cookies, and is refused where a session is meant', async () => {
  const { token } = await tokenOf(a.as.seller, ['account.create', 'account.read']);
  const name = `跨站${crypto.randomUUID()}`;
  const foreign = { ...bearer(token), origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
  expect((await t.anonymous.post('/records/account', { name }, foreign)).status).toBe(201);
  expect((await a.as.seller.post('/records/account', { name }, { origin: 'https://elsewhere.example' })).status).toBe(403);
  // the owner's cookie beside a worthless token, and beside a narrow one
  const wrong = await a.as.owner.get('/settings', bearer(token.slice(0, -1) + (token.endsWith('x') ? 'y' : 'x')));
  expect(wrong).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  expect(wrong.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  expect((await a.as.owner.patch('/settings', { name: '改名' }, bearer(token))).status).toBe(403);
  expect((await a.as.owner.get('/auth/sessions', bearer(token))).status).toBe(401);
  // keys do not make keys
  expect((await t.anonymous.post('/api-tokens', { name: '更多', scopes: ['*'] }, bearer(token))).status).toBe(403);
});

it('tells who it is', async () => {
  const { token, id } = await tokenOf(a.as.seller, ['account.read'], { expiresAt: '2026-04-01T00:00:00Z' });
  expect((await t.anonymous.get('/api-tokens/current', bearer(token))).body).toEqual({
    kind: 'token',
    id,
    name: '同步',
    scopes: ['account.read'],
    expiresAt: '2026-04-01T00:00:00.000Z',
    user: { id: a.as.seller.user, title: expect.any(String) },
    tenant: { id: a.id, name: a.name },
  });
});

it('follows its person: rights change at once, and a deactivated person is nobody', async () => {
  const { token } = await tokenOf(a.as.colleague, ['*']);
  const read = () => t.anonymous.post('/records/account/query', {}, bearer(token));
  expect((await read()).status).toBe(200);
  await a.as.owner.put(`/users/${a.as.colleague.user}/roles`, { roles: ['portal'] });
  expect((await read()).status).toBe(404);
  await a.as.owner.put(`/users/${a.as.colleague.user}/roles`, { roles: ['member'] });
  expect((await read()).status).toBe(200);
  await a.as.owner.post(`/users/${a.as.colleague.user}/deactivate`);
  expect((await read()).status).toBe(401);
  await a.as.owner.post(`/users/${a.as.colleague.user}/activate`);
});

it('works from the networks of its person only', async () => {
  const { id } = (await a.as.owner.post('/roles', { name: '内网', permissions: ['*.read', 'apiTokens.create'] })).body;
  await a.as.owner.put(`/users/${a.as.outsider.user}/roles`, { roles: [id] });
  const { token } = await tokenOf(a.as.outsider, ['account.read']);
  const read = () => t.anonymous.post('/records/account/query', {}, bearer(token)).then(({ status }) => status);
  expect(await read()).toBe(200);
  expect((await a.as.owner.put(`/roles/${id}/networks`, { networks: ['10.0.0.0/8'] })).status).toBeLessThan(300);
  expect(await read()).toBe(403);
  await a.as.owner.put(`/users/${a.as.outsider.user}/roles`, { roles: ['member'] });
  expect(await read()).toBe(200);
});

it('ends by the clock, by its person, by an administrator, and by nobody else', async () => {
  const short = await tokenOf(a.as.seller, ['account.read'], { expiresAt: '2026-03-02T00:00:00Z' });
  const long = await tokenOf(a.as.seller, ['account.read']);
  const read = (token: string) => t.anonymous.post('/records/account/query', {}, bearer(token)).then(({ status }) => status);
  expect([await read(short.token), await read(long.token)]).toEqual([200, 200]);
  clock.set('2026-03-02T00:00:00Z');
  expect([await read(short.token), await read(long.token)]).toEqual([401, 200]);
  for (const [who, status] of [
    [a.as.manager, 404],
    [b.as.owner, 404],
    [a.as.admin, 204],
  ] as const)
    expect((await who.delete(`/api-tokens/${long.id}`)).status).toBe(status);
  expect(await read(long.token)).toBe(401);
  expect((await a.as.seller.get('/api-tokens?of=all')).status).toBe(403);
  expect(
    (await a.as.admin.get('/api-tokens?of=all')).body.items.some((one: { user: { id: string } }) => one.user.id === a.as.seller.user),
  ).toBe(true);
  const others = (await b.as.owner.get('/api-tokens?of=all')).body.items;
  expect(others).toEqual([]);
});

it('writes down its last use at most once a minute', async () => {
  const { token, id } = await tokenOf(a.as.seller, ['account.read']);
  const last = async () => (await a.as.seller.get('/api-tokens')).body.items.find((one: { id: string }) => one.id === id).lastUsedAt;
  const use = () => t.anonymous.post('/records/account/query', {}, bearer(token));
  const first = clock.now().toISOString();
  await use();
  expect(await last()).toBe(first);
  clock.advance(59_000);
  await use();
  expect(await last()).toBe(first);
  clock.advance(2_000);
  await use();
  expect(await last()).toBe(clock.now().toISOString());
});

it('refuses what cannot be a token, naming the field', async () => {
  const refused = async (body: object, who = a.as.seller) => {
    const { status, body: answer } = await who.post('/api-tokens', body);
    return [status, answer.errors?.[0]?.field];
  };
  expect(await refused({ name: ' ', scopes: ['account.read'] })).toEqual([422, 'name']);
  expect(await refused({ name: 'x', scopes: [] })).toEqual([422, 'scopes']);
  expect(await refused({ name: 'x', scopes: ['account.read', 'nothing.read'] })).toEqual([422, 'scopes[1]']);
  expect(await refused({ name: 'x', scopes: ['account read'] })).toEqual([422, 'scopes[0]']);
  expect(await refused({ name: 'x', scopes: ['account.read'], expiresAt: '2020-01-01T00:00:00Z' })).toEqual([422, 'expiresAt']);
  expect(await refused({ name: 'x', scopes: ['account.read'], expiresAt: 'morgen' })).toEqual([422, 'expiresAt']);
  await a.as.owner.put(`/users/${a.as.outsider.user}/roles`, { roles: ['portal'] });
  expect(await refused({ name: 'x', scopes: ['account.read'] }, a.as.outsider)).toEqual([403, undefined]);
  await a.as.owner.put(`/users/${a.as.outsider.user}/roles`, { roles: ['member'] });
});

it('forgets what ended long ago', async () => {
  const { id } = await tokenOf(a.as.seller, ['account.read']);
  await a.as.seller.delete(`/api-tokens/${id}`);
  const there = async () => (await t.runtime.app.owner.query('select 1 from api_token where id = $1', [id])).rows.length;
  const run = () => purgeCredentials.run({ app: t.app, signal: new AbortController().signal, contextFor: t.app.contextFor }, undefined);
  await run();
  expect(await there()).toBe(1);
  clock.advance(31 * 86_400_000);
  await run();
  expect(await there()).toBe(0);
});
