import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, lockWaits, ok, type TestApp, type TestTenant, testApp, uploadedBy } from './testing.ts';

// ten in the morning in Shanghai
const start = Date.parse('2026-03-02T02:00:00.000Z');
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  // months go by in this file: nobody has to sign in anew
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
  await app.startWork();
});
afterAll(() => app.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0]?.field ?? null, body.errors?.[0]?.code ?? body.code];
const child = async (client: Client, object: string, values: object): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
let names = 0;
const account = (values: object = {}, client: Client = tenant.as.seller): Promise<string> => {
  names += 1;
  return child(client, 'account', { name: `临江第${names}化工`, ...values });
};
const at = (id: string) => `/records/contract/${id}`;
const get = async (id: string, client: Client = tenant.as.seller) => ok(await client.get(at(id))).body;
const act = (client: Client, id: string, action: string, input: object = {}) => client.post(`${at(id)}/actions/${action}`, { input });
const upload = (client: Client) => uploadedBy(client, '合同.txt');
const plans = async (contract: string, client: Client = tenant.as.seller) => {
  const fields = ['id', 'name', 'amount', 'share', 'dueOn', 'isDueKnown', 'status', 'received', 'open', 'currency', 'baseOpen'];
  const query = { fields, filter: { field: 'contract', op: 'eq', value: contract }, sort: [{ field: 'seq', direction: 'asc' }] };
  return ok(await client.post('/records/paymentPlan/query', query)).body.records;
};
const column = async (contract: string, field: string) => (await plans(contract)).map((plan: Record<string, unknown>) => plan[field]);
const draft = (values: object = {}, client: Client = tenant.as.seller) => child(client, 'contract', { name: '循环水泵组供货', ...values });
const plan = async (contract: string, parts: readonly object[], client: Client = tenant.as.seller) =>
  ok(await act(client, contract, 'plan', { parts })).body.result;
/** Handed in by the seller, confirmed by the manager. */
const signed = async (contract: string, input: object = {}) => {
  ok(await act(tenant.as.seller, contract, 'sign', { signedFile: [await upload(tenant.as.seller)], ...input }));
  ok(await act(tenant.as.manager, contract, 'confirm'));
  return contract;
};
const active = async (values: object, parts: readonly object[] = [{ weight: 1 }]) => {
  const id = await draft(values);
  await plan(id, parts);
  return signed(id);
};
const watch = async () => {
  const job = app.app.registry.jobs.get('sales.watchPlans');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
};

