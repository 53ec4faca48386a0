import { afterAll, beforeAll, expect, test } from 'vitest';
import signInMobiles from '../database/migrations/0085-sign-in-mobiles.ts';
import { sql } from '../database/sql.ts';
import { globalQuery } from './store.ts';
import { createTenant, createUser, listTenants, resumeTenant, setPassword, suspendTenant } from './tenants.ts';
import { type IdentityTest, identityTest, password } from './testing.ts';

let t: IdentityTest;
beforeAll(async () => {
  // behind one proxy, which speaks TLS
  t = await identityTest({ proxies: 1 });
});
afterAll(() => t?.close());

const minute = 60_000;
const day = 24 * 60 * minute;

test('signing up makes a company, its owner and a session', async () => {
  const browser = t.browser();
  const made = await browser.call(
    'POST',
    '/auth/signup',
    { company: '  华泵科技 ', name: '方哲', email: 'Fang@HuaBeng.cn ', password },
    { 'user-agent': 'Firefox' },
  );
  expect(made.status).toBe(201);
  expect(made.body.user).toMatchObject({ name: '方哲', email: 'fang@huabeng.cn', roles: ['owner'], department: null, home: 'manager' });
  expect(made.body.tenant).toMatchObject({
    name: '华泵科技',
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    language: 'zh-CN',
    weekStart: 1,
    fiscalYearStart: 1,
    logo: null,
  });
  expect(made.body.tenants).toEqual([{ id: made.body.tenant.id, name: '华泵科技' }]);
  expect(made.body.permissions).toEqual(expect.arrayContaining(['*', 'thing.read', 'settings.manage', 'user.create']));
  const header = String(made.headers['set-cookie']);
  expect(header).toContain('HttpOnly');
  expect(header).toContain('SameSite=Lax');
  expect(header).toContain('Path=/');
  expect(header).not.toContain('Secure');
  expect((await browser.call('GET', '/auth/me')).body).toEqual(made.body);
  const [summary] = await listTenants(t.app);
  expect(summary).toMatchObject({ name: '华泵科技', status: 'active', members: 1 });
});

test('signing up names what is wrong', async () => {
  const browser = t.browser();
  const good = { company: '悦享食品', name: '贾佩琪', email: 'jia@yuexiang.cn', password };
  const cases: [object, number, string, string][] = [
    [{ ...good, password: 'short' }, 422, 'INVALID_VALUE', 'password'],
    [{ ...good, password: 'jia@yuexiang.cn' }, 422, 'INVALID_VALUE', 'password'],
    [{ ...good, password: 'aaaaaaaaaa' }, 422, 'INVALID_VALUE', 'password'],
    [{ ...good, email: 'jia@' }, 422, 'INVALID_VALUE', 'email'],
    [{ ...good, email: ' ' }, 422, 'REQUIRED', 'email'],
    [{ ...good, company: ' ' }, 422, 'REQUIRED', 'company'],
    [{ ...good, name: '长'.repeat(81) }, 422, 'TOO_LONG', 'name'],
    [{ ...good, email: 7 }, 400, 'WRONG_TYPE', 'email'],
    [{ ...good, surprise: 1 }, 400, 'UNKNOWN_FIELD', 'surprise'],
    [{ company: '悦享食品' }, 422, 'REQUIRED', 'name'],
    [{ ...good, email: 'fang@huabeng.cn', password: 'not the one 42' }, 409, 'DUPLICATE', 'email'],
  ];
  for (const [body, status, code, field] of cases) {
    const answer = await browser.call('POST', '/auth/signup', body);
    expect([answer.status, answer.body.code, answer.body.errors[0]?.field], JSON.stringify(body)).toEqual([status, code, field]);
  }
  expect(browser.cookie).toBe('');
  expect(await globalQuery(t.app, sql`select 1 from tenant where name = '悦享食品'`)).toEqual([]);
});

