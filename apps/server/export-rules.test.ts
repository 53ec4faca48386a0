import { readFileSync } from 'node:fs';
import { until } from '@huanke/platform/testing';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let admin: Client;
beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  admin = a.as.admin;
  await t.startWork();
  for (let n = 0; n < 5; n += 1) {
    const account = (await a.as.seller.post('/records/account', { name: `客户${n}` })).body.id;
    await a.as.seller.post('/records/contact', { name: `张${n}`, phone: `1380000000${n}`, account: { id: account } });
  }
});
afterAll(() => t.close());

const free = { approveAbove: null, approvePersonal: false, approvers: [], dailyRows: null, watermark: false };
const rules = async (change: object) => expect((await admin.put('/exports/rules', { ...free, ...change })).status).toBe(200);
beforeEach(() => rules({}));

const ended = (client: Client, job: string) =>
  until(async () => {
    const { body } = await client.get(`/jobs/${job}`);
    return ['done', 'failed'].includes(body.status) && body;
  }, `job ${job}`);
const contacts = { object: 'contact', fields: ['name', 'phone'], format: 'csv' };
const accounts = { object: 'account', fields: ['name'], format: 'csv' };
const requestsOf = async (client: Client) => (await client.get('/exports/requests')).body.items;

describe('an approval', () => {
  it('is asked for personal fields, told to the approvers, given by another, and then the file is made for who asked', async () => {
    await rules({ approvePersonal: true, approvers: ['manager'] });
    expect((await a.as.seller.post('/exports', accounts)).body.status).not.toBe('waiting');
    const asked = await a.as.seller.post('/exports', { ...contacts, reason: '寄年历' });
    expect(asked).toMatchObject({ status: 202, body: { status: 'waiting' } });
    const at = `/exports/requests/${asked.body.id}`;
    expect(await requestsOf(a.as.seller)).toMatchObject([
      { id: asked.body.id, rows: 5, personal: true, reason: '寄年历', mayDecide: false },
    ]);
    expect(await requestsOf(a.as.colleague)).toEqual([]);
    expect(await requestsOf(b.as.admin)).toEqual([]);
    expect(await requestsOf(a.as.manager)).toMatchObject([{ id: asked.body.id, mayDecide: true, fields: ['name', 'phone'] }]);
    expect((await a.as.manager.get('/notifications')).body.items[0].text).toContain('申请导出联系人（5 条）');

    expect((await a.as.colleague.post(`${at}/approve`, {})).status).toBe(404);
    expect((await a.as.seller.post(`${at}/approve`, {})).status).toBe(403);
    expect((await b.as.admin.post(`${at}/approve`, {})).status).toBe(404);
    const answer = await a.as.manager.post(`${at}/approve`, {});
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'approved', decidedBy: { id: a.as.manager.user }, job: expect.any(String) },
    });
    expect((await a.as.manager.post(`${at}/approve`, {})).status).toBe(409);
    const job = await ended(a.as.seller, answer.body.job);
    expect(job).toMatchObject({ status: 'done', result: { rows: 5 } });
    expect((await a.as.seller.get(`/files/${job.fileId}`)).text).toContain('13800000003');
    expect((await a.as.manager.get(`/files/${job.fileId}`)).status).toBe(404);
  });

  it('is asked above so many rows; a no has a reason; nobody answers their own request, not even the administrator', async () => {
    await rules({ approveAbove: 4 });
    expect((await admin.post('/exports', { ...accounts, filter: { field: 'name', op: 'in', value: ['客户0', '客户1'] } })).body.kind).toBe(
      'exports.run',
    );
    const mine = await admin.post('/exports', accounts);
    expect(mine.body.status).toBe('waiting');
    expect((await admin.post(`/exports/requests/${mine.body.id}/approve`, {})).status).toBe(403);
    const at = `/exports/requests/${mine.body.id}/deny`;
    expect((await a.as.owner.post(at, { reason: ' ' })).body.errors[0]).toMatchObject({ field: 'reason' });
    expect((await a.as.owner.post(at, { reason: '先说明用途' })).body).toMatchObject({
      status: 'denied',
      decision: '先说明用途',
      job: null,
    });
    expect((await admin.get('/notifications')).body.items[0].text).toContain('先说明用途');
    expect((await a.as.owner.post(at, { reason: '再次' })).status).toBe(409);
  });

  it('can not be avoided by a list that grows, or a rule that is new, before the file is made', async () => {
    const { body } = await a.as.seller.post('/exports', contacts);
    await rules({ approvePersonal: true });
    const job = await ended(a.as.seller, body.id);
    // who was quicker is chance; refused or done, it is not half of it
    if (job.status === 'failed') expect(job.error).toContain('需要审批');
    else expect(job.result.rows).toBe(5);
  });
});