describe('contracts (SAL-24)', () => {
  it('are numbered day by day, handed in whole and confirmed by a second person', async () => {
    now = start;
    const { seller, manager, admin, colleague } = tenant.as;
    ok(await admin.patch(`/records/user/${seller.user}`, { manager: manager.user }));
    const customer = await account();
    const id = await draft({ account: customer });
    expect(await get(id)).toMatchObject({ no: 'HT-20260302-0001', status: 'draft', currency: 'CNY', type: 'sale' });
    expect((await get(await draft())).no).toBe('HT-20260302-0002');
    expect(problem(await act(seller, id, 'sign'))).toEqual([422, 'amount', 'REQUIRED']);
    ok(await seller.patch(at(id), { amount: '1000' }));
    expect(problem(await act(seller, id, 'sign'))).toEqual([422, 'signedFile', 'REQUIRED']);
    const file = await upload(seller);
    const short = await act(seller, id, 'sign', { signedFile: [file] });
    expect(problem(short)).toEqual([422, 'amount', 'PLAN_MISMATCH']);
    expect(short.body.errors[0].message).toBe('回款计划合计 0.00，与合同金额 1000.00 不一致');
    await plan(id, [{ weight: 1 }]);
    expect(problem(await act(seller, id, 'sign', { signedFile: [file], signedOn: '2026-03-03' }))).toEqual([
      422,
      'signedOn',
      'INVALID_VALUE',
    ]);
    expect(problem(await seller.patch(at(id), { status: 'active' }))).toEqual([409, 'status', 'STATE']);
    ok(await act(seller, id, 'sign', { signedFile: [file] }));
    expect(await get(id)).toMatchObject({ status: 'signing', signedOn: '2026-03-02', signedBy: { id: seller.user } });
    // it waits for who may confirm it, and is told to the manager of its owner
    const waiting = async (client: Client) => {
      const { groups } = ok(await client.get('/home')).body.sections['sales.waiting'];
      return groups.flatMap((group: { object: string; records: { id: string }[] }) =>
        group.object === 'contract' ? group.records.map((one) => one.id) : [],
      );
    };
    expect([await waiting(manager), await waiting(seller)]).toEqual([[id], []]);
    const [told] = await until(async () => {
      const { items } = ok(await manager.get('/notifications?limit=100')).body;
      const mine = items.filter((one: { kind: string }) => one.kind === 'contractWaits');
      return mine.length > 0 && mine;
    }, 'a notice');
    expect(told.text).toBe('合同“循环水泵组供货”已提交签署，等您确认');
    // nobody without the right, nobody who handed it in, nobody who does not see it
    expect((await act(seller, id, 'confirm')).status).toBe(403);
    expect(problem(await seller.patch(at(id), { status: 'active' }))).toEqual([403, 'status', 'FORBIDDEN']);
    expect((await act(colleague, id, 'confirm')).status).toBe(403);
    expect((await act(other.as.admin, id, 'confirm')).status).toBe(404);
    ok(await act(manager, id, 'confirm'));
    expect(await get(id)).toMatchObject({ status: 'active', confirmedBy: { id: manager.user }, confirmedAt: new Date(now).toISOString() });
    expect(await waiting(manager)).toEqual([]);
    await until(async () => {
      const { items } = ok(await seller.get('/notifications?limit=100')).body;
      return items.some((one: { kind: string; text: string }) => one.text === '合同“循环水泵组供货”已确认生效');
    }, 'word of the confirmation');

    const own = await draft({ account: customer, amount: '5', owner: admin.user, signedFile: [{ id: await upload(admin) }] }, admin);
    await plan(own, [{ weight: 1 }], admin);
    ok(await act(admin, own, 'sign'));
    expect(problem(await admin.patch(at(own), { status: 'active' }))).toEqual([403, 'status', 'SECOND_PERSON']);
    expect((await act(admin, own, 'confirm')).status).toBe(409);
  });

  it('one person will do, and no file, where the company says so', async () => {
    now = start;
    const { admin } = other.as;
    const settings = '/meta/parts/contractSettings/contracts';
    ok(await admin.put(settings, { needsFile: false, secondPerson: false }));
    const id = await draft({ account: await account({}, admin), amount: '10' }, admin);
    await plan(id, [{ weight: 1 }], admin);
    expect(ok(await act(admin, id, 'sign')).body.result).toEqual({ status: 'active' });
    expect(await get(id, admin)).toMatchObject({ status: 'active', signedOn: '2026-03-02', confirmedBy: { id: admin.user } });
  });

  it('what was agreed stays from the signing on, whichever way somebody comes', async () => {
    now = start;
    const { seller, admin } = tenant.as;
    const [customer, another] = [await account(), await account()];
    const id = await draft({ account: customer });
    const line = await child(seller, 'contractLine', { contract: id, name: '立式泵', quantity: '2', unitPrice: '50' });
    await plan(id, [{ weight: 30 }, { weight: 70 }]);
    ok(await act(seller, id, 'sign', { signedFile: [await upload(seller)] }));
    const [first] = await plans(id);
    for (const [field, value] of Object.entries({ account: another, amount: '99', currency: 'USD', type: 'frame', signedOn: '2026-03-01' }))
      expect(problem(await admin.patch(at(id), { [field]: value }))).toEqual([409, field, 'STATE']);
    expect(problem(await admin.patch(`/records/contractLine/${line}`, { quantity: '3' }))).toEqual([409, 'contract', 'STATE']);
    expect(problem(await admin.delete(`/records/contractLine/${line}`))).toEqual([409, 'contract', 'STATE']);
    expect(problem(await admin.post('/records/contractLine', { contract: id, name: '备件', unitPrice: '1' }))).toEqual([
      409,
      'contract',
      'STATE',
    ]);
    expect(problem(await admin.patch(`/records/paymentPlan/${first.id}`, { amount: '31' }))).toEqual([409, 'amount', 'STATE']);
    expect(problem(await admin.delete(`/records/paymentPlan/${first.id}`))).toEqual([409, 'contract', 'STATE']);
    expect((await act(seller, id, 'plan', { parts: [{ weight: 1 }] })).status).toBe(409);
    expect(problem(await admin.delete(at(id)))).toEqual([409, 'status', 'STATE']);
    const bulk = ok(await admin.post('/records/contract/bulk', { operation: 'update', records: [{ id, amount: '1' }] })).body.results[0];
    expect([bulk.status, bulk.error.errors[0].field]).toEqual([409, 'amount']);
    // when it is due is still to be agreed on, and names may change
    ok(await seller.patch(`/records/paymentPlan/${first.id}`, { days: 15 }));
    ok(await seller.patch(at(id), { note: '已约验收' }));
    // sent back to draft it can be changed
    ok(await seller.patch(at(id), { status: 'draft' }));
    ok(await seller.patch(`/records/contractLine/${line}`, { quantity: '3' }));
    expect(await get(id)).toMatchObject({ amount: '150.00', signedBy: null });
    expect(await column(id, 'amount')).toEqual(['45.00', '105.00']);
    ok(await seller.delete(at(id)));
  });

  it('is handed in with the instalments that were looked at, also where somebody changes one meanwhile', async () => {
    now = start;
    const { seller, admin } = tenant.as;
    const customer = await account();
    const file = await upload(seller);
    const outcomes = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const id = await draft({ account: customer, amount: '100' });
      await plan(id, [{ weight: 1 }, { weight: 1 }]);
      const [first] = await plans(id);
      const sign = () => act(seller, id, 'sign', { signedFile: [file] });
      const change = () => admin.patch(`/records/paymentPlan/${first.id}`, { amount: '60' });
      const answers = await Promise.all(round % 2 === 0 ? [sign(), change()] : [change(), sign()]);
      const [signing, changed] = round % 2 === 0 ? answers : answers.toReversed();
      outcomes.add(`${signing?.status} ${changed?.status}`);
      const sum = (await column(id, 'amount')).reduce((all: number, amount: string) => all + Number(amount), 0);
      expect([(await get(id)).status, sum]).toEqual(signing?.status === 200 ? ['signing', 100] : ['draft', 110]);
    }
    // one of them, never both: handed in and kept, or changed and no longer whole
    for (const outcome of outcomes) expect(['200 409', '422 200']).toContain(outcome);
  });

  it('an instalment waits for the handing in that is under way, and stays then', async () => {
    now = start;
    const id = await draft({ account: await account(), amount: '100' });
    await plan(id, [{ weight: 1 }]);
    const [only] = await plans(id);
    const system = await app.app.contextFor({ tenant: tenant.id });
    const changing = await system.transaction(async (tx) => {
      await tx.query(sql`update contract set status = 'signing' where tenant_id = ${tenant.id} and id = ${id}::uuid`);
      const answer = tenant.as.admin.patch(`/records/paymentPlan/${only.id}`, { amount: '60' });
      await until(async () => (await lockWaits(tx)) > 0, 'the change to wait');
      return [answer];
    });
    expect(problem((await changing[0]) as Answer)).toEqual([409, 'amount', 'STATE']);
    expect(await column(id, 'amount')).toEqual(['100.00']);
  });

  it('a deal gives a draft with its lines to the cent, of its owner', async () => {
    now = start;
    const { seller, colleague, outsider } = tenant.as;
    const product = await child(tenant.as.admin, 'product', { name: '双吸泵' });
    const customer = await account();
    const deal = await child(seller, 'opportunity', { name: '三期扩建', account: customer });
    // 3 × 1,234.565 less 10 % = 3,333.3255 → 3,333.33; 2 × 0.005 = 0.01
    await child(seller, 'opportunityLine', { opportunity: deal, product, quantity: '3', unitPrice: '1234.565', discount: '10' });
    await child(seller, 'opportunityLine', { opportunity: deal, product, quantity: '2', unitPrice: '0.005' });
    expect((await outsider.post(`/records/opportunity/${deal}/actions/contract`, { input: {} })).status).toBe(404);
    const made = ok(await seller.post(`/records/opportunity/${deal}/actions/contract`, { input: {} })).body.result.contract;
    expect(await get(made)).toMatchObject({
      name: '三期扩建',
      account: { id: customer },
      opportunity: { id: deal },
      amount: '3333.34',
      owner: { id: seller.user },
    });
    const lines = ok(
      await seller.post('/records/contractLine/query', {
        fields: ['name', 'quantity', 'unitPrice', 'discount', 'amount'],
        filter: { field: 'contract', op: 'eq', value: made },
        sort: [{ field: 'amount', direction: 'desc' }],
      }),
    ).body.records;
    expect(lines).toMatchObject([
      { name: '双吸泵', quantity: '3.0000', unitPrice: '1234.565000', discount: '10.00', amount: '3333.33' },
      { quantity: '2.0000', unitPrice: '0.005000', amount: '0.01' },
    ]);
    expect((await colleague.get(at(made))).status).toBe(404);
  });
});

