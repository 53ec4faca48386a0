import { sql } from '@huanke/platform/database';
import { metaOf } from '@huanke/platform/module';
import { createRecord } from '@huanke/platform/records';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp, uploadedBy } from './testing.ts';

// ten in the morning in Shanghai
const start = Date.parse('2026-03-02T02:00:00.000Z');
const DAY = 86_400_000;
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let account: string;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  // months go by in this file: nobody has to sign in anew
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
  account = (await tenant.as.seller.post('/records/account', { name: '恒润化工' })).body.id;
});
afterAll(() => app.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0]?.field ?? null, body.errors?.[0]?.code ?? body.code];
const at = (id: string) => `/records/project/${id}`;
const child = async (client: Client, object: string, values: object): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
const make = (client: Client, values: object = {}) => child(client, 'project', { name: '二期循环水', account, ...values });
const get = async (client: Client, id: string) => ok(await client.get(at(id))).body;
const upload = (client: Client) => uploadedBy(client, '验收单.txt');
const accept = (client: Client, id: string, input: object = {}) => client.post(`/records/projectMilestone/${id}/actions/accept`, { input });
/** What a project has told by one event, once it is so many: events come once older transactions, of whomever, are over. */
const told = (record: string, event: string, times: number): Promise<Record<string, unknown>[]> =>
  until(async () => {
    const { items } = (await tenant.as.admin.get('/events?limit=1000')).body;
    const mine = items.filter((one: { record: string; event: string }) => one.record === record && one.event === event);
    return mine.length === times && mine.map(({ changes }: { changes: Record<string, unknown> }) => changes);
  }, `${event}, ${times} times`);
const watch = async () => {
  const job = app.app.registry.jobs.get('sales.watchProjects');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
};
const abnormal = async (client: Client): Promise<Record<string, string[]>> => {
  const filter = { field: 'abnormalAt', op: 'isNotNull' };
  const { records } = ok(await client.post('/records/project/query', { filter, fields: ['id', 'abnormalWhy'] })).body;
  return Object.fromEntries(records.map(({ id, abnormalWhy }: { id: string; abnormalWhy: string[] }) => [id, [...abnormalWhy].sort()]));
};
const notices = async (client: Client, kind: string): Promise<string[]> =>
  (await client.get('/notifications?limit=100')).body.items
    .filter((one: { kind: string }) => one.kind === kind)
    .map((one: { text: string }) => one.text);

