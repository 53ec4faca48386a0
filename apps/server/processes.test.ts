import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

interface Stage {
  readonly key: string;
  readonly [property: string]: unknown;
}
const fieldAt = '/meta/objects/opportunity/fields/stage';
const stagesOf = async (client: Client): Promise<Stage[]> =>
  (await client.get('/meta/objects/opportunity')).body.fields.find((field: { name: string }) => field.name === 'stage').options;
const labels = (one: { zh: string; en?: string }) => ({ zh: one.zh, en: one.en ?? one.zh });

/** The shipped stages with changes to some of them. */
const changed = (stages: Stage[], changes: Record<string, object>) => stages.map((stage) => ({ ...stage, ...changes[stage.key] }));
const dealIn = async (client: Client, stage: string, more: object = {}) =>
  (await client.post('/records/opportunity', { name: `商机 ${stage}`, stage, ...more })).body.id as string;
const move = (client: Client, id: string, stage: string | null, more: object = {}) =>
  client.patch(`/records/opportunity/${id}`, { stage, ...more });

const check = { condition: 'amount >= 1000', message: labels({ zh: '金额满 1000 才能报价', en: 'At least 1000' }) };
const strict = (stages: Stage[]) =>
  changed(stages, {
    initial: { next: ['qualified', 'lost'], usualDays: 3, limitDays: 10 },
    proposal: { requires: ['account', 'product'], checks: [check] },
  });

it('holds moves, gates and conditions on every path; imports and new records tell where things stand', async () => {
  const { admin, seller } = tenant.as;
  const shipped = await stagesOf(admin);
  expect((await admin.patch(fieldAt, { options: strict(shipped) })).status).toBe(200);
  expect((await stagesOf(seller)).find((stage) => stage.key === 'initial')).toMatchObject({
    next: ['qualified', 'lost'],
    usualDays: 3,
    limitDays: 10,
  });
  const id = await dealIn(seller, 'initial');

  // one by one
  const skipped = { status: 409, body: { code: 'STATE', errors: [{ field: 'stage', code: 'STATE' }] } };
  const refused = await move(seller, id, 'proposal');
  expect(refused).toMatchObject(skipped);
  expect(refused.body.errors[0].message).toBe('不能从“初步接洽”直接进入“方案报价”');
  // a deal is always in one of them
  expect(await move(seller, id, null)).toMatchObject({ status: 422, body: { errors: [{ field: 'stage' }] } });
  // in bulk
  const bulk = await seller.post('/records/opportunity/bulk', {
    operation: 'update',
    records: [
      { id, stage: 'negotiation' },
      { id, stage: 'qualified' },
    ],
  });
  expect(bulk.body.results).toMatchObject([{ status: 409, error: { code: 'STATE' } }, { status: 200 }]);
  // the gate names every field that is missing, and what a condition asks
  const gate = await move(seller, id, 'proposal', { amount: '999' });
  expect(gate).toMatchObject({ status: 422, body: { code: 'REQUIRED' } });
  expect(gate.body.errors).toMatchObject([
    { field: 'account', code: 'REQUIRED', message: '进入“方案报价”前请填写“客户”' },
    { field: 'product', code: 'REQUIRED' },
    { field: 'stage', code: 'RULE', message: '金额满 1000 才能报价' },
  ]);
  const account = (await seller.post('/records/account', { name: '恒润化工' })).body.id;
  const product = (await admin.post('/records/product', { name: '流程泵' })).body.id;
  expect(await move(seller, id, 'proposal', { account, product, amount: '999' })).toMatchObject({ status: 422, body: { code: 'RULE' } });
  expect((await seller.patch(`/records/opportunity/${id}`, { account, product, amount: '1000' })).status).toBe(200);
  expect((await move(seller, id, 'proposal')).status).toBe(200);
  // an action
  const again = await dealIn(seller, 'initial', { amount: '5000' });
  const won = await seller.post(`/records/opportunity/${again}/actions/win`, { input: {} });
  expect(won).toMatchObject({ status: 409, body: { code: 'STATE', errors: [{ field: 'stage' }] } });
  const lost = await seller.post(`/records/opportunity/${again}/actions/lose`, { input: { lossReason: 'price' } });
  expect(lost.status).toBe(200);
  // an import
  const done = await imported(seller, '商机名称,阶段,外部编号\n第一单,初步接洽,p-1\n', 'create');
  expect(done).toMatchObject({ created: 1, failed: 0 });
  expect(await imported(seller, '商机名称,阶段,外部编号\n第一单,赢单,p-1\n', 'update')).toMatchObject({ updated: 1, failed: 0 });
  // the neighbour works as shipped
  expect((await stagesOf(other.as.admin)).find((stage) => stage.key === 'initial')).not.toHaveProperty('next');
  expect((await move(other.as.seller, await dealIn(other.as.seller, 'initial'), 'qualified')).status).toBe(200);
});

