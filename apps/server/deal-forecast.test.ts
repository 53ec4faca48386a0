import { withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, ok, problems, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let account: string;

beforeAll(async () => {
  app = await testApp({ clock: testClock('2026-03-02T02:00:00.000Z') });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
  account = (await tenant.as.seller.post('/records/account', { name: '恒润化工' })).body.id;
});
afterAll(() => app.close());

const at = (id: string) => `/records/opportunity/${id}`;
const make = async (client: Client, values: object = {}): Promise<string> =>
  ok(await client.post('/records/opportunity', { name: '磁力泵框架', account, amount: '500000', closeOn: '2026-06-30', ...values })).body
    .id;
const categoryOf = async (client: Client, id: string) => ok(await client.get(at(id))).body.forecastCategory;
const move = (client: Client, id: string, stage: string, more: object = {}) => client.patch(at(id), { stage, ...more });
const stageField = async (client: Client) => {
  const { fields } = ok(await client.get('/meta/objects/opportunity')).body;
  return fields.find(({ name }: { name: string }) => name === 'stage');
};
const setStages = (client: Client, options: readonly object[]) => client.patch('/meta/objects/opportunity/fields/stage', { options });

async function imported(client: Client, csv: string, columns: Readonly<Record<string, string>>) {
  const head = '--forecast\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n';
  const type = { 'content-type': 'multipart/form-data; boundary=forecast' };
  const sent = ok(await client.send('POST', '/files', `${head}${csv}\r\n--forecast--\r\n`, type));
  const mapping = Object.entries(columns).map(([column, field]) => ({ column, field }));
  const { id } = ok(await client.post('/imports', { object: 'opportunity', fileId: sent.body.id, mode: 'create', mapping })).body;
  ok(await client.post(`/imports/${id}/start`));
  return until(async () => {
    const { body } = await client.get(`/imports/${id}`);
    return ['done', 'failed'].includes(body.status) && body;
  }, 'the import');
}

const fillDeals = () =>
  app.app.registry.jobs
    .get('sales.fillDeals')
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);

