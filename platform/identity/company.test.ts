import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../database/sql.ts';
import { createRecord } from '../records/save/index.ts';
import { setDemoPeople } from './demo.ts';
import { demoPassword, demoPeople } from './demo-people.ts';
import { createTenant, createUser } from './tenants.ts';
import { type Browser, type IdentityTest, identityTest, password } from './testing.ts';

let t: IdentityTest;
let owner: Browser;
let seller: Browser;
let foreign: Browser;
let tenant = 0;
let sellerId = '';

beforeAll(async () => {
  t = await identityTest({ demo: true });
  const made = await createTenant(t.app, { company: '华泵科技', name: '方哲', email: 'fang@huabeng.cn', password });
  tenant = made.tenant;
  await createTenant(t.app, { company: '悦享食品', name: '贾佩琪', email: 'jia@yuexiang.cn', password });
  sellerId = (await createUser(t.app, { tenant, name: '李娜', email: 'lina@huabeng.cn', password })).user;
  [owner, seller, foreign] = [
    await t.signedIn('fang@huabeng.cn'),
    await t.signedIn('lina@huabeng.cn'),
    await t.signedIn('jia@yuexiang.cn'),
  ];
});
afterAll(() => t?.close());

const pixel = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('settings are read by all, changed by administrators, and seen by the next request', async () => {
  const all = {
    name: '华泵科技',
    logo: null,
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    language: 'zh-CN',
    weekStart: 1,
    fiscalYearStart: 1,
  };
  expect((await seller.call('GET', '/settings')).body).toEqual(all);
  expect((await seller.call('PATCH', '/settings', { name: '别家' })).status).toBe(403);
  const changed = await owner.call('PATCH', '/settings', {
    name: ' 华泵 ',
    timeZone: 'Asia/Urumqi',
    currency: 'USD',
    weekStart: '0',
    fiscalYearStart: 4,
    logo: pixel,
  });
  expect(changed.body).toEqual({
    ...all,
    name: '华泵',
    timeZone: 'Asia/Urumqi',
    currency: 'USD',
    weekStart: 0,
    fiscalYearStart: 4,
    logo: pixel,
  });
  expect((await seller.call('GET', '/auth/me')).body.tenant).toEqual({ id: tenant, ...changed.body, sandboxOf: null });
  expect((await foreign.call('GET', '/settings')).body.name).toBe('悦享食品');
  expect((await owner.call('PATCH', '/settings', { logo: null })).body.logo).toBeNull();
});

test('settings name what is wrong', async () => {
  const cases: [object, number, string, string][] = [
    [{ timeZone: '+08:00' }, 422, 'INVALID_VALUE', 'timeZone'],
    [{ timeZone: 'Mars/Base' }, 422, 'INVALID_VALUE', 'timeZone'],
    [{ currency: 'RMB' }, 422, 'INVALID_VALUE', 'currency'],
    [{ language: 'fr' }, 422, 'INVALID_VALUE', 'language'],
    [{ weekStart: 7 }, 422, 'INVALID_VALUE', 'weekStart'],
    [{ weekStart: 'x' }, 422, 'INVALID_VALUE', 'weekStart'],
    [{ weekStart: true }, 400, 'WRONG_TYPE', 'weekStart'],
    [{ fiscalYearStart: 0 }, 422, 'INVALID_VALUE', 'fiscalYearStart'],
    [{ name: ' ' }, 422, 'REQUIRED', 'name'],
    [{ name: null }, 400, 'WRONG_TYPE', 'name'],
    [{ logo: 'https://evil.example/x.png' }, 422, 'INVALID_VALUE', 'logo'],
    [{ logo: `data:image/png;base64,${'A'.repeat(110_000)}` }, 422, 'TOO_LONG', 'logo'],
    [{ logo: '0195f2a4-0000-7000-8000-000000000000' }, 422, 'LOOKUP_NOT_FOUND', 'logo'],
    [{ status: 'suspended' }, 400, 'UNKNOWN_FIELD', 'status'],
  ];
  for (const [body, status, code, field] of cases) {
    const answer = await owner.call('PATCH', '/settings', body);
    expect([answer.status, answer.body.code, answer.body.errors[0]?.field], JSON.stringify(body).slice(0, 80)).toEqual([
      status,
      code,
      field,
    ]);
  }
});

