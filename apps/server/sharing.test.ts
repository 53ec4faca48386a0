import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let now = new Date('2026-03-10T04:00:00.000Z');
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());
beforeEach(() => {
  now = new Date('2026-03-10T04:00:00.000Z');
});

const at = (id: string, more = '') => `/records/account/${id}${more}`;
const make = async (who: Client, name: string, values: object = {}): Promise<string> =>
  (await who.post('/records/account', { name, ...values })).body.id;
const share = (who: Client, id: string, principal: object, level = 'read') => who.post(at(id, '/shares'), { principal, level });
const person = (who: Client) => ({ kind: 'user', id: who.user });
/** Names of the accounts somebody sees in their list. */
const sees = async (who: Client): Promise<string[]> => {
  const answer = await who.post('/records/account/query', { fields: ['name'], limit: 200 });
  return answer.body.records.map((record: { name: string }) => record.name).sort();
};
const fresh = async (): Promise<TestTenant> => app.tenant();

it('opens a record to one person, for reading or for editing, and never for deleting or transferring', async () => {
  const { seller, outsider } = tenant.as;
  const id = await make(seller, '共享给外部', { phone: '13800001111' });
  expect((await outsider.get(at(id))).status).toBe(404);
  const shared = await share(seller, id, person(outsider));
  expect([shared.status, shared.body]).toMatchObject([
    201,
    { principal: { kind: 'user', id: outsider.user }, level: 'read', source: 'manual', by: { id: seller.user } },
  ]);
  expect((await outsider.get(at(id))).status).toBe(200);
  expect(await sees(outsider)).toEqual(['共享给外部']);
  expect((await outsider.patch(at(id), { phone: '13900002222' })).status).toBe(403);
  expect((await share(seller, id, person(outsider), 'edit')).status).toBe(201);
  expect((await outsider.patch(at(id), { phone: '13900002222' })).status).toBe(200);
  expect((await outsider.delete(at(id))).status).toBe(403);
  expect((await outsider.patch(at(id), { owner: outsider.user })).status).toBe(403);
  expect((await share(outsider, id, person(tenant.as.colleague))).status).toBe(403);
  expect((await outsider.get(at(id, '/shares'))).body).toMatchObject({ mayShare: false, items: [{ level: 'edit' }] });
  const gone = await seller.delete(at(id, `/shares/${outsider.user}`));
  expect(gone.status).toBe(204);
  expect((await outsider.get(at(id))).status).toBe(404);
  expect((await seller.delete(at(id, `/shares/${outsider.user}`))).status).toBe(404);
});

it('counts in aggregates, search, related lists, history, timeline, bulk and exports alike', async () => {
  const { seller, outsider, manager } = tenant.as;
  const id = await make(seller, '华东共享汇总公司', { industry: 'retail' });
  await share(manager, id, person(outsider), 'edit');
  const count = await outsider.post('/records/account/aggregate', { groupBy: [], measures: [{ fn: 'count' }] });
  expect(count.body.rows).toEqual([{ count: 1 }]);
  for (const q of ['共享汇总', 'hdgx']) {
    const found = await outsider.get(`/search?q=${encodeURIComponent(q)}`);
    expect(found.body.groups.flatMap((group: { items: { id: string }[] }) => group.items.map((item) => item.id), q)).toContain(id);
    const list = await outsider.post('/records/account/query', { search: q, fields: ['name'] });
    expect(list.body.records, q).toHaveLength(1);
  }
  const part = await outsider.post('/records/account/query', {
    filter: { field: 'name', op: 'contains', value: '享汇总' },
    fields: ['name'],
  });
  expect(part.body.records).toHaveLength(1);
  expect((await outsider.get(at(id, '/history'))).status).toBe(200);
  expect((await outsider.get(at(id, '/timeline'))).status).toBe(200);
  const contact = await outsider.post('/records/contact', { name: '我的联系人', account: id });
  expect(contact.status).toBe(201);
  const bulk = await outsider.post('/records/account/bulk', { operation: 'update', records: [{ id, phone: '13700003333' }] });
  expect(bulk.body.results[0].status).toBe(200);
  const gone = await outsider.post('/records/account/bulk', { operation: 'delete', records: [{ id }] });
  expect(gone.body.results[0].status).toBe(403);
  await manager.delete(at(id, `/shares/${outsider.user}`));
  expect((await outsider.get(at(id, '/history'))).status).toBe(404);
});

