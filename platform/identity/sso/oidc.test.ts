import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from '../../database/sql.ts';
import { globalQuery } from '../store.ts';
import { createTenant, createUser, type MadeTenant } from '../tenants.ts';
import { type Browser, type IdentityTest, identityTest, password } from '../testing.ts';
import { type TestProvider, testProvider } from './test-provider.ts';

const host = 'crm.huabeng.cn';
let t: IdentityTest;
let provider: TestProvider;
let a: MadeTenant;
let b: MadeTenant;
let owner: Browser;

beforeAll(async () => {
  t = await identityTest({ allowPrivate: true });
  provider = await testProvider(`http://${host}/api/v1/auth/oidc/callback`);
  a = await createTenant(t.app, { company: '华泵科技', name: '方哲', email: 'fang@huabeng.cn', password });
  b = await createTenant(t.app, { company: '悦享食品', name: '贾佩琪', email: 'jia@yuexiang.cn', password });
  owner = await t.signedIn('fang@huabeng.cn');
  expect((await save()).status).toBe(200);
});
afterAll(async () => {
  await t?.close();
  await provider?.close();
});
beforeEach(() => {
  provider.tamper = undefined;
});

function save(changes: object = {}, who = owner) {
  const { issuer, clientId, secret } = provider;
  return who.call('PUT', '/sso/oidc', { enabled: true, issuer, clientId, secret, domains: ['huabeng.cn'], createUsers: true, ...changes });
}

/** A browser with all its cookies, as far as signing in needs. */
function visitor() {
  const jar = new Map<string, string>();
  const get = async (url: string) => {
    const answer = await t.server.inject({
      method: 'GET',
      url,
      headers: { host, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const { name, value } of answer.cookies) jar.set(name, value);
    return {
      status: answer.statusCode,
      location: String(answer.headers['location'] ?? ''),
      body: answer.payload ? JSON.parse(answer.payload) : undefined,
    };
  };
  return { jar, get };
}

/** From the sign-in page to the provider and back. */
async function enter(tenant: number, change: (back: URL) => void = () => undefined, next = '/o/account') {
  const browser = visitor();
  const away = await browser.get(`/api/v1/auth/sso/${tenant}/oidc?next=${encodeURIComponent(next)}`);
  const back = await provider.visit(away.location);
  change(back);
  const arrived = await browser.get(back.pathname + back.search);
  return { browser, away, back, arrived };
}

const me = async (browser: ReturnType<typeof visitor>) => (await browser.get('/api/v1/auth/me')).body;

test('somebody new comes in, is made with the default role, and is known by the subject afterwards', async () => {
  provider.account = { sub: 'u-lina', email: 'LiNa@huabeng.cn', email_verified: true, name: '李娜' };
  const { away, browser, arrived } = await enter(a.tenant);
  const asked = new URL(away.location).searchParams;
  expect([asked.get('response_type'), asked.get('code_challenge_method')]).toEqual(['code', 'S256']);
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)?.length, name).toBeGreaterThan(20);
  expect(arrived).toMatchObject({ status: 303, location: '/o/account' });
  expect((await me(browser)).user).toMatchObject({ name: '李娜', email: 'lina@huabeng.cn', roles: ['member'] });
  expect(t.reports).toContainEqual(expect.objectContaining({ event: 'sso.linked', tenant: a.tenant }));
  // the e-mail has changed at the provider: still the same person
  provider.account = { sub: 'u-lina', email: 'li.na.new@huabeng.cn', email_verified: true, name: '李娜' };
  expect((await me((await enter(a.tenant)).browser)).user.email).toBe('lina@huabeng.cn');
  const [count] = await globalQuery<{ count: number }>(
    t.app,
    sql`select count(*)::int as count from membership where tenant_id = ${a.tenant}`,
  );
  expect(count?.count).toBe(2);
});

test('a provider speaks for its company only: no other company, no change of how the person signs in', async () => {
  await createUser(t.app, { tenant: b.tenant, name: '王强', email: 'wang@huabeng.cn', password });
  provider.account = { sub: 'u-wang', email: 'wang@huabeng.cn', email_verified: true, name: '王强' };
  const { browser } = await enter(a.tenant);
  const session = await me(browser);
  expect(session.tenants.map((tenant: { id: number }) => tenant.id)).toEqual([a.tenant]);
  const inside = t.browser();
  inside.cookie = `huanke_session=${browser.jar.get('huanke_session')}`;
  expect((await inside.call('POST', '/auth/switch', { tenant: b.tenant })).status).toBe(404);
  expect((await inside.call('POST', '/auth/two-step/start')).status).toBe(409);
  expect((await inside.call('POST', '/auth/passkeys/options')).status).toBe(409);
  provider.account = { sub: 'u-lina', email: 'lina@huabeng.cn', email_verified: true };
  inside.cookie = `huanke_session=${(await enter(a.tenant)).browser.jar.get('huanke_session')}`;
  expect((await inside.call('POST', '/auth/password', { new: 'a fine horse 77' })).status).toBe(409);
});