test('everybody changes their own profile and nothing beyond it', async () => {
  expect((await seller.call('GET', '/profile')).body).toEqual({
    id: sellerId,
    name: '李娜',
    email: 'lina@huabeng.cn',
    phone: null,
    position: null,
    language: null,
    department: null,
    avatar: null,
    theme: 'system',
  });
  const changed = await seller.call('PATCH', '/profile', { name: '李 娜', phone: '138 0013 8000', language: 'en', theme: 'dark' });
  expect(changed.body).toMatchObject({ name: '李 娜', phone: '138 0013 8000', language: 'en', theme: 'dark' });
  expect((await seller.call('GET', '/auth/me')).body.user).toMatchObject({ name: '李 娜', language: 'en' });
  const refused: [object, string, string][] = [
    [{ email: 'x@y.cn' }, 'UNKNOWN_FIELD', 'email'],
    [{ active: true }, 'UNKNOWN_FIELD', 'active'],
    [{ department: null }, 'UNKNOWN_FIELD', 'department'],
    [{ name: '' }, 'REQUIRED', 'name'],
    [{ language: 'fr' }, 'INVALID_VALUE', 'language'],
    [{ theme: 'pink' }, 'INVALID_VALUE', 'theme'],
  ];
  for (const [body, code, field] of refused) {
    const answer = await seller.call('PATCH', '/profile', body);
    expect([answer.body.code, answer.body.errors[0]?.field], JSON.stringify(body)).toEqual([code, field]);
  }
});

test('preferences belong to one person', async () => {
  const value = { columns: ['name', 'amount'], width: 240 };
  expect((await seller.call('GET', '/preferences/list.opportunity')).body).toEqual({ value: null });
  expect((await seller.call('PUT', '/preferences/list.opportunity', { value })).status).toBe(204);
  expect((await seller.call('GET', '/preferences/list.opportunity')).body).toEqual({ value });
  expect((await owner.call('GET', '/preferences/list.opportunity')).body).toEqual({ value: null });
  expect((await seller.call('PUT', '/preferences/list.opportunity', { value: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await seller.call('PUT', '/preferences/list.opportunity', {})).body.errors[0].field).toBe('value');
  expect((await seller.call('GET', '/preferences/..%2Fsecret')).status).toBe(404);
});

test('shipped roles show what they come to; of them only scopes and home change', async () => {
  const { items } = (await owner.call('GET', '/roles')).body;
  expect(items.map((role: { key: string }) => role.key)).toEqual(['owner', 'admin', 'manager', 'member', 'readOnly', 'portal']);
  const [boss, , , member] = items;
  expect(boss).toMatchObject({ permissions: ['*'], users: 1, system: true, name: { zh: '所有者', en: 'Owner' } });
  expect(member).toMatchObject({ scopes: { read: 'own' }, home: 'seller', users: 1 });
  expect(member.permissions).toContain('thing.polish');

  const { meta } = { meta: (await t.app.contextFor({ tenant })).meta.object('thing') };
  if (!meta) throw new Error('no things');
  const sees = async () => (await t.app.contextFor({ tenant, user: sellerId })).access.scope(meta, 'read');
  expect(await sees()).toEqual({ kind: 'owners', owners: [sellerId] });
  expect((await owner.call('PATCH', `/roles/${member.id}`, { scopes: { objects: { thing: { read: 'all' } } } })).body.scopes).toEqual({
    read: 'own',
    edit: 'own',
    delete: 'own',
    transfer: 'own',
    objects: { thing: { read: 'all' } },
  });
  expect(await sees()).toEqual({ kind: 'all' });
  expect((await owner.call('PATCH', `/roles/${member.id}`, { permissions: ['*'] })).body.code).toBe('STATE');
  expect((await owner.call('PATCH', `/roles/${boss.id}`, { home: 'x' })).body.code).toBe('STATE');
  expect((await owner.call('DELETE', `/roles/${member.id}`)).body.code).toBe('STATE');
  expect((await seller.call('PATCH', `/roles/${member.id}`, { scopes: {} })).status).toBe(403);
  await owner.call('PATCH', `/roles/${member.id}`, { scopes: {} });
});

test('a company makes roles of its own, no stronger than who makes them', async () => {
  const made = await owner.call('POST', '/roles', {
    key: 'x_hr',
    name: { zh: '人事', en: 'HR' },
    permissions: ['users.manage', 'roles.manage', '*.read'],
    scopes: { read: 'department' },
  });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ key: 'x_hr', system: false, permissions: ['users.manage', 'roles.manage', '*.read'], users: 0 });
  const refused: [object, string, string | undefined][] = [
    [{ name: '重复', key: 'x_hr' }, 'DUPLICATE', 'key'],
    [{ name: '错', key: 'hr' }, 'INVALID_VALUE', 'key'],
    [{ name: '错', permissions: ['rm -rf'] }, 'INVALID_VALUE', 'permissions[0]'],
    [{ name: '错', scopes: { read: 'world' } }, 'INVALID_VALUE', 'scopes.read'],
    [{ name: '错', scopes: { fly: 'own' } }, 'UNKNOWN_FIELD', 'scopes.fly'],
    [{ name: '错', scopes: { objects: { ghost: { read: 'own' } } } }, 'UNKNOWN_FIELD', 'scopes.objects.ghost'],
    [{ permissions: [] }, 'REQUIRED', 'name'],
  ];
  for (const [body, code, field] of refused) {
    const answer = await owner.call('POST', '/roles', body);
    expect([answer.body.code, answer.body.errors[0]?.field], JSON.stringify(body)).toEqual([code, field]);
  }
  const { user } = await createUser(t.app, { tenant, name: '人事', email: 'hr@huabeng.cn', password, roles: ['x_hr'] });
  const hr = await t.signedIn('hr@huabeng.cn');
  expect((await hr.call('POST', '/roles', { name: '更强', permissions: ['*'] })).status).toBe(403);
  expect((await hr.call('PATCH', `/roles/${made.body.id}`, { permissions: ['settings.manage'] })).status).toBe(403);
  expect((await hr.call('POST', '/users/invite', { name: '管理', roles: ['admin'] })).status).toBe(403);
  expect((await hr.call('PUT', `/users/${user}/roles`, { roles: ['x_hr', 'member'] })).status).toBe(403);
  expect((await hr.call('POST', '/users/invite', { name: '看客', roles: ['readOnly'] })).status).toBe(201);
  expect((await owner.call('DELETE', `/roles/${made.body.id}`)).body.code).toBe('STATE');
  await owner.call('PUT', `/users/${user}/roles`, { roles: ['member'] });
  expect((await owner.call('DELETE', `/roles/${made.body.id}`)).status).toBe(204);
  expect((await owner.call('PATCH', `/roles/${made.body.id}`, { home: 'x' })).status).toBe(404);
});