it('reaches people by department and all below it, by group and by role; their roles still bound them', async () => {
  const t = await fresh();
  const { seller, outsider, colleague, readOnly, admin } = t.as;
  const sales = await admin.post('/records/department/query', { filter: { field: 'name', op: 'eq', value: '销售中心' } });
  const center = sales.body.records[0].id;
  const id = await make(seller, '给全中心');
  expect((await share(seller, id, { kind: 'department', id: center }, 'edit')).status).toBe(201);
  expect([await sees(outsider), await sees(colleague)]).toEqual([['给全中心'], ['给全中心']]);
  expect((await outsider.patch(at(id), { phone: '13800001111' })).status).toBe(200);
  const mine = await make(seller, '给用户组');
  const group = await admin.post('/groups', { name: '大客户小组', members: [person(outsider)] });
  expect(group.status).toBe(201);
  await share(seller, mine, { kind: 'group', id: group.body.id });
  expect(await sees(outsider)).toEqual(['给全中心', '给用户组']);
  expect(await sees(colleague)).toEqual(['给全中心']);
  const twins = await Promise.all([1, 2].map(() => admin.post('/groups', { name: '双胞胎', members: [] })));
  expect(twins.map(({ status }) => status).sort()).toEqual([201, 409]);
  await admin.patch(`/groups/${group.body.id}`, { members: [person(colleague)] });
  expect([await sees(outsider), await sees(colleague)]).toEqual([['给全中心'], ['给全中心', '给用户组']]);
  await admin.patch(`/groups/${group.body.id}`, { members: [{ kind: 'department', id: center }] });
  expect(await sees(outsider)).toEqual(['给全中心', '给用户组']);
  expect((await admin.delete(`/groups/${group.body.id}`)).status).toBe(204);
  expect([await sees(outsider), await sees(colleague)]).toEqual([['给全中心'], ['给全中心']]);
  const roles = (await admin.get('/roles')).body.items;
  const readers = roles.find((role: { key: string }) => role.key === 'readOnly').id;
  await share(seller, mine, { kind: 'role', id: readers }, 'edit');
  // the role has no right to edit: no share gives it one
  expect((await readOnly.patch(at(mine), { phone: '13800001111' })).status).toBe(403);
});

it('follows somebody who moves to another department at once', async () => {
  const t = await fresh();
  const { seller, outsider, admin } = t.as;
  const id = await make(seller, '给销售一部');
  await share(seller, id, { kind: 'department', id: t.departments.first });
  expect(await sees(outsider)).toEqual([]);
  expect((await admin.patch(`/records/user/${outsider.user}`, { department: t.departments.first })).status).toBe(200);
  expect(await sees(outsider)).toEqual(['给销售一部']);
  await admin.patch(`/records/user/${outsider.user}`, { department: t.departments.second });
  expect(await sees(outsider)).toEqual([]);
});

it('is given by the owner, those above them and administrators; refused bodies name the field', async () => {
  const { seller, colleague, outsider, manager, admin, readOnly } = tenant.as;
  const id = await make(seller, '谁能共享');
  expect((await share(colleague, id, person(outsider))).status).toBe(404);
  expect((await share(readOnly, id, person(outsider))).status).toBe(403);
  expect((await share(manager, id, person(outsider))).status).toBe(201);
  expect((await share(admin, id, person(colleague))).status).toBe(201);
  expect((await share(other.as.admin, id, person(other.as.seller))).status).toBe(404);
  const cases: [object, number, string][] = [
    [{ level: 'read' }, 422, 'principal'],
    [{ principal: person(outsider) }, 422, 'level'],
    [{ principal: person(outsider), level: 'delete' }, 422, 'level'],
    [{ principal: person(outsider), level: 7 }, 400, 'level'],
    [{ principal: 'x', level: 'read' }, 400, 'principal'],
    [{ principal: { kind: 'robot', id: outsider.user }, level: 'read' }, 422, 'principal.kind'],
    [{ principal: { kind: 'group', id: outsider.user }, level: 'read' }, 422, 'principal.id'],
    [{ principal: person(other.as.seller), level: 'read' }, 422, 'principal.id'],
    [{ principal: person(seller), level: 'read' }, 422, 'principal'],
  ];
  for (const [body, status, field] of cases) {
    const answer = await seller.post(at(id, '/shares'), body);
    expect([answer.status, answer.body.errors?.[0]?.field], JSON.stringify(body)).toEqual([status, field]);
  }
  expect((await seller.post('/records/product/00000000-0000-7000-8000-000000000001/shares', {})).status).toBe(403);
  expect((await app.anonymous.get(at(id, '/shares'))).status).toBe(401);
  expect((await seller.post('/groups', { name: '不行', members: [] })).status).toBe(403);
  expect((await admin.post('/groups', { name: '', members: [] })).body.errors[0].field).toBe('name');
});