test('a wrong password and an unknown person get the same answer', async () => {
  const browser = t.browser('10.0.0.1');
  const wrong = await browser.call('POST', '/auth/login', { email: 'fang@huabeng.cn', password: 'wrong horse 42' });
  const unknown = await browser.call('POST', '/auth/login', { email: 'nobody@huabeng.cn', password: 'wrong horse 42' });
  expect(wrong.status).toBe(401);
  const { traceId: a, ...wrongBody } = wrong.body;
  const { traceId: b, ...unknownBody } = unknown.body;
  expect(a).not.toBe(b);
  expect(unknownBody).toEqual(wrongBody);
  expect(wrongBody.code).toBe('UNAUTHENTICATED');
  expect((await browser.call('GET', '/auth/me')).status).toBe(401);
  expect((await browser.call('POST', '/auth/login', { email: ' FANG@huabeng.CN', password })).status).toBe(200);
});

test('an unknown person and a locked one are refused in the time a wrong password takes', async () => {
  await createUser(t.app, { tenant: 1, name: '沈佳宁', email: 'shen@huabeng.cn', password });
  const browser = t.browser('10.0.0.9');
  const times = { known: [] as number[], unknown: [] as number[], unknownMobile: [] as number[], locked: [] as number[] };
  const attempt = async (list: number[], email: string) => {
    const began = performance.now();
    await browser.call('POST', '/auth/login', { email, password: 'wrong horse 42' });
    list.push(performance.now() - began);
  };
  // five of them do not lock; then one more does
  for (let i = 0; i < 5; i += 1) {
    await attempt(times.known, 'shen@huabeng.cn');
    await attempt(times.unknown, 'nobody@huabeng.cn');
    await attempt(times.unknownMobile, '13900139000');
  }
  await attempt([], 'shen@huabeng.cn');
  for (let i = 0; i < 5; i += 1) await attempt(times.locked, 'shen@huabeng.cn');
  const median = (list: number[]) => [...list].sort((a, b) => a - b)[2] ?? 0;
  // without the same work it would be ten times and more; the machine is shared, so the bounds are wide
  for (const other of [times.unknown, times.unknownMobile, times.locked]) {
    const ratio = median(other) / median(times.known);
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  }
});

test('six wrong passwords lock for fifteen minutes, whoever then knows the right one', async () => {
  await createUser(t.app, { tenant: 1, name: '李娜', email: 'lina@huabeng.cn', password });
  const browser = t.browser('10.0.0.2');
  const login = (secret: string) => browser.call('POST', '/auth/login', { email: 'lina@huabeng.cn', password: secret });
  for (let i = 0; i < 5; i += 1) expect((await login('wrong horse 42')).status).toBe(401);
  expect((await login(password)).status).toBe(200);
  // the count began anew
  for (let i = 0; i < 6; i += 1) expect((await login('wrong horse 42')).status).toBe(401);
  const locked = await login(password);
  const unknown = await browser.call('POST', '/auth/login', { email: 'nobody@huabeng.cn', password });
  const { traceId: _, ...lockedBody } = locked.body;
  const { traceId: __, ...unknownBody } = unknown.body;
  expect([locked.status, lockedBody]).toEqual([unknown.status, unknownBody]);
  t.clock.advance(14 * minute);
  expect((await login(password)).status).toBe(401);
  t.clock.advance(minute + 1);
  expect((await login('wrong horse 42')).status).toBe(401);
  expect((await login(password)).status).toBe(200);
});

test('behind TLS the cookie goes over nothing else', async () => {
  await createUser(t.app, { tenant: 1, name: '叶青', email: 'ye@huabeng.cn', password });
  const cookieOf = async (proto: string | undefined, to: string, body?: object) => {
    const answer = await browser.call('POST', `/auth/${to}`, body, proto ? { 'x-forwarded-proto': proto } : {});
    return [answer.headers['set-cookie']].flat().find((one) => String(one).startsWith('huanke_session='));
  };
  const browser = t.browser('10.0.0.11');
  const login = { email: 'ye@huabeng.cn', password };
  expect(await cookieOf('https', 'login', login)).toMatch(/; Secure(;|$)/);
  expect(await cookieOf('https', 'logout')).toMatch(/; Secure(;|$)/);
  for (const proto of ['http', undefined]) expect(await cookieOf(proto, 'login', login)).not.toMatch(/Secure/);
});