describe('milestones', () => {
  it('weights of 20, 30 and 50 with two accepted are 50 %; an acceptance needs its proof and tells all of it', async () => {
    const { seller, colleague, readOnly } = tenant.as;
    now = start;
    const opportunity = await child(seller, 'opportunity', { name: '循环水', account });
    const id = await make(seller, { opportunity });
    expect(await get(seller, id)).toMatchObject({ startOn: '2026-03-02', endCustomer: { id: account }, progress: null });
    const step = (name: string, weight: string, planOn: string) => child(seller, 'projectMilestone', { project: id, name, weight, planOn });
    const [first, second, third] = [
      await step('签约', '20', '2026-03-05'),
      await step('到货', '30', '2026-03-10'),
      await step('终验', '50', '2026-04-30'),
    ];
    // three days before the plan of the first one
    expect(await get(seller, id)).toMatchObject({ progress: '0.00', nextPlanOn: '2026-03-05', delayDays: -3 });
    expect(
      problem(await seller.post('/records/projectMilestone', { project: id, name: '多出', weight: '0.01', planOn: '2026-05-01' })),
    ).toEqual([422, 'weight', 'RULE']);
    expect(problem(await accept(seller, first))).toEqual([422, 'proof', 'REQUIRED']);
    expect(problem(await seller.patch(`/records/projectMilestone/${first}`, { state: 'accepted' }))).toEqual([
      422,
      'state',
      'INVALID_VALUE',
    ]);
    const file = await upload(seller);
    expect((await accept(colleague, first, { proof: [file] })).status).toBe(404);
    expect((await accept(readOnly, first, { proof: [file] })).status).toBe(403);
    expect((await accept(other.as.admin, first, { proof: [file] })).status).toBe(404);
    // nobody proves with a file they can not read
    expect((await accept(seller, first, { proof: [await upload(colleague)] })).status).toBe(422);
    expect(problem(await accept(seller, first, { proof: [file], actualOn: '2026-03-03' }))).toEqual([422, 'actualOn', 'INVALID_VALUE']);
    // half past midnight on the 15th in Shanghai
    now = Date.parse('2026-03-14T16:30:00.000Z');
    expect(ok(await accept(seller, first, { proof: [file], actualOn: '2026-03-12' })).body.result).toEqual({
      state: 'accepted',
      progress: '20',
    });
    expect(ok(await accept(seller, second, { proof: [await upload(seller)] })).body.result).toEqual({ state: 'accepted', progress: '50' });
    expect((await accept(seller, second)).status).toBe(409);
    expect(await get(seller, id)).toMatchObject({ progress: '50.00', nextPlanOn: '2026-04-30', delayDays: -46 });
    expect((await seller.get(`/records/projectMilestone/${second}`)).body).toMatchObject({
      state: 'accepted',
      actualOn: '2026-03-15',
      acceptedBy: { id: seller.user },
      acceptedAt: '2026-03-14T16:30:00.000Z',
      proof: [{ name: '验收单.txt' }],
    });
    const about = { account, opportunity };
    expect(await told(id, 'project.milestoneAccepted', 2)).toEqual([
      { milestone: first, name: '签约', planOn: '2026-03-05', acceptedOn: '2026-03-12', weight: '20.00', progress: '20.00', ...about },
      { milestone: second, name: '到货', planOn: '2026-03-10', acceptedOn: '2026-03-15', weight: '30.00', progress: '50.00', ...about },
    ]);
    ok(await seller.delete(`/records/projectMilestone/${third}`));
    expect(await get(seller, id)).toMatchObject({ progress: '50.00', nextPlanOn: null, delayDays: null });
  });

  it('what is accepted stays as it is on every path; a manager takes an acceptance back with a reason', async () => {
    const { seller, colleague, manager, admin, readOnly } = tenant.as;
    now = start;
    const id = await make(seller);
    const step = (name: string, weight: string) =>
      child(seller, 'projectMilestone', { project: id, name, weight, planOn: '2026-03-05', externalId: `${id}-${name}` });
    const [first, second] = [await step('签约', '20'), await step('到货', '60')];
    for (const one of [first, second]) ok(await accept(seller, one, { proof: [await upload(seller)] }));
    expect((await get(seller, id)).progress).toBe('80.00');
    const milestone = (one: string) => `/records/projectMilestone/${one}`;
    const refused = await seller.patch(milestone(first), { weight: '5', proof: [] });
    expect(refused.body.errors.map(({ field, code }: { field: string; code: string }) => [field, code])).toEqual([
      ['weight', 'STATE'],
      ['proof', 'STATE'],
    ]);
    expect(refused.body.errors[0].message).toBe('里程碑已验收，不能修改或删除；确有错误请主管先撤回验收');
    for (const client of [seller, manager, admin]) {
      expect(problem(await client.patch(milestone(first), { weight: '5' }))).toEqual([409, 'weight', 'STATE']);
      expect(problem(await client.patch(milestone(first), { proof: null }))).toEqual([409, 'proof', 'STATE']);
      expect(problem(await client.delete(milestone(second)))).toEqual([409, 'state', 'STATE']);
    }
    expect((await seller.patch(milestone(first), { actualOn: '2026-01-01' })).status).toBe(422);
    const bulk = async (body: object) =>
      ok(await seller.post('/records/projectMilestone/bulk', body)).body.results.map(
        ({ status, error }: { status: number; error?: { code: string } }) => [status, error?.code],
      );
    expect(await bulk({ operation: 'update', records: [{ id: first, weight: '5' }] })).toEqual([[409, 'STATE']]);
    expect(await bulk({ operation: 'delete', records: [{ id: second }] })).toEqual([[409, 'STATE']]);
    await app.startWork();
    const head = 'content-disposition: form-data; name="file"; filename="m.csv"\r\ncontent-type: text/csv';
    const csv = `--x\r\n${head}\r\n\r\nkey,weight\n${id}-签约,5\n\r\n--x--\r\n`;
    const fileId = ok(await admin.send('POST', '/files', csv, { 'content-type': 'multipart/form-data; boundary=x' })).body.id;
    const mapping = [
      { column: 'key', field: 'externalId' },
      { column: 'weight', field: 'weight' },
    ];
    const file = { object: 'projectMilestone', fileId, mode: 'update', key: 'externalId', mapping };
    const made = ok(await admin.post('/imports', file)).body;
    ok(await admin.post(`/imports/${made.id}/start`));
    await until(async () => (await admin.get(`/imports/${made.id}`)).body.status === 'done');
    expect((await admin.get(`/imports/${made.id}`)).body).toMatchObject({ updated: 0, failed: 1 });
    expect((await get(seller, id)).progress).toBe('80.00');
    // its name, and when it was planned, are no part of what was accepted
    ok(await seller.patch(milestone(first), { name: '签约与预付' }));
    const reopen = (client: Client, input: object) => client.post(`${milestone(first)}/actions/reopen`, { input });
    expect((await reopen(seller, { reason: '错了' })).status).toBe(403);
    expect((await reopen(readOnly, { reason: '错了' })).status).toBe(403);
    expect((await reopen(colleague, { reason: '错了' })).status).toBe(403);
    expect((await reopen(other.as.admin, { reason: '错了' })).status).toBe(404);
    expect(problem(await reopen(manager, { reason: '  ' }))).toEqual([422, 'reason', 'REQUIRED']);
    expect(ok(await reopen(manager, { reason: '凭证不是这个项目的' })).body.result).toEqual({ state: 'open' });
    expect((await seller.get(milestone(first))).body).toMatchObject({
      state: 'open',
      actualOn: null,
      acceptedBy: null,
      reopenReason: '凭证不是这个项目的',
    });
    expect((await get(seller, id)).progress).toBe('60.00');
    expect((await reopen(manager, { reason: '再来' })).status).toBe(409);
    ok(await seller.patch(milestone(first), { weight: '5', proof: null }));
    // with its project it goes, and comes back as it was
    ok(await seller.delete(at(id)));
    ok(await seller.post(`${at(id)}/restore`));
    expect((await seller.get(milestone(second))).body).toMatchObject({ state: 'accepted', weight: '60.00' });
  });

  it('two milestones accepted at once are both counted', async () => {
    const { seller } = tenant.as;
    const id = await make(seller);
    const made = await Promise.all(
      ['25', '25', '25', '25'].map(async (weight, n) =>
        child(seller, 'projectMilestone', {
          project: id,
          name: `第 ${n + 1} 步`,
          weight,
          planOn: '2026-05-01',
          proof: [await upload(seller)],
        }),
      ),
    );
    await Promise.all(made.map(async (one) => ok(await accept(seller, one))));
    expect((await get(seller, id)).progress).toBe('100.00');
  });

  it('a template of the company or the shipped one plans a project from its start, once', async () => {
    const { admin, seller, colleague } = tenant.as;
    const plan = (client: Client, id: string) => client.post(`${at(id)}/actions/plan`, { input: {} });
    const steps = async (id: string) => {
      const filter = { field: 'project', op: 'eq', value: id };
      const body = { filter, fields: ['name', 'weight', 'planOn'], sort: [{ field: 'line', direction: 'asc' }] };
      const { records } = ok(await seller.post('/records/projectMilestone/query', body)).body;
      return records.map((one: { name: string; weight: string; planOn: string }) => [one.name, one.weight, one.planOn]);
    };
    const shipped = await make(seller, { type: 'hospital', startOn: '2026-03-31' });
    expect((await plan(colleague, shipped)).status).toBe(404);
    expect(ok(await plan(seller, shipped)).body.result).toEqual({ count: 5 });
    expect((await steps(shipped)).slice(0, 2)).toEqual([
      ['立项', '5.00', '2026-03-31'],
      ['科室试用', '25.00', '2026-05-15'],
    ]);
    expect(problem(await plan(seller, shipped))).toEqual([409, 'type', 'STATE']);
    const template = (...weights: number[]) => ({ templates: { hospital: weights.map((weight) => ({ name: '进院', weight, days: 10 })) } });
    expect(problem(await admin.put('/meta/parts/projectSettings/projects', template(60, 41)))).toEqual([
      422,
      'templates.hospital',
      'INVALID_VALUE',
    ]);
    expect((await seller.put('/meta/parts/projectSettings/projects', template(100))).status).toBe(403);
    ok(await admin.put('/meta/parts/projectSettings/projects', template(100)));
    const own = await make(seller, { type: 'hospital', startOn: '2026-03-31' });
    ok(await plan(seller, own));
    expect(await steps(own)).toEqual([['进院', '100.00', '2026-04-10']]);
    ok(await admin.put('/meta/parts/projectSettings/projects', {}));
  });
});

