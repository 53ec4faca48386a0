import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../database/sql.ts';
import { createRecord, deleteRecord, updateRecord } from '../records/save/index.ts';
import { signInLink } from './operator.ts';
import { saveUser } from './save-one.ts';
import { globalQuery } from './store.ts';
import { eraseDueTenants, eraseTenant } from './tenants.ts';
import { type Browser, type IdentityTest, identityTest, password } from './testing.ts';

let t: IdentityTest;
let owner: Browser;
let foreign: Browser;
let tenant = 0;
let other = 0;
const day = 86_400_000;

beforeAll(async () => {
  t = await identityTest();
  owner = t.browser();
  tenant = (await owner.call('POST', '/auth/signup', { company: '华泵科技', name: '方哲', email: 'fang@huabeng.cn', password })).body.tenant
    .id;
  foreign = t.browser();
  other = (await foreign.call('POST', '/auth/signup', { company: '悦享食品', name: '贾佩琪', email: 'jia@yuexiang.cn', password })).body
    .tenant.id;
});
afterAll(() => t?.close());

const metaOf = async (object: string, id = tenant) => {
  const ctx = await t.app.contextFor({ tenant: id });
  const meta = ctx.meta.object(object);
  if (!meta) throw new Error(`no ${object}`);
  return { ctx, meta };
};
const secretOf = (link: string) => link.split('/').at(-1) ?? '';

async function invited(name: string, email: string | null, roles?: string[], by = owner) {
  const answer = await by.call('POST', '/users/invite', { name, email, ...(roles ? { roles } : {}) });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return { id: answer.body.user.id as string, link: answer.body.link as string, user: answer.body.user };
}

async function joined(name: string, email: string, roles?: string[], by = owner) {
  const { id, link } = await invited(name, email, roles, by);
  const browser = t.browser();
  const accepted = await browser.call('POST', `/invitations/${secretOf(link)}/accept`, { password });
  if (accepted.status !== 200) throw new Error(JSON.stringify(accepted.body));
  return { id, browser };
}

test('an invitation shows what it is for, is accepted once, and runs out after a week', async () => {
  const { id, link, user } = await invited('李娜', 'LiNa@huabeng.cn');
  expect(user).toMatchObject({ name: '李娜', email: 'lina@huabeng.cn', active: true });
  expect(link).toMatch(/^\/invite\/[\w-]{43}$/);
  const browser = t.browser();
  const token = secretOf(link);
  expect((await browser.call('GET', `/invitations/${token}`)).body).toEqual({
    company: '华泵科技',
    name: '李娜',
    email: 'lina@huabeng.cn',
    existing: false,
  });
  expect((await browser.call('POST', `/invitations/${token}/accept`, { password: 'short' })).body.errors[0].field).toBe('password');
  const accepted = await browser.call('POST', `/invitations/${token}/accept`, { password });
  expect(accepted.status).toBe(200);
  expect(accepted.body.user).toMatchObject({ id, roles: ['member'], home: 'seller' });
  expect(accepted.body.permissions).toEqual(expect.arrayContaining(['thing.create', 'thing.read', 'thing.polish', 'user.read']));
  for (const none of ['*', 'user.create', 'department.edit', 'thing.transfer', 'users.manage'])
    expect(accepted.body.permissions).not.toContain(none);
  for (const call of [
    browser.call('GET', `/invitations/${token}`),
    browser.call('POST', `/invitations/${token}/accept`, { password }),
    browser.call('GET', '/invitations/nonsense'),
  ]) {
    expect((await call).status).toBe(404);
  }
  await t.signedIn('lina@huabeng.cn');

  const late = await invited('迟到', 'late@huabeng.cn');
  t.clock.advance(7 * day);
  expect((await browser.call('GET', `/invitations/${secretOf(late.link)}`)).status).toBe(404);
  const again = await owner.call('POST', `/users/${late.id}/invitation`);
  expect(again.status).toBe(200);
  const second = await owner.call('POST', `/users/${late.id}/invitation`);
  // the newer link takes the older one's place
  expect((await browser.call('GET', `/invitations/${secretOf(again.body.link)}`)).status).toBe(404);
  expect((await browser.call('GET', `/invitations/${secretOf(second.body.link)}`)).status).toBe(200);
  expect((await owner.call('POST', `/users/${id}/invitation`)).body.code).toBe('STATE');
});