test('a burst of guesses tries no more than the lock allows', async () => {
  await createUser(t.app, { tenant: 1, name: '郑可欣', email: 'zheng@huabeng.cn', password });
  const browser = t.browser('10.0.0.3');
  const login = (secret: string) => browser.call('POST', '/auth/login', { email: 'zheng@huabeng.cn', password: secret });
  const answers = await Promise.all([...Array.from({ length: 6 }, (_, i) => login(`wrong horse ${i}`)), login(password)]);
  expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 401, 401]);
  t.clock.advance(16 * minute);
  // while many right ones at once are all let in
  const right = await Promise.all(Array.from({ length: 10 }, () => login(password)));
  expect(right.every((answer) => answer.status === 200)).toBe(true);
});

test('a mobile number signs in its user in any usual form, under the same lock and count as the e-mail', async () => {
  const { person } = await createUser(t.app, {
    tenant: 1,
    name: '韩雪',
    email: 'han@huabeng.cn',
    password,
    values: { phone: '138 0013 8001' },
  });
  const browser = t.browser('10.0.0.6');
  const login = (account: string, secret = password) => browser.call('POST', '/auth/login', { email: account, password: secret });
  for (const typed of ['13800138001', ' +86 138-0013-8001 ', '0086 13800138001', '１３８００１３８００１']) {
    const answer = await login(typed);
    expect([answer.status, answer.body.user?.email], typed).toEqual([200, 'han@huabeng.cn']);
  }
  // a landline, an extension and a part of the number are nobody's
  await createUser(t.app, { tenant: 1, name: '前台', email: 'desk@huabeng.cn', password, values: { phone: '0571-88888888' } });
  const { traceId: _, ...unknown } = (await login('nobody@huabeng.cn')).body;
  for (const typed of ['0571-88888888', '13800138001 转 8', '3800138001', '13800138009', '+1 3800138001']) {
    const { traceId: __, ...body } = (await login(typed)).body;
    expect(body, typed).toEqual(unknown);
  }
  // three wrong ones by each name are six of one account, as a burst, too
  const wrong = ['13800138001', 'han@huabeng.cn'].flatMap((name) => [1, 2, 3].map((n) => login(name, `wrong horse ${n}`)));
  expect((await Promise.all(wrong)).map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(t.reports.filter((report) => report.event === 'account.locked' && report.person === person)).toHaveLength(1);
  for (const typed of ['13800138001', 'han@huabeng.cn']) {
    const { traceId: __, ...body } = (await login(typed)).body;
    expect(body, typed).toEqual(unknown);
  }
  // and both names use up the same sixty attempts a minute
  t.clock.advance(16 * minute);
  const attack = t.browser('10.0.0.12');
  const statuses: number[] = [];
  for (let i = 0; i < 61; i += 1)
    statuses.push((await attack.call('POST', '/auth/login', { email: i % 2 ? '13800138001' : 'han@huabeng.cn', password: 'x' })).status);
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 401), 429]);
  t.clock.advance(16 * minute);
  expect((await login('13800138001')).status).toBe(200);
}, 60_000);