describe('instalments (SAL-26)', () => {
  it('(a) 29,628.60 at 30/60/10 and 1,000.00 by thirds; the shares follow the amount of a draft', async () => {
    now = start;
    const { seller } = tenant.as;
    const id = await draft({ account: await account(), amount: '29628.60' });
    expect(await plan(id, [{ weight: 30, name: '预付款' }, { weight: '60' }, { weight: 10 }])).toEqual({ count: 3 });
    expect(await column(id, 'amount')).toEqual(['8888.58', '17777.16', '2962.86']);
    expect(await column(id, 'name')).toEqual(['预付款', '第 2 期', '第 3 期']);
    expect(await column(id, 'status')).toEqual(['planned', 'planned', 'planned']);
    ok(await seller.patch(at(id), { amount: '1000' }));
    expect(await column(id, 'amount')).toEqual(['300.00', '600.00', '100.00']);
    await plan(id, [{ weight: 1 }, { weight: 1 }, { weight: 1 }]);
    expect(await column(id, 'amount')).toEqual(['333.33', '333.33', '333.34']);
    ok(await seller.patch(at(id), { amount: '100' }));
    expect(await column(id, 'amount')).toEqual(['33.33', '33.33', '33.34']);
    // an amount by hand is no share: the plan no longer follows, and tells at the signing
    const [first] = await plans(id);
    ok(await seller.patch(`/records/paymentPlan/${first.id}`, { amount: '40' }));
    ok(await seller.patch(at(id), { amount: '200' }));
    expect(await column(id, 'amount')).toEqual(['40.00', '33.33', '33.34']);
    const file = [await upload(seller)];
    expect(problem(await act(seller, id, 'sign', { signedFile: file }))).toEqual([422, 'amount', 'PLAN_MISMATCH']);
    for (const weight of [0, '-1', 'x', '0.0000001'])
      expect(problem(await act(seller, id, 'plan', { parts: [{ weight }] }))).toEqual([422, 'parts[0].weight', 'INVALID_VALUE']);
    // yen have no cents
    const yen = await draft({ account: await account(), amount: '1000', currency: 'JPY' });
    await plan(yen, [{ weight: 1 }, { weight: 1 }, { weight: 1 }]);
    expect(await column(yen, 'amount')).toEqual(['333.00', '333.00', '334.00']);
  });

  it('are owed from the day the contract is in force, and overdue from the day after they were due', async () => {
    now = start;
    const { seller, manager } = tenant.as;
    const customer = await account();
    const id = await draft({ account: customer, amount: '1000' });
    await plan(id, [
      { weight: 40, days: 10 },
      { weight: 60, dueRule: 'date', dueOn: '2026-04-30' },
    ]);
    expect(await column(id, 'dueOn')).toEqual([null, '2026-04-30']);
    expect(problem(await seller.post('/records/paymentPlan', { contract: id, name: '尾款', amount: '1' }))).toEqual([
      422,
      'dueOn',
      'REQUIRED',
    ]);
    expect(problem(await seller.post('/records/paymentPlan', { contract: id, name: '尾款', amount: '1', dueRule: 'accepted' }))).toEqual([
      422,
      'milestone',
      'REQUIRED',
    ]);
    await signed(id);
    expect(await column(id, 'dueOn')).toEqual(['2026-03-12', '2026-04-30']);
    expect(await column(id, 'status')).toEqual(['unpaid', 'unpaid']);
    expect(await get(id)).toMatchObject({ received: '0.00', open: '1000.00' });
    // on the day itself it is in time
    now = Date.parse('2026-03-12T15:59:00.000Z');
    await watch();
    expect(await column(id, 'status')).toEqual(['unpaid', 'unpaid']);
    now = Date.parse('2026-03-12T16:00:00.000Z');
    await watch();
    await watch();
    expect(await column(id, 'status')).toEqual(['overdue', 'unpaid']);
    const items = await until(async () => {
      const all = ok(await seller.get('/notifications?limit=100')).body.items;
      const mine = all.filter(
        (one: { kind: string; record: { id: string } }) => one.kind === 'planOverdue' && JSON.stringify(one).includes(id),
      );
      return mine.length > 0 && mine;
    }, 'a notice');
    expect(items.map((one: { text: string }) => one.text)).toEqual(['合同“循环水泵组供货”的“第 1 期”应于 2026-03-12 回款，已逾期']);
    // put off by agreement it is in time again
    const [first] = await plans(id);
    ok(await seller.patch(`/records/paymentPlan/${first.id}`, { days: 20 }));
    expect(await column(id, 'status')).toEqual(['unpaid', 'unpaid']);
    // what fell due before the end stays owed
    now = Date.parse('2026-04-01T02:00:00.000Z');
    await watch();
    expect(problem(await act(manager, id, 'terminate', { endReason: ' ' }))).toEqual([422, 'endReason', 'REQUIRED']);
    ok(await act(manager, id, 'terminate', { endReason: '项目取消' }));
    expect(await column(id, 'status')).toEqual(['overdue', 'cancelled']);
    expect(await get(id)).toMatchObject({ status: 'terminated', endedOn: '2026-04-01', endReason: '项目取消', open: '400.00' });
  });

  it('count in the company’s currency by the rate of the signing', async () => {
    now = start;
    const { admin, seller } = tenant.as;
    for (const [fromOn, rate] of [
      ['2026-01-01', '7.1234'],
      ['2026-03-10', '8'],
    ])
      ok(await admin.post('/records/exchangeRate', { currency: 'USD', fromOn, rate }));
    const customer = await account();
    const id = await active({ account: customer, amount: '10000', currency: 'USD' }, [{ weight: 1 }, { weight: 3 }]);
    expect(await get(id)).toMatchObject({ exchangeRate: '7.12340000', baseAmount: '71234.00' });
    // 2,500 × 7.1234 = 17,808.50
    expect(await column(id, 'baseOpen')).toEqual(['17808.50', '53425.50']);
    now = Date.parse('2026-03-11T02:00:00.000Z');
    ok(await seller.patch(at(id), { note: '-' }));
    ok(await act(tenant.as.manager, id, 'complete'));
    expect(await get(id)).toMatchObject({ exchangeRate: '7.12340000', status: 'completed', open: '10000.00', baseOpen: '71234.00' });
    // sums over contracts count the company's currency
    await active({ account: customer, amount: '100' });
    for (const [object, fields] of [
      ['contract', ['amount', 'open']],
      ['paymentPlan', ['amount', 'open']],
    ] as const) {
      const measures = fields.map((field) => ({ fn: 'sum', field, as: field }));
      const filter = { field: 'account', op: 'eq', value: customer };
      const { rows } = ok(await admin.post(`/records/${object}/aggregate`, { filter, measures })).body;
      expect(rows).toMatchObject([{ amount: '71334.00', open: '71334.00' }]);
    }
    const { figures } = ok(await admin.get(`/accounts/${customer}/rollup`)).body.nodes.at(-1) ?? {};
    expect(figures.receivable.own).toMatchObject({ sum: '71334.00', count: 3, others: [] });
  });
});

