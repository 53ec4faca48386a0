import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTenant, createUser } from '../tenants.ts';
import { type Browser, type IdentityTest, identityTest, password } from '../testing.ts';
import { type TestKey, type TestSite, testKey } from './test-key.ts';

let t: IdentityTest;
let tenant: number;
let browser: Browser;
const mail = 'lina@huabeng.cn';
const site: TestSite = { origin: 'https://crm.huabeng.cn:8443', rpId: 'crm.huabeng.cn' };
const headers = { host: 'crm.huabeng.cn:8443' };

beforeAll(async () => {
  t = await identityTest();
  ({ tenant } = await createTenant(t.app, { company: '华泵科技', name: '方哲', email: 'fang@huabeng.cn', password }));
  await createUser(t.app, { tenant, name: '李娜', email: mail, password });
  browser = await t.signedIn(mail);
});
afterAll(() => t?.close());

async function add(key: TestKey, name: string, at: TestSite = site, who = browser) {
  const { flow, options } = (await who.call('POST', '/auth/passkeys/options', undefined, headers)).body;
  return who.call('POST', '/auth/passkeys', { flow, name, response: key.register(options, at) }, headers);
}

async function enter(key: TestKey, at: TestSite = site, change: (response: object) => object = (response) => response) {
  const who = t.browser();
  const { flow, options } = (await who.call('POST', '/auth/passkey/options', undefined, headers)).body;
  const answer = await who.call('POST', '/auth/passkey', { flow, response: change(key.assert(options, at)) }, headers);
  return { answer, who, flow, options };
}

test('several passkeys are kept by name, sign in without a password, and are removed', async () => {
  const [phone, laptop] = [testKey(), testKey()];
  const options = (await browser.call('POST', '/auth/passkeys/options', undefined, headers)).body.options;
  expect(options.rp.id).toBe('crm.huabeng.cn');
  expect(options.authenticatorSelection).toMatchObject({ residentKey: 'required', userVerification: 'required' });
  expect((await add(phone, ' 我的手机 ')).body.items.map((item: { name: string }) => item.name)).toEqual(['我的手机']);
  t.clock.advance(1000);
  expect((await add(laptop, '公司电脑')).status).toBe(201);
  expect((await add(testKey(), ' ')).body.errors[0].field).toBe('name');
  expect((await add(phone, '又一次')).status).toBe(409);
  expect(t.reports).toContainEqual(expect.objectContaining({ event: 'passkey.added', data: { name: '我的手机' } }));

  const { answer, who } = await enter(phone);
  expect([answer.status, answer.body.user.name]).toEqual([200, '李娜']);
  t.clock.advance(1000);
  expect((await who.call('GET', '/auth/security')).body).toMatchObject({
    own: true,
    passkeys: [{ lastUsedAt: expect.any(String) }, { lastUsedAt: null }],
  });
  const stranger = await t.signedIn('fang@huabeng.cn');
  expect((await stranger.call('DELETE', `/auth/passkeys/${phone.id}`)).status).toBe(404);
  expect((await who.call('DELETE', `/auth/passkeys/${phone.id}`)).status).toBe(204);
  expect((await enter(phone)).answer.status).toBe(401);
  expect((await enter(laptop)).answer.status).toBe(200);
});

test('what is asked for tells nothing about who there is', async () => {
  const { options } = (await t.browser().call('POST', '/auth/passkey/options', undefined, headers)).body;
  expect(options.allowCredentials ?? []).toEqual([]);
  expect((await t.browser().call('POST', '/auth/passkey/options', { email: mail }, headers)).status).toBe(200);
});

test('a foreign site, an unverified person, an old challenge, a copied key and a stranger key are refused alike', async () => {
  const key = testKey();
  await add(key, '测试');
  for (const bad of [
    { ...site, origin: 'https://evil.example' },
    { ...site, rpId: 'evil.example' },
    { ...site, verified: false },
  ]) {
    expect((await enter(key, bad)).answer.status).toBe(401);
    expect((await add(testKey(), '不行', bad)).status).toBe(401);
  }
  const used = await enter(key);
  expect(used.answer.status).toBe(200);
  const again = await t.browser().call('POST', '/auth/passkey', { flow: used.flow, response: key.assert(used.options, site) }, headers);
  expect(again.status).toBe(401);
  expect((await enter(testKey())).answer.body.code).toBe('UNAUTHENTICATED');
  expect((await enter(key, site, () => ({ id: key.id }))).answer.status).toBe(401);
  // a copy whose counter is behind
  key.counter -= 3;
  expect((await enter(key)).answer.status).toBe(401);
  key.counter += 10;
  expect((await enter(key)).answer.status).toBe(200);
  const { flow, options } = (await browser.call('POST', '/auth/passkeys/options', undefined, headers)).body;
  t.clock.advance(10 * 60_000);
  const late = await browser.call('POST', '/auth/passkeys', { flow, name: '太晚', response: testKey().register(options, site) }, headers);
  expect(late.status).toBe(401);
});

test('a challenge made for one person keeps no key for another', async () => {
  const other = await t.signedIn('fang@huabeng.cn');
  const { flow, options } = (await browser.call('POST', '/auth/passkeys/options', undefined, headers)).body;
  const answer = await other.call('POST', '/auth/passkeys', { flow, name: '别人的', response: testKey().register(options, site) }, headers);
  expect(answer.status).toBe(401);
});
