import { isDeepStrictEqual } from 'node:util';
import { type Answer, type Client, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sql } from '../../database/sql.ts';
import { until } from '../../testing/until.ts';
import { type Receiver, receiver } from '../../webhooks/testing.ts';
import { carryOn } from './jobs.ts';

/** SAL-2: how much follows by itself from the rows of an import, and from its undo. */
let app: TestApp;
let other: TestTenant;
const receivers: Receiver[] = [];

beforeAll(async () => {
  app = await testApp({ config: { outboundPrivate: true } });
  other = await company();
  await app.startWork();
});
afterEach(async () => {
  for (const one of receivers.splice(0)) await one.close();
});
afterAll(() => app.close());

const ok = (answer: Answer): Answer => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};

/** A company where everything is set up that can follow from a new lead; leads of 恒润 have 45 points and are 大客户. */
async function company(): Promise<TestTenant> {
  const t = await app.tenant();
  const { admin, seller, colleague } = t.as;
  ok(await admin.put('/assignments/rules/lead/channels', { channels: ['import'] }));
  const people = [seller, colleague].map(({ user: id }) => ({ kind: 'user', id, weight: 1 }));
  ok(await admin.post('/assignments/rules/lead', { name: '轮流', method: 'roundRobin', people }));
  for (const { user } of [seller, colleague]) ok(await admin.put(`/assignments/profiles/${user}`, { capacity: many }));
  const filter = { field: 'company', op: 'startsWith', value: '恒润' };
  ok(await admin.put('/meta/objects/lead/parts/tagRule/large', { tag: '大客户', reason: { zh: '恒润系', en: 'Of Hengrun' }, filter }));
  const groups = [{ name: '匹配度', rules: [{ kind: 'fit', name: '恒润系', points: 45, filter }] }];
  const { id } = ok(await admin.post('/score-models', { groups })).body;
  ok(await admin.post(`/score-models/${id}/publish`));
  return t;
}

async function hook(t: TestTenant): Promise<Receiver> {
  const to = await receiver();
  receivers.push(to);
  ok(await t.as.admin.post('/webhooks', { name: 'ERP', url: to.url, events: ['*'] }));
  return to;
}