describe('milestones move what is due with them (SAL-16 b)', () => {
  it('to the acceptance and thirty days, and back with it', async () => {
    now = start;
    const { seller, manager } = tenant.as;
    const customer = await account();
    const project = await child(seller, 'project', { name: '循环水改造', account: customer });
    const step = (name: string, planOn: string) => child(seller, 'projectMilestone', { project, name, weight: '50', planOn });
    const [arrival, final] = [await step('到货', '2026-04-01'), await step('终验', '2026-05-01')];
    const id = await active({ account: customer, amount: '900' }, [
      { weight: 1 },
      { weight: 1, dueRule: 'accepted', milestone: arrival, days: 30 },
      { weight: 1, dueRule: 'accepted', milestone: final, days: 0 },
    ]);
    // a forecast by the plan, which is nobody's debt yet
    expect(await column(id, 'dueOn')).toEqual(['2026-03-02', '2026-05-01', '2026-05-01']);
    expect(await column(id, 'isDueKnown')).toEqual([true, false, false]);
    // what money waits for is not deleted, nor its project
    for (const path of [`projectMilestone/${arrival}`, `project/${project}`])
      expect((await seller.delete(`/records/${path}`)).status).toBe(409);
    ok(await seller.patch(`/records/projectMilestone/${arrival}`, { planOn: '2026-04-11' }));
    expect((await column(id, 'dueOn'))[1]).toBe('2026-05-11');
    now = Date.parse('2026-05-20T02:00:00.000Z');
    await watch();
    expect(await column(id, 'status')).toEqual(['overdue', 'unpaid', 'unpaid']);
    const accept = { proof: [await upload(seller)], actualOn: '2026-04-15' };
    ok(await seller.post(`/records/projectMilestone/${arrival}/actions/accept`, { input: accept }));
    // 15 April and thirty days
    expect(await column(id, 'dueOn')).toEqual(['2026-03-02', '2026-05-15', '2026-05-01']);
    expect(await column(id, 'status')).toEqual(['overdue', 'overdue', 'unpaid']);
    ok(await manager.post(`/records/projectMilestone/${arrival}/actions/reopen`, { input: { reason: '验收单有误' } }));
    expect([(await column(id, 'dueOn'))[1], (await column(id, 'status'))[1]]).toEqual(['2026-05-11', 'unpaid']);
  });
});