test('somebody made without an e-mail comes to work by the invitation once there is one', async () => {
  const { user } = (await owner.call('POST', '/users/invite', { name: '导入的人' })).body;
  expect((await owner.call('GET', `/users/${user.id}/roles`)).body.roles.map((role: { key: string }) => role.key)).toEqual(['member']);
  const imported = await saveUser((await metaOf('user')).ctx, { values: { name: '表格里的人' } });
  expect((await owner.call('GET', `/users/${imported}/roles`)).body.roles.map((role: { key: string }) => role.key)).toEqual(['member']);
  expect([user.active, (await owner.call('POST', `/users/${user.id}/invitation`)).body.errors[0].field]).toEqual([false, 'email']);
  const { ctx, meta } = await metaOf('user');
  await updateRecord(ctx, meta, user.id, { email: 'imported@huabeng.cn' });
  const { link } = (await owner.call('POST', `/users/${user.id}/invitation`)).body;
  expect((await t.browser().call('POST', `/invitations/${secretOf(link)}/accept`, { password })).status).toBe(200);
  expect((await owner.call('GET', '/users?search=导入的人')).body.items[0]).toMatchObject({ active: true, joined: true });
  // who was there and was shut out does not come back by an invitation
  await owner.call('POST', `/users/${user.id}/deactivate`);
  expect((await owner.call('POST', `/users/${user.id}/invitation`)).body.code).toBe('STATE');
});

test('inviting is refused to who may not, and names what is wrong', async () => {
  const { browser: seller } = await joined('王敏', 'wang@huabeng.cn');
  expect((await seller.call('POST', '/users/invite', { name: '新人' })).status).toBe(403);
  expect((await seller.call('GET', '/users')).status).toBe(403);
  expect((await seller.call('GET', '/roles')).status).toBe(403);
  expect((await t.browser().call('POST', '/users/invite', { name: '新人' })).status).toBe(401);
  const cases: [object, number, string, string][] = [
    [{}, 422, 'REQUIRED', 'name'],
    [{ name: '新人', email: 'x' }, 422, 'INVALID_VALUE', 'email'],
    [{ name: '新人', email: 'wang@huabeng.cn' }, 409, 'DUPLICATE', 'email'],
    [{ name: '新人', roles: ['nobody'] }, 422, 'LOOKUP_NOT_FOUND', 'roles[0]'],
    [{ name: '新人', department: '0195f2a4-0000-7000-8000-000000000000' }, 422, 'LOOKUP_NOT_FOUND', 'department'],
    [{ name: '新人', department: 'abc' }, 422, 'INVALID_VALUE', 'department'],
    [{ name: 5 }, 400, 'WRONG_TYPE', 'name'],
  ];
  for (const [body, status, code, field] of cases) {
    const answer = await owner.call('POST', '/users/invite', body);
    expect([answer.status, answer.body.code, answer.body.errors[0]?.field], JSON.stringify(body)).toEqual([status, code, field]);
  }
  expect(await globalQuery(t.app, sql`select 1 from person where name = '新人'`)).toEqual([]);
});

test('somebody without an e-mail is made inactive, and comes in by a link once activated', async () => {
  const made = await invited('陈国栋', null);
  expect(made.user).toMatchObject({ active: false, email: null });
  expect(made.link).toBeNull();
  expect((await owner.call('POST', `/users/${made.id}/sign-in-link`)).body.code).toBe('STATE');
  expect((await owner.call('POST', `/users/${made.id}/activate`)).body).toMatchObject({ id: made.id, active: true });
  const { link } = (await owner.call('POST', `/users/${made.id}/sign-in-link`)).body;
  const browser = t.browser();
  const entered = await browser.call('POST', `/auth/link/${secretOf(link)}`);
  expect(entered.status).toBe(200);
  expect(entered.body.user).toMatchObject({ id: made.id, email: null });
  expect((await browser.call('GET', '/auth/me')).status).toBe(200);
  expect((await t.browser().call('POST', `/auth/link/${secretOf(link)}`)).status).toBe(404);
});