describe('where a deal counts in the forecast', () => {
  it('follows the stage, unless somebody says otherwise until the next move', async () => {
    const { seller, manager } = tenant.as;
    const shipped: Record<string, string> = {
      initial: 'pipeline',
      qualified: 'pipeline',
      proposal: 'bestCase',
      negotiation: 'commit',
      won: 'closed',
      lost: 'omitted',
      onHold: 'omitted',
    };
    for (const [stage, category] of Object.entries(shipped))
      expect(await categoryOf(seller, await make(seller, { stage })), stage).toBe(category);
    const id = await make(seller);
    ok(await seller.patch(at(id), { forecastCategory: 'commit' }));
    ok(await seller.patch(at(id), { amount: '600000', nextStep: '报价' }));
    expect(await categoryOf(seller, id)).toBe('commit');
    ok(await move(seller, id, 'qualified'));
    expect(await categoryOf(seller, id)).toBe('pipeline');
    // said with the move it holds
    ok(await move(seller, id, 'proposal', { forecastCategory: 'commit' }));
    expect(await categoryOf(seller, id)).toBe('commit');
    // emptied it is again that of the stage
    ok(await seller.patch(at(id), { forecastCategory: null }));
    expect(await categoryOf(seller, id)).toBe('bestCase');
    ok(await seller.post(`${at(id)}/actions/win`, { input: await proofOf(seller) }));
    expect(await categoryOf(seller, id)).toBe('closed');
    ok(await manager.post(`${at(id)}/actions/reopen`, { input: { stage: 'negotiation', stageReason: '合同没盖章' } }));
    expect(await categoryOf(seller, id)).toBe('commit');
    ok(await move(seller, id, 'lost', { lossReason: 'price' }));
    expect(await categoryOf(seller, id)).toBe('omitted');
  });

  it('of a deal that is closed is nobody’s to say, nor is an open one closed', async () => {
    const { seller, admin } = tenant.as;
    const [open, won, lost] = [await make(seller), await make(seller, { stage: 'won' }), await make(seller, { stage: 'lost' })];
    expect(problems(await seller.patch(at(open), { forecastCategory: 'closed' }))).toEqual([422, 'forecastCategory RULE']);
    for (const said of ['commit', 'omitted'])
      expect(problems(await admin.patch(at(won), { forecastCategory: said }))).toEqual([422, 'forecastCategory RULE']);
    expect(problems(await admin.patch(at(lost), { forecastCategory: 'pipeline' }))).toEqual([422, 'forecastCategory RULE']);
    expect(problems(await move(seller, open, 'won', { forecastCategory: 'commit', ...(await proofOf(seller)) }))).toEqual([
      422,
      'forecastCategory RULE',
    ]);
    expect(problems(await seller.patch(at(open), { forecastCategory: 'sure' }))).toEqual([422, 'forecastCategory INVALID_VALUE']);
    expect((await seller.post('/records/opportunity', { name: '一', stage: 'won', forecastCategory: 'pipeline' })).status).toBe(422);
    ok(await seller.patch(at(won), { forecastCategory: 'closed' }));
    ok(await seller.patch(at(open), { forecastCategory: 'omitted' }));
    // by many at once each is answered by itself, and other people's deals are none of theirs
    const bulk = { operation: 'update', records: [open, won].map((id) => ({ id, forecastCategory: 'bestCase' })) };
    const { results } = ok(await seller.post('/records/opportunity/bulk', bulk)).body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 422]);
    expect((await tenant.as.outsider.patch(at(open), { forecastCategory: 'commit' })).status).toBe(404);
    expect((await other.as.admin.patch(at(open), { forecastCategory: 'commit' })).status).toBe(404);
    expect((await tenant.as.readOnly.patch(at(open), { forecastCategory: 'commit' })).status).toBe(403);
  });

  it('adds up, filters, and is taken from files, where what does not fit the stage gives way', async () => {
    const { outsider } = tenant.as;
    const rows = [
      '名称,阶段,金额,预测类别',
      '甲,商务谈判,100,乐观',
      '乙,赢单,200,承诺',
      '丙,输单,400,',
      '丁,方案报价,800,Commit',
      '戊,初步接洽,1600,',
    ];
    const done = await imported(outsider, rows.join('\r\n'), { 名称: 'name', 阶段: 'stage', 金额: 'amount', 预测类别: 'forecastCategory' });
    expect([done.failed, done.problemsByColumn]).toEqual([0, []]);
    const mine = { field: 'owner', op: 'eq', value: 'me' };
    const { rows: sums } = ok(
      await outsider.post('/records/opportunity/aggregate', {
        groupBy: [{ field: 'forecastCategory' }],
        measures: [{ fn: 'sum', field: 'amount' }],
        filter: mine,
      }),
    ).body;
    expect(Object.fromEntries(sums.map((row: Record<string, string>) => [row['forecastCategory'], row['sum:amount']]))).toEqual({
      bestCase: '100.00',
      closed: '200.00',
      omitted: '400.00',
      commit: '800.00',
      pipeline: '1600.00',
    });
    const filter = { and: [mine, { field: 'forecastCategory', op: 'in', value: ['commit', 'bestCase'] }] };
    const found = ok(
      await outsider.post('/records/opportunity/query', { fields: ['name'], filter, sort: [{ field: 'name', direction: 'asc' }] }),
    ).body;
    expect(found.records.map(({ name }: { name: string }) => name).sort()).toEqual(['丁', '甲'].sort());
  });
});

