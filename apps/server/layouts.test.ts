import { sql } from '@huanke/platform/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

const part = (kind: string, name: string, object = 'opportunity') => `/meta/objects/${object}/parts/${kind}/${name}`;
const direct = { label: { zh: '直销', en: 'Direct' }, isDefault: true };
const channel = {
  label: { zh: '渠道', en: 'Channel' },
  options: { lossReason: ['price', 'other'] },
  stages: { stage: ['qualified', 'proposal', 'won', 'lost'] },
};
const layout = (more: object = {}) => ({
  label: { zh: '标准布局', en: 'Standard' },
  highlights: ['account', 'amount'],
  sections: [
    { key: 'main', label: { zh: '关键信息', en: 'Key facts' }, columns: 2, fields: [{ name: 'name' }, { name: 'amount', required: true }] },
  ],
  ...more,
});

it('an object without types has no field for them; the first type brings it, for its tenant only', async () => {
  const { admin, seller } = tenant.as;
  const fields = async (client: typeof admin) =>
    (await client.get('/meta/objects/opportunity')).body.fields.map((field: { name: string }) => field.name);
  expect(await fields(admin)).not.toContain('recordType');
  expect((await admin.post('/records/opportunity', { recordType: 'direct' })).body.code).toBe('UNKNOWN_FIELD');
  const before = await seller.post('/records/opportunity', { name: '类型之前的商机' });
  expect((await admin.put(part('recordType', 'direct'), direct)).status).toBe(200);
  expect((await admin.put(part('recordType', 'channel'), channel)).status).toBe(200);
  expect(await fields(admin)).toContain('recordType');
  expect(await fields(other.as.admin)).not.toContain('recordType');
  const { body } = await seller.get('/meta/objects/opportunity');
  expect(body.recordTypes).toMatchObject([
    { name: 'direct', isDefault: true, active: true, create: true },
    { name: 'channel', isDefault: false, active: true, create: true, options: { lossReason: ['price', 'other'] } },
  ]);
  expect((await seller.get(`/records/opportunity/${before.body.id}`)).body.recordType).toBeNull();
  expect((await seller.patch(`/records/opportunity/${before.body.id}`, { nextStep: '回访' })).status).toBe(200);
});

it('refuses bad types, naming the field', async () => {
  const { admin, seller } = tenant.as;
  const put = (body: unknown, name = 'x') => admin.put(part('recordType', name), body);
  const cases: [unknown, number, string, string][] = [
    [{}, 422, 'REQUIRED', 'label'],
    [{ ...direct, extra: 1 }, 400, 'UNKNOWN_FIELD', 'extra'],
    [{ ...direct, active: 'yes' }, 400, 'WRONG_TYPE', 'active'],
    [{ ...direct, active: false }, 422, 'INVALID_VALUE', 'isDefault'],
    [{ label: 'x', options: { nothing: ['a'] } }, 422, 'INVALID_VALUE', 'options.nothing'],
    [{ label: 'x', options: { lossReason: ['none'] } }, 422, 'INVALID_VALUE', 'options.lossReason'],
    [{ label: 'x', options: { lossReason: [] } }, 422, 'REQUIRED', 'options.lossReason'],
    [{ label: 'x', options: { stage: ['won'] } }, 422, 'INVALID_VALUE', 'options.stage'],
    [{ label: 'x', options: [1] }, 400, 'WRONG_TYPE', 'options'],
    [{ label: 'x', stages: { lossReason: ['price'] } }, 422, 'INVALID_VALUE', 'stages.lossReason'],
    [{ label: 'x', roles: [1] }, 400, 'WRONG_TYPE', 'roles[0]'],
  ];
  for (const [body, status, code, field] of cases)
    expect(await put(body), JSON.stringify(body)).toMatchObject({ status, body: { code, errors: [{ field, code }] } });
  expect((await seller.put(part('recordType', 'x'), direct)).status).toBe(403);
  expect((await admin.put(part('recordType', 'x', 'x_none'), direct)).status).toBe(404);
});

