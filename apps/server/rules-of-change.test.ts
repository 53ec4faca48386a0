import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

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

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text).toBe(status);
  return answer;
}
const at = (name: string, object = 'opportunity') => `/meta/objects/${object}/parts/validation/${name}`;
const rule = async (name: string, condition: string, more: object = {}) =>
  good(await tenant.as.admin.put(at(name), { condition, message: `规则 ${name}`, ...more }));
const away = async (name: string) => good(await tenant.as.admin.delete(at(name)), 204);
const create = async (values: object, as = tenant.as.seller, object = 'opportunity') => {
  // winning a deal passes the gates of all stages on the way, which ask for its account
  const account =
    object === 'opportunity' ? (await as.post('/records/account', { name: `客户${crypto.randomUUID()}` })).body.id : undefined;
  return good(await as.post(`/records/${object}`, { ...(account ? { account } : {}), ...values }), 201).body;
};
const problems = (answer: Answer) => answer.body.errors?.map((one: { field: string; code: string }) => `${one.code} ${one.field}`);

describe('rules that ask for the record as it was', () => {
  it('PRIOR: an amount may not fall; ISNEW: what holds while it is made only', async () => {
    const { seller } = tenant.as;
    await rule('falls', 'amount < PRIOR(amount)', { field: 'amount' });
    await rule('fresh', 'ISNEW() && stage = "won"', { field: 'stage' });
    const deal = await create({ name: '甲', amount: '100' });
    const change = (values: object) => seller.patch(`/records/opportunity/${deal.id}`, values);
    good(await change({ amount: '120' }));
    expect(problems(await change({ amount: '119.99' }))).toEqual(['RULE amount']);
    good(await change({ name: '甲方' }));
    good(await change({ amount: '120.01' }));
    // empty is not less
    good(await change({ amount: null }));
    good(await change({ amount: '1' }));
    expect(problems(await seller.post('/records/opportunity', { name: '乙', stage: 'won' }))).toEqual(['RULE stage']);
    good(await change({ stage: 'won', ...(await proofOf(seller)) }));
    await away('falls');
    await away('fresh');
  });

  it('ISCHANGED: a change asks for its reason, on every path and with the formula fields in between', async () => {
    const { admin, seller } = tenant.as;
    good(
      await admin.post('/meta/objects/opportunity/fields', {
        name: 'x_net',
        type: 'formula',
        formula: 'amount * 0.8',
        result: 'currency',
        label: '净额',
      }),
      201,
    );
    good(
      await admin.post('/meta/objects/opportunity/fields', {
        name: 'x_ways',
        type: 'multiPicklist',
        label: '渠道',
        options: [
          { key: 'web', label: '网站' },
          { key: 'fair', label: '展会' },
        ],
      }),
      201,
    );
    await rule('why', 'ISCHANGED(x_net) && !ISCHANGED(nextStep)', { field: 'nextStep' });
    await rule('ways', 'ISCHANGED(x_ways) && stage = "won"', { field: 'x_ways' });
    const deal = await create({ name: '丙', amount: '10', x_ways: ['web', 'fair'] });
    const path = `/records/opportunity/${deal.id}`;
    expect(problems(await seller.patch(path, { amount: '11' }))).toEqual(['RULE nextStep']);
    good(await seller.patch(path, { amount: '11', nextStep: '谈价' }));
    const bulk = { operation: 'update', records: [{ id: deal.id, amount: '12' }] };
    const [result] = good(await seller.post('/records/opportunity/bulk', bulk)).body.results;
    expect([result.status, result.error.errors[0].field]).toEqual([422, 'nextStep']);
    good(await seller.patch(path, { amount: '11.00' }));
    good(await seller.patch(path, { stage: 'won', ...(await proofOf(seller)) }));
    // another order is the same set
    good(await seller.patch(path, { x_ways: ['fair', 'web'], name: '丙丙' }));
    expect(problems(await seller.patch(path, { x_ways: ['fair'] }))).toEqual(['RULE x_ways']);
    await away('why');
    await away('ways');
  });

  it('can be asked in rules only, and of fields of the record itself', async () => {
    const { admin } = tenant.as;
    const place = async (condition: string) => {
      const answer = await admin.put(at('bad'), { condition, message: '坏' });
      return [answer.status, answer.body.errors?.[0]?.position];
    };
    expect(await place('PRIOR(account.name) = "a"')).toEqual([422, 6]);
    expect(await place('PRIOR(amount + 1) > 2')).toEqual([422, 6]);
    expect(await place('ISCHANGED()')).toEqual([422, 0]);
    const field = { name: 'x_was', type: 'formula', formula: '1 + PRIOR(amount)', result: 'number', label: '原值' };
    const refused = await admin.post('/meta/objects/opportunity/fields', field);
    expect([refused.status, refused.body.errors[0]]).toMatchObject([422, { field: 'formula', position: 4, length: 5 }]);
    const check = (body: object) => admin.post('/meta/objects/opportunity/formula/check', body);
    const deal = await create({ name: '丁', amount: '5' }, admin);
    expect((await check({ formula: 'ISCHANGED(amount)' })).body.ok).toBe(false);
    expect((await check({ formula: 'ISNEW() || ISCHANGED(amount)', rule: true, record: deal.id })).body).toMatchObject({
      ok: true,
      value: false,
    });
    expect((await check({ formula: 'PRIOR(amount)', rule: true, record: deal.id })).body).toMatchObject({
      type: 'number',
      scale: 2,
      value: '5',
    });
    expect((await check({ formula: '1', rule: 'yes' })).status).toBe(400);
  });

  it('hold for actions and imports, and for nobody else', async () => {
    const { admin, seller } = tenant.as;
    await rule('price', 'stage = "won" && PRIOR(stage) != "won" && ISBLANK(competitor)', { field: 'competitor' });
    const deal = await create({ name: '戊', amount: '3' });
    const win = async (as: typeof seller, id: string) => as.post(`/records/opportunity/${id}/actions/win`, { input: await proofOf(as) });
    expect(problems(await win(seller, deal.id))).toEqual(['RULE competitor']);
    good(await seller.patch(`/records/opportunity/${deal.id}`, { competitor: '凯洛' }));
    good(await win(seller, deal.id));
    const theirs = await create({ name: '戊', amount: '3' }, other.as.seller);
    good(await win(other.as.seller, theirs.id));
    const lines = ['商机名称,竞争对手,阶段', '己一,凯洛,赢单', '己二,,赢单', '己三,,初步接洽'];
    const done = await imported(admin, 'opportunity', `${lines.join('\n')}\n`);
    expect(done).toMatchObject({ created: 2, failed: 1 });
    const errors = (await admin.get(`/imports/${done.id}/errors.csv`)).text;
    expect(errors).toContain('规则 price');
    expect(errors).toContain('己二');
    await away('price');
  });
});