describe('a won tender (SAL-15 d)', () => {
  it('drafts the contract with its price lines to the cent, once', async () => {
    now = start;
    const { seller, manager } = tenant.as;
    const buyer = await account();
    const deal = await child(seller, 'opportunity', { name: '供水泵组', account: buyer });
    const tender = await child(seller, 'tender', {
      ...{ name: '住院楼供水泵组采购', buyer, opportunity: deal, deadlineAt: '2026-03-20T01:30:00.000Z', budget: '10000' },
    });
    // 3 × 1,234.565 = 3,703.695 → 3,703.70; 0.3333 × 99.99 = 33.326667 → 33.33
    for (const line of [
      { name: '立式泵', quantity: '3', unitPrice: '1234.565' },
      { name: '备件包', quantity: '0.3333', unitPrice: '99.99' },
    ])
      await child(seller, 'tenderLine', { tender, ...line });
    const path = `/records/tender/${tender}`;
    for (const status of ['registered', 'approval']) ok(await seller.patch(path, { status }));
    ok(await manager.post(`${path}/actions/decide`, { input: { go: true } }));
    const files = [{ id: await upload(seller) }];
    await child(seller, 'bidDoc', { tender, name: '商务标', files });
    for (const action of ['seal', 'submit']) ok(await seller.post(`${path}/actions/${action}`, { input: {} }));
    ok(await seller.patch(path, { status: 'opened' }));
    const contracts = async () =>
      ok(
        await seller.post('/records/contract/query', {
          fields: ['id', 'name', 'account', 'opportunity', 'amount', 'status', 'owner', 'currency'],
          filter: { field: 'tender', op: 'eq', value: tender },
        }),
      ).body.records;
    expect(await contracts()).toEqual([]);
    ok(await seller.post(`${path}/actions/result`, { input: { outcome: 'won' } }));
    const [made, ...more] = await contracts();
    expect(more).toEqual([]);
    expect(made).toMatchObject({
      name: '住院楼供水泵组采购',
      account: { id: buyer },
      opportunity: { id: deal },
      amount: '3737.03',
      currency: 'CNY',
      status: 'draft',
      owner: { id: seller.user },
    });
    const lines = ok(
      await seller.post('/records/contractLine/query', {
        fields: ['name', 'quantity', 'unitPrice', 'amount'],
        filter: { field: 'contract', op: 'eq', value: made.id },
        sort: [{ field: 'amount', direction: 'desc' }],
      }),
    ).body.records;
    expect(lines).toMatchObject([
      { name: '立式泵', quantity: '3.0000', unitPrice: '1234.565000', amount: '3703.70' },
      { name: '备件包', quantity: '0.3333', unitPrice: '99.990000', amount: '33.33' },
    ]);
  });
});