it('a record has a type on every path, and only what the type offers', async () => {
  const { admin, seller } = tenant.as;
  const made = await seller.post('/records/opportunity', { name: '默认类型' });
  expect(made.body).toMatchObject({ recordType: 'direct', stage: 'initial' });
  const ours = await seller.post('/records/opportunity', { name: '渠道商机', recordType: 'channel' });
  // the default stage is not one of the type's: its first one takes its place
  expect(ours.body).toMatchObject({ recordType: 'channel', stage: 'qualified' });
  const refused = (answer: { status: number; body: unknown }, field: string) =>
    expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_VALUE', errors: [{ field, code: 'INVALID_VALUE' }] } });
  refused(await seller.post('/records/opportunity', { name: 'x', recordType: 'nothing' }), 'recordType');
  refused(await seller.post('/records/opportunity', { name: 'x', recordType: 'channel', lossReason: 'budget' }), 'lossReason');
  refused(await seller.patch(`/records/opportunity/${ours.body.id}`, { stage: 'initial' }), 'stage');
  refused(await seller.patch(`/records/opportunity/${ours.body.id}`, { lossReason: 'budget' }), 'lossReason');
  expect(await seller.patch(`/records/opportunity/${ours.body.id}`, { recordType: null })).toMatchObject({
    status: 422,
    body: { code: 'REQUIRED', errors: [{ field: 'recordType' }] },
  });
  // another type looks at all that is chosen
  refused(await seller.patch(`/records/opportunity/${made.body.id}`, { recordType: 'channel' }), 'stage');
  expect((await seller.patch(`/records/opportunity/${made.body.id}`, { recordType: 'channel', stage: 'qualified' })).status).toBe(200);
  const bulk = await seller.post('/records/opportunity/bulk', {
    operation: 'create',
    records: [{ name: 'a', recordType: 'channel' }, { name: 'b', recordType: 'none' }, { name: 'c' }],
  });
  expect(bulk.body.results).toMatchObject([{ status: 201 }, { status: 422 }, { status: 201 }]);
  const found = await seller.post('/records/opportunity/query', {
    filter: { field: 'recordType', op: 'eq', value: 'channel' },
    fields: ['name'],
    sort: [{ field: 'name', direction: 'asc' }],
  });
  expect(found.body.records.map((record: { name: string }) => record.name)).toEqual(
    ['a', '默认类型', '渠道商机'].sort((a, b) => a.localeCompare(b, 'zh-CN')),
  );
  const grouped = await seller.post('/records/opportunity/aggregate', { groupBy: [{ field: 'recordType' }], measures: [{ fn: 'count' }] });
  expect(
    Object.fromEntries(grouped.body.rows.map((row: { recordType: string | null; count: number }) => [row.recordType, row.count])),
  ).toEqual({ direct: 1, channel: 3, null: 1 });
  // what was there before the type offered less is left alone
  await admin.put(part('recordType', 'channel'), { ...channel, stages: { stage: ['proposal', 'won', 'lost'] } });
  expect((await seller.patch(`/records/opportunity/${ours.body.id}`, { nextStep: '报价' })).status).toBe(200);
  expect((await seller.patch(`/records/opportunity/${ours.body.id}`, { stage: 'qualified' })).status).toBe(200);
  await admin.put(part('recordType', 'channel'), channel);
});

