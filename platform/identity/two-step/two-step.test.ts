import { generate } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../database/sql.ts';
import { globalQuery } from '../store.ts';
import { createTenant, createUser, type MadeTenant } from '../tenants.ts';
import { type Browser, type IdentityTest, identityTest, password } from '../testing.ts';

let t: IdentityTest;
let a: MadeTenant;
let b: MadeTenant;
let lina: { user: string; person: string };
let admin: Browser;
const minute = 60_000;
const mail = 'lina@huabeng.cn';

beforeAll(async () => {
  t = await identityTest();
  a = await createTenant(t.app, { company: '华泵科技', name: '方哲', email: 'fang@huabeng.cn', password });
  b = await createTenant(t.app, { company: '悦享食品', name: '贾佩琪', email: 'jia@yuexiang.cn', password });
  lina = await createUser(t.app, { tenant: a.tenant, name: '李娜', email: mail, password });
  admin = await t.signedIn('fang@huabeng.cn');
});
afterAll(() => t?.close());

const codeOf = (secret: string, stepsOff = 0) => generate({ secret, epoch: Math.floor(t.clock.now().getTime() / 1000) + stepsOff * 30 });
const wrong = '000000';
const login = (browser: Browser) => browser.call('POST', '/auth/login', { email: mail, password });

async function enrolled(): Promise<{ secret: string; codes: string[] }> {
  const browser = await t.signedIn(mail);
  const { secret } = (await browser.call('POST', '/auth/two-step/start')).body;
  const { codes } = (await browser.call('POST', '/auth/two-step/confirm', { code: await codeOf(secret) })).body;
  // the code just used counts no more
  t.clock.advance(minute);
  return { secret, codes };
}

async function secondStep(code: string, browser = t.browser()) {
  const { flow } = (await login(browser)).body;
  return browser.call('POST', '/auth/login/code', { flow, code });
}

async function off(): Promise<void> {
  await globalQuery(t.app, sql`delete from person_totp where person_id = ${lina.person}`);
}

test('a second step is switched on with a code, and the secret is kept sealed', async () => {
  const browser = await t.signedIn(mail);
  expect((await browser.call('GET', '/auth/security')).body).toEqual({
    own: true,
    hasPassword: true,
    twoStep: { since: null, codesLeft: 0, required: false },
    passkeys: [],
  });
  const { secret, uri } = (await browser.call('POST', '/auth/two-step/start')).body;
  expect(uri).toContain(`secret=${secret}`);
  expect(uri).toContain('otpauth://totp/');
  expect((await browser.call('POST', '/auth/two-step/confirm', { code: wrong })).body.errors[0].field).toBe('code');
  // not on until the code was right
  expect((await login(t.browser())).status).toBe(200);
  const { codes } = (await browser.call('POST', '/auth/two-step/confirm', { code: await codeOf(secret) })).body;
  expect(codes).toHaveLength(10);
  expect(new Set(codes).size).toBe(10);
  expect((await browser.call('POST', '/auth/two-step/start')).status).toBe(409);
  expect((await browser.call('GET', '/auth/security')).body.twoStep).toMatchObject({ codesLeft: 10, required: false });
  const [stored] = await globalQuery<{ secret: string }>(t.app, sql`select secret from person_totp where person_id = ${lina.person}`);
  expect(stored?.secret).toMatch(/^e1\./);
  expect(stored?.secret).not.toContain(secret);
  const hashes = await globalQuery<{ text: string }>(t.app, sql`select encode(code_hash, 'escape') as text from recovery_code`);
  for (const code of codes) expect(JSON.stringify(hashes)).not.toContain(code);
  expect(t.reports.at(-1)).toMatchObject({ event: 'twoStep.enabled', person: lina.person });
  await off();
});

test('after the password only the code opens, and the half session opens nothing else', async () => {
  const { secret } = await enrolled();
  const browser = t.browser();
  const half = await login(browser);
  expect([half.status, half.body]).toEqual([202, { step: 'code', flow: expect.any(String) }]);
  expect(browser.cookie).toBe('');
  browser.cookie = `huanke_session=${half.body.flow}`;
  expect((await browser.call('GET', '/auth/me')).status).toBe(401);
  browser.cookie = '';
  for (const path of ['/auth/login/enrol', '/auth/login/confirm'])
    expect((await browser.call('POST', path, { flow: half.body.flow, ...(path.endsWith('confirm') ? { code: wrong } : {}) })).status).toBe(
      401,
    );
  expect((await browser.call('POST', '/auth/login/code', { flow: half.body.flow, code: wrong })).status).toBe(422);
  const code = await codeOf(secret);
  const right = await browser.call('POST', '/auth/login/code', { flow: half.body.flow, code });
  expect([right.status, right.body.user.name]).toEqual([200, '李娜']);
  expect((await browser.call('GET', '/auth/me')).status).toBe(200);
  // neither the half session nor the code works twice
  expect((await browser.call('POST', '/auth/login/code', { flow: half.body.flow, code })).status).toBe(401);
  expect((await secondStep(code)).status).toBe(422);
  // a half session ends after ten minutes
  const late = (await login(browser)).body.flow;
  t.clock.advance(10 * minute);
  expect((await browser.call('POST', '/auth/login/code', { flow: late, code: await codeOf(secret) })).status).toBe(401);
  await off();
});