test('nobody takes over a number somebody else has entered before, in the own company or another', async () => {
  const secret = 'second horse 43';
  const { user } = await createUser(t.app, { tenant: 1, name: '顾言', email: 'gu@huabeng.cn', password, values: { phone: '13800138002' } });
  const { tenant } = await createTenant(t.app, { company: '远山食品', name: '远山', email: 'yuan@yuanshan.cn', password: secret });
  await createUser(t.app, { tenant: 1, name: '邻桌', email: 'next@huabeng.cn', password: secret });
  const admin = await t.signedIn('fang@huabeng.cn');
  const [foreign, mate] = [await t.signedIn('yuan@yuanshan.cn', secret), await t.signedIn('next@huabeng.cn', secret)];
  const login = async (given: string) => {
    const answer = await t.browser('10.0.0.7').call('POST', '/auth/login', { email: '13800138002', password: given });
    return [answer.status, answer.body.user?.email, answer.body.tenant?.id];
  };
  for (const thief of [foreign, mate]) expect((await thief.call('PATCH', '/profile', { phone: '+86 13800138002' })).status).toBe(200);
  expect(await login(secret)).toEqual([401, undefined, undefined]);
  expect(await login(password)).toEqual([200, 'gu@huabeng.cn', 1]);
  // saving the own number once more gives up nothing
  const own = await t.signedIn('gu@huabeng.cn');
  await own.call('PATCH', '/profile', { name: '顾言', phone: '138 0013 8002' });
  expect(await login(password)).toEqual([200, 'gu@huabeng.cn', 1]);
  // while its user is switched off, the number is that of who entered it next; back, it is theirs again
  await admin.call('POST', `/users/${user}/deactivate`);
  expect(await login(password)).toEqual([401, undefined, undefined]);
  expect(await login(secret)).toEqual([200, 'yuan@yuanshan.cn', tenant]);
  await admin.call('POST', `/users/${user}/activate`);
  expect(await login(password)).toEqual([200, 'gu@huabeng.cn', 1]);
  // a number given up opens nothing any more, and a new one does
  const again = await t.signedIn('gu@huabeng.cn');
  expect((await again.call('PATCH', '/profile', { phone: '13800138003' })).status).toBe(200);
  expect(await login(password)).toEqual([401, undefined, undefined]);
  expect((await t.browser().call('POST', '/auth/login', { email: '13800138003', password })).status).toBe(200);
  await foreign.call('PATCH', '/profile', { phone: null });
  expect(await login(secret)).toEqual([200, 'next@huabeng.cn', 1]);
});

test('numbers entered before an update sign in after it', async () => {
  const forms = ['+86 138-0013-8011', '(0086)13800138012', '8613800138013', '13800138014 转 8', '0571-88880000', '+1 3800138015'];
  for (const [at, phone] of forms.entries())
    await createUser(t.app, { tenant: 1, name: `旧号 ${at}`, email: `old${at}@huabeng.cn`, password, values: { phone } });
  const kept = () => globalQuery<{ mobile: string }>(t.app, sql`select user_id, mobile from sign_in_mobile order by user_id`);
  const before = await kept();
  expect(before.slice(-3).map(({ mobile }) => mobile)).toEqual(['13800138011', '13800138012', '13800138013']);
  await t.app.owner.query('drop table sign_in_mobile');
  await signInMobiles.up(t.app.owner);
  expect(await kept()).toEqual(before);
  expect((await t.browser('10.0.0.8').call('POST', '/auth/login', { email: '13800138012', password })).body.user.email).toBe(
    'old1@huabeng.cn',
  );
});

