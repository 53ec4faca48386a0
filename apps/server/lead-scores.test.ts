import { sql } from '@huanke/platform/database';
import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

/** Scores of leads by rules, from outside. */
const DAY = 86_400_000;
const start = '2026-03-20T02:00:00.000Z';
const clock = testClock(start);
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());
beforeEach(() => clock.set(start));

const fits = { field: 'company', op: 'startsWith', value: '恒润' };
const model = (cap: number | null = null) => ({
  groups: [
    { name: '匹配度', rules: [{ kind: 'fit', name: '恒润系', points: 45, filter: fits }] },
    {
      name: '行为',
      cap,
      rules: [
        { kind: 'touch', name: '看展', points: 40, keys: ['exhibition'] },
        { kind: 'activity', name: '沟通', points: 10, keys: ['call', 'demo'] },
      ],
    },
  ],
});
const draft = async (t: TestTenant, body: object): Promise<string> => {
  const made = await t.as.admin.post('/score-models', body);
  expect(made.status, made.text).toBe(201);
  return made.body.id;
};
const publish = async (t: TestTenant, body: object): Promise<string> => {
  const id = await draft(t, body);
  const began = await t.as.admin.post(`/score-models/${id}/publish`);
  expect(began.status, began.text).toBe(202);
  await until(async () => (await t.as.admin.get(`/jobs/${began.body.job}`)).body.status === 'done');
  return id;
};
const lead = async (who: Client, values: object) => {
  const made = await who.post('/records/lead', { wechat: 'wx_1', ...values });
  expect(made.status, made.text).toBe(201);
  return made.body.id as string;
};
const read = async (id: string, who: Client = tenant.as.admin) => {
  const { score, grade, mqlAt, status } = (await who.get(`/records/lead/${id}`)).body;
  return { score, grade, mqlAt, status };
};
const gets = (id: string, score: number, grade: string) =>
  until(async () => {
    const now = await read(id);
    return now.score === score && now.grade === grade;
  });
const explained = async (id: string, who: Client = tenant.as.admin) => (await who.get(`/leads/${id}/score`)).body;
const told = async (event: string, record: string) =>
  (await tenant.as.admin.get('/events?limit=1000')).body.items.filter(
    (one: { event: string; record: string }) => one.event === event && one.record === record,
  );
const fade = () =>
  app.app.registry.jobs
    .get('sales.fadeScores')
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
const touch = async (phone: string, at: Date, source = 'exhibition') => {
  const body = { source, at: at.toISOString(), lead: { name: '周工', company: '恒润化工', phone } };
  return (await tenant.as.admin.post('/leads/capture', body)).body.lead as string;
};
const ago = (days: number) => new Date(clock.now().getTime() - days * DAY);

it('gives fit 45 and an event of 40 points 28 days ago 55, grade B, and fades it further (SAL-7 a, b)', async () => {
  const id = await touch('13900000001', ago(28));
  const plain = await lead(tenant.as.admin, { name: '钱工', company: '远大机电', phone: '13900000002' });
  const mine = await lead(other.as.admin, { name: '周工', company: '恒润化工', phone: '13900000001' });
  expect(await read(id)).toMatchObject({ score: null, grade: null });
  await publish(tenant, model());
  expect(await read(id)).toMatchObject({ score: 55, grade: 'B', mqlAt: start });
  expect(await read(plain)).toMatchObject({ score: 0, grade: 'D', mqlAt: null });
  expect(await read(mine, other.as.admin)).toMatchObject({ score: null, grade: null });
  expect(await explained(id, tenant.as.seller)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await explained(id)).toMatchObject({
    score: 55,
    grade: 'B',
    version: 1,
    items: [
      { kind: 'fit', group: '匹配度', name: '恒润系', points: 45, count: null },
      { kind: 'touch', group: '行为', name: '看展', points: 10, count: 1 },
    ],
  });
  // 28 more days: 40 → 2.5, rounded half away from zero; 45 + 3 = 48
  clock.advance(28 * DAY);
  await fade();
  expect(await read(id)).toMatchObject({ score: 48, grade: 'C', mqlAt: start });
  await fade();
  await until(async () => (await told('lead.graded', id)).length > 1);
  expect((await told('lead.graded', id)).map((one: { changes: unknown }) => one.changes)).toEqual([
    { from: null, to: 'B', score: 55 },
    { from: 'B', to: 'C', score: 48 },
  ]);
  // a new touch today: B again, and no second MQL
  await touch('13900000001', clock.now());
  await gets(id, 88, 'A');
  await until(async () => (await told('lead.graded', id)).length > 2);
  expect(await told('lead.mql', id)).toHaveLength(1);
  expect(await told('lead.mql', plain)).toHaveLength(0);
});