describe('pools (SAL-4)', () => {
  it('a live contract keeps its customer from going back, until it ends', async () => {
    now = start;
    const { seller, admin, manager } = tenant.as;
    const members = [{ kind: 'user', id: seller.user, admin: false }];
    const rules = [{ kind: 'deal', amount: 180, unit: 'day', enabled: true }];
    const { id: pool } = ok(await admin.post('/pools', { object: 'account', name: '老客户公海', members, rules })).body;
    const customer = await account({}, admin);
    ok(await admin.post(`/records/account/${customer}/actions/return`, { input: { reason: 'noTime', pool } }));
    ok(await seller.post(`/records/account/${customer}/actions/claim`, { input: {} }));
    const due = async () => ok(await admin.get(`/records/account/${customer}`)).body.reclaimAt;
    // claimed on 2 March: 180 days later
    expect(await due()).toBe('2026-08-29T02:00:00.000Z');
    const id = await draft({ account: customer, amount: '10' });
    await plan(id, [{ weight: 1 }]);
    expect(await due()).toBe('2026-08-29T02:00:00.000Z');
    await signed(id);
    expect(await due()).toBeNull();
    ok(await act(manager, id, 'terminate', { endReason: '客户停产' }));
    expect(await due()).toBe('2026-08-29T02:00:00.000Z');
  });
});