test('too many attempts from one address or on one account are told when to come back', async () => {
  const attack = t.browser('10.0.0.4');
  let refused = 0;
  for (let i = 0; i < 62; i += 1) {
    const answer = await attack.call('POST', '/auth/login', { email: 'victim@huabeng.cn', password: 'wrong horse 42' });
    if (answer.status === 429) {
      refused += 1;
      expect(answer.body.code).toBe('RATE_LIMITED');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  }
  expect(refused).toBe(2);
  // sixty in a minute from one address are always allowed, and who signs in rightly uses none of them up
  const office = t.browser('10.0.0.5');
  for (let i = 0; i < 60; i += 1)
    expect((await office.call('POST', '/auth/login', { email: `p${i}@huabeng.cn`, password: 'x' })).status).toBe(401);
  expect((await office.call('POST', '/auth/login', { email: 'fang@huabeng.cn', password })).status).toBe(200);
  t.clock.advance(2 * minute);
  expect((await attack.call('POST', '/auth/login', { email: 'victim@huabeng.cn', password: 'x' })).status).toBe(401);
}, 300_000);

test('a session lasts thirty days from its last use, and ends when signed out', async () => {
  const browser = await t.signedIn('fang@huabeng.cn');
  t.clock.advance(29 * day);
  expect((await browser.call('GET', '/auth/me')).status).toBe(200);
  t.clock.advance(29 * day);
  expect((await browser.call('GET', '/auth/me')).status).toBe(200);
  t.clock.advance(30 * day + 1);
  const late = await browser.call('GET', '/auth/me');
  expect([late.status, late.body.code]).toEqual([401, 'UNAUTHENTICATED']);

  const again = await t.signedIn('fang@huabeng.cn');
  const { cookie } = again;
  expect((await again.call('POST', '/auth/logout')).status).toBe(204);
  expect(again.cookie).toBe('');
  again.cookie = cookie;
  expect((await again.call('GET', '/auth/me')).status).toBe(401);
  expect((await t.browser().call('POST', '/auth/logout')).status).toBe(204);
  for (const bad of ['huanke_session=', 'huanke_session=x', `huanke_session=${'A'.repeat(43)}`, `huanke_session=${'%00'.repeat(20)}`]) {
    again.cookie = bad;
    expect((await again.call('GET', '/auth/me')).status).toBe(401);
  }
});

test('one sees where one is signed in and ends single devices or all others', async () => {
  await setPassword(t.app, 'fang@huabeng.cn', password);
  const [first, second, third] = [
    await t.signedIn('fang@huabeng.cn'),
    await t.signedIn('fang@huabeng.cn'),
    await t.signedIn('fang@huabeng.cn'),
  ];
  const { items } = (await first.call('GET', '/auth/sessions')).body;
  expect(items).toHaveLength(3);
  expect(items.filter((item: { current: boolean }) => item.current)).toHaveLength(1);
  const stranger = await t.signedIn('zheng@huabeng.cn');
  const other = items.find((item: { current: boolean }) => !item.current).id;
  expect((await stranger.call('DELETE', `/auth/sessions/${other}`)).status).toBe(404);
  expect((await first.call('DELETE', `/auth/sessions/${other}`)).status).toBe(204);
  expect((await first.call('DELETE', '/auth/sessions/nonsense')).status).toBe(404);
  expect([(await second.call('GET', '/auth/me')).status, (await third.call('GET', '/auth/me')).status].sort()).toEqual([200, 401]);
  expect((await first.call('DELETE', '/auth/sessions')).status).toBe(204);
  expect((await first.call('GET', '/auth/sessions')).body.items).toHaveLength(1);
  expect((await stranger.call('GET', '/auth/me')).status).toBe(200);
});

test('the own password is changed with the old one, and other sessions end', async () => {
  const [here, there] = [await t.signedIn('zheng@huabeng.cn'), await t.signedIn('zheng@huabeng.cn')];
  const change = (body: object) => here.call('POST', '/auth/password', body);
  expect((await change({ current: 'wrong horse 42', new: 'better horse 43' })).body.errors[0].field).toBe('current');
  expect((await change({ new: 'better horse 43' })).body.errors[0]).toMatchObject({ field: 'current', code: 'REQUIRED' });
  expect((await change({ current: password, new: 'short' })).body.errors[0].field).toBe('new');
  expect((await change({ current: password, new: 'better horse 43' })).status).toBe(204);
  expect((await here.call('GET', '/auth/me')).status).toBe(200);
  expect((await there.call('GET', '/auth/me')).status).toBe(401);
  await expect(t.signedIn('zheng@huabeng.cn')).rejects.toThrow('401');
  await t.signedIn('zheng@huabeng.cn', 'better horse 43');
});

test('a suspended company lets nobody in and says so; resumed, all is as before', async () => {
  const browser = await t.signedIn('fang@huabeng.cn');
  await suspendTenant(t.app, 1);
  expect((await browser.call('GET', '/settings')).status).toBe(401);
  const refused = await t.browser().call('POST', '/auth/login', { email: 'fang@huabeng.cn', password });
  expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
  expect(refused.body.title).toContain('停用');
  // with a wrong password nothing is learnt about the company
  expect((await t.browser().call('POST', '/auth/login', { email: 'fang@huabeng.cn', password: 'wrong horse 42' })).status).toBe(401);
  await resumeTenant(t.app, 1);
  expect((await browser.call('GET', '/settings')).status).toBe(200);
});

test('a forgotten password is answered alike for everybody', async () => {
  for (const email of ['fang@huabeng.cn', 'nobody@nowhere.cn', 'no e-mail'])
    expect((await t.browser().call('POST', '/auth/password-reset', { email })).status).toBe(204);
});

test('requests of foreign pages change nothing', async () => {
  const browser = await t.signedIn('fang@huabeng.cn');
  const foreign = await browser.call('POST', '/auth/logout', undefined, { origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  expect((await browser.call('GET', '/auth/me')).status).toBe(200);
});
