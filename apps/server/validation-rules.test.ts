import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date('2026-03-10T04:00:00.000Z') } });
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

const at = (name: string, object = 'opportunity') => `/meta/objects/${object}/parts/validation/${name}`;
const largeDeal = {
  label: { zh: '大单要写下一步', en: 'Large deals need a next step' },
  condition: '[金额] > 100000 && ISBLANK(nextStep)',
  message: { zh: '金额超过 10 万时请填写下一步', en: 'Deals above 100,000 need a next step' },
  field: 'nextStep',
};
const refused = { code: 'RULE', field: 'nextStep', message: '金额超过 10 万时请填写下一步' };

it('is refused when it can not be read, naming member and character', async () => {
  const { admin, seller } = tenant.as;
  const cases: [object, number, object][] = [
    [{ ...largeDeal, condition: undefined }, 422, { field: 'condition', code: 'REQUIRED' }],
    [{ ...largeDeal, message: undefined }, 422, { field: 'message', code: 'REQUIRED' }],
    [{ ...largeDeal, condition: 'amount + 1' }, 422, { field: 'condition', position: 0 }],
    [{ ...largeDeal, condition: 'amount > nothing' }, 422, { field: 'condition', position: 9, length: 7 }],
    [{ ...largeDeal, condition: 7 }, 400, { field: 'condition', code: 'WRONG_TYPE' }],
    [{ ...largeDeal, field: 'nothing' }, 422, { field: 'field' }],
    [{ ...largeDeal, active: 'yes' }, 400, { field: 'active' }],
    [{ ...largeDeal, more: 1 }, 400, { field: 'more', code: 'UNKNOWN_FIELD' }],
  ];
  for (const [body, status, problem] of cases) {
    const answer = await admin.put(at('bad'), body);
    expect([answer.status, answer.body.errors?.[0]], JSON.stringify(body)).toMatchObject([status, problem]);
  }
  expect((await seller.put(at('mine'), largeDeal)).status).toBe(403);
});

it('holds for the form, the API, bulk and actions, in the language of the caller, for its tenant only', async () => {
  const { admin, seller } = tenant.as;
  const saved = await admin.put(at('largeDeal'), largeDeal);
  expect(saved.body.definition).toEqual({ ...largeDeal, active: true, condition: 'amount > 100000 && ISBLANK(nextStep)' });
  const body = { name: '大单', amount: '100000.01' };
  const answer = await seller.post('/records/opportunity', body);
  expect([answer.status, answer.body.code]).toEqual([422, 'RULE']);
  expect(answer.body.errors).toEqual([refused]);
  const english = await seller.post('/records/opportunity', body, { 'accept-language': 'en' });
  expect([refused.message, 'Deals above 100,000 need a next step']).toContain(english.body.errors[0].message);
  expect((await other.as.seller.post('/records/opportunity', body)).status).toBe(201);
  const made = await seller.post('/records/opportunity', { ...body, nextStep: '拜访' });
  expect(made.status).toBe(201);
  const record = `/records/opportunity/${made.body.id}`;
  expect((await seller.patch(record, { nextStep: null })).body.errors).toEqual([refused]);
  expect((await seller.patch(record, { amount: '5.00', nextStep: null })).status).toBe(200);
  expect((await seller.patch(record, { amount: '200000.00' })).body.errors).toEqual([refused]);
  expect((await seller.get(record)).body).toMatchObject({ amount: '5.00', nextStep: null, version: 2 });
  const bulk = await seller.post('/records/opportunity/bulk', {
    operation: 'create',
    records: [{ name: '小', amount: '1.00' }, body, { name: '空' }],
  });
  expect(bulk.body.results.map((one: { status: number }) => one.status)).toEqual([201, 422, 201]);
  expect(bulk.body.results[1].error.errors).toEqual([refused]);
  const all = await seller.post('/records/opportunity/bulk', { operation: 'create', allOrNothing: true, records: [{ name: '小' }, body] });
  expect(all.status).toBe(422);
});

it('is switched off, changed and taken away', async () => {
  const { admin, seller } = tenant.as;
  const body = { name: '大单', amount: '100000.01' };
  await admin.put(at('largeDeal'), { ...largeDeal, active: false });
  expect((await seller.post('/records/opportunity', body)).status).toBe(201);
  await admin.put(at('largeDeal'), { ...largeDeal, condition: 'amount > 500' });
  // a record that breaks a newer rule has to be put right by whoever saves it
  expect((await seller.post('/records/opportunity', body)).status).toBe(422);
  expect((await admin.delete(at('largeDeal'))).status).toBe(204);
  expect((await seller.post('/records/opportunity', body)).status).toBe(201);
});