it('scores a lead anew when it changes, comes again, is spoken to; what is planned does not count', async () => {
  await publish(tenant, model(45));
  const { admin } = tenant.as;
  const id = await touch('13900000011', ago(14), 'website');
  await gets(id, 45, 'C');
  await admin.patch(`/records/lead/${id}`, { company: '远大机电' });
  await gets(id, 0, 'D');
  await admin.patch(`/records/lead/${id}`, { company: '恒润泵业' });
  await gets(id, 45, 'C');
  const about = { related: [{ object: 'lead', id }] };
  const tomorrow = new Date(clock.now().getTime() + DAY).toISOString();
  await admin.post('/records/activity', { type: 'demo', subject: '约好的演示', startAt: tomorrow, ...about });
  await admin.post('/records/activity', { type: 'visit', subject: '不计分的拜访', ...about });
  await admin.post('/records/activity', { type: 'demo', subject: '取消的演示', status: 'cancelled', ...about });
  const call = await admin.post('/records/activity', { type: 'call', subject: '电话', ...about });
  await gets(id, 55, 'B');
  // the cap of the group: 10 + 40 are 5 too many
  await touch('13900000011', clock.now());
  await gets(id, 90, 'A');
  const { items, score } = await explained(id);
  expect(items.map(({ kind, points }: { kind: string; points: number }) => [kind, points])).toEqual([
    ['fit', 45],
    ['touch', 40],
    ['activity', 10],
    ['cap', -5],
  ]);
  expect(items.reduce((sum: number, { points }: { points: number }) => sum + points, 0)).toBe(score);
  await admin.delete(`/records/activity/${call.body.id}`);
  await gets(id, 85, 'A');
});

it('makes a lead MQL only when it can be contacted, later too', async () => {
  await publish(tenant, model());
  const { admin } = tenant.as;
  const id = await lead(admin, { name: '孙工', company: '恒润新材', wechat: null, phone: '12345678901' });
  for (let n = 0; n < 2; n += 1)
    await admin.post('/records/activity', { type: 'call', subject: '总机', related: [{ object: 'lead', id }] });
  await gets(id, 65, 'B');
  expect((await read(id)).mqlAt).toBeNull();
  await admin.patch(`/records/lead/${id}`, { email: 'sun@hengrun.example' });
  await until(async () => (await told('lead.mql', id)).length > 0);
  expect((await read(id)).mqlAt).toBe(start);
});

it('lets nobody type a score while a model is in force, and keeps versions as they were published', async () => {
  const t = await app.tenant();
  const { admin, manager, seller } = t.as;
  const free = await lead(seller, { name: '自由打分', score: 70 });
  const first = await publish(t, model());
  expect(await read(free, admin)).toMatchObject({ score: 0, grade: 'D' });
  const typed = await seller.patch(`/records/lead/${free}`, { score: 99 });
  expect([typed.status, typed.body.errors[0].field, typed.body.errors[0].code]).toEqual([422, 'score', 'RULE']);
  const url = `/score-models/${first}`;
  expect((await admin.put(url, model(10))).status).toBe(409);
  expect((await admin.delete(url)).status).toBe(409);
  expect((await admin.post(`${url}/publish`)).status).toBe(409);
  const second = await draft(t, model(10));
  expect((await admin.put(`/score-models/${second}`, { ...model(20), halfLifeDays: 7 })).body).toMatchObject({
    version: 2,
    status: 'draft',
    definition: { halfLifeDays: 7, grades: { a: 75, b: 50, c: 25 } },
  });
  for (const who of [manager, seller]) expect((await who.get('/score-models')).status).toBe(403);
  expect((await other.as.admin.get(url)).status).toBe(404);
  expect((await other.as.admin.post(`/score-models/${second}/publish`)).status).toBe(404);
  expect((await admin.delete(`/score-models/${second}`)).status).toBe(204);
  expect(
    (await admin.get('/score-models')).body.items.map(({ version, status }: { version: number; status: string }) => [version, status]),
  ).toEqual([[1, 'published']]);
});