it('leaves an event, a line in the audit log and nothing in another company', async () => {
  const { seller, outsider, admin } = tenant.as;
  const id = await make(seller, '留下痕迹');
  await share(seller, id, person(outsider), 'edit');
  await seller.delete(at(id, `/shares/${outsider.user}`));
  const ctx = await admin.context();
  const events = await ctx.query<{ event: string; changes: object }>(
    sql`select event, changes from event where tenant_id = ${tenant.id} and record_id = ${id} and event like '%shared' order by xid, seq`,
  );
  expect(events).toEqual([
    { event: 'account.shared', changes: { principal: outsider.user, level: 'edit' } },
    { event: 'account.unshared', changes: { principal: outsider.user } },
  ]);
  const lines = await ctx.query<{ event: string }>(
    sql`select event from audit_log where tenant_id = ${tenant.id} and record_id = ${id}::uuid order by id`,
  );
  expect(lines.map(({ event }) => event)).toEqual(['record.shared', 'record.unshared']);
  const theirs = await (await other.as.admin.context()).query(sql`select 1 from record_share`);
  expect(theirs).toEqual([]);
});

it('has a team, whose members come and go by date', async () => {
  const t = await fresh();
  const { seller, outsider, colleague, admin } = t.as;
  const id = await make(seller, '铁三角客户');
  const team = (body: object, who = seller) => who.post(at(id, '/team'), body);
  const added = await team({ user: outsider.user, role: 'solutionManager', level: 'edit', from: '2026-03-09', until: '2026-03-11' });
  expect([added.status, added.body]).toMatchObject([201, { role: 'solutionManager', level: 'edit', until: '2026-03-11' }]);
  await team({ user: colleague.user, role: 'presales', level: 'read', from: '2026-03-12' });
  expect([await sees(outsider), await sees(colleague)]).toEqual([['铁三角客户'], []]);
  expect((await outsider.patch(at(id), { phone: '13800001111' })).status).toBe(200);
  // the last day counts to its end, in the company's zone
  now = new Date('2026-03-11T15:59:00.000Z');
  expect(await sees(outsider)).toEqual(['铁三角客户']);
  now = new Date('2026-03-11T16:01:00.000Z');
  expect([await sees(outsider), await sees(colleague)]).toEqual([[], ['铁三角客户']]);
  expect((await outsider.get(`/search?q=${encodeURIComponent('铁三角')}`)).body.groups).toEqual([]);
  const listed = await seller.get(at(id, '/team'));
  expect(listed.body.items.map((item: { role: string }) => item.role).sort()).toEqual(['presales', 'solutionManager']);
  expect(listed.body.roles.map((role: { label: { zh: string } }) => role.label.zh)).toContain('交付经理');
  for (const [body, field] of [
    [{ user: outsider.user, level: 'read', role: 'boss' }, 'role'],
    [{ user: outsider.user, level: 'read', from: '2026-02-30' }, 'from'],
    [{ user: outsider.user, level: 'read', from: '2026-03-02', until: '2026-03-01' }, 'until'],
    [{ level: 'read' }, 'user'],
    [{ user: other.as.seller.user, level: 'read' }, 'user.id'],
  ] as const)
    expect((await team(body)).body.errors[0].field, JSON.stringify(body)).toBe(field);
  expect((await team({ user: outsider.user, level: 'read' }, colleague)).status).toBe(403);
  await admin.put('/meta/parts/optionSet/teamRole', { label: '团队角色', options: [{ key: 'buyer', label: '采购顾问' }] });
  expect((await team({ user: outsider.user, role: 'buyer', level: 'read' })).status).toBe(201);
  expect((await team({ user: outsider.user, role: 'presales', level: 'read' })).status).toBe(422);
  expect((await seller.delete(at(id, `/team/${outsider.user}`))).status).toBe(204);
  expect(await sees(outsider)).toEqual([]);
});