describe('the money of a project', () => {
  it('sums and margins that no field holds are refused by the name of the field, in the language of who asks', async () => {
    const { seller } = tenant.as;
    const id = await make(seller);
    const line = (values: object) => seller.post('/records/projectCost', { project: id, name: '设备', ...values });
    ok(await line({ budget: '600000000000000', cost: '600000000000000' }));
    // twice 6·10¹⁴ is more than the 9.2·10¹⁴ that an amount holds
    const beyond = await line({ budget: '600000000000000' });
    expect(problem(beyond)).toEqual([422, 'budget', 'INVALID_VALUE']);
    expect(beyond.body.errors[0].message).toBe('项目费用的预算合计超出了金额能保存的范围');
    expect(problem(await line({ cost: '600000000000000' }))).toEqual([422, 'cost', 'INVALID_VALUE']);
    expect(problem(await seller.patch(at(id), { contractAmount: '0.01' }))).toEqual([422, 'margin', 'INVALID_VALUE']);
    // (10¹⁴ − 6·10¹⁴) ÷ 10¹⁴
    ok(await seller.patch(at(id), { contractAmount: '100000000000000' }));
    expect(await get(seller, id)).toMatchObject({ budget: '600000000000000.00', cost: '600000000000000.00', margin: '-500.00' });
  });
});