async function imported(as: TestTenant['as']['admin'], object: string, content: string) {
  const boundary = 'rules-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="rows.csv"\r\ncontent-type: text/csv\r\n\r\n`;
  const file = await as.send('POST', '/files', `${head}${content}\r\n--${boundary}--\r\n`, {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  });
  const job = good(await as.post('/imports', { object, fileId: file.body.id, mode: 'create' }), 201).body;
  good(await as.post(`/imports/${job.id}/start`));
  return until(async () => {
    const { body } = await as.get(`/imports/${job.id}`);
    return ['done', 'failed'].includes(body.status) && body;
  }, 'the import');
}

describe('a record that is read, changed and sent back whole', () => {
  it('passes with its read-only values as they were; another value is refused by its name', async () => {
    const { admin, seller } = tenant.as;
    const add = (object: string, body: object) => admin.post(`/meta/objects/${object}/fields`, body);
    good(await add('account', { name: 'x_no', type: 'autoNumber', pattern: 'K-{000}', label: '编号' }), 201);
    good(
      await add('account', { name: 'x_size', type: 'formula', formula: 'employees / 3', result: 'number', scale: 2, label: '三分' }),
      201,
    );
    good(await add('account', { name: 'x_up', type: 'formula', formula: 'parent.name & "/" & name', result: 'text', label: '路径' }), 201);
    good(await add('account', { name: 'x_now', type: 'formula', formula: 'NOW()', result: 'datetime', label: '此刻' }), 201);
    const rollup = { object: 'opportunity', field: 'account', function: 'sum', of: 'amount' };
    good(await add('account', { name: 'x_sum', type: 'rollup', label: '合计', rollup }), 201);
    const hidden = await create({ name: '集团' }, admin, 'account');
    const account = await create({ name: '子公司', employees: 10, owner: seller.user, parent: hidden.id }, admin, 'account');
    await create({ name: '单', account: account.id, amount: '7.50' });
    const path = `/records/account/${account.id}`;
    for (const as of [admin, seller]) {
      const { body } = good(await as.get(path));
      expect(body).toMatchObject({ x_size: '3.33', x_sum: '7.50', x_up: as === admin ? '集团/子公司' : '/子公司' });
      const saved = good(await as.patch(path, { ...body, employees: body.employees + 1 })).body;
      expect([saved.employees, saved.version]).toEqual([body.employees + 1, body.version + 1]);
      good(await as.patch(path, { ...saved, employees: 10 }));
    }
    const { body } = good(await seller.get(path));
    for (const [field, value] of [
      ['x_size', '3.34'],
      ['x_up', '集团/子公司'],
      ['x_sum', '7.51'],
      ['x_no', 'K-999'],
      ['createdAt', '2020-01-01T00:00:00.000Z'],
    ]) {
      const refused = await seller.patch(path, { ...body, [String(field)]: value });
      expect([refused.status, problems(refused)], String(field)).toEqual([422, [`INVALID_VALUE ${field}`]]);
    }
    const bulk = {
      operation: 'update',
      records: [
        { ...body, name: '子公司二' },
        { id: account.id, x_size: '9' },
      ],
    };
    expect(good(await seller.post('/records/account/bulk', bulk)).body.results.map((one: { status: number }) => one.status)).toEqual([
      200, 422,
    ]);
  });
});