it('reaches the details of a shared master, and is not given to a detail itself', async () => {
  const t = await fresh();
  const { seller, outsider, admin } = t.as;
  await admin.post('/meta/objects', {
    name: 'x_visitNote',
    label: '拜访记录',
    title: 'x_name',
    fields: [{ name: 'x_name', type: 'text', label: '名称' }],
  });
  const field = { name: 'x_account', type: 'masterDetail', object: 'account', label: '客户' };
  expect((await admin.post('/meta/objects/x_visitNote/fields', field)).status).toBe(201);
  const id = await make(seller, '主记录');
  const note = await seller.post('/records/x_visitNote', { x_name: '首次拜访', x_account: id });
  expect(note.status).toBe(201);
  const detail = `/records/x_visitNote/${note.body.id}`;
  expect((await outsider.get(detail)).status).toBe(404);
  await share(seller, id, person(outsider));
  expect((await outsider.get(detail)).status).toBe(200);
  expect((await outsider.patch(detail, { x_name: '改' })).status).toBe(403);
  expect((await outsider.get(`/search?q=${encodeURIComponent('首次拜访')}`)).body.groups).toHaveLength(1);
  await share(seller, id, person(outsider), 'edit');
  expect((await outsider.patch(detail, { x_name: '改' })).status).toBe(200);
  expect((await seller.post(`${detail}/shares`, { principal: person(outsider), level: 'read' })).body.code).toBe('STATE');
});

const rule = (name: string) => `/meta/objects/account/parts/sharingRule/${name}`;

it('is given by rules by owner, which hold from the next request on and follow who moves', async () => {
  const t = await fresh();
  const { seller, outsider, admin } = t.as;
  const id = await make(seller, '一部客户');
  const body = {
    label: '一部给外部',
    by: 'owner',
    from: [{ kind: 'department', id: t.departments.first }],
    to: [person(outsider)],
    level: 'read',
  };
  expect((await admin.put(rule('toOutside'), body)).status).toBe(200);
  expect(await sees(outsider)).toEqual(['一部客户']);
  expect((await outsider.patch(at(id), { phone: '13800001111' })).status).toBe(403);
  await admin.put(rule('toOutside'), { ...body, level: 'edit' });
  expect((await outsider.patch(at(id), { phone: '13800001111' })).status).toBe(200);
  expect((await outsider.delete(at(id))).status).toBe(403);
  expect((await share(outsider, id, person(t.as.colleague))).status).toBe(403);
  const listed = await seller.get(at(id, '/shares'));
  expect(listed.body.items).toMatchObject([{ source: 'rule', rule: { name: 'toOutside' }, principal: { id: outsider.user } }]);
  await admin.patch(`/records/user/${seller.user}`, { department: t.departments.second });
  expect(await sees(outsider)).toEqual([]);
  await admin.patch(`/records/user/${seller.user}`, { department: t.departments.first });
  expect((await outsider.get(`/search?q=${encodeURIComponent('一部客户')}`)).body.groups).toHaveLength(1);
  await admin.put(rule('toOutside'), { ...body, active: false });
  expect(await sees(outsider)).toEqual([]);
  await admin.put(rule('toOutside'), body);
  expect((await admin.delete(rule('toOutside'))).status).toBe(204);
  expect(await sees(outsider)).toEqual([]);
});