test('who was invited or is a member is linked by a verified e-mail, and by no other', async () => {
  await createUser(t.app, { tenant: a.tenant, name: '郑可欣', email: 'zheng@huabeng.cn', password });
  const { user } = (await owner.call('POST', '/users/invite', { name: '沈佳宁', email: 'shen@huabeng.cn' })).body;
  const refusals: [object, string][] = [
    [{ email: 'zheng@huabeng.cn', email_verified: false }, 'unverified'],
    [{ email: 'zheng@huabeng.cn' }, 'unverified'],
    [{ email_verified: true }, 'unverified'],
    [{ email: 'nonsense', email_verified: true }, 'unverified'],
    [{ email: 'zheng@evil.example', email_verified: true }, 'domain'],
    [{ email: 'zheng@sub.huabeng.cn', email_verified: true }, 'domain'],
  ];
  for (const [claims, problem] of refusals) {
    provider.account = { sub: `u-${JSON.stringify(claims).length}-${problem}`, name: '某人', ...claims };
    const { arrived, browser } = await enter(a.tenant);
    expect(arrived, JSON.stringify(claims)).toMatchObject({ status: 303, location: `/sign-in?problem=${problem}` });
    expect(browser.jar.get('huanke_session') ?? '').toBe('');
  }
  provider.account = { sub: 'u-zheng', email: 'zheng@huabeng.cn', email_verified: true, name: '另一个名字' };
  expect((await me((await enter(a.tenant)).browser)).user.name).toBe('郑可欣');
  provider.account = { sub: 'u-shen', email: 'shen@huabeng.cn', email_verified: true };
  expect((await me((await enter(a.tenant)).browser)).user.id).toBe(user.id);
});

test('a deactivated person stays out, and nobody is made where the company does not want it', async () => {
  provider.account = { sub: 'u-lina', email: 'lina@huabeng.cn', email_verified: true };
  const { id } = (await me((await enter(a.tenant)).browser)).user;
  await owner.call('POST', `/users/${id}/deactivate`);
  expect((await enter(a.tenant)).arrived.location).toBe('/sign-in?problem=inactive');
  provider.account = { sub: 'u-lina-2', email: 'lina@huabeng.cn', email_verified: true };
  expect((await enter(a.tenant)).arrived.location).toBe('/sign-in?problem=inactive');
  await owner.call('POST', `/users/${id}/activate`);
  await save({ createUsers: false });
  provider.account = { sub: 'u-new', email: 'new@huabeng.cn', email_verified: true };
  expect((await enter(a.tenant)).arrived.location).toBe('/sign-in?problem=noAccount');
  await save();
});

test('a wrong state, nonce, audience, issuer or time, a stranger browser and a used answer are refused', async () => {
  provider.account = { sub: 'u-lina', email: 'lina@huabeng.cn', email_verified: true };
  const failed = { status: 303, location: '/sign-in?problem=failed' };
  expect((await enter(a.tenant, (back) => back.searchParams.set('state', 'x'.repeat(43)))).arrived).toMatchObject(failed);
  const hour = 3600;
  const now = Math.floor(Date.now() / 1000);
  for (const tamper of [
    (claims: Record<string, unknown>) => Object.assign(claims, { nonce: 'another' }),
    (claims: Record<string, unknown>) => Object.assign(claims, { aud: 'somebody else' }),
    (claims: Record<string, unknown>) => Object.assign(claims, { iss: 'https://evil.example' }),
    (claims: Record<string, unknown>) => Object.assign(claims, { iat: now - 2 * hour, exp: now - hour }),
  ]) {
    provider.tamper = tamper;
    expect((await enter(a.tenant)).arrived, String(tamper)).toMatchObject(failed);
  }
  provider.tamper = () => undefined;
  const good = await enter(a.tenant);
  expect(good.arrived.location).toBe('/o/account');
  // the answer again, in the same browser and in one that never asked
  expect(await good.browser.get(good.back.pathname + good.back.search)).toMatchObject(failed);
  const other = visitor();
  const away = await other.get(`/api/v1/auth/sso/${a.tenant}/oidc`);
  const back = await provider.visit(away.location);
  expect(await visitor().get(back.pathname + back.search)).toMatchObject(failed);
  expect(await other.get('/api/v1/auth/oidc/callback?error=access_denied')).toMatchObject(failed);
  // a late one
  const late = visitor();
  const lateBack = await provider.visit((await late.get(`/api/v1/auth/sso/${a.tenant}/oidc`)).location);
  t.clock.advance(11 * 60_000);
  expect(await late.get(lateBack.pathname + lateBack.search)).toMatchObject(failed);
});