describe('roll-ups over formula fields', () => {
  const fields = '/meta/objects/account/fields';
  const over = (name: string, rollup: object) => ({
    name,
    type: 'rollup',
    label: name,
    rollup: { object: 'opportunity', field: 'account', ...rollup },
  });
  const computed = (name: string) =>
    until(async () => {
      const { body } = await tenant.as.admin.get('/meta/objects/account');
      return body.fields.find((one: { name: string }) => one.name === name)?.computing === false;
    }, name);

  it('follow what the formula reads of the record itself, and the formula', async () => {
    const { admin } = tenant.as;
    const formula = (name: string, text: string) => ({ name, type: 'formula', formula: text, result: 'currency', label: name });
    good(await admin.post('/meta/objects/opportunity/fields', formula('x_part', 'amount * probability / 100')), 201);
    good(await admin.post('/meta/objects/opportunity/fields', formula('x_twice', 'x_part * 2')), 201);
    good(await admin.post(fields, over('x_expected', { function: 'sum', of: 'x_twice' })), 201);
    good(await admin.post(fields, over('x_large', { function: 'count', filter: { field: 'x_part', op: 'gte', value: '50' } })), 201);
    const account = await create({ name: '公式汇总' }, admin, 'account');
    const first = await create({ name: '一', account: account.id, amount: '100', probability: '30' }, admin);
    await create({ name: '二', account: account.id, amount: '33.33', probability: '50' }, admin);
    const state = async () => {
      const { body } = good(await admin.get(`/records/account/${account.id}`));
      return [body.x_expected, body.x_large];
    };
    // 30 × 2 and 16.67 × 2: what stands in the column is added up
    expect(await state()).toEqual(['93.34', 0]);
    good(await admin.patch(`/records/opportunity/${first.id}`, { probability: '60' }));
    expect(await state()).toEqual(['153.34', 1]);
    good(await admin.patch('/meta/objects/opportunity/fields/x_part', { formula: 'amount' }));
    await computed('x_expected');
    await computed('x_large');
    expect(await state()).toEqual(['266.66', 1]);
    expect((await admin.delete('/meta/objects/opportunity/fields/x_twice')).status).toBe(409);
  });

  it('are refused with the reason where the formula changes without the record', async () => {
    const { admin } = tenant.as;
    const reason = async (name: string, text: string) => {
      const made = { name, type: 'formula', formula: text, result: 'number', label: '会变' };
      good(await admin.post('/meta/objects/opportunity/fields', made), 201);
      const answer = await admin.post(fields, over('x_bad', { function: 'sum', of: name }));
      good(await admin.delete(`/meta/objects/opportunity/fields/${name}`), 204);
      expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'rollup.of']);
      return answer.body.errors[0].message;
    };
    expect(await reason('x_long', 'LEN(account.name)')).toContain('上级记录');
    expect(await reason('x_left', 'TODAY() - closeOn')).toContain('随时间变化');
    expect(await reason('x_year', 'YEAR(updatedAt)')).toContain('更新时间');
  });
});