describe('stages', () => {
  it('say it themselves, or it goes by their chance; what was won or lost is no choice', async () => {
    const { admin, seller } = other.as;
    const { options } = await stageField(admin);
    expect(options.map(({ key, forecastCategory }: Record<string, string>) => `${key} ${forecastCategory}`)).toEqual([
      'initial pipeline',
      'qualified pipeline',
      'proposal bestCase',
      'negotiation commit',
      'won closed',
      'lost omitted',
      'onHold omitted',
    ]);
    const own = (key: string, category: string, more: object = {}) => ({ key, label: { zh: key, en: key }, category, ...more });
    const wrong = [
      [own('x_a', 'open', { forecastCategory: 'maybe' }), 'options[7].forecastCategory INVALID_VALUE'],
      [own('x_a', 'open', { forecastCategory: 'closed' }), 'options[7].forecastCategory INVALID_VALUE'],
      [own('x_a', 'won', { forecastCategory: 'commit' }), 'options[7].forecastCategory INVALID_VALUE'],
      [own('x_a', 'lost', { forecastCategory: 'pipeline' }), 'options[7].forecastCategory INVALID_VALUE'],
    ] as const;
    for (const [option, problem] of wrong) expect(problems(await setStages(admin, [...options, option]))).toEqual([422, problem]);
    expect(problems(await setStages(admin, [...options, own('x_a', 'open', { forecastCategory: 7 })]))).toEqual([
      400,
      'options[7].forecastCategory WRONG_TYPE',
    ]);
    expect((await setStages(seller, options)).status).toBe(403);
    const more = [
      own('x_said', 'open', { probability: 95, forecastCategory: 'pipeline' }),
      own('x_95', 'open', { probability: 95 }),
      own('x_90', 'open', { probability: 90 }),
      own('x_89', 'open', { probability: 89 }),
      own('x_60', 'open', { probability: 60 }),
      own('x_59', 'open', { probability: 59 }),
      own('x_1', 'open', { probability: 1 }),
      own('x_0', 'open', { probability: 0 }),
      own('x_none', 'open'),
      own('x_signed', 'won', { probability: 50 }),
      own('x_gone', 'lost', { probability: 50 }),
    ];
    ok(await setStages(admin, [...options, ...more]));
    const found: Record<string, string> = {};
    for (const { key } of more)
      found[key] = ok(await seller.post('/records/opportunity', { name: key, closeOn: '2026-06-30', stage: key })).body.forecastCategory;
    const expected = {
      x_said: 'pipeline',
      x_95: 'commit',
      x_90: 'commit',
      x_89: 'bestCase',
      x_60: 'bestCase',
      x_59: 'pipeline',
      x_1: 'pipeline',
      x_0: 'omitted',
      x_none: 'pipeline',
      x_signed: 'closed',
      x_gone: 'omitted',
    };
    expect(found).toEqual(expected);
    // a package carries it to another company
    const file = ok(await admin.post('/packages/export', { name: 'stages', version: '1', label: '阶段', views: false })).body;
    const third = await app.tenant();
    ok(await third.as.admin.post('/packages/install', { package: file }));
    const carried = (await stageField(third.as.admin)).options.find(({ key }: { key: string }) => key === 'x_said');
    expect(carried).toMatchObject({ probability: 95, forecastCategory: 'pipeline' });

    // deals of before have nothing; the upgrade gives each what its stage counts as
    await withClient(app.runtime.ownerUrl, async (client) => {
      await client.query('update opportunity set forecast_category = null');
      const { rows } = await client.query(
        "update meta_field set definition = jsonb_set(definition, '{options,2}', (definition -> 'options' -> 2) - 'forecastCategory') where object = 'opportunity' and name = 'stage' returning 1",
      );
      expect(rows.length).toBeGreaterThan(0);
      await client.query('begin');
      await migrations.find(({ id }) => id === '0095-forecast-and-hours-of-deals')?.up(client);
      await client.query('commit');
    });
    await fillDeals();
    const after = ok(await seller.post('/records/opportunity/query', { fields: ['name', 'forecastCategory'], limit: 100 })).body.records;
    const now = Object.fromEntries(after.map((row: Record<string, string>) => [row['name'], row['forecastCategory']]));
    // the choice of one stage alone is newer than any deal that is there: by its chance it is sure
    expect(now).toEqual({ ...expected, x_said: 'commit' });
    const shipped = await make(tenant.as.seller, { stage: 'proposal' });
    await withClient(app.runtime.ownerUrl, async (client) => {
      await client.query('update opportunity set forecast_category = null where id = $1', [shipped]);
      await migrations.find(({ id }) => id === '0095-forecast-and-hours-of-deals')?.up(client);
    });
    await fillDeals();
    expect(await categoryOf(tenant.as.seller, shipped)).toBe('bestCase');
  });
});