test('clocks may differ by one step, not by two; of two at once one comes in', async () => {
  const { secret } = await enrolled();
  for (const [steps, status] of [
    [-2, 422],
    [2, 422],
    [-1, 200],
    [1, 200],
  ] as const)
    expect((await secondStep(await codeOf(secret, steps))).status, `${steps}`).toBe(status);
  t.clock.advance(2 * minute);
  const code = await codeOf(secret);
  const both = await Promise.all([secondStep(code), secondStep(code)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
  await off();
});

test('a recovery code works once, in any spelling, and new ones replace the old', async () => {
  const { codes } = await enrolled();
  const [first = '', second = '', third = ''] = codes;
  const browser = t.browser();
  expect((await secondStep(first.toUpperCase().replace('-', ' '), browser)).status).toBe(200);
  expect(t.reports.map(({ event }) => event)).toContain('twoStep.codeUsed');
  expect((await secondStep(first)).status).toBe(422);
  expect((await browser.call('GET', '/auth/security')).body.twoStep.codesLeft).toBe(9);
  expect((await browser.call('POST', '/auth/two-step/codes', { password: 'wrong horse 42' })).body.errors[0].field).toBe('password');
  const fresh = (await browser.call('POST', '/auth/two-step/codes', { password })).body.codes;
  expect((await secondStep(second)).status).toBe(422);
  expect((await secondStep(fresh[0])).status).toBe(200);
  expect((await browser.call('POST', '/auth/two-step/off', { password: 'wrong horse 42' })).body.errors[0].field).toBe('password');
  expect((await browser.call('POST', '/auth/two-step/off', { password })).status).toBe(204);
  expect((await login(t.browser())).status).toBe(200);
  expect(third).not.toBe('');
});

test('six wrong codes lock the second step, however often the password is given', async () => {
  const { secret } = await enrolled();
  for (let i = 0; i < 6; i += 1) expect((await secondStep(wrong)).status).toBe(422);
  expect((await secondStep(await codeOf(secret))).status).toBe(422);
  const people = (await admin.call('GET', '/users')).body.items;
  expect(people.find((one: { id: string }) => one.id === lina.user).lockedUntil).not.toBeNull();
  t.clock.advance(14 * minute);
  expect((await secondStep(await codeOf(secret))).status).toBe(422);
  t.clock.advance(minute + 1);
  expect((await secondStep(await codeOf(secret))).status).toBe(200);
  await off();
});

test('a company can require it by role: who has none sets it up at the door', async () => {
  const { items: roles } = (await admin.call('GET', '/roles')).body;
  const roleId = (key: string) => roles.find((role: { key: string }) => role.key === key).id;
  const save = (body: unknown, who = admin) => who.call('PUT', '/sign-in-settings', { twoStep: body });
  expect((await save({ required: 'roles', roles: [] })).body.errors[0].field).toBe('roles');
  expect((await save({ required: 'roles', roles: ['nonsense'] })).status).toBe(422);
  expect((await save({ required: 'nobody', roles: [] }, await t.signedIn(mail))).status).toBe(403);
  expect((await save({ required: 'roles', roles: [roleId('member')] })).body.twoStep.required).toBe('roles');
  // owners are not asked, and neither is another company
  await t.signedIn('fang@huabeng.cn');
  await t.signedIn('jia@yuexiang.cn');
  const browser = t.browser();
  const half = await login(browser);
  expect([half.status, half.body.step]).toEqual([202, 'enrol']);
  const { flow } = half.body;
  const { secret } = (await browser.call('POST', '/auth/login/enrol', { flow })).body;
  expect((await browser.call('POST', '/auth/login/confirm', { flow, code: wrong })).status).toBe(422);
  expect(browser.cookie).toBe('');
  const done = await browser.call('POST', '/auth/login/confirm', { flow, code: await codeOf(secret) });
  expect([done.status, done.body.codes.length, done.body.session.user.name]).toEqual([200, 10, '李娜']);
  expect((await browser.call('POST', '/auth/two-step/off', { password })).status).toBe(409);
  expect((await login(t.browser())).body.step).toBe('code');
  expect((await save({ required: 'nobody', roles: [] })).status).toBe(200);
  expect((await browser.call('POST', '/auth/two-step/off', { password })).status).toBe(204);
});

test('administrators unlock and reset, owners only by owners, and nobody of another company', async () => {
  await enrolled();
  const path = (what: string) => `/users/${lina.user}/${what}`;
  const stranger = await t.signedIn('jia@yuexiang.cn');
  const colleague = await createUser(t.app, { tenant: a.tenant, name: '王强', email: 'wang@huabeng.cn', password });
  const member = await t.signedIn('wang@huabeng.cn');
  for (const what of ['unlock', 'two-step/reset']) {
    expect((await stranger.call('POST', path(what))).status).toBe(404);
    expect((await member.call('POST', path(what))).status).toBe(403);
  }
  await admin.call('PUT', `/users/${colleague.user}/roles`, { roles: ['admin'] });
  expect((await member.call('POST', `/users/${a.user}/two-step/reset`)).status).toBe(403);
  const inside = t.browser();
  await globalQuery(t.app, sql`delete from person_totp where person_id = ${lina.person}`);
  await login(inside);
  await globalQuery(
    t.app,
    sql`insert into person_totp (person_id, secret, confirmed_at, created_at) values (${lina.person}, 'x', ${t.clock.now()}, ${t.clock.now()})`,
  );
  expect((await member.call('POST', path('two-step/reset'))).status).toBe(204);
  expect((await inside.call('GET', '/auth/me')).status).toBe(401);
  expect((await login(t.browser())).status).toBe(200);
  expect(t.reports).toContainEqual({
    event: 'twoStep.reset',
    person: lina.person,
    tenant: a.tenant,
    user: colleague.user,
    target: lina.user,
  });
  for (let i = 0; i < 6; i += 1) await t.browser().call('POST', '/auth/login', { email: mail, password: 'wrong horse 42' });
  expect((await login(t.browser())).status).toBe(401);
  expect(t.reports.filter(({ event }) => event === 'account.locked')).toEqual([
    { event: 'account.locked', person: lina.person, data: { address: '127.0.0.1' } },
  ]);
  expect((await member.call('POST', path('unlock'))).status).toBe(204);
  expect((await login(t.browser())).status).toBe(200);
  expect(b.tenant).not.toBe(a.tenant);
});

test('who came by a link of an administrator changes nothing about signing in', async () => {
  const { link } = (await admin.call('POST', `/users/${lina.user}/sign-in-link`)).body;
  const browser = t.browser();
  expect((await browser.call('POST', `/auth/link/${link.split('/').at(-1)}`)).status).toBe(200);
  expect((await browser.call('GET', '/auth/security')).body.own).toBe(false);
  expect((await browser.call('POST', '/auth/two-step/start')).status).toBe(409);
  expect((await browser.call('POST', '/auth/passkeys/options')).status).toBe(409);
  expect((await t.browser().call('POST', '/auth/two-step/start')).status).toBe(401);
});

test('a browser not seen before is told of, the first one and known ones are not', async () => {
  await createUser(t.app, { tenant: a.tenant, name: '郑可欣', email: 'zheng@huabeng.cn', password });
  const news = () => t.reports.filter(({ event }) => event === 'device.added').length;
  const before = news();
  const sign = async (agent: string, address = '10.1.1.1', cookie = '') => {
    const browser = t.browser(address);
    const answer = await browser.call(
      'POST',
      '/auth/login',
      { email: 'zheng@huabeng.cn', password },
      { 'user-agent': agent, ...(cookie ? { cookie } : {}) },
    );
    return String(answer.headers['set-cookie']).match(/huanke_device=[^;]+/)?.[0] ?? '';
  };
  const cookie = await sign('Firefox on Windows');
  expect(news()).toBe(before);
  await sign('Firefox on Windows');
  await sign('Firefox on Windows', '10.9.9.9', cookie);
  expect(news()).toBe(before);
  await sign('Chrome on Android', '10.2.2.2');
  expect(news()).toBe(before + 1);
  expect(t.reports.findLast(({ event }) => event === 'device.added')?.data).toMatchObject({
    device: 'Chrome · Android',
    address: '10.2.2.2',
  });
});