it('is given by rules by filter: for records that are there by a job, for each save in its transaction', async () => {
  await app.startWork();
  const t = await fresh();
  const { seller, outsider, colleague, admin } = t.as;
  const old = await make(seller, '旧零售', { industry: 'retail' });
  await make(seller, '旧制造', { industry: 'manufacturing' });
  const filter = { field: 'industry', op: 'eq', value: 'retail' };
  const body = { label: '零售行业', by: 'filter', filter, to: [person(outsider)], level: 'read' };
  expect((await admin.put(rule('retail'), body)).status).toBe(200);
  await until(async () => (await sees(outsider)).join() === '旧零售', 'the shares of the rule');
  await until(async () => (await admin.get('/meta/works')).body.works.length === 0, 'the end of the work');
  const fresher = await make(seller, '新零售', { industry: 'retail' });
  await make(seller, '新制造', { industry: 'manufacturing' });
  expect(await sees(outsider)).toEqual(['新零售', '旧零售']);
  await seller.patch(at(old), { industry: 'manufacturing' });
  expect(await sees(outsider)).toEqual(['新零售']);
  await seller.post('/records/account/bulk', {
    operation: 'update',
    records: [
      { id: old, industry: 'retail' },
      { id: fresher, industry: null },
    ],
  });
  expect(await sees(outsider)).toEqual(['旧零售']);
  expect((await seller.get(at(old, '/shares'))).body.items).toMatchObject([{ source: 'rule', rule: { label: { zh: '零售行业' } } }]);
  // what is taken away goes with the change itself
  await admin.put(rule('retail'), { ...body, to: [person(colleague)] });
  expect(await sees(outsider)).toEqual([]);
  await until(async () => (await sees(colleague)).join() === '旧零售', 'the shares of the changed rule');
  await admin.delete(rule('retail'));
  expect(await sees(colleague)).toEqual([]);
});

it('is left alone by a change that other rules read', async () => {
  await app.startWork();
  const t = await fresh();
  const { seller, outsider, colleague, admin } = t.as;
  const by = (field: string, value: string, to: Client) => ({
    label: field,
    by: 'filter',
    filter: { field, op: 'eq', value },
    to: [person(to)],
    level: 'read',
  });
  expect((await admin.put(rule('trade'), by('industry', 'retail', outsider))).status).toBe(200);
  expect((await admin.put(rule('grade'), by('level', 'A', colleague))).status).toBe(200);
  await until(async () => (await admin.get('/meta/works')).body.works.length === 0, 'the end of the work');
  const both = await make(seller, '零售甲级', { industry: 'retail', level: 'A' });
  const seen = async () => [await sees(outsider), await sees(colleague)];
  expect(await seen()).toEqual([['零售甲级'], ['零售甲级']]);
  await seller.patch(at(both), { level: 'B' });
  expect(await seen()).toEqual([['零售甲级'], []]);
  await seller.patch(at(both), { region: '浙江' });
  expect(await seen()).toEqual([['零售甲级'], []]);
  // of two records in one save, each by what the other one changes as well
  const second = await make(seller, '第二家', { industry: 'retail', level: 'B' });
  await seller.post('/records/account/bulk', {
    operation: 'update',
    records: [
      { id: both, industry: null },
      { id: second, level: 'A' },
    ],
  });
  expect(await seen()).toEqual([['第二家'], ['第二家']]);
});

it('refuses rules that can not be kept, naming the part', async () => {
  const { admin, seller, outsider } = tenant.as;
  const good = {
    label: '零售',
    by: 'filter',
    filter: { field: 'industry', op: 'eq', value: 'retail' },
    to: [person(outsider)],
    level: 'read',
  };
  const cases: [object, string][] = [
    [{ ...good, by: undefined }, 'by'],
    [{ ...good, to: [] }, 'to'],
    [{ ...good, to: [{ kind: 'user', id: 'x' }] }, 'to[0].id'],
    [{ ...good, level: 'delete' }, 'level'],
    [{ ...good, filter: undefined }, 'filter'],
    [{ ...good, filter: { field: 'nothing', op: 'eq', value: 1 } }, 'filter'],
    [{ ...good, filter: { field: 'owner', op: 'eq', value: 'me' } }, 'filter'],
    [{ ...good, filter: { field: 'createdAt', op: 'within', value: 'today' } }, 'filter'],
    [{ ...good, filter: { field: 'parent.name', op: 'eq', value: '集团' } }, 'filter'],
    [{ ...good, by: 'owner' }, 'from'],
    [{ ...good, more: 1 }, 'more'],
  ];
  for (const [body, field] of cases) {
    const answer = await admin.put(rule('bad'), body);
    expect([answer.status >= 400, answer.body.errors?.[0]?.field], JSON.stringify(body)).toEqual([true, field]);
  }
  expect((await seller.put(rule('mine'), good)).status).toBe(403);
  expect((await admin.put('/meta/objects/product/parts/sharingRule/no', good)).status).toBe(409);
});