describe('what accounts owe', () => {
  it('(SAL-9 a) own 50 and children with 100 and 250 are 50 and 400', async () => {
    now = start;
    const { seller, admin } = tenant.as;
    const parent = await account();
    const [one, two] = [await account({ parent }), await account({ parent })];
    for (const [customer, amount] of [
      [parent, '50'],
      [one, '100'],
      [two, '250'],
    ])
      await active({ account: customer, amount });
    // a draft is owed by nobody
    await plan(await draft({ account: one, amount: '999' }), [{ weight: 1 }]);
    const { nodes, hidden } = ok(await seller.get(`/accounts/${parent}/rollup`)).body;
    const { receivable, overdue } = nodes.find(({ id }: { id: string }) => id === parent).figures;
    expect([receivable.own.sum, receivable.all.sum, overdue.all.sum, hidden]).toEqual(['50.00', '400.00', '0.00', false]);
    // due on the second, overdue from the third on
    now = start + 86_400_000;
    await watch();
    const late = ok(await admin.get(`/accounts/${parent}/rollup`)).body.nodes.find(({ id }: { id: string }) => id === parent).figures;
    expect([late.overdue.own.sum, late.overdue.all.sum]).toEqual(['50.00', '400.00']);
  });

  it('by age: the account page tells what is not due, and for how long the rest is', async () => {
    // SAL-28 at 30 June 2026, less its receipts: 100,000 due 15 Jul, 80,000 due 20 Jun, 60,000 due 10 May, 40,000 due 20 Mar, 20,000 due 1 Feb
    now = Date.parse('2026-06-30T02:00:00.000Z');
    const customer = await account();
    const due = { '2026-07-15': '100000', '2026-06-20': '80000', '2026-05-10': '60000', '2026-03-20': '40000', '2026-02-01': '20000' };
    await active(
      { account: customer, amount: '300000' },
      Object.entries(due).map(([dueOn, weight]) => ({ weight, dueRule: 'date', dueOn })),
    );
    const { data } = ok(await tenant.as.seller.get(`/records/account/${customer}/panels/receivables`)).body;
    // 10, 51, 102 and 149 days
    expect(data.ages.map(({ from, to }: { from: string; to: string }) => [from, to])).toEqual([
      [null, null],
      ['2026-05-31', '2026-06-29'],
      ['2026-05-01', '2026-05-30'],
      ['2026-04-01', '2026-04-30'],
      [null, '2026-03-31'],
    ]);
    expect(data.ages).toMatchObject([
      { age: 'notDue', sum: '100000.00', count: 1 },
      { age: '1-30', sum: '80000.00', count: 1 },
      { age: '31-60', sum: '60000.00', count: 1 },
      { age: '61-90', sum: '0.00', count: 0 },
      { age: '90+', sum: '60000.00', count: 2 },
    ]);
    expect([data.open, data.overdue, data.others]).toEqual(['300000.00', '200000.00', []]);
  });

  it('(SAL-11 b) whoever may not read contracts finds no row, sum or count of them anywhere on the page', async () => {
    now = start;
    const { admin, outsider } = tenant.as;
    const customer = await account();
    const id = await active({ account: customer, amount: '777123', name: '绝密合同' });
    const role = { name: '客服', permissions: ['account.read', 'contact.read', 'activity.read'], scopes: { read: 'all', edit: 'own' } };
    const { id: roleId } = ok(await admin.post('/roles', role)).body;
    ok(await admin.put(`/users/${outsider.user}/roles`, { roles: [roleId] }));
    const paths = ['timeline?limit=200', 'panels', 'panels/tiles', 'panels/next', 'panels/people', 'panels/completeness', 'related'];
    const seen = await Promise.all(paths.map(async (path) => (await outsider.get(`/records/account/${customer}/${path}`)).text));
    seen.push(ok(await outsider.get(`/accounts/${customer}/rollup`)).text);
    seen.push(ok(await outsider.get('/search?q=绝密')).text);
    for (const text of seen)
      for (const secret of [id, '绝密合同', '777123', 'receivable', '"contracts"']) expect(text).not.toContain(secret);
    expect((await outsider.get(`/records/account/${customer}/panels/receivables`)).status).toBe(403);
    expect((await outsider.post('/records/contract/query', { fields: ['id'] })).status).toBe(404);
    expect((await outsider.post('/records/paymentPlan/aggregate', { measures: [{ fn: 'count', as: 'n' }] })).status).toBe(404);
    // and with the right they are all there
    ok(await admin.patch(`/roles/${roleId}`, { permissions: [...role.permissions, 'contract.read', 'paymentPlan.read'] }));
    const { tiles } = ok(await outsider.get(`/records/account/${customer}/panels/tiles`)).body.data;
    expect(tiles.find(({ name }: { name: string }) => name === 'contracts')).toMatchObject({ count: 1, sum: '777123.00' });
    expect(ok(await outsider.get(`/records/account/${customer}/panels/receivables`)).body.data.open).toBe('777123.00');
  });
});