describe('a day', () => {
  it('holds so many rows for one person', async () => {
    const { colleague, outsider } = a.as;
    for (const name of ['甲', '乙', '丙']) await outsider.post('/records/account', { name });
    await rules({ dailyRows: 5 });
    const first = await ended(outsider, (await outsider.post('/exports', accounts)).body.id);
    expect(first.result.rows).toBe(3);
    expect((await outsider.get('/exports/rules')).body).toMatchObject({ dailyRows: 5, today: 3, mayApprove: false });
    const second = await ended(outsider, (await outsider.post('/exports', accounts)).body.id);
    expect(second).toMatchObject({ status: 'failed', error: expect.stringContaining('每人每天导出 5 行') });
    expect((await colleague.get('/exports/rules')).body.today).toBe(0);
  });
});

describe('a watermark', () => {
  it('says who took out what and when: above the header of CSV, in a hidden sheet and the properties of Excel', async () => {
    await rules({ watermark: true });
    const csv = await ended(admin, (await admin.post('/exports', accounts)).body.id);
    const lines = (await admin.get(`/files/${csv.fileId}`)).text.split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFF# .*管理员\d+ 于 \d{4}-\d\d-\d\d \d\d:\d\d 导出：客户 ×\d+$/);
    expect(lines[1]).toBe('客户名称');
    const xlsx = await ended(admin, (await admin.post('/exports', { ...accounts, format: 'xlsx' })).body.id);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(readFileSync(await t.app.files.local(a.id, xlsx.fileId)) as unknown as ExcelJS.Buffer);
    expect(book.creator).toContain('导出：客户');
    expect(book.worksheets.map((sheet) => sheet.state)).toEqual(['visible', 'veryHidden']);
    expect(book.worksheets[1]?.getCell('A1').text).toBe(book.creator);
  });
});

describe('events', () => {
  it('of exports are for those who may read the audit log, not for everybody who sees all records', async () => {
    const { key } = (
      await admin.post('/roles', { name: '数据接口', permissions: ['account.read', 'events.read'], scopes: { read: 'all', edit: 'own' } })
    ).body;
    await admin.put(`/users/${a.as.outsider.user}/roles`, { roles: [key] });
    await ended(admin, (await admin.post('/exports', accounts)).body.id);
    const told = async (client: Client): Promise<string[]> =>
      (await client.get('/events?limit=1000')).body.items.map(({ event }: { event: string }) => event);
    await until(async () => (await told(admin)).includes('account.exported'), 'the event');
    const events = await told(a.as.outsider);
    expect(events).toContain('account.created');
    expect(events).not.toContain('account.exported');
  });
});

describe('the audit log', () => {
  it('tells of every export, with fields and rows, without the words that were looked for', async () => {
    const filter = {
      and: [
        { field: 'phone', op: 'eq', value: '13800000002' },
        { field: 'createdAt', op: 'within', value: 'thisYear' },
      ],
    };
    await ended(admin, (await admin.post('/exports', { ...contacts, filter, search: '张2' })).body.id);
    const [entry] = (await admin.get('/audit?event=records.exported')).body.items;
    expect(entry).toMatchObject({
      by: { id: admin.user },
      object: 'contact',
      data: { fields: ['name', 'phone'], personal: true, searched: true, format: 'csv' },
    });
    expect(entry.data.filter.and).toEqual([
      { field: 'phone', op: 'eq', value: '***' },
      { field: 'createdAt', op: 'within', value: 'thisYear' },
    ]);
    const all = JSON.stringify((await admin.get('/audit?limit=200')).body.items);
    for (const secret of ['13800000002', '张2']) expect(all).not.toContain(secret);
    for (const event of ['export.requested', 'export.approved', 'export.denied'])
      expect((await admin.get(`/audit?event=${event}`)).body.items.length, event).toBeGreaterThan(0);
  });
});

it('rules are set by who manages the settings, checked and written down', async () => {
  for (const who of [a.as.manager, a.as.seller]) expect((await who.put('/exports/rules', free)).status).toBe(403);
  for (const [field, body] of [
    ['approveAbove', { approveAbove: -1 }],
    ['dailyRows', { dailyRows: 1e9 }],
    ['approvers[0]', { approvers: ['nobody'] }],
  ] as const)
    expect((await admin.put('/exports/rules', body)).body.errors[0], field).toMatchObject({ field });
  await rules({ dailyRows: 10 });
  const [entry] = (await admin.get('/audit?event=settings.changed')).body.items;
  expect(entry.data.changes).toEqual([{ name: 'exports.dailyRows', old: null, new: 10 }]);
  expect((await b.as.admin.get('/exports/rules')).body.dailyRows).toBeNull();
});