describe('who brought a deal', () => {
  it('is shown on the partner’s page to whom the deals are open, and forgotten with the partner', async () => {
    const { seller, outsider, manager, admin } = tenant.as;
    const partner = ok(await manager.post('/records/account', { name: '华东泵阀经销' })).body.id;
    const id = await make(seller, { name: '经销带来的', dealType: 'replacement' });
    ok(await admin.patch(at(id), { partner }));
    await make(seller, { name: '自己的' });
    const list = `/records/account/${partner}/related/brought`;
    const names = async (client: Client) => ok(await client.get(list)).body.items.map(({ name }: { name: string }) => name);
    expect(await names(manager)).toEqual(['经销带来的']);
    expect(ok(await seller.get(at(id))).body).toMatchObject({ dealType: 'replacement', partner: { id: partner } });
    const related = ok(await manager.get('/meta/objects/account')).body.related.find(({ name }: { name: string }) => name === 'brought');
    expect(related).toMatchObject({ object: 'opportunity', field: 'partner', hideEmpty: true });
    // what happens with the deal is told on the page of the deal and its customer, not on the partner's
    ok(
      await admin.post('/records/activity', {
        subject: '给采购打电话',
        type: 'call',
        done: true,
        related: [{ object: 'opportunity', id }],
      }),
    );
    const told = async (of: string) =>
      ok(await admin.get(`/records/account/${of}/timeline?kinds=activity`)).body.items.some(
        ({ kind }: { kind: string }) => kind === 'activity',
      );
    expect([await told(account), await told(partner)]).toEqual([true, false]);
    // who sees the partner alone sees none of its deals; another company neither
    ok(await admin.patch(`/records/account/${partner}`, { owner: outsider.user }));
    expect(await names(outsider)).toEqual([]);
    expect((await other.as.admin.get(list)).status).toBe(404);
    const theirs = ok(await other.as.admin.post('/records/account', { name: '别家的伙伴' })).body.id;
    expect(problems(await admin.patch(at(id), { partner: theirs }))[0]).toBe(422);
    expect(problems(await seller.patch(at(id), { dealType: 'gift' }))).toEqual([422, 'dealType INVALID_VALUE']);
    ok(await admin.delete(`/records/account/${partner}`));
    expect(ok(await seller.get(at(id))).body.partner).toBeNull();
  });

  it('and the kind of deal are taken from files and may be made by a conversion', async () => {
    const { seller, admin } = tenant.as;
    ok(await seller.post('/records/account', { name: '江南渠道' }));
    const rows = ['商机,商机类型,渠道商', '一,Existing Customer - Upgrade,江南渠道', '二,续费,', '三,New Customer,'];
    const done = await imported(seller, rows.join('\r\n'), { 商机: 'name', 商机类型: 'dealType', 渠道商: 'partner' });
    expect([done.failed, done.problemsByColumn]).toEqual([0, []]);
    const filter = { field: 'name', op: 'in', value: ['一', '二', '三'] };
    const { records } = ok(await seller.post('/records/opportunity/query', { fields: ['name', 'dealType', 'partner'], filter })).body;
    const kinds = Object.fromEntries(records.map((row: { name: string; dealType: string }) => [row.name, row.dealType]));
    expect(kinds).toEqual({ 一: 'expansion', 二: 'renewal', 三: 'new' });
    expect(records.find(({ name }: { name: string }) => name === '一').partner).toMatchObject({ title: '江南渠道' });
    const options = ['new', 'expansion', 'renewal', 'replacement'].map((key) => ({ key, label: { zh: key, en: key } }));
    ok(await admin.post('/meta/objects/lead/fields', { name: 'x_kind', type: 'picklist', label: { zh: '意向', en: 'Intent' }, options }));
    ok(await admin.put('/meta/parts/conversionMapping/lead', { lines: [{ from: 'x_kind', object: 'opportunity', to: 'dealType' }] }));
  });
});