it('an import gives types and is held to them', async () => {
  const { seller } = tenant.as;
  const boundary = 'types';
  const csv = '商机名称,业务类型,输单原因\n进口一,渠道,价格\n进口二,,\n进口三,渠道,预算取消\n';
  const upload = await seller.send(
    'POST',
    '/files',
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="types.csv"\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n--${boundary}--\r\n`,
    { 'content-type': `multipart/form-data; boundary=${boundary}` },
  );
  const plan = await seller.post('/imports', {
    object: 'opportunity',
    fileId: upload.body.id,
    mode: 'create',
    mapping: [
      { column: '商机名称', field: 'name' },
      { column: '业务类型', field: 'recordType' },
      { column: '输单原因', field: 'lossReason' },
    ],
  });
  expect(plan.status).toBe(201);
  await app.startWork();
  await seller.post(`/imports/${plan.body.id}/start`);
  await expect.poll(async () => (await seller.get(`/imports/${plan.body.id}`)).body.status, { timeout: 90_000 }).toBe('done');
  expect((await seller.get(`/imports/${plan.body.id}`)).body).toMatchObject({ created: 2, failed: 1 });
  const rows = await seller.post('/records/opportunity/query', { search: '进口', fields: ['name', 'recordType'] });
  expect(rows.body.records.map((record: { name: string; recordType: string }) => `${record.name} ${record.recordType}`).sort()).toEqual([
    '进口一 channel',
    '进口二 direct',
  ]);
});

it('roles decide who may make records of a type', async () => {
  const { admin, seller, manager } = tenant.as;
  await admin.put(part('recordType', 'bid'), { label: '投标', roles: ['manager'] });
  expect((await seller.post('/records/opportunity', { name: 'x', recordType: 'bid' })).body).toMatchObject({
    code: 'FORBIDDEN',
    errors: [{ field: 'recordType' }],
  });
  const made = await manager.post('/records/opportunity', { name: '投标项目', recordType: 'bid' });
  expect(made.status).toBe(201);
  const types = (await seller.get('/meta/objects/opportunity')).body.recordTypes;
  expect(types.find((type: { name: string }) => type.name === 'bid')).toMatchObject({ create: false });
  await admin.put(part('recordType', 'bid'), { label: '投标', active: false });
  expect((await manager.post('/records/opportunity', { name: 'x', recordType: 'bid' })).status).toBe(422);
});

it('a type in use goes only with another one for its records', async () => {
  const { admin, seller } = tenant.as;
  expect((await admin.get('/meta/objects/opportunity/recordTypes/counts')).body.counts).toMatchObject({ channel: 4, bid: 1 });
  expect((await seller.get('/meta/objects/opportunity/recordTypes/counts')).status).toBe(403);
  const kept = await admin.delete(part('recordType', 'channel'));
  expect(kept).toMatchObject({ status: 409, body: { code: 'STATE' } });
  expect(kept.body.errors[0].message).toContain('4');
  const replace = (to: unknown, client = admin) => client.post('/meta/objects/opportunity/recordTypes/channel/replace', { to });
  expect((await replace('channel')).body.errors).toMatchObject([{ field: 'to', code: 'INVALID_VALUE' }]);
  expect((await replace(undefined)).body.errors).toMatchObject([{ field: 'to', code: 'REQUIRED' }]);
  expect((await replace('direct', seller)).status).toBe(403);
  expect((await replace('direct', other.as.admin)).status).toBe(404);
  const job = await replace('direct');
  expect(job.status).toBe(202);
  await expect.poll(async () => (await admin.get(`/jobs/${job.body.id}`)).body.status, { timeout: 90_000 }).toBe('done');
  expect((await admin.get('/meta/objects/opportunity/recordTypes/counts')).body.counts).toEqual({ direct: 6, bid: 1 });
  const [record] = (await seller.post('/records/opportunity/query', { search: '渠道商机', fields: ['id', 'recordType'] })).body.records;
  const history = await seller.get(`/records/opportunity/${record.id}/history`);
  expect(history.body.items[0].changes).toMatchObject([{ field: 'recordType', old: 'channel', new: 'direct' }]);
  const index = async () =>
    (await app.app.owner.query<{ indexdef: string }>("select indexdef from pg_indexes where indexname = 'opportunity_record_type'")).rows[0]
      ?.indexdef;
  await expect.poll(index, { timeout: 90_000 }).toContain('record_type IS NOT NULL');
});

it('refuses bad layouts, naming the field', async () => {
  const { admin, seller } = tenant.as;
  const section = { key: 'a', label: 'A', fields: [] };
  const cases: [object, number, string, string][] = [
    [{ label: undefined }, 422, 'REQUIRED', 'label'],
    [{ extra: 1 }, 400, 'UNKNOWN_FIELD', 'extra'],
    [{ highlights: ['nothing'] }, 422, 'INVALID_VALUE', 'highlights[0]'],
    [{ highlights: 'name' }, 400, 'WRONG_TYPE', 'highlights'],
    [
      { highlights: ['name', 'account', 'amount', 'stage', 'source', 'closeOn', 'nextStep', 'nextStepOn'] },
      400,
      'LIMIT_EXCEEDED',
      'highlights',
    ],
    [{ sections: [{ ...section, columns: 3 }] }, 422, 'INVALID_VALUE', 'sections[0].columns'],
    [{ sections: [section, section] }, 409, 'DUPLICATE', 'sections[1].key'],
    [{ sections: [{ ...section, fields: [{ name: 'x_gone' }] }] }, 422, 'INVALID_VALUE', 'sections[0].fields[0].name'],
    [{ sections: [{ ...section, fields: [{ name: 'amount', odd: 1 }] }] }, 400, 'UNKNOWN_FIELD', 'sections[0].fields[0].odd'],
    [{ sections: [{ ...section, fields: [{ name: 'amount' }, { name: 'amount' }] }] }, 409, 'DUPLICATE', 'sections[0].fields[1].name'],
    [
      { sections: [{ ...section, fields: [{ name: 'amount', readOnly: true, required: true }] }] },
      422,
      'INVALID_VALUE',
      'sections[0].fields[0].readOnly',
    ],
    [{ related: [{ list: 'nothing' }] }, 422, 'INVALID_VALUE', 'related[0].list'],
    [{ buttons: [{ action: 'nothing', place: 'menu' }] }, 422, 'INVALID_VALUE', 'buttons[0].action'],
    [{ buttons: [{ action: 'win', place: 'top' }] }, 422, 'INVALID_VALUE', 'buttons[0].place'],
    [{ listColumns: ['accountt.region'] }, 422, 'INVALID_VALUE', 'listColumns[0]'],
    [{ sections: [{ ...section, visibleWhen: 'amount > ' }] }, 422, 'INVALID_VALUE', 'sections[0].visibleWhen'],
    [{ sections: [{ ...section, visibleWhen: 'amount' }] }, 422, 'INVALID_VALUE', 'sections[0].visibleWhen'],
    [
      { sections: [{ ...section, fields: [{ name: 'amount', requiredWhen: 'nothing > 1' }] }] },
      422,
      'INVALID_VALUE',
      'sections[0].fields[0].requiredWhen',
    ],
  ];
  for (const [more, status, code, field] of cases)
    expect(await admin.put(part('layout', 'bad'), layout(more)), JSON.stringify(more)).toMatchObject({
      status,
      body: { code, errors: [{ field, code }] },
    });
  expect((await seller.put(part('layout', 'bad'), layout())).status).toBe(403);
});

it('gives everybody the layouts of their roles, in order, and shows an administrator those of another role', async () => {
  const { admin, seller, manager } = tenant.as;
  const names = async (client: typeof admin, as = '') =>
    ((await client.get(`/meta/objects/opportunity${as}`)).body.layouts ?? []).map((one: { name: string }) => one.name);
  expect(await names(seller)).toEqual([]);
  await admin.put(part('layout', 'everybody'), layout());
  await admin.put(part('layout', 'sellers'), layout({ roles: ['member'], recordTypes: ['direct'], searchFields: ['nextStep'] }));
  await admin.put('/meta/objects/opportunity/parts/layout', { names: ['sellers', 'everybody'] });
  expect(await names(seller)).toEqual(['sellers', 'everybody']);
  expect(await names(manager)).toEqual(['everybody']);
  expect(await names(other.as.seller)).toEqual([]);
  expect(await names(admin)).toEqual(['everybody']);
  expect(await names(admin, '?as=member')).toEqual(['sellers', 'everybody']);
  const seen = (await admin.get('/meta/objects/opportunity?as=readOnly')).body;
  expect(seen.can).toEqual(['read']);
  expect(seen.actions).toEqual([]);
  expect((await admin.get('/meta/objects/opportunity?as=nobody')).body).toMatchObject({
    code: 'LOOKUP_NOT_FOUND',
    errors: [{ field: 'as' }],
  });
  expect((await seller.get('/meta/objects/opportunity?as=admin')).status).toBe(403);
  const tag = (await seller.get('/meta/objects/opportunity')).headers.etag as string;
  expect((await seller.get('/meta/objects/opportunity', { 'if-none-match': tag })).status).toBe(304);
  expect((await manager.get('/meta/objects/opportunity', { 'if-none-match': tag })).status).toBe(200);
  const ours = await seller.post('/records/opportunity', { name: '搜索布局甲', nextStep: '周五回访' });
  expect(ours.status).toBe(201);
  const found = await seller.get(`/search?q=${encodeURIComponent('搜索布局甲')}`);
  expect(found.body.groups[0].items[0].subtitle).toContain('周五回访');
});

it('a new field is put at the end of each layout, a deleted one is left out of what people get', async () => {
  const { admin, seller } = tenant.as;
  await admin.post('/meta/objects/opportunity/fields', { name: 'x_medium', type: 'text', label: '介质' });
  const placed = async () =>
    (await seller.get('/meta/objects/opportunity')).body.layouts[0].sections[0].fields.map((field: { name: string }) => field.name);
  expect(await placed()).toEqual(['name', 'amount', 'x_medium']);
  expect((await seller.get('/meta/objects/opportunity')).body.layouts[0].sections[0].fields[1]).toEqual({ name: 'amount', required: true });
  await admin.delete('/meta/objects/opportunity/fields/x_medium');
  expect(await placed()).toEqual(['name', 'amount']);
  const log = await (await admin.context()).query(sql`
    select operation from meta_change where tenant_id = ${tenant.id} and kind = 'layout' and name = 'everybody' order by id`);
  expect(log).toEqual([{ operation: 'create' }, { operation: 'update' }]);
});
