import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { networkCheck, readNetworks } from './networks.ts';
import { createTenant, createUser } from './tenants.ts';
import { type Browser, type IdentityTest, identityTest, password } from './testing.ts';

describe('networks', () => {
  it('reads addresses and networks of both kinds, and names what is neither', () => {
    expect(readNetworks([' 203.0.113.7 ', '10.0.0.0/8', '2001:DB8::/32', '10.0.0.0/8'])).toEqual([
      '203.0.113.7/32',
      '10.0.0.0/8',
      '2001:db8::/32',
    ]);
    for (const bad of ['', '10.0.0.0/33', '10.0.0', 'a.cn', '::/129', '10.0.0.0/8/8', '10.0.0.0/-1', 'fe80::1%eth0', '10.0.0.0/ 8'])
      expect(() => readNetworks(['10.0.0.1', bad]), bad).toThrow('INVALID_VALUE');
  });

  it('knows what lies within, also by the long name of an IPv4 address', () => {
    const inside = networkCheck(['203.0.113.0/24', '2001:db8::/32']);
    const asked = ['203.0.113.9', '::ffff:203.0.113.9', '203.0.114.1', '2001:db8:1::5', '2001:db9::1', 'nonsense', ''];
    expect(asked.map((address) => inside?.(address))).toEqual([true, true, false, true, false, false, false]);
    expect(networkCheck([])).toBeUndefined();
  });
});

let t: IdentityTest;
let owner: Browser;
let roles: Record<string, string>;
let tenant: number;
beforeAll(async () => {
  t = await identityTest();
  ({ tenant } = await createTenant(t.app, { company: '华泵科技', name: '方哲', email: 'fang@huabeng.cn', password }));
  await createTenant(t.app, { company: '悦享食品', name: '贾佩琪', email: 'jia@yuexiang.cn', password });
  await createUser(t.app, { tenant, name: '李娜', email: 'lina@huabeng.cn', password });
  await createUser(t.app, { tenant, name: '管理员', email: 'admin@huabeng.cn', password, roles: ['admin'] });
  owner = t.browser('198.51.100.7');
  await owner.call('POST', '/auth/login', { email: 'fang@huabeng.cn', password });
  const { items } = (await owner.call('GET', '/roles')).body;
  roles = Object.fromEntries(items.map((role: { key: string; id: string }) => [role.key, role.id]));
});
afterAll(() => t?.close());

const set = (role: string, networks: string[], who = owner) => who.call('PUT', `/roles/${roles[role]}/networks`, { networks });

test('people of a role come in from its networks only, from the next request on', async () => {
  const office = t.browser('203.0.113.9');
  const home = t.browser('192.0.2.1');
  const login = (browser: Browser) => browser.call('POST', '/auth/login', { email: 'lina@huabeng.cn', password });
  expect([(await login(office)).status, (await login(home)).status]).toEqual([200, 200]);
  expect((await set('member', ['203.0.113.0/24', '2001:db8::/32'])).body).toEqual({ networks: ['203.0.113.0/24', '2001:db8::/32'] });
  expect((await office.call('GET', '/auth/me')).status).toBe(200);
  const refused = await home.call('GET', '/auth/me');
  expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
  expect(refused.body.title).toContain('192.0.2.1');
  expect((await login(t.browser('192.0.2.1'))).status).toBe(403);
  // with a wrong password nothing is learnt about networks
  const wrong = await t.browser('192.0.2.1').call('POST', '/auth/login', { email: 'lina@huabeng.cn', password: 'wrong horse 42' });
  expect(wrong.status).toBe(401);
  // a header says nothing where no proxy is trusted
  expect((await home.call('GET', '/auth/me', undefined, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403);
  expect((await login(t.browser('2001:db8::7'))).status).toBe(200);
  const { items } = (await owner.call('GET', '/roles')).body;
  expect(items.find((role: { key: string }) => role.key === 'member').networks).toEqual(['203.0.113.0/24', '2001:db8::/32']);
  expect((await set('member', [])).status).toBe(200);
  expect((await home.call('GET', '/auth/me')).status).toBe(200);
  expect(t.reports.at(-1)).toMatchObject({ event: 'role.networksChanged', tenant, data: { networks: '' } });
});

test('nobody shuts out themselves or the last owner, and only owners set the networks of owners', async () => {
  const refused = await set('owner', ['203.0.113.0/24']);
  expect([refused.status, refused.body.code]).toEqual([409, 'STATE']);
  expect(refused.body.title).toContain('198.51.100.7');
  expect((await set('owner', ['198.51.100.0/24'])).status).toBe(200);
  expect((await owner.call('GET', '/auth/me')).status).toBe(200);
  const admin = t.browser('203.0.113.5');
  await admin.call('POST', '/auth/login', { email: 'admin@huabeng.cn', password });
  expect((await set('owner', [], admin)).status).toBe(403);
  expect((await set('owner', [])).status).toBe(200);
  // a limited role beside it does not limit an owner
  const { user } = (await owner.call('GET', '/auth/me')).body;
  await owner.call('PUT', `/users/${user.id}/roles`, { roles: ['owner', 'member'] });
  expect((await set('member', ['203.0.113.0/24'], admin)).status).toBe(200);
  expect((await owner.call('GET', '/auth/me')).status).toBe(200);
  expect((await set('admin', ['10.0.0.0/8'], admin)).status).toBe(409);
  expect((await set('admin', ['nonsense'], admin)).body.errors[0].field).toBe('networks[0]');
});

test('wrong role, wrong company', async () => {
  await set('member', []);
  const member = await t.signedIn('lina@huabeng.cn');
  expect((await set('member', [], member)).status).toBe(403);
  expect((await set('member', [], await t.signedIn('jia@yuexiang.cn'))).status).toBe(404);
  expect((await owner.call('PUT', '/roles/nonsense/networks', { networks: [] })).status).toBe(404);
});