describe('abnormal projects', () => {
  it('costs of 111 on a budget of 100 are on the list with the next run, once; 110 are not', async () => {
    const { seller, manager, outsider } = tenant.as;
    now = start;
    const id = await make(seller);
    const edge = await make(seller);
    await child(seller, 'projectCost', { project: id, name: '设备', budget: '60', cost: '71' });
    const labour = await child(seller, 'projectCost', { project: id, name: '人工', budget: '40', cost: '40' });
    await child(seller, 'projectCost', { project: edge, name: '设备', budget: '100', cost: '110' });
    expect(await get(seller, id)).toMatchObject({ budget: '100.00', cost: '111.00' });
    const before = (await get(seller, id)).version;
    expect((await abnormal(seller))[id]).toBeUndefined();
    await Promise.all([watch(), watch()]);
    await watch();
    expect((await abnormal(seller))[id]).toEqual(['cost']);
    expect((await abnormal(seller))[edge]).toBeUndefined();
    expect((await abnormal(manager))[id]).toEqual(['cost']);
    expect(await abnormal(outsider)).toEqual({});
    expect(await abnormal(other.as.admin)).toEqual({});
    expect(await told(id, 'project.abnormal', 1)).toEqual([{ why: ['cost'] }]);
    expect((await notices(seller, 'projectAbnormal')).length).toBe(1);
    // a mark is no change of the record
    expect((await get(seller, id)).version).toBe(before);
    // back within the budget it is gone, and over it again it is told again
    ok(await seller.patch(`/records/projectCost/${labour}`, { cost: '39' }));
    await watch();
    expect((await abnormal(seller))[id]).toBeUndefined();
    ok(await seller.patch(`/records/projectCost/${labour}`, { cost: '40' }));
    await watch();
    expect(await told(id, 'project.abnormal', 2)).toEqual([{ why: ['cost'] }, { why: ['cost'] }]);
    expect((await seller.patch(at(id), { abnormalWhy: null })).status).toBe(422);
  });

  it('without a budget a cost beyond the contract amount is abnormal; with one the budget is the measure', async () => {
    const { seller, readOnly } = tenant.as;
    now = start;
    const spent = async (values: object, line: object) => {
      const id = await make(seller, values);
      await child(seller, 'projectCost', { project: id, name: '设备', ...line });
      return id;
    };
    const over = await spent({ contractAmount: '100' }, { cost: '100.01' });
    const edge = await spent({ contractAmount: '100' }, { cost: '100' });
    const unknown = await spent({}, { cost: '99999' });
    const zero = await spent({ contractAmount: '100' }, { budget: '0', cost: '99999' });
    const within = await spent({ contractAmount: '100' }, { budget: '200', cost: '150' });
    await watch();
    const found = await abnormal(seller);
    expect([over, edge, unknown, zero, within].map((id) => found[id])).toEqual([['cost'], undefined, undefined, ['cost'], undefined]);
    expect(ok(await readOnly.get('/projects/rules')).body).toEqual({
      overdueDays: 7,
      costPercent: '110',
      idleDays: 21,
      marginPoints: '5',
    });
  });

  it('a follow-up of its deal, a letter or a call that was taken keeps a project from being idle', async () => {
    const { seller } = tenant.as;
    now = start;
    const buyer = await child(seller, 'account', { name: '活跃客户' });
    const quiet = await child(seller, 'account', { name: '安静客户' });
    const contact = await child(seller, 'contact', { name: '陈工', account: quiet });
    const deal = (values: object) => child(seller, 'opportunity', { name: '循环水', account: quiet, ...values });
    const byDeal = await make(seller, { account: quiet, opportunity: await deal({}) });
    const byPerson = await make(seller, { account: quiet, opportunity: await deal({ contact }) });
    const byAccount = await make(seller, { account: buyer });
    const idle = await make(seller, { account: quiet });
    now = start + 22 * DAY;
    const context = await seller.context();
    const call = metaOf(context, 'callLog');
    const say = (related: object, outcome: string) => {
      const values = { subject: '电话', direction: 'out', startAt: new Date(now).toISOString(), outcome, related: [related] };
      return createRecord(context.elevated(), call, values, { asSystem: true });
    };
    await say({ object: 'contact', id: contact }, 'answered');
    await say({ object: 'account', id: buyer }, 'answered');
    await say({ object: 'project', id: idle }, 'missed');
    const { opportunity } = await get(seller, byDeal);
    ok(
      await seller.post('/records/activity', { type: 'visit', subject: '现场', related: [{ object: 'opportunity', id: opportunity.id }] }),
    );
    await watch();
    const found = await abnormal(seller);
    expect([byDeal, byPerson, byAccount, idle].map((id) => found[id])).toEqual([undefined, undefined, undefined, ['idle']]);
  });

  it('late by more than 7 days, idle for 21, margin down by more than 5 points; each by the company’s days and figures', async () => {
    const { admin, colleague } = tenant.as;
    now = start;
    const own = await child(colleague, 'account', { name: '同事的客户' });
    const late = await make(colleague, { account: own, name: '迟' });
    const busy = await make(colleague, { account: own, name: '跟进' });
    const money = await make(colleague, { account: own, name: '毛利', contractAmount: '1000', plannedMargin: '30' });
    await child(colleague, 'projectMilestone', { project: late, name: '到货', weight: '100', planOn: '2026-03-05' });
    // 1000 − 750 is 25 %, five points less; a cent more is more than that
    const line = await child(colleague, 'projectCost', { project: money, name: '设备', budget: '700', cost: '750' });
    expect((await get(colleague, money)).margin).toBe('25.00');
    // the 12th in Shanghai: seven days late
    now = Date.parse('2026-03-12T15:59:59.000Z');
    await watch();
    expect(await abnormal(colleague)).toEqual({});
    expect((await get(colleague, late)).delayDays).toBe(7);
    now += 1000;
    ok(await colleague.patch(`/records/projectCost/${line}`, { cost: '750.10' }));
    await watch();
    expect(await abnormal(colleague)).toEqual({ [late]: ['overdue'], [money]: ['margin'] });
    expect((await get(colleague, late)).delayDays).toBe(8);
    now = start + 21 * DAY + 1000;
    ok(await colleague.post('/records/activity', { type: 'visit', subject: '现场', related: [{ object: 'project', id: busy }] }));
    // what was called off is no activity
    const calledOff = { type: 'visit', subject: '改期', status: 'cancelled', related: [{ object: 'project', id: late }] };
    ok(await colleague.post('/records/activity', calledOff));
    await watch();
    expect(await abnormal(colleague)).toEqual({ [late]: ['idle', 'overdue'], [money]: ['idle', 'margin'] });
    expect(await told(late, 'project.abnormal', 2)).toEqual([{ why: ['overdue'] }, { why: ['idle'] }]);
    ok(await admin.put('/meta/parts/projectSettings/projects', { overdueDays: 60, idleDays: 60, marginPoints: '6' }));
    await watch();
    expect(await abnormal(colleague)).toEqual({});
    ok(await admin.put('/meta/parts/projectSettings/projects', {}));
    ok(await colleague.patch(at(late), { status: 'closed' }));
    await watch();
    expect((await abnormal(colleague))[late]).toBeUndefined();
  });
});