let files = 0;
const many = process.env['HUANKE_TEST_FULL'] ? 1000 : 200;
async function upload(client: Client, count: number): Promise<string> {
  files += 1;
  const lines = Array.from({ length: count }, (_, n) => `恒润第${files}批${n}号,客户${n},wx_${files}_${n}`);
  const head = 'Content-Disposition: form-data; name="file"; filename="leads.csv"\r\nContent-Type: text/csv';
  const body = ['--cut', head, '', ['公司,姓名,微信号', ...lines].join('\r\n'), '--cut--', ''].join('\r\n');
  return ok(await client.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=cut' })).body.id;
}

const mapping = [
  { column: '公司', field: 'company' },
  { column: '姓名', field: 'name' },
  { column: '微信号', field: 'wechat' },
];
async function describeImport(client: Client, count: number, more: object): Promise<string> {
  return ok(await client.post('/imports', { object: 'lead', fileId: await upload(client, count), mapping, ...more })).body.id;
}
const comesTo = (client: Client, id: string, status: string) =>
  until(async () => ok(await client.get(`/imports/${id}`)).body.status === status, `the import is ${status}`);
async function runImport(client: Client, count: number, more: object): Promise<string> {
  const id = await describeImport(client, count, more);
  ok(await client.post(`/imports/${id}/start`));
  await comesTo(client, id, 'done');
  return id;
}

/** What became of the leads of an import. */
async function followed(t: TestTenant, to: Receiver, id: string) {
  const ctx = await app.app.contextFor({ tenant: t.id });
  const ofImport = sql`select e.record_id from import_entry e where e.tenant_id = ${t.id} and e.import_id = ${id}::uuid`;
  const [counts] = await ctx.query<{ given: number; scored: number; history: number }>(sql`
    select (select count(*)::int from assign_decision d where d.tenant_id = ${t.id} and d.record_id in (${ofImport})) as given,
      (select count(*)::int from lead l where l.tenant_id = ${t.id} and l.id in (${ofImport}) and l.score is not null) as scored,
      (select count(*)::int from record_history h where h.tenant_id = ${t.id} and h.channel = 'import' and h.operation = 'create'
        and h.record_id in (${ofImport})) as history`);
  const [tags] = await ctx.query<{ tagged: number }>(sql`
    select count(*)::int as tagged from record_tag x where x.tenant_id = ${t.id} and x.rule is not null and x.record_id in (${ofImport})`);
  const records = new Set((await ctx.query<{ id: string }>(sql`select record_id as id from (${ofImport}) o`)).map((row) => row.id));
  const told = new Set(to.got.flatMap(({ body }) => (records.has(body.record) ? [body.record] : []))).size;
  return { ...counts, ...tags, told };
}

interface Notice {
  readonly kind: string;
  readonly record: { readonly id: string } | null;
}
const allNotices = async (client: Client): Promise<Notice[]> => ok(await client.get('/notifications')).body.items;
const lastLeads = new Set<string>();
/** What somebody was told of, but for the leads that come last. */
const noticesOf = async (client: Client): Promise<string[]> =>
  (await allNotices(client)).filter(({ record }) => !lastLeads.has(record?.id ?? '')).map(({ kind }) => kind);

/** Waits until everything that happened so far was told to everybody, in whose order a lead comes last from which everything follows. */
async function settled(t: TestTenant, to: Receiver): Promise<void> {
  const id = await runImport(t.as.admin, 1, { automation: 'all' });
  const expected = { given: 1, scored: 1, tagged: 1, told: 1, history: 1 };
  await until(async () => isDeepStrictEqual(await followed(t, to, id), expected), 'everybody has heard of the last lead');
  const ctx = await app.app.contextFor({ tenant: t.id });
  const [last] = await ctx.query<{ id: string }>(sql`
    select record_id as id from import_entry where tenant_id = ${t.id} and import_id = ${id}::uuid`);
  if (!last) throw new Error('an import without a lead');
  lastLeads.add(last.id);
  const told = async () => (await Promise.all([t.as.seller, t.as.colleague].map(allNotices))).flat();
  await until(async () => (await told()).some(({ record }) => record?.id === last.id), 'whoever was given the last lead is told');
}

/** How many leads of an import are there. */
async function leftOf(t: TestTenant, id: string): Promise<number> {
  const ctx = await app.app.contextFor({ tenant: t.id });
  const [left] = await ctx.query<{ count: number }>(sql`
    select count(*)::int as count from import_entry e join lead l on l.tenant_id = e.tenant_id and l.id = e.record_id and l.deleted_at is null
    where e.tenant_id = ${t.id} and e.import_id = ${id}::uuid`);
  return left?.count ?? 0;
}

it('"none": rules, scores, tags, notices and webhooks leave all rows alone; history and search do not', async () => {
  const t = await company();
  const to = await hook(t);
  const id = await runImport(t.as.admin, many, { automation: 'none', owner: t.as.seller.user });
  expect(ok(await t.as.admin.get(`/imports/${id}`)).body).toMatchObject({ automation: 'none', created: many, failed: 0 });
  await settled(t, to);
  expect(await followed(t, to, id)).toEqual({ given: 0, scored: 0, tagged: 0, told: 0, history: many });
  expect(await noticesOf(t.as.seller)).toEqual([]);
  // whoever imported is told how it went
  expect(await noticesOf(t.as.admin)).toContain('importDone');
  const found = ok(await t.as.seller.get(`/search?q=${encodeURIComponent('客户7')}&objects=lead`)).body;
  expect(found.groups[0]?.items.length).toBeGreaterThan(0);
  // what somebody does later is followed as ever
  ok(await t.as.seller.patch(`/records/lead/${found.groups[0].items[0].id}`, { title: '采购' }));
  await until(async () => (await followed(t, to, id)).told === 1 && (await followed(t, to, id)).tagged === 1, 'the change is followed');
  ok(await t.as.admin.post(`/imports/${id}/undo`));
  await comesTo(t.as.admin, id, 'undone');
  await settled(t, to);
  // the one that was changed stays, and of the others nobody hears
  expect(ok(await t.as.admin.get(`/imports/${id}`)).body.kept).toBe(1);
  expect(to.got.filter(({ body }) => body.event === 'lead.deleted')).toEqual([]);
});

it('"assignment": the rules give all of them out and nothing else follows, from that either; killed and resumed, and in its undo', async () => {
  const t = await company();
  const to = await hook(t);
  const { admin } = t.as;
  const id = await describeImport(admin, many, { automation: 'assignment' });
  const source = () => app.app.contextFor({ tenant: t.id, user: admin.user, channel: 'import' });
  const ctx = await source();
  // the work is done here, and not by the worker: it is to stop in the midst of it
  await ctx.transaction((tx) =>
    tx.query(sql`update import set status = 'running', phase = 'rows', started_at = now() where tenant_id = ${t.id} and id = ${id}::uuid`),
  );
  const stop = new AbortController();
  const stopped = carryOn(source, id, {
    batch: many / 10,
    signal: stop.signal,
    onProgress: ({ done }) => void (done === many * 0.4 && stop.abort()),
  });
  await expect(stopped).rejects.toThrow();
  const half = ok(await admin.get(`/imports/${id}`)).body;
  expect(half.status).toBe('running');
  expect(half.done).toBeGreaterThanOrEqual(many * 0.4);
  expect(half.done).toBeLessThan(many);
  await carryOn(source, id, { batch: many / 10 });
  await until(async () => (await followed(t, to, id)).given === many, 'all are given out');
  const { rows } = ok(
    await admin.post('/records/lead/aggregate', { groupBy: [{ field: 'owner' }], measures: [{ fn: 'count', as: 'count' }] }),
  ).body;
  expect(rows.map(({ count }: { count: number }) => count)).toEqual([many / 2, many / 2]);
  await settled(t, to);
  expect(await followed(t, to, id)).toEqual({ given: many, scored: 0, tagged: 0, told: 0, history: many });
  expect([await noticesOf(t.as.seller), await noticesOf(t.as.colleague)]).toEqual([[], []]);
  ok(await admin.post(`/imports/${id}/undo`));
  await comesTo(admin, id, 'undone');
  await settled(t, to);
  // what the rules did is nobody's work
  expect(ok(await admin.get(`/imports/${id}`)).body.kept).toBe(0);
  expect(await leftOf(t, id)).toBe(0);
  expect(to.got.filter(({ body }) => body.event === 'lead.deleted')).toEqual([]);
});

it('"all", which is the default: everything follows, and all of it is undone but what somebody changed', async () => {
  const t = await company();
  const to = await hook(t);
  const { admin } = t.as;
  const count = 100;
  const id = await runImport(admin, count, { owner: t.as.manager.user });
  expect(ok(await admin.get(`/imports/${id}`)).body.automation).toBe('all');
  const expected = { given: count, scored: count, tagged: count, told: count, history: count };
  await until(async () => isDeepStrictEqual(await followed(t, to, id), expected), 'everything has followed');
  expect(await noticesOf(t.as.manager)).toContain('recordsImported');
  await until(async () => (await noticesOf(t.as.seller)).some((kind) => /^records?Assigned$/.test(kind)), 'who was given them is told');
  const { records } = ok(await admin.post('/records/lead/query', { fields: ['id'], limit: 1 })).body;
  ok(await admin.patch(`/records/lead/${records[0].id}`, { title: '采购' }));
  ok(await admin.post(`/imports/${id}/undo`));
  await comesTo(admin, id, 'undone');
  expect(ok(await admin.get(`/imports/${id}`)).body.kept).toBe(1);
  expect(await leftOf(t, id)).toBe(1);
  await until(() => to.got.filter(({ body }) => body.event === 'lead.deleted').length === count - 1, 'the receiver hears of the undo');
});

it('remembers the choice with the columns, refuses others, and is no business of another company', async () => {
  const { admin } = other.as;
  await runImport(admin, 1, { automation: 'none' });
  const again = await describeImport(admin, 1, { mapping: null });
  expect(ok(await admin.get(`/imports/${again}`)).body).toMatchObject({ automation: 'none', mapping });
  expect(ok(await admin.patch(`/imports/${again}`, { automation: 'assignment' })).body.automation).toBe('assignment');
  expect(ok(await admin.patch(`/imports/${again}`, { mode: 'create' })).body.automation).toBe('assignment');
  for (const automation of ['some', 'ALL'])
    expect((await admin.patch(`/imports/${again}`, { automation })).body).toMatchObject({
      status: 422,
      errors: [{ field: 'automation', code: 'INVALID_VALUE' }],
    });
  const elsewhere = await company();
  const fresh = await describeImport(elsewhere.as.admin, 1, { mapping: null });
  expect(ok(await elsewhere.as.admin.get(`/imports/${fresh}`)).body.automation).toBe('all');
  expect((await elsewhere.as.admin.patch(`/imports/${again}`, { automation: 'none' })).status).toBe(404);
  // who may not import may not choose either
  const fileId = await upload(other.as.admin, 1);
  expect((await other.as.readOnly.post('/imports', { object: 'lead', fileId, mapping, automation: 'none' })).status).not.toBe(201);
});
