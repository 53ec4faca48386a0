import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const fields = '/meta/objects/opportunity/fields';
const formula = (name: string, source: string, result: string, more: object = {}) => ({
  name,
  type: 'formula',
  formula: source,
  result,
  label: { zh: `公式${name}`, en: name },
  ...more,
});
// biome-ignore lint/suspicious/noExplicitAny: rows of answers
type Row = any;

describe('the definition', () => {
  it('is described with its type and result, read-only, for its tenant only', async () => {
    const { admin, seller } = tenant.as;
    const made = await admin.post(fields, formula('x_weighted', '[金额] * [赢率] / 100', 'currency'));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({
      name: 'x_weighted',
      type: 'formula',
      result: 'currency',
      formula: 'amount * probability / 100',
      readOnly: true,
      scale: 2,
      indexed: false,
    });
    const names = async (client: typeof admin) => (await client.get('/meta/objects/opportunity')).body.fields.map((one: Row) => one.name);
    expect(await names(seller)).toContain('x_weighted');
    expect(await names(other.as.seller)).not.toContain('x_weighted');
    const api = (await seller.get('/openapi.json')).body.components.schemas;
    expect(api.Opportunity.properties.x_weighted).toMatchObject({ type: ['string', 'null'] });
    expect(api.OpportunityCreate.properties.x_weighted).toBeUndefined();
    expect((await seller.post(fields, formula('x_mine', '1', 'number'))).status).toBe(403);
  });

  it('is refused with the place of the fault in the text', async () => {
    const { admin } = tenant.as;
    const cases: [object, number, object][] = [
      [formula('x_bad', 'amount + nothing', 'number'), 422, { field: 'formula', code: 'INVALID_VALUE', position: 9, length: 7 }],
      [formula('x_bad', 'amount & 1', 'number'), 422, { field: 'formula', code: 'INVALID_VALUE', position: 0 }],
      [formula('x_bad', 'IF(amount > 1, 2, "a")', 'number'), 422, { field: 'formula', position: 18, length: 3 }],
      [formula('x_bad', '', 'number'), 422, { field: 'formula', code: 'REQUIRED' }],
      [formula('x_bad', '1', 'picklist'), 422, { field: 'result', code: 'INVALID_VALUE' }],
      [{ ...formula('x_bad', '1', 'number'), result: undefined }, 422, { field: 'result', code: 'REQUIRED' }],
      [formula('x_bad', '1', 'number', { required: true }), 422, { field: 'required', code: 'INVALID_VALUE' }],
      [formula('x_bad', '1', 'number', { indexed: true }), 422, { field: 'indexed', code: 'INVALID_VALUE' }],
      [{ ...formula('x_bad', '1', 'number'), formula: 7 }, 400, { field: 'formula', code: 'WRONG_TYPE' }],
      [formula('x_bad', 'account.parent.parent.name', 'text'), 422, { field: 'formula', position: 0 }],
      [formula('x_bad', `1${' '.repeat(4000)}`, 'number'), 422, { field: 'formula', code: 'TOO_LONG' }],
    ];
    for (const [body, status, problem] of cases) {
      const answer = await admin.post(fields, body);
      expect([answer.status, answer.body.errors?.[0]], JSON.stringify(body)).toMatchObject([status, problem]);
    }
    expect((await admin.patch(`${fields}/amount`, { formula: '1' })).body.errors[0]).toMatchObject({ field: 'formula' });
    expect((await admin.patch(`${fields}/x_weighted`, { result: 'text' })).body.errors[0]).toMatchObject({ field: 'result' });
    expect((await admin.patch(`${fields}/x_weighted`, { formula: 'amount *' })).body.errors[0]).toMatchObject({
      field: 'formula',
      position: 8,
    });
  });

  it('may use other formula fields, but not in a circle, which is shown', async () => {
    const { admin } = tenant.as;
    expect((await admin.post(fields, formula('x_one', 'amount + 1', 'number', { scale: 2 }))).status).toBe(201);
    expect((await admin.post(fields, formula('x_two', 'x_one * 2', 'number'))).status).toBe(201);
    const circle = await admin.patch(`${fields}/x_one`, { formula: 'x_two + 1' });
    expect(circle.status).toBe(422);
    expect(circle.body.errors[0]).toMatchObject({ field: 'formula' });
    expect(circle.body.errors[0].message).toContain('商机.公式x_one → 商机.公式x_two → 商机.公式x_one');
    const self = await admin.post(fields, formula('x_self', 'x_self + 1', 'number'));
    expect(self.body.errors[0].message).toContain('商机.公式x_self → 商机.公式x_self');
    // through a lookup to its own object
    const up = await admin.post('/meta/objects/account/fields', formula('x_top', 'IF(ISBLANK(parent), name, parent.x_top)', 'text'));
    expect(up.body.errors[0].message).toContain('循环');
    expect((await admin.patch(`${fields}/x_one`, { formula: 'amount + 2' })).body).toMatchObject({ formula: 'amount + 2', scale: 2 });
  });

  it('keeps the fields it reads, and tells who reads them', async () => {
    const { admin } = tenant.as;
    await admin.post('/meta/objects/account/fields', { name: 'x_factor', type: 'number', label: '系数', scale: 1 });
    await admin.post(fields, formula('x_scaled', 'amount * account.x_factor', 'number', { label: '调整金额' }));
    const refused = await admin.delete('/meta/objects/account/fields/x_factor');
    expect([refused.status, refused.body.code]).toEqual([409, 'STATE']);
    expect(refused.body.errors[0].message).toContain('商机 · 调整金额');
    expect((await admin.get('/meta/objects/account/fields/x_factor/effect')).body.uses).toContainEqual({
      kind: 'formula',
      object: 'opportunity',
      label: { zh: '商机 · 调整金额', en: 'Opportunity · 调整金额' },
    });
    expect((await admin.delete(`${fields}/x_scaled`)).status).toBe(204);
    expect((await admin.delete('/meta/objects/account/fields/x_factor')).status).toBe(204);
  });

  it('comes with a new object, whose formulas may use each other', async () => {
    const { admin } = tenant.as;
    const made = await admin.post('/meta/objects', {
      name: 'x_part',
      label: '配件',
      fields: [
        formula('x_gross', 'x_net * 1.13', 'number', { scale: 2 }),
        { name: 'x_title', type: 'text', label: '名称', required: true },
        { name: 'x_count', type: 'number', label: '数量' },
        formula('x_net', 'x_count * 10', 'number'),
        formula('x_name', '"配件：" & x_title', 'text'),
      ],
    });
    expect(made.status).toBe(201);
    expect(made.body.title).toBe('x_title');
    const { body } = await admin.post('/records/x_part', { x_title: '阀门', x_count: 3 });
    expect(body).toMatchObject({ x_net: 30, x_gross: '33.90', x_name: '配件：阀门' });
    expect((await admin.patch('/meta/objects/x_part', { title: 'x_name' })).status).toBe(422);
  });
});