test('the demonstration is entered by one press', async () => {
  expect((await t.browser().call('GET', '/auth/demo')).status).toBe(404);
  const [first] = demoPeople;
  if (!first) throw new Error('no demo people');
  const { tenant: demo } = await createTenant(t.app, { company: '环客演示', name: first.name, email: first.email, password: demoPassword });
  for (const person of demoPeople.slice(1)) {
    await createUser(t.app, {
      tenant: demo,
      name: person.name,
      email: person.email,
      password: demoPassword,
      roles: [person.role],
      values: { position: person.title },
    });
  }
  await setDemoPeople(t.app, demo, demoPeople);
  const visitor = t.browser();
  const offered = (await visitor.call('GET', '/auth/demo')).body;
  expect(offered.company).toBe('环客演示');
  expect(offered.people.map((person: { role: string }) => person.role)).toEqual(['seller', 'manager', 'admin', 'readOnly']);
  const entered = await visitor.call('POST', '/auth/demo', { role: 'manager' });
  expect(entered.body.user).toMatchObject({ name: '周明远', email: 'manager@demo.huanke.local', title: '销售经理', roles: ['manager'] });
  expect((await visitor.call('POST', '/auth/demo', { role: 'emperor' })).status).toBe(404);
  await t.signedIn('admin@demo.huanke.local', demoPassword);
});

test('where demonstrations are not allowed, demo people can not sign in', async () => {
  const closed = await identityTest();
  const { tenant: demo } = await createTenant(closed.app, {
    company: '环客演示',
    name: '方哲',
    email: 'admin@demo.huanke.local',
    password: demoPassword,
  });
  const before = await closed.signedIn('admin@demo.huanke.local', demoPassword);
  await setDemoPeople(closed.app, demo, demoPeople);
  expect((await before.call('GET', '/auth/me')).status).toBe(401);
  expect((await before.call('GET', '/settings')).status).toBe(401);
  await expect(closed.signedIn('admin@demo.huanke.local', demoPassword)).rejects.toThrow('401');
  expect((await before.call('GET', '/auth/demo')).status).toBe(404);
  expect((await before.call('POST', '/auth/demo', { role: 'admin' })).status).toBe(404);
  await closed.close();
});

test('a hundred people saved at once cost no statement per person', async () => {
  const ctx = await t.app.contextFor({ tenant });
  const meta = ctx.meta.object('user');
  if (!meta) throw new Error('no users');
  const { saveRecords } = await import('../records/save/index.ts');
  const count = async (rows: number) => {
    let statements = 0;
    const results = await ctx.transaction((tx) =>
      saveRecords(
        {
          ...tx,
          query: (statement) => {
            statements += 1;
            return tx.query(statement);
          },
        },
        meta,
        Array.from({ length: rows }, (_, i) => ({
          operation: 'create' as const,
          values: { name: `员工${rows}-${i}`, email: `p${rows}-${i}@HuaBeng.cn` },
        })),
        {},
      ),
    );
    expect(results.every((result) => result.status === 201)).toBe(true);
    return statements;
  };
  const few = await count(2);
  expect(await count(100)).toBeLessThanOrEqual(few + 2);
  const [row] = await ctx.query<{ email: string; active: boolean }>(
    sql`select email, active from app_user where tenant_id = ${tenant} and name = '员工100-7'`,
  );
  expect(row).toEqual({ email: 'p100-7@huabeng.cn', active: true });
  expect((await createRecord(ctx, meta, { name: '无邮箱', active: true })).values.active).toBe(false);
});