test("an administrator's link lets somebody in who forgot the password, who then chooses a new one", async () => {
  const { id } = await joined('周明远', 'zhou@huabeng.cn', ['manager']);
  const { link } = (await owner.call('POST', `/users/${id}/sign-in-link`)).body;
  const browser = t.browser();
  expect((await browser.call('POST', `/auth/link/${secretOf(link)}`)).status).toBe(200);
  expect((await browser.call('POST', '/auth/password', { new: 'fresh horse 44' })).status).toBe(204);
  await t.signedIn('zhou@huabeng.cn', 'fresh horse 44');

  const late = (await owner.call('POST', `/users/${id}/sign-in-link`)).body.link;
  t.clock.advance(day);
  expect((await browser.call('POST', `/auth/link/${secretOf(late)}`)).status).toBe(404);
  // the same link also chooses a new password at once
  const reset = (await owner.call('POST', `/users/${id}/sign-in-link`)).body.link;
  expect((await browser.call('POST', `/auth/password-reset/${secretOf(reset)}`, { password: 'short' })).status).toBe(422);
  expect((await browser.call('POST', `/auth/password-reset/${secretOf(reset)}`, { password: 'third horse 45' })).status).toBe(204);
  expect((await browser.call('POST', `/auth/password-reset/${secretOf(reset)}`, { password: 'third horse 45' })).status).toBe(404);
  expect((await browser.call('GET', '/auth/me')).status).toBe(401);
  await t.signedIn('zhou@huabeng.cn', 'third horse 45');
});

test('a deactivated person is out at once and may come back', async () => {
  const { id, browser } = await joined('钱进', 'qian@huabeng.cn');
  const pending = (await owner.call('POST', `/users/${id}/sign-in-link`)).body.link;
  expect((await owner.call('POST', `/users/${id}/deactivate`)).body.active).toBe(false);
  expect((await browser.call('GET', '/auth/me')).status).toBe(401);
  expect((await t.browser().call('POST', '/auth/login', { email: 'qian@huabeng.cn', password })).status).toBe(401);
  expect((await t.browser().call('POST', `/auth/link/${secretOf(pending)}`)).status).toBe(404);
  expect((await owner.call('POST', `/users/${id}/activate`)).body.active).toBe(true);
  expect((await browser.call('GET', '/auth/me')).status).toBe(401);
  await t.signedIn('qian@huabeng.cn');
});