describe('conflicts', () => {
  it('the same end customer and family within 180 days: shown before and after, told to the manager; who may not see it learns whose it is', async () => {
    const { admin, seller, colleague, manager, outsider } = tenant.as;
    now = Date.parse('2026-06-01T02:00:00.000Z');
    ok(await admin.patch(`/records/user/${outsider.user}`, { manager: manager.user }));
    const product = await child(admin, 'product', { name: '磁力泵 M3', series: '磁力泵' });
    const end = await child(admin, 'account', { name: '长江化学' });
    ok(await admin.post(`/records/account/${end}/shares`, { principal: { kind: 'user', id: outsider.user }, level: 'read' }));
    ok(await admin.post(`/records/account/${end}/shares`, { principal: { kind: 'user', id: seller.user }, level: 'read' }));
    const first = await make(seller, { name: '先立项', endCustomer: end, product });
    expect((await get(seller, first)).family).toBe('磁力泵');
    const asked = (client: Client, family: string) =>
      client.get(`/projects/conflicts?endCustomer=${end}&family=${encodeURIComponent(family)}`);
    const owner = (await seller.get('/auth/me')).body.user.name;
    const seen = { id: first, title: '先立项', owner, createdAt: '2026-06-01T02:00:00.000Z' };
    expect(ok(await asked(seller, ' 磁力泵')).body.items).toEqual([seen]);
    expect(ok(await asked(outsider, '磁力泵')).body.items).toEqual([{ ...seen, id: null, title: null }]);
    expect(ok(await asked(seller, '化工流程泵')).body.items).toEqual([]);
    // before it is registered the form asks by the product, too
    const byProduct = await seller.get(`/projects/conflicts?endCustomer=${end}&product=${product}`);
    expect(ok(byProduct).body.items).toEqual([seen]);
    const bare = await child(admin, 'product', { name: '没有系列的备件' });
    expect(ok(await seller.get(`/projects/conflicts?endCustomer=${end}&product=${bare}`)).body.items).toEqual([]);
    expect(problem(await seller.get(`/projects/conflicts?endCustomer=${end}`))).toEqual([422, 'family', 'REQUIRED']);
    const foreign = await child(other.as.admin, 'product', { name: '别家的泵', series: '磁力泵' });
    expect((await seller.get(`/projects/conflicts?endCustomer=${end}&product=${foreign}`)).status).toBe(404);
    expect((await asked(colleague, '磁力泵')).status).toBe(404);
    expect((await asked(other.as.admin, '磁力泵')).status).toBe(404);
    const mine = await child(outsider, 'account', { name: '外部的客户' });
    now += 179 * DAY;
    const second = await make(outsider, { account: mine, name: '后立项', endCustomer: end, family: '磁力泵' });
    expect(ok(await outsider.get(`/projects/${second}/conflicts`)).body.items).toEqual([{ ...seen, id: null, title: null }]);
    expect(await told(second, 'project.conflicted', 1)).toEqual([{ count: 1 }]);
    expect(await notices(manager, 'projectConflict')).toEqual(['项目“后立项”与 1 个同一最终客户、同一产品系列的项目冲突']);
    expect((await seller.get(`/projects/${second}/conflicts`)).status).toBe(404);
    // a project of more than 180 days ago or a cancelled one is no conflict
    now += 2 * DAY;
    ok(await outsider.patch(at(second), { status: 'cancelled' }));
    expect(ok(await asked(seller, '磁力泵')).body.items).toEqual([]);
  });
});