it('reads records above, formula fields and several rules at once; the fields it reads can not be deleted', async () => {
  const { admin, seller } = tenant.as;
  await admin.post('/meta/objects/account/fields', { name: 'x_blocked', type: 'boolean', label: '停止合作' });
  await admin.post('/meta/objects/opportunity/fields', {
    name: 'x_net',
    type: 'formula',
    formula: 'amount * 0.8',
    result: 'currency',
    label: '净额',
  });
  await admin.put(at('blocked'), {
    condition: 'account.x_blocked || account.parent.x_blocked',
    message: '客户已停止合作',
    field: 'account',
  });
  await admin.put(at('net'), { condition: 'x_net > 80', message: '净额超过 80' });
  const parent = await admin.post('/records/account', { name: '集团', x_blocked: true, owner: seller.user });
  const child = await admin.post('/records/account', { name: '子公司', parent: parent.body.id, owner: seller.user });
  const free = await admin.post('/records/account', { name: '自由', owner: seller.user });
  const save = (account: string, amount: string) => seller.post('/records/opportunity', { name: '某', account, amount });
  expect((await save(child.body.id, '101.00')).body.errors).toEqual([
    { code: 'RULE', field: 'account', message: '客户已停止合作' },
    { code: 'RULE', field: 'name', message: '净额超过 80' },
  ]);
  expect((await save(free.body.id, '100.01')).body.errors).toHaveLength(1);
  expect((await save(free.body.id, '100.00')).status).toBe(201);
  expect((await admin.delete('/meta/objects/account/fields/x_blocked')).body.errors[0].message).toContain('客户已停止合作');
  expect((await admin.delete('/meta/objects/opportunity/fields/x_net')).status).toBe(409);
});

it('makes defaults of formulas, which a given value overrides', async () => {
  const { admin, seller } = tenant.as;
  const field = (body: object) => admin.post('/meta/objects/account/fields', body);
  expect((await field({ name: 'x_follow', type: 'date', label: '回访日', default: { formula: 'TODAY() + 7' } })).status).toBe(201);
  expect((await field({ name: 'x_short', type: 'text', label: '简称', max: 3, default: { formula: 'UPPER(name)' } })).status).toBe(201);
  expect((await field({ name: 'x_half', type: 'currency', label: '一半', default: { formula: '[年营业额] / 3' } })).status).toBe(422);
  expect((await field({ name: 'x_half', type: 'currency', label: '三分', default: { formula: 'annualRevenue / 3' } })).status).toBe(201);
  expect((await field({ name: 'x_seat', type: 'text', label: '上级', default: { formula: 'parent.name & x_short' } })).status).toBe(201);
  const wrong = await field({ name: 'x_bad', type: 'date', label: '错', default: { formula: 'TODAY() & 1' } });
  expect([wrong.status, wrong.body.errors[0]]).toMatchObject([422, { field: 'default', position: 0 }]);
  const parent = await admin.post('/records/account', { name: '看不见', owner: admin.user });
  const made = await seller.post('/records/account', { name: 'huanke', annualRevenue: '10.00' });
  expect(made.body).toMatchObject({ x_follow: '2026-03-17', x_short: 'HUA', x_half: '3.33', x_seat: 'HUA' });
  expect((await seller.post('/records/account', { name: 'b', x_follow: null, x_half: '7.00' })).body).toMatchObject({
    x_follow: null,
    x_half: '7.00',
  });
  expect((await admin.post('/records/account', { name: 'c', parent: parent.body.id })).body.x_seat).toBe('看不见C');
  // a default never shows more than its maker may see
  expect((await seller.post('/records/account', { name: 'd', parent: parent.body.id })).status).toBe(422);
  expect((await field({ name: 'x_top', type: 'text', label: '总部', default: { formula: 'parent.parent.name' } })).status).toBe(201);
  const between = await admin.post('/records/account', { name: '中间', parent: parent.body.id, owner: seller.user });
  expect((await admin.post('/records/account', { name: 'e', parent: between.body.id })).body.x_top).toBe('看不见');
  expect((await seller.post('/records/account', { name: 'f', parent: between.body.id })).body).toMatchObject({
    x_seat: '中间F',
    x_top: null,
  });
  expect((await admin.delete('/meta/objects/account/fields/x_short')).status).toBe(409);
});

it('answers the editor: type, fields and value, or what is wrong where', async () => {
  const { admin, seller } = tenant.as;
  const check = (body: object, client = admin) => client.post('/meta/objects/opportunity/formula/check', body);
  const made = await admin.post('/records/opportunity', { name: '样例', amount: '50.00' });
  expect((await check({ formula: 'amount * 2 + LEN(account.name)', record: made.body.id })).body).toMatchObject({
    ok: true,
    type: 'number',
    fields: [
      { path: 'amount', label: { zh: '金额' } },
      { path: 'account.name', label: { zh: '客户 · 客户名称' } },
    ],
    value: '100',
  });
  expect((await check({ formula: 'amount >', expected: 'boolean' })).body).toMatchObject({ ok: false, errors: [{ position: 8 }] });
  expect((await check({ formula: 'amount', expected: 'boolean' })).body).toMatchObject({ ok: false, errors: [{ position: 0, length: 6 }] });
  expect((await check({ formula: '1' }, seller)).status).toBe(403);
  expect((await check({ formula: 1 })).status).toBe(400);
  expect((await check({ formula: '1', record: 'nothing' })).status).toBe(404);
  expect((await other.as.admin.post('/meta/objects/opportunity/formula/check', { formula: '1', record: made.body.id })).status).toBe(404);
});