describe('contracts under strain', () => {
  it('of plans made at once one remains', async () => {
    now = start;
    const { seller, manager } = tenant.as;
    const id = await draft({ account: await account(), amount: '1000' });
    await Promise.all(
      [seller, manager, seller].map((client, parts) => act(client, id, 'plan', { parts: Array(parts + 1).fill({ weight: 1 }) })),
    );
    const amounts: string[] = await column(id, 'amount');
    expect(amounts.reduce((all, amount) => all + Number(amount), 0)).toBe(1000);
  });

  it('is not terminated before it was signed, which would take back what was due', async () => {
    now = start;
    const { seller } = tenant.as;
    const id = await active({ account: await account(), amount: '10' });
    for (const endedOn of ['0001-01-01', '2026-03-01'])
      expect(problem(await act(seller, id, 'terminate', { endReason: '停产', endedOn }))).toEqual([422, 'endedOn', 'INVALID_VALUE']);
    ok(await act(seller, id, 'terminate', { endReason: '停产', endedOn: '2026-03-02' }));
    expect(await column(id, 'status')).toEqual(['unpaid']);
  });

  it('keeps the document that was confirmed; more may be added', async () => {
    now = start;
    const { seller, admin } = tenant.as;
    const id = await active({ account: await account(), amount: '10' });
    const held = (await get(id)).signedFile.map((file: { id: string }) => ({ id: file.id }));
    const more = { id: await upload(seller) };
    for (const signedFile of [[more], [], null])
      expect(problem(await seller.patch(at(id), { signedFile }))).toEqual([409, 'signedFile', 'STATE']);
    const bulk = ok(await admin.post('/records/contract/bulk', { operation: 'update', records: [{ id, signedFile: [] }] })).body.results[0];
    expect([bulk.status, bulk.error.errors[0].field]).toEqual([409, 'signedFile']);
    ok(await seller.patch(at(id), { signedFile: [...held, more] }));
    expect((await get(id)).signedFile).toHaveLength(2);
  });

  it('days beyond the last year are the last day there is', async () => {
    now = start;
    const id = await draft({ account: await account(), amount: '10', signedOn: '9999-12-31' });
    await plan(id, [{ weight: 1, days: 3650 }]);
    expect(await column(id, 'dueOn')).toEqual(['9999-12-31']);
  });

  it('takes the rate of its signing with the next step where that came later', async () => {
    now = start;
    const { admin, manager } = tenant.as;
    const id = await active({ account: await account(), amount: '100', currency: 'EUR' });
    expect(await get(id)).toMatchObject({ exchangeRate: null, baseAmount: null });
    ok(await admin.post('/records/exchangeRate', { currency: 'EUR', fromOn: '2026-01-01', rate: '8' }));
    ok(await act(manager, id, 'complete'));
    expect(await get(id)).toMatchObject({ exchangeRate: '8.00000000', baseAmount: '800.00', baseOpen: '800.00' });
    expect(await column(id, 'baseOpen')).toEqual(['800.00']);
  });

  it('(C-13) states of a company’s own stand for the one before them: money stays owed, nobody comes round the second person', async () => {
    now = start;
    const { admin, seller, manager } = tenant.as;
    const { fields } = ok(await admin.get('/meta/objects/contract')).body;
    const shipped: { key: string; next: string[] }[] = fields.find(({ name }: { name: string }) => name === 'status').options;
    const own = (key: string, zh: string, next: string[]) => ({ key, label: { 'zh-CN': zh, en: zh }, category: 'open', next });
    const options = shipped.flatMap((state) => {
      if (state.key === 'draft')
        return [{ ...state, next: [...state.next, 'x_legal'] }, own('x_legal', '法务审核', ['signing', 'active', 'draft'])];
      if (state.key !== 'active') return [state];
      return [{ ...state, next: [...state.next, 'x_deliver'] }, own('x_deliver', '交付中', ['active', 'completed', 'terminated'])];
    });
    ok(await admin.patch('/meta/objects/contract/fields/status', { options }));

    const customer = await account({}, admin);
    const members = [{ kind: 'user', id: seller.user, admin: false }];
    const rules = [{ kind: 'deal', amount: 180, unit: 'day', enabled: true }];
    const { id: pool } = ok(await admin.post('/pools', { object: 'account', name: '交付客户公海', members, rules })).body;
    ok(await admin.post(`/records/account/${customer}/actions/return`, { input: { reason: 'noTime', pool } }));
    ok(await seller.post(`/records/account/${customer}/actions/claim`, { input: {} }));
    const due = async () => ok(await admin.get(`/records/account/${customer}`)).body.reclaimAt;
    const id = await active({ account: customer, amount: '900' });
    ok(await seller.patch(at(id), { status: 'x_deliver' }));
    expect(await get(id)).toMatchObject({ status: 'x_deliver', open: '900.00' });
    expect(await due()).toBeNull();
    expect(await column(id, 'status')).toEqual(['unpaid']);
    expect(problem(await seller.patch(at(id), { amount: '1' }))).toEqual([409, 'amount', 'STATE']);
    ok(await act(seller, id, 'terminate', { endReason: '停产' }));

    const bare = await draft({ account: customer, amount: '900' });
    ok(await seller.patch(at(bare), { status: 'x_legal' }));
    ok(await seller.patch(at(bare), { amount: '800' }));
    // claimed on 2 March: 180 days later; no contract is in force any more
    expect(await due()).toBe('2026-08-29T02:00:00.000Z');
    expect(problem(await manager.patch(at(bare), { status: 'active' }))).toEqual([409, 'status', 'STATE']);
    expect(problem(await seller.patch(at(bare), { status: 'signing' }))).toEqual([422, 'signedFile', 'REQUIRED']);
    await plan(bare, [{ weight: 1 }]);
    expect((await get(await signed(bare))).status).toBe('active');
  });
});