test('one goes back to a page of the product only', async () => {
  provider.account = { sub: 'u-zheng', email: 'zheng@huabeng.cn', email_verified: true };
  for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
    expect((await enter(a.tenant, () => undefined, next)).arrived.location, next).toBe('/');
});

test('a company without it, switched off, or foreign: nothing is begun and nothing learnt', async () => {
  for (const tenant of [b.tenant, 999_999]) {
    const away = await visitor().get(`/api/v1/auth/sso/${tenant}/oidc`);
    expect(away).toMatchObject({ status: 303, location: '/sign-in?problem=off' });
  }
  const browser = visitor();
  const away = await browser.get(`/api/v1/auth/sso/${a.tenant}/oidc`);
  const back = await provider.visit(away.location);
  await save({ enabled: false });
  expect((await browser.get(back.pathname + back.search)).location).toBe('/sign-in?problem=off');
  expect((await visitor().get('/api/v1/auth/sso?email=x@huabeng.cn')).body.items).toEqual([]);
  await save();
  const found = { items: [{ tenant: a.tenant, company: '华泵科技', kind: 'oidc', start: `/api/v1/auth/sso/${a.tenant}/oidc` }] };
  // known or not, the address is not looked at
  for (const query of ['email=lina@huabeng.cn', 'email=nobody@HUABENG.cn', `company=${a.tenant}`])
    expect((await visitor().get(`/api/v1/auth/sso?${query}`)).body).toEqual(found);
  for (const query of ['email=jia@yuexiang.cn', 'email=', `company=${b.tenant}`, 'company=x', ''])
    expect((await visitor().get(`/api/v1/auth/sso?${query}`)).body).toEqual({ items: [] });
});

test('settings are an administrator matter, name what is wrong, and never show the secret', async () => {
  const member = await t.signedIn('zheng@huabeng.cn');
  expect((await save({}, member)).status).toBe(403);
  expect((await member.call('GET', '/sso')).status).toBe(403);
  const stranger = await t.signedIn('jia@yuexiang.cn');
  expect((await stranger.call('GET', '/sso')).body.items).toEqual([]);
  const { items: roles } = (await owner.call('GET', '/roles')).body;
  const admin = roles.find((role: { key: string }) => role.key === 'admin').id;
  const cases: [object, string][] = [
    [{ issuer: '' }, 'issuer'],
    [{ issuer: 'ftp://x.cn' }, 'issuer'],
    [{ issuer: 'http://127.0.0.1:1' }, 'issuer'],
    [{ clientId: ' ' }, 'clientId'],
    [{ domains: ['huabeng.cn', 'no domain'] }, 'domains[1]'],
    [{ role: admin }, 'role'],
    [{ role: 'nothing' }, 'role[0]'],
    [{ department: 'nothing' }, 'department'],
  ];
  for (const [changes, field] of cases) {
    const answer = await save(changes);
    expect([answer.status, answer.body.errors?.[0]?.field], JSON.stringify(changes)).toEqual([422, field]);
  }
  const { body } = await owner.call('GET', '/sso');
  expect(body.items[0]).toMatchObject({ kind: 'oidc', enabled: true, hasSecret: true });
  expect(JSON.stringify(body)).not.toContain(provider.secret);
  // not given again, it stays
  expect((await save({ secret: undefined })).body.hasSecret).toBe(true);
  provider.account = { sub: 'u-zheng', email: 'zheng@huabeng.cn', email_verified: true };
  expect((await enter(a.tenant)).arrived.location).toBe('/o/account');
  const [stored] = await t.app.database.read(a.tenant, (connection) =>
    connection.query<{ secret: string }>(sql`select secret from sso_connection where tenant_id = ${a.tenant}`),
  );
  expect(stored?.secret).toMatch(/^e1\./);
  expect((await owner.call('DELETE', '/sso/oidc')).status).toBe(204);
  expect((await owner.call('GET', '/sso')).body.items).toEqual([]);
  await save();
});