describe('the values', () => {
  it('stand in every answer, are never written, and follow what they read', async () => {
    const { seller } = tenant.as;
    const made = await seller.post('/records/opportunity', { name: '甲', amount: '1000.00', probability: '30' });
    expect(made.body).toMatchObject({ x_weighted: '300.00', x_one: '1002.00', x_two: '2004.00' });
    const at = `/records/opportunity/${made.body.id}`;
    expect((await seller.get(at)).body.x_weighted).toBe('300.00');
    expect((await seller.patch(at, { amount: '333.33', probability: '50' })).body.x_weighted).toBe('166.67');
    const refused = await seller.patch(at, { x_weighted: '1.00' });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'x_weighted']);
    expect((await seller.post('/records/opportunity', { name: '乙', x_weighted: '1.00' })).body.errors[0].field).toBe('x_weighted');
    const bulk = await seller.post('/records/opportunity/bulk', {
      operation: 'create',
      records: [{ name: '丙', x_two: 5 }, { name: '丁' }],
    });
    expect(bulk.body.results.map((one: Row) => one.status)).toEqual([422, 201]);
    // a missing value makes the sum empty, and nothing is in search
    expect((await seller.get(`/records/opportunity/${bulk.body.results[1].id}`)).body).toMatchObject({ x_weighted: null, x_two: null });
    const listed = await seller.post('/records/opportunity/query', {
      fields: ['x_weighted', 'account.name'],
      filter: { field: 'name', op: 'eq', value: '甲' },
    });
    expect(listed.body.records).toEqual([{ id: made.body.id, version: 2, x_weighted: '166.67', 'account.name': null }]);
    await seller.delete(at);
    expect(
      (await seller.get('/records/opportunity/deleted')).body.items?.[0] ??
        (await seller.get('/records/opportunity/deleted')).body.records[0],
    ).toMatchObject({ x_weighted: '166.67' });
  });

  it('of a division by nothing are empty, of types of their own right, in time of the company', async () => {
    const { admin } = tenant.as;
    for (const [name, source, result] of [
      ['x_ratio', 'amount / probability', 'percent'],
      ['x_due', 'DATEVALUE(engagedOn) + 30', 'date'],
      ['x_soon', 'closeOn - TODAY() < 10', 'boolean'],
      ['x_made', 'createdAt + 0.5', 'datetime'],
      ['x_who', 'owner.name & "：" & PICKLABEL(stage, "zh")', 'text'],
    ] as const) {
      const answer = await admin.post(
        '/meta/objects/opportunity/fields',
        formula(name, source.replace('DATEVALUE(engagedOn)', 'engagedOn'), result),
      );
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    }
    const { body } = await admin.post('/records/opportunity', {
      name: '零',
      amount: '12.00',
      probability: '0',
      engagedOn: '2026-03-01',
      closeOn: '2026-03-19',
      stage: 'proposal',
    });
    expect(body).toMatchObject({ x_ratio: null, x_due: '2026-03-31', x_soon: true, x_made: '2026-03-10T16:00:00.000Z' });
    expect(body.x_who).toMatch(/^管理员\d+：方案报价$/);
    expect((await admin.post('/records/opportunity', { name: '空' })).body).toMatchObject({ x_ratio: null, x_due: null, x_soon: false });
  });
});