it('says what is wrong with a model, at its place', async () => {
  const { admin } = tenant.as;
  const wrong = await admin.post('/score-models', {
    halfLifeDays: 0,
    grades: { a: 40, b: 50 },
    groups: [
      {
        name: '',
        cap: 101,
        rules: [
          { kind: 'fit', name: '没有条件', points: 5 },
          { kind: 'fit', name: '没有字段', points: 500, filter: { field: 'nope', op: 'eq', value: 1 } },
          { kind: 'touch', name: '没有来源', points: 1, keys: ['moon'] },
          { kind: 'activity', name: '没有分值' },
          { kind: 'fit', name: '没有人在看', points: 5, filter: { not: { field: 'owner', op: 'eq', value: 'me' } } },
        ],
      },
    ],
  });
  expect(wrong.status).toBe(422);
  expect(wrong.body.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)).toEqual([
    'halfLifeDays INVALID_VALUE',
    'grades.a INVALID_VALUE',
    'groups[0].rules[0].filter REQUIRED',
    'groups[0].rules[1].points INVALID_VALUE',
    'groups[0].rules[1].filter INVALID_VALUE',
    'groups[0].rules[2].keys[0] INVALID_VALUE',
    'groups[0].rules[3].points REQUIRED',
    'groups[0].rules[4].filter INVALID_VALUE',
    'groups[0].name REQUIRED',
    'groups[0].cap INVALID_VALUE',
  ]);
  const none = await admin.post('/score-models', { groups: [] });
  expect(none.body.errors).toMatchObject([{ field: 'groups', code: 'REQUIRED' }]);
});

it('shows what the newest leads would get, and writes nothing', async () => {
  const t = await app.tenant();
  const { admin } = t.as;
  for (const company of ['恒润一', '恒润二', '远大']) await lead(admin, { name: '某某', company });
  const seen = await admin.post('/score-models/preview', model());
  expect(seen.body).toEqual({ sample: 3, grades: { A: 0, B: 0, C: 2, D: 1 }, bins: [1, 0, 0, 0, 2, 0, 0, 0, 0, 0] });
  expect((await t.as.seller.post('/score-models/preview', model())).status).toBe(403);
  expect((await admin.get('/score-models')).body.items).toEqual([]);
  const scored = await (await admin.context()).query(sql`select from record_score where tenant_id = ${t.id}`);
  expect(scored).toEqual([]);
});

it('qualifies a lead by three answers of four, or by its manager', async () => {
  const { admin, manager, seller } = tenant.as;
  const id = await lead(seller, { name: '李工', company: '华信', budget: '50 万', need: '换泵' });
  expect((await read(id)).status).toBe('assigned');
  await seller.patch(`/records/lead/${id}`, { timeline: '三季度' });
  const now = (await admin.get(`/records/lead/${id}`)).body;
  expect(now).toMatchObject({ status: 'qualified', qualifiedAt: start, firstResponseAt: start, slaDueAt: null });
  // moved back by hand it stays there, whatever else is answered
  await seller.patch(`/records/lead/${id}`, { status: 'following' });
  await seller.patch(`/records/lead/${id}`, { decisionMaker: '机动部长' });
  expect((await read(id)).status).toBe('following');
  const url = `/records/lead/${id}/actions/qualify`;
  expect((await seller.post(url, { input: {} })).status).toBe(403);
  expect((await other.as.manager.post(url, { input: {} })).status).toBe(404);
  expect((await manager.post(url, { input: {} })).body).toEqual({ result: { status: 'qualified' } });
  expect((await manager.post(url, { input: {} })).status).toBe(409);
});