async function imported(client: Client, csv: string, mode: 'create' | 'update') {
  const boundary = 'stages';
  const upload = await client.send(
    'POST',
    '/files',
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="s.csv"\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n--${boundary}--\r\n`,
    { 'content-type': `multipart/form-data; boundary=${boundary}` },
  );
  const plan = await client.post('/imports', {
    object: 'opportunity',
    fileId: upload.body.id,
    mode,
    ...(mode === 'update' ? { key: 'externalId' } : {}),
    mapping: [
      { column: '商机名称', field: 'name' },
      { column: '阶段', field: 'stage' },
      { column: '外部编号', field: 'externalId' },
    ],
  });
  expect(plan.status, plan.text).toBe(201);
  await client.post(`/imports/${plan.body.id}/start`);
  await expect.poll(async () => (await client.get(`/imports/${plan.body.id}`)).body.status, { timeout: 90_000 }).toBe('done');
  return (await client.get(`/imports/${plan.body.id}`)).body;
}

it('a record type has a process of its own', async () => {
  const { admin, seller } = tenant.as;
  const type = (name: string) => `/meta/objects/opportunity/parts/recordType/${name}`;
  const rules = { stage: { initial: { next: ['proposal'] }, proposal: { next: ['won', 'lost'], limitDays: 5 } } };
  expect((await admin.put(type('direct'), { label: '直销', isDefault: true })).status).toBe(200);
  expect((await admin.put(type('quick'), { label: '快单', rules })).status).toBe(200);
  expect((await seller.get('/meta/objects/opportunity')).body.recordTypes[1]).toMatchObject({ name: 'quick', rules });
  const quick = await dealIn(seller, 'initial', { recordType: 'quick' });
  expect((await move(seller, quick, 'qualified')).status).toBe(409);
  // neither fields nor conditions: the type's rules stand alone
  expect((await move(seller, quick, 'proposal')).status).toBe(200);
  const direct = await dealIn(seller, 'initial', { recordType: 'direct' });
  expect((await move(seller, direct, 'proposal')).status).toBe(409);
  const cases: [unknown, number, string, string][] = [
    [[], 400, 'WRONG_TYPE', 'rules'],
    [{ stage: [] }, 400, 'WRONG_TYPE', 'rules.stage'],
    [{ amount: {} }, 422, 'INVALID_VALUE', 'rules.amount'],
    [{ stage: { nowhere: {} } }, 422, 'INVALID_VALUE', 'rules.stage.nowhere'],
    [{ stage: { won: { next: ['nowhere'] } } }, 422, 'INVALID_VALUE', 'rules.stage.won.next[0]'],
    [{ stage: { won: { surprise: 1 } } }, 400, 'UNKNOWN_FIELD', 'rules.stage.won.surprise'],
  ];
  for (const [bad, status, code, field] of cases)
    expect(await admin.put(type('quick'), { label: '快单', rules: bad }), field).toMatchObject({
      status,
      body: { code, errors: [{ field }] },
    });
});

it('any picklist can have a process', async () => {
  const { admin, seller } = tenant.as;
  const options = [
    { key: 'asked', label: '已提交', next: ['agreed'] },
    { key: 'agreed', label: '已同意', requires: ['phone'] },
    { key: 'done', label: '已完成' },
  ];
  const made = await admin.post('/meta/objects/account/fields', { name: 'x_approval', type: 'picklist', label: '审核', options });
  expect(made.status).toBe(201);
  const { id } = (await seller.post('/records/account', { name: '新客户', x_approval: 'asked' })).body;
  const patch = (values: object) => seller.patch(`/records/account/${id}`, values);
  expect(await patch({ x_approval: 'done' })).toMatchObject({ status: 409, body: { errors: [{ field: 'x_approval' }] } });
  expect(await patch({ x_approval: 'agreed' })).toMatchObject({ status: 422, body: { errors: [{ field: 'phone', code: 'REQUIRED' }] } });
  expect((await patch({ x_approval: 'agreed', phone: '021-60001234' })).status).toBe(200);
  // a gate over a field that has gone asks nothing
  await admin.post('/meta/objects/account/fields', { name: 'x_gone', type: 'text', label: '临时' });
  const withGone = options.map((option) => (option.key === 'done' ? { ...option, requires: ['x_gone'] } : option));
  expect((await admin.patch('/meta/objects/account/fields/x_approval', { options: withGone })).status).toBe(200);
  expect((await patch({ x_approval: 'done' })).status).toBe(422);
  await admin.delete('/meta/objects/account/fields/x_gone');
  expect((await patch({ x_approval: 'done' })).status).toBe(200);
  // and does not stand in the way of other changes to the stages
  const renamed = withGone.map((option) => (option.key === 'asked' ? { ...option, label: '已申请' } : option));
  expect((await admin.patch('/meta/objects/account/fields/x_approval', { options: renamed })).status).toBe(200);
});

it('refuses bad processes, naming the place', async () => {
  const { admin, seller } = tenant.as;
  const stages = await stagesOf(admin);
  const at = stages.findIndex((stage) => stage.key === 'proposal');
  const cases: [object, number, string, string][] = [
    [{ next: ['nowhere'] }, 422, 'INVALID_VALUE', 'next[0]'],
    [{ requires: ['nothing'] }, 422, 'INVALID_VALUE', 'requires[0]'],
    [{ checks: [{ condition: 'amount >', message: 'x' }] }, 422, 'INVALID_VALUE', 'checks[0].condition'],
    [{ checks: [{ condition: 'amount', message: 'x' }] }, 422, 'INVALID_VALUE', 'checks[0].condition'],
    [{ checks: [{ condition: 'amount > 1' }] }, 422, 'REQUIRED', 'checks[0].message'],
    [{ checks: [{ condition: 'amount > 1', message: 'x', more: 1 }] }, 400, 'UNKNOWN_FIELD', 'checks[0].more'],
    [{ checks: 'amount' }, 400, 'WRONG_TYPE', 'checks'],
    [{ limitDays: 0 }, 422, 'INVALID_VALUE', 'limitDays'],
    [{ limitDays: 5, usualDays: 9 }, 422, 'INVALID_VALUE', 'limitDays'],
    [{ color: 'gold' }, 422, 'INVALID_VALUE', 'color'],
    [{ category: 'maybe' }, 422, 'INVALID_VALUE', 'category'],
  ];
  for (const [bad, status, code, place] of cases)
    expect(await admin.patch(fieldAt, { options: changed(stages, { proposal: bad }) }), place).toMatchObject({
      status,
      body: { code, errors: [{ field: `options[${at}].${place}` }] },
    });
  expect((await seller.patch(fieldAt, { options: stages })).status).toBe(403);
  expect(await stagesOf(admin)).toEqual(stages);
});

it('counts who stands where, moves records out of a stage, and goes back to what is shipped', async () => {
  const { admin, seller, colleague } = other.as;
  const at = '/meta/objects/opportunity/processes';
  const overview = async () => (await admin.get(at)).body.processes[0];
  expect(await overview()).toMatchObject({ field: 'stage', changed: false });
  const stages = await stagesOf(admin);
  const own = [...stages, { key: 'trial', label: labels({ zh: '试用' }), category: 'open', probability: 50, next: ['won'] }];
  expect((await admin.patch(fieldAt, { options: own })).status).toBe(200);
  const first = await dealIn(seller, 'trial');
  const second = await dealIn(colleague, 'trial');
  expect(await overview()).toMatchObject({ field: 'stage', changed: true, counts: { trial: 2 } });
  expect((await overview()).shipped.map((stage: Stage) => stage.key)).toEqual(stages.map((stage) => stage.key));
  expect((await seller.get(at)).status).toBe(403);
  expect((await admin.get('/meta/objects/x_nothing/processes')).status).toBe(404);

  const reset = `${fieldAt}/process/reset`;
  expect((await seller.post(reset)).status).toBe(403);
  expect((await admin.post('/meta/objects/opportunity/fields/name/process/reset')).status).toBe(404);
  const refused = await admin.post(reset);
  expect(refused).toMatchObject({ status: 409, body: { code: 'STATE', errors: [{ field: 'options' }] } });
  expect(refused.body.errors[0].message).toBe('有 2 条记录停留在“试用”，请先移到别的阶段');

  // the administrator's move needs no gate and no permitted move
  const replace = `${fieldAt}/replaceOption`;
  expect((await admin.post(replace, { from: 'trial', to: 'proposal', dryRun: true })).body).toMatchObject({ total: 2 });
  expect(await admin.post(replace, { from: 'trial' })).toMatchObject({ status: 422, body: { errors: [{ field: 'to' }] } });
  expect((await seller.post(replace, { from: 'trial', to: 'proposal' })).status).toBe(403);
  expect((await admin.post(replace, { from: 'trial', to: 'proposal' })).status).toBe(200);
  for (const id of [first, second])
    await expect.poll(async () => (await admin.get(`/records/opportunity/${id}`)).body.stage, { timeout: 90_000 }).toBe('proposal');
  await expect.poll(async () => (await admin.post(reset)).status, { timeout: 90_000 }).toBe(204);
  expect(await stagesOf(admin)).toEqual(stages);
  expect(await overview()).toMatchObject({ changed: false });
});