test('the last owner stays, nobody shuts themselves out, and administrators do not touch owners', async () => {
  const boss = (await owner.call('GET', '/auth/me')).body.user.id;
  const { id, browser: admin } = await joined('韩立峰', 'han@huabeng.cn', ['admin']);
  expect((await owner.call('POST', `/users/${boss}/deactivate`)).body.code).toBe('STATE');
  expect((await owner.call('PUT', `/users/${boss}/roles`, { roles: ['member'] })).body.code).toBe('STATE');
  for (const [method, url, body] of [
    ['POST', `/users/${boss}/deactivate`],
    ['POST', `/users/${boss}/sign-in-link`],
    ['PUT', `/users/${boss}/roles`, { roles: ['member'] }],
    ['PUT', `/users/${id}/roles`, { roles: ['owner'] }],
    ['POST', '/users/invite', { name: '新人', roles: ['owner'] }],
  ] as const) {
    expect((await admin.call(method, url, body)).status, url).toBe(403);
  }
  expect((await admin.call('POST', `/users/${id}/deactivate`)).body.code).toBe('STATE');
  // an administrator who renames an owner's e-mail would make the account theirs
  const { meta } = await metaOf('user');
  const asAdmin = await t.app.contextFor({ tenant, user: id });
  await expect(updateRecord(asAdmin, meta, boss, { email: 'han2@huabeng.cn' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  // a second owner, and the first may go
  expect((await owner.call('PUT', `/users/${id}/roles`, { roles: ['owner'] })).status).toBe(200);
  expect((await admin.call('PUT', `/users/${boss}/roles`, { roles: ['admin'] })).status).toBe(200);
  expect((await admin.call('PUT', `/users/${boss}/roles`, { roles: ['owner'] })).status).toBe(200);
  expect((await owner.call('PUT', `/users/${id}/roles`, { roles: ['admin'] })).status).toBe(200);
});

test('a change of roles counts from the next request', async () => {
  const { id, browser } = await joined('郑可欣', 'zheng@huabeng.cn');
  expect((await browser.call('PATCH', '/settings', { name: '新名' })).status).toBe(403);
  const changed = await owner.call('PUT', `/users/${id}/roles`, { roles: ['admin', 'member'] });
  expect(changed.body.roles.map((role: { key: string }) => role.key).sort()).toEqual(['admin', 'member']);
  expect((await browser.call('PATCH', '/settings', {})).status).toBe(200);
  const roles = (await owner.call('GET', '/roles')).body.items;
  const readOnly = roles.find((role: { key: string }) => role.key === 'readOnly').id;
  await owner.call('PUT', `/users/${id}/roles`, { roles: [readOnly] });
  expect((await browser.call('PATCH', '/settings', {})).status).toBe(403);
  expect((await browser.call('GET', '/auth/me')).body.user.roles).toEqual(['readOnly']);
  expect((await owner.call('GET', `/users/${id}/roles`)).body.roles).toMatchObject([
    { key: 'readOnly', name: { zh: '只读', en: 'Read only' } },
  ]);
});

test('the other company finds nobody here and changes nothing', async () => {
  const { id } = await joined('吴小军', 'wu@huabeng.cn');
  const roles = (await owner.call('GET', '/roles')).body.items;
  const attempts = [
    ['POST', `/users/${id}/deactivate`],
    ['POST', `/users/${id}/activate`],
    ['POST', `/users/${id}/sign-in-link`],
    ['POST', `/users/${id}/invitation`],
    ['PUT', `/users/${id}/roles`, { roles: ['member'] }],
    ['POST', `/users/${id}/handover/preview`],
    ['POST', `/users/${id}/handover`, { to: id }],
    ['GET', `/users/${id}/roles`],
    ['PATCH', `/roles/${roles[3].id}`, { home: 'x' }],
    ['DELETE', `/roles/${roles[3].id}`],
  ] as const;
  for (const [method, url, body] of attempts) expect((await foreign.call(method, url, body)).status, `${method} ${url}`).toBe(404);
  expect((await foreign.call('POST', '/users/invite', { name: 'x', roles: [roles[3].id] })).body.code).toBe('LOOKUP_NOT_FOUND');
  expect((await foreign.call('GET', '/users')).body.items).toHaveLength(1);
  expect((await foreign.call('POST', '/auth/switch', { tenant })).status).toBe(404);
  for (const bad of ['nonsense', '0195f2a4-0000-7000-8000-000000000000'])
    expect((await owner.call('POST', `/users/${bad}/deactivate`)).status).toBe(404);
});

test('one person in two companies accepts with their own password and switches between them', async () => {
  const { link } = await invited('贾佩琪', 'jia@yuexiang.cn', ['readOnly']);
  const browser = t.browser();
  expect((await browser.call('GET', `/invitations/${secretOf(link)}`)).body.existing).toBe(true);
  // whoever holds the link can not set the password of an account that exists
  expect((await browser.call('POST', `/invitations/${secretOf(link)}/accept`, { password: 'attacker horse 1' })).status).toBe(401);
  const accepted = await browser.call('POST', `/invitations/${secretOf(link)}/accept`, { password });
  expect(accepted.body.tenant.name).toBe('华泵科技');
  expect(accepted.body.tenants.map((item: { id: number }) => item.id)).toEqual([tenant, other]);
  expect(accepted.body.user.roles).toEqual(['readOnly']);
  t.clock.advance(60_000);
  const back = await browser.call('POST', '/auth/switch', { tenant: other });
  expect(back.body).toMatchObject({ tenant: { name: '悦享食品' }, user: { roles: ['owner'] } });
  // signing in leads to where one was last
  const anew = t.browser();
  expect((await anew.call('POST', '/auth/login', { email: 'jia@yuexiang.cn', password })).body.tenant.id).toBe(other);

  // neither company gets into the other by a link or by renaming the account
  const here = (await owner.call('GET', '/users?search=贾佩琪')).body.items[0];
  expect((await owner.call('POST', `/users/${here.id}/sign-in-link`)).body.code).toBe('STATE');
  const { link: reset } = await signInLink(t.app, tenant, 'jia@yuexiang.cn');
  expect(reset).toContain('/reset-password/');
  const { ctx, meta } = await metaOf('user');
  await updateRecord(ctx, meta, here.id, { email: 'captured@huabeng.cn' });
  expect((await t.browser().call('POST', '/auth/login', { email: 'jia@yuexiang.cn', password })).status).toBe(200);
  expect((await t.browser().call('POST', '/auth/login', { email: 'captured@huabeng.cn', password })).status).toBe(401);
  expect((await browser.call('POST', '/auth/switch', { tenant })).status).toBe(404);
});

test('a new e-mail signs in instead of the old one; one that belongs to somebody else does not', async () => {
  const { id, browser } = await joined('孙丽', 'sun@huabeng.cn');
  const { ctx, meta } = await metaOf('user');
  await updateRecord(ctx, meta, id, { email: 'SunLi@huabeng.cn' });
  expect((await browser.call('GET', '/auth/me')).body.user.email).toBe('sunli@huabeng.cn');
  await t.signedIn('sunli@huabeng.cn');
  await expect(t.signedIn('sun@huabeng.cn')).rejects.toThrow('401');
  // an e-mail of another company's person: she keeps her account, this one needs a new invitation
  await updateRecord(ctx, meta, id, { email: 'jia@yuexiang.cn' });
  expect((await browser.call('GET', '/auth/me')).status).toBe(401);
  const jia = await t.signedIn('jia@yuexiang.cn');
  expect((await jia.call('GET', '/auth/me')).body.tenants).toHaveLength(1);
});

test("a link's session stays in its company, even when the person later joins another", async () => {
  const { id } = await joined('双面', 'both@huabeng.cn');
  const { link } = (await owner.call('POST', `/users/${id}/sign-in-link`)).body;
  const byLink = t.browser();
  await byLink.call('POST', `/auth/link/${secretOf(link)}`);
  const second = await invited('双面', 'both@huabeng.cn', undefined, foreign);
  expect((await t.browser().call('POST', `/invitations/${secretOf(second.link)}/accept`, { password })).status).toBe(200);
  expect((await byLink.call('GET', '/auth/me')).body.tenants).toHaveLength(1);
  expect((await byLink.call('POST', '/auth/switch', { tenant: other })).status).toBe(404);
  expect((await byLink.call('GET', '/auth/sessions')).body.items.every((item: { company: string }) => item.company === '华泵科技')).toBe(
    true,
  );
  expect((await byLink.call('POST', '/auth/password', { new: 'captured horse 1' })).body.errors[0].field).toBe('current');
});

test('a leaver hands over everything to an active colleague', async () => {
  const [leaver, successor] = [await joined('离职', 'leaver@huabeng.cn'), await joined('接手', 'taker@huabeng.cn')];
  const { meta } = await metaOf('thing');
  const asLeaver = await t.app.contextFor({ tenant, user: leaver.id });
  for (let i = 0; i < 3; i += 1) await createRecord(asLeaver, meta, { name: `物品${i}` });
  expect((await owner.call('POST', `/users/${leaver.id}/handover/preview`)).body).toEqual({ counts: [{ object: 'thing', count: 3 }] });
  await owner.call('POST', `/users/${leaver.id}/deactivate`);
  const refuse = async (to: unknown) => (await owner.call('POST', `/users/${leaver.id}/handover`, { to })).body;
  expect((await refuse('nobody')).errors[0]).toMatchObject({ field: 'to', code: 'LOOKUP_NOT_FOUND' });
  expect((await refuse(leaver.id)).errors[0]).toMatchObject({ field: 'to', code: 'INVALID_VALUE' });
  expect((await refuse((await foreign.call('GET', '/auth/me')).body.user.id)).errors[0]).toMatchObject({
    field: 'to',
    code: 'LOOKUP_NOT_FOUND',
  });
  expect((await successor.browser.call('POST', `/users/${leaver.id}/handover`, { to: successor.id })).status).toBe(403);
  expect((await owner.call('POST', `/users/${leaver.id}/handover`, { to: { id: successor.id } })).body).toEqual({
    counts: [{ object: 'thing', count: 3 }],
  });
  expect((await owner.call('POST', `/users/${leaver.id}/handover/preview`)).body).toEqual({ counts: [] });
});

test('the organisation has no circles, and a department goes when it is empty', async () => {
  const { ctx, meta } = await metaOf('department');
  const { meta: users } = await metaOf('user');
  const office = await createRecord(ctx, meta, { name: '华东' });
  const team = await createRecord(ctx, meta, { name: '一组', parent: office.id });
  await expect(updateRecord(ctx, meta, office.id, { parent: team.id })).rejects.toMatchObject({ code: 'HIERARCHY_CYCLE' });
  await expect(deleteRecord(ctx, meta, office.id)).rejects.toMatchObject({ code: 'STATE' });
  const { id } = await joined('组员', 'member@huabeng.cn');
  await updateRecord(ctx, users, id, { department: team.id });
  await expect(updateRecord(ctx, users, id, { manager: id })).rejects.toMatchObject({ code: 'HIERARCHY_CYCLE' });
  await expect(deleteRecord(ctx, meta, team.id)).rejects.toMatchObject({ code: 'STATE' });
  await updateRecord(ctx, users, id, { department: null });
  await deleteRecord(ctx, meta, team.id);
  await deleteRecord(ctx, meta, office.id);
});

test('people are listed with roles, page by page', async () => {
  const first = (await owner.call('GET', '/users?limit=3')).body;
  expect(first.items).toHaveLength(3);
  const names: string[] = first.items.map((item: { name: string }) => item.name);
  for (let cursor = first.nextCursor; cursor; ) {
    const page = (await owner.call('GET', `/users?limit=3&cursor=${cursor}`)).body;
    names.push(...page.items.map((item: { name: string }) => item.name));
    cursor = page.nextCursor;
  }
  const all = (await owner.call('GET', '/users?limit=200')).body.items;
  expect(names).toEqual(all.map((item: { name: string }) => item.name));
  expect(all.find((item: { name: string }) => item.name === '方哲')).toMatchObject({
    joined: true,
    active: true,
    roles: [{ key: 'owner' }],
  });
  expect(all.find((item: { name: string }) => item.name === '迟到')).toMatchObject({ joined: false, lastSeenAt: null });
  expect((await owner.call('GET', '/users?limit=0')).body.code).toBe('INVALID_VALUE');
  expect((await owner.call('GET', '/users?search=%25')).body.items).toEqual([]);
});

test('an erased company is closed at once and gone after the grace period, its people with it', async () => {
  const doomed = t.browser();
  const { tenant: made } = (
    await doomed.call('POST', '/auth/signup', { company: '过客', name: '过客', email: 'gone@huabeng.cn', password })
  ).body;
  await eraseTenant(t.app, made.id);
  expect((await doomed.call('GET', '/auth/me')).status).toBe(401);
  expect(await eraseDueTenants(t.app)).toBe(0);
  t.clock.advance(31 * day);
  expect(await eraseDueTenants(t.app)).toBe(1);
  expect(await globalQuery(t.app, sql`select 1 from person where email = 'gone@huabeng.cn'`)).toEqual([]);
  const left = await t.app.owner.query(
    'select (select count(*) from app_user where tenant_id = $1) + (select count(*) from role where tenant_id = $1) + (select count(*) from tenant where id = $1) as n',
    [made.id],
  );
  expect(Number(left.rows[0].n)).toBe(0);
  expect((await t.signedIn('fang@huabeng.cn')).cookie).not.toBe('');
});