it('keeps the fields that rules compare', async () => {
  const t = await fresh();
  const { admin, outsider } = t.as;
  await admin.post('/meta/objects/account/fields', { name: 'x_area', type: 'text', label: '片区' });
  const body = { label: '片区东', by: 'filter', filter: { field: 'x_area', op: 'eq', value: '东' }, to: [person(outsider)], level: 'read' };
  expect((await admin.put(rule('east'), body)).status).toBe(200);
  expect((await admin.delete('/meta/objects/account/fields/x_area')).body.errors[0].message).toContain('片区东');
  await admin.delete(rule('east'));
  expect((await admin.delete('/meta/objects/account/fields/x_area')).status).toBe(204);
});

it('says why: which role, share, rule, team or master gives or denies', async () => {
  const t = await fresh();
  const { seller, outsider, admin } = t.as;
  const id = await make(seller, '为什么');
  const why = async (user: Client) => (await admin.get(at(id, `/access?user=${user.user}`))).body;
  const verdict = (answer: { verdicts: { verb: string }[] }, verb: string) => answer.verdicts.find((one) => one.verb === verb);
  expect(verdict(await why(seller), 'edit')).toMatchObject({ allowed: true, reasons: [{ kind: 'role', level: 'own', grants: true }] });
  expect(verdict(await why(outsider), 'read')).toMatchObject({ allowed: false, reasons: [{ kind: 'role', level: 'own', grants: false }] });
  await share(seller, id, person(outsider));
  const shared = await why(outsider);
  expect(verdict(shared, 'read')).toMatchObject({
    allowed: true,
    reasons: [{ grants: false }, { kind: 'share', level: 'read', grants: true }],
  });
  expect(verdict(shared, 'edit')).toMatchObject({ allowed: false, reasons: [{ grants: false }, { kind: 'share', grants: false }] });
  expect(verdict(shared, 'transfer')).toMatchObject({ allowed: false, reasons: [{ level: null }] });
  expect((await seller.get(at(id, `/access?user=${outsider.user}`))).status).toBe(403);
  expect((await admin.get(at(id, `/access?user=${other.as.seller.user}`))).status).toBe(404);
  expect((await other.as.admin.get(at(id, `/access?user=${other.as.seller.user}`))).status).toBe(404);
  expect((await admin.get(at(id, '/access'))).body.errors[0].field).toBe('user');
});

it('finds with whom to share by name, pinyin and initials', async () => {
  const { seller, admin } = tenant.as;
  await admin.post('/groups', { name: '华南项目组', members: [] });
  const find = async (q: string) =>
    (await seller.get(`/principals?search=${encodeURIComponent(q)}`)).body.items.map((item: { title: string }) => item.title);
  expect(await find('hnxmz')).toEqual(['华南项目组']);
  expect(await find('xiaoshouyibu')).toEqual(['销售一部']);
  expect((await find('外部')).length).toBe(1);
  expect((await seller.get('/principals?kinds=robot')).status).toBe(422);
});

it('is kept whole while records are saved at the same time', async () => {
  const t = await fresh();
  const { seller, outsider, admin } = t.as;
  const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => make(seller, `并发${index}`)));
  const body = {
    label: '零售',
    by: 'filter',
    filter: { field: 'industry', op: 'eq', value: 'retail' },
    to: [person(outsider)],
    level: 'edit',
  };
  const answers = await Promise.all([
    ...ids.map((id) => share(seller, id, { kind: 'department', id: t.departments.second })),
    admin.put(rule('retail'), body),
    ...ids.map((id, index) => seller.patch(at(id), { industry: index % 2 ? 'retail' : 'manufacturing' })),
    ...ids.map((id) => seller.post(at(id, '/team'), { user: outsider.user, level: 'read' })),
  ]);
  expect(answers.map((answer) => answer.status).filter((status) => status >= 300)).toEqual([]);
  await until(async () => (await admin.get('/meta/works')).body.works.length === 0, 'the end of the work');
  expect(await sees(outsider)).toHaveLength(10);
  const rows = await (await admin.context()).query<{ record_id: string }>(
    sql`select record_id from record_share where tenant_id = ${t.id} and source = 'rule' order by record_id`,
  );
  expect(rows.map((row) => row.record_id)).toEqual(ids.filter((_, index) => index % 2).sort());
});
