import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

// ten in the morning in Shanghai
const start = Date.parse('2026-03-02T02:00:00.000Z');
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(start) } });
  tenant = await app.tenant();
  other = await app.tenant();
  for (const { as } of [tenant, other])
    ok(await as.admin.put('/meta/parts/contractSettings/contracts', { needsFile: false, secondPerson: false }));
  for (const [fromOn, rate] of [
    ['2026-01-01', '7.1234'],
    ['2026-02-20', '7.2'],
  ])
    ok(await tenant.as.admin.post('/records/exchangeRate', { currency: 'USD', fromOn, rate }));
  await app.startWork();
});
afterAll(() => app.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0]?.field ?? null, body.errors?.[0]?.code ?? body.code];
const child = async (client: Client, object: string, values: object): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
let names = 0;
const account = (values: object = {}, client: Client = tenant.as.seller): Promise<string> => {
  names += 1;
  return child(client, 'account', { name: `望江第${names}机械`, ...values });
};
const get = async (object: string, id: string, client: Client = tenant.as.admin) => ok(await client.get(`/records/${object}/${id}`)).body;
const act = (client: Client, object: string, id: string, action: string, input: object = {}, headers?: Record<string, string>) =>
  client.post(`/records/${object}/${id}/actions/${action}`, { input }, headers);
const allocate = (client: Client, id: string, input: object = {}, headers?: Record<string, string>) =>
  act(client, 'receipt', id, 'allocate', input, headers);

/** A contract in force with instalments of these amounts; due on the days given, or with a milestone, else thirty days after the signing. */
async function contract(
  values: object,
  amounts: readonly string[],
  due: readonly (string | object)[] = [],
  client: Client = tenant.as.seller,
) {
  const id = await child(client, 'contract', { name: '泵组供货', ...values });
  for (const [index, amount] of amounts.entries()) {
    const dueOn = due[index];
    const when = typeof dueOn === 'string' ? { dueRule: 'date', dueOn } : (dueOn ?? { dueRule: 'signed', days: 30 });
    await child(client, 'paymentPlan', { contract: id, name: `第 ${index + 1} 期`, amount, ...when });
  }
  const sum = amounts.reduce((all, amount) => all + cents(amount), 0n);
  ok(await client.patch(`/records/contract/${id}`, { amount: decimal(sum) }));
  ok(await act(client, 'contract', id, 'sign'));
  return id;
}
const cents = (amount: unknown): bigint => {
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(amount)) ?? [];
  return BigInt(`${sign}${whole}${part.padEnd(2, '0').slice(0, 2)}`);
};
const decimal = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(3, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const plans = async (contractId: string, client: Client = tenant.as.admin) => {
  const fields = ['id', 'amount', 'status', 'received', 'open'];
  const query = { fields, filter: { field: 'contract', op: 'eq', value: contractId }, sort: [{ field: 'seq', direction: 'asc' }] };
  return ok(await client.post('/records/paymentPlan/query', query)).body.records;
};
const column = async (contractId: string, field: string) => (await plans(contractId)).map((plan: Record<string, unknown>) => plan[field]);
const planIds = (contractId: string): Promise<string[]> => column(contractId, 'id');
const noted = (values: object, client: Client = tenant.as.seller) => child(client, 'receipt', { receivedOn: '2026-03-02', ...values });
const confirmed = async (values: object, client: Client = tenant.as.seller) => {
  const id = await noted(values, client);
  ok(await act(tenant.as.manager, 'receipt', id, 'confirm'));
  return id;
};
const rows = async (receipt: string) =>
  ok(
    await tenant.as.admin.post('/records/receiptAllocation/query', {
      fields: ['id', 'name', 'plan', 'contract', 'amount', 'currency', 'baseAmount', 'fxDifference', 'by', 'reversalOf', 'reason'],
      filter: { field: 'receipt', op: 'eq', value: receipt },
      sort: [{ field: 'createdAt', direction: 'asc' }],
    }),
  ).body.records;
const told = async (event: string, record: string) =>
  (
    await app.app.database.read(tenant.id, (connection) =>
      connection.query<{ changes: Record<string, unknown> }>(sql`
        select changes from event where tenant_id = ${tenant.id} and event = ${event} and record_id = ${record}::uuid`),
    )
  ).map(({ changes }) => changes);

describe('receipts (SAL-26)', () => {
  it('are noted by anybody, confirmed by who may, and stay from then on, whichever way somebody comes', async () => {
    const { seller, manager, admin, colleague } = tenant.as;
    const customer = await account();
    for (const [values, refused] of [
      [{ amount: '0' }, 'amount'],
      [{ amount: '-1' }, 'amount'],
      [{ amount: '5', receivedOn: '2026-03-03' }, 'receivedOn'],
    ] as const)
      expect(problem(await seller.post('/records/receipt', { account: customer, receivedOn: '2026-03-02', ...values }))).toEqual([
        422,
        refused,
        'INVALID_VALUE',
      ]);
    expect(problem(await seller.post('/records/receipt', { account: customer, amount: '5' }))).toEqual([422, 'receivedOn', 'REQUIRED']);
    const early = { account: customer, amount: '5', receivedOn: '2026-03-02', status: 'confirmed' };
    expect(problem(await admin.post('/records/receipt', early))).toEqual([409, 'status', 'STATE']);
    const id = await noted({ amount: '1000', bankRef: 'ICBC-1', payerName: '望江机械' });
    expect(await get('receipt', id)).toMatchObject({
      ...{ no: 'HK-20260302-0001', status: 'draft', currency: 'CNY', method: 'transfer' },
      ...{ applied: '0.00', unapplied: '0.00', confirmedAt: null },
    });
    ok(await seller.patch(`/records/receipt/${id}`, { amount: '1200' }));
    // money of nobody is not confirmed
    expect(problem(await act(manager, 'receipt', id, 'confirm'))).toEqual([422, 'account', 'REQUIRED']);
    ok(await seller.patch(`/records/receipt/${id}`, { account: customer }));
    expect((await act(seller, 'receipt', id, 'confirm')).status).toBe(403);
    expect(problem(await seller.patch(`/records/receipt/${id}`, { status: 'confirmed' }))).toEqual([403, 'status', 'FORBIDDEN']);
    expect((await act(colleague, 'receipt', id, 'confirm')).status).toBe(403);
    expect((await act(other.as.admin, 'receipt', id, 'confirm')).status).toBe(404);
    expect(problem(await allocate(seller, id))[0]).toBe(409);
    ok(await act(manager, 'receipt', id, 'confirm'));
    expect(await get('receipt', id)).toMatchObject({
      ...{ status: 'confirmed', amount: '1200.00', unapplied: '1200.00', baseAmount: null },
      ...{ confirmedBy: { id: manager.user }, confirmedAt: new Date(start).toISOString() },
    });
    const { no } = ok(await seller.get(`/records/receipt/${id}`)).body;
    await until(async () => {
      const { items } = ok(await seller.get('/notifications?limit=100')).body;
      return items.some((one: { text: string }) => one.text === `回款“${no}”已确认到账`);
    }, 'word of the money');
    expect(await told('receipt.confirmed', id)).toMatchObject([{ account: customer, amount: '1200.00', receivedOn: '2026-03-02' }]);
    const another = await account();
    const kept = { amount: '1', currency: 'USD', account: another, receivedOn: '2026-03-01', bankRef: 'x' };
    for (const [field, value] of Object.entries(kept))
      expect(problem(await admin.patch(`/records/receipt/${id}`, { [field]: value }))).toEqual([409, field, 'STATE']);
    const bulk = ok(await admin.post('/records/receipt/bulk', { operation: 'update', records: [{ id, amount: '1' }] })).body.results[0];
    expect([bulk.status, bulk.error.errors[0].field]).toEqual([409, 'amount']);
    expect(problem(await admin.delete(`/records/receipt/${id}`))).toEqual([409, 'status', 'STATE']);
    expect((await admin.patch(`/records/receipt/${id}`, { status: 'draft' })).status).toBe(409);
    expect(problem(await admin.patch(`/records/receipt/${id}`, { status: 'reversed' }))).toEqual([422, 'reverseReason', 'REQUIRED']);
    ok(await seller.patch(`/records/receipt/${id}`, { note: '已开收据' }));
    // what is not confirmed yet may go
    ok(await seller.delete(`/records/receipt/${await noted({ amount: '3' })}`));
    // nobody writes allocations by hand
    expect((await admin.post('/records/receiptAllocation', { receipt: id, amount: '1' })).status).toBe(403);
  });

  it('take account and currency from the contract they name', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    const id = await contract({ account: customer, currency: 'USD' }, ['1000']);
    expect(await get('receipt', await noted({ contract: id, amount: '10' }))).toMatchObject({
      account: { id: customer },
      currency: 'USD',
      exchangeRate: '7.20000000',
      baseAmount: '72.00',
    });
    // a yen has no parts
    const yen = await noted({ account: customer, amount: '100.50', currency: 'JPY' }, seller);
    expect((await get('receipt', yen)).amount).toBe('101.00');
  });

  it('the same bank reference, amount and day is asked about once more', async () => {
    const { seller } = tenant.as;
    const values = { account: await account(), amount: '88.8', receivedOn: '2026-03-01', bankRef: 'CMB-20260301-7' };
    const ask = { 'x-huanke-duplicates': 'ask' };
    ok(await seller.post('/records/receipt', values, ask));
    const again = await seller.post('/records/receipt', { ...values, account: await account() }, ask);
    expect(problem(again)).toEqual([409, 'bankRef', 'DUPLICATE']);
    for (const change of [{ amount: '88.81' }, { receivedOn: '2026-02-28' }, { bankRef: 'CMB-20260301-8' }])
      ok(await seller.post('/records/receipt', { ...values, ...change }, ask));
    ok(await seller.post('/records/receipt', values, { 'x-huanke-duplicates': 'confirmed' }));
  });

  it('an import may bring confirmed ones, which stay as well', async () => {
    const { admin } = tenant.as;
    const name = '江北起重';
    await account({ name }, admin);
    const run = async (mode: string, text: string, columns: Record<string, string>, key?: string) => {
      const body = `--x\r\ncontent-disposition: form-data; name="file"; filename="h.csv"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--x--\r\n`;
      const type = { 'content-type': 'multipart/form-data; boundary=x' };
      const fileId = ok(await admin.send('POST', '/files', body, type)).body.id;
      const mapping = Object.entries(columns).map(([column, field]) => ({ column, field }));
      const made = ok(await admin.post('/imports', { object: 'receipt', fileId, mode, mapping, ...(key ? { key } : {}) })).body;
      ok(await admin.post(`/imports/${made.id}/start`));
      await until(async () => (await admin.get(`/imports/${made.id}`)).body.status === 'done');
      return (await admin.get(`/imports/${made.id}`)).body;
    };
    const columns = { 编号: 'externalId', 客户: 'account', 金额: 'amount', 到账: 'receivedOn', 状态: 'status', 流水: 'bankRef' };
    const head = '编号,客户,金额,到账,状态,流水';
    expect(await run('create', `${head}\nK1,${name},500,2025-12-01,confirmed,OLD-1\n`, columns)).toMatchObject({ created: 1, failed: 0 });
    const query = { fields: ['id', 'status', 'unapplied'], filter: { field: 'bankRef', op: 'eq', value: 'OLD-1' } };
    const [receipt] = ok(await admin.post('/records/receipt/query', query)).body.records;
    expect(receipt).toMatchObject({ status: 'confirmed', unapplied: '500.00' });
    expect(problem(await admin.patch(`/records/receipt/${receipt.id}`, { amount: '1' }))).toEqual([409, 'amount', 'STATE']);
    // a file changes no more than anybody else, and sends nothing back
    const again = { 编号: 'externalId', 金额: 'amount', 状态: 'status' };
    for (const row of ['K1,500,draft', 'K1,499,confirmed', 'K1,500,reversed'])
      expect(await run('update', `编号,金额,状态\n${row}\n`, again, 'externalId')).toMatchObject({ updated: 0, failed: 1 });
    expect(await get('receipt', receipt.id)).toMatchObject({ status: 'confirmed', amount: '500.00', unapplied: '500.00' });
  });
});

describe('allocation', () => {
  it('(c) 12,000 oldest first on 8,888.58 and 17,777.16: paid, and 3,111.42 of the second', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    // the later one stands first, and after both what is due with an acceptance that is planned before them
    const project = await child(seller, 'project', { name: '泵房改造', account: customer });
    const milestone = await child(seller, 'projectMilestone', { project, name: '终验', weight: '100', planOn: '2026-03-10' });
    const due = ['2026-04-30', '2026-03-31', { dueRule: 'accepted', milestone, days: 0 }];
    const id = await contract({ account: customer }, ['17777.16', '8888.58', '100'], due);
    const receipt = await confirmed({ account: customer, amount: '12000' });
    const { result } = ok(await allocate(seller, receipt)).body;
    const [second, first] = await planIds(id);
    expect(result).toEqual({
      allocated: [
        { plan: first, amount: '8888.58', fxDifference: null },
        { plan: second, amount: '3111.42', fxDifference: null },
      ],
      applied: '12000.00',
      unapplied: '0.00',
    });
    expect(await column(id, 'status')).toEqual(['partial', 'paid', 'unpaid']);
    expect(await column(id, 'received')).toEqual(['3111.42', '8888.58', '0.00']);
    // 17,777.16 − 3,111.42
    expect(await column(id, 'open')).toEqual(['14665.74', '0.00', '100.00']);
    expect(await get('contract', id)).toMatchObject({ received: '12000.00', open: '14765.74' });
    expect(await get('receipt', receipt)).toMatchObject({ applied: '12000.00', unapplied: '0.00' });
    expect(await told('receipt.allocated', receipt)).toMatchObject([{ applied: '12000.00', unapplied: '0.00' }]);
    expect(await told('paymentPlan.paid', first ?? '')).toMatchObject([{ contract: id, amount: '8888.58' }]);
    expect(await told('paymentPlan.paid', second ?? '')).toEqual([]);
    expect(problem(await allocate(seller, receipt))).toEqual([422, 'by', 'RULE']);
  });

  it('what is more than there is open stays an advance; of a named contract only its own is paid', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    const [one, two] = [await contract({ account: customer }, ['100', '200']), await contract({ account: customer }, ['300'])];
    const receipt = await confirmed({ contract: one, amount: '500' });
    ok(await allocate(seller, receipt, { by: 'oldest' }));
    expect(await column(one, 'status')).toEqual(['paid', 'paid']);
    expect(await column(two, 'status')).toEqual(['unpaid']);
    expect(await get('receipt', receipt)).toMatchObject({ applied: '300.00', unapplied: '200.00' });
    const nothing = await allocate(seller, receipt);
    expect(problem(nothing)).toEqual([422, 'by', 'RULE']);
    expect(nothing.body.errors[0].message).toBe('没有可以核销的款项，这笔钱先留作预收');
    // the advance pays what is due later, by hand
    const [plan] = await planIds(two);
    ok(await allocate(seller, receipt, { allocations: [{ plan, amount: '200' }] }));
    expect(await column(two, 'open')).toEqual(['100.00']);
  });

  it('by exactly the amount: the one there is, and nobody’s guess of two', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    const id = await contract({ account: customer }, ['100', '250', '250']);
    const hundred = await confirmed({ account: customer, amount: '100' });
    ok(await allocate(seller, hundred, { by: 'exact' }));
    expect(await column(id, 'status')).toEqual(['paid', 'unpaid', 'unpaid']);
    const two = await allocate(seller, await confirmed({ account: customer, amount: '250' }), { by: 'exact' });
    expect(problem(two)).toEqual([422, 'by', 'RULE']);
    expect(two.body.errors[0].message).toBe('有 2 期款项的未回款都是这个金额，请选一期');
    const none = await allocate(seller, await confirmed({ account: customer, amount: '99.99' }), { by: 'exact' });
    expect(problem(none)).toEqual([422, 'by', 'RULE']);
    expect(await column(id, 'received')).toEqual(['100.00', '0.00', '0.00']);
  });

  it('never more than the receipt, nor than the instalment; in force, in the currency, of the group', async () => {
    const { seller } = tenant.as;
    const parent = await account();
    const [customer, sister, stranger] = [await account({ parent }), await account({ parent }), await account()];
    const id = await contract({ account: customer }, ['500', '1000']);
    const [first, second] = await planIds(id);
    const receipt = await confirmed({ account: customer, amount: '900' });
    const pay = (plan: string | undefined, amount: unknown, more: object = {}) =>
      allocate(seller, receipt, { allocations: [{ plan, amount }], ...more });
    const overdrawn = await pay(second, '900.01');
    expect(problem(overdrawn)).toEqual([422, 'allocations[0].amount', 'RECEIPT_OVERDRAWN']);
    expect([overdrawn.body.code, overdrawn.body.errors[0].message]).toEqual(['RECEIPT_OVERDRAWN', '这笔回款只剩 900.00 可以核销']);
    const overpaid = await pay(first, '500.01');
    expect(problem(overpaid)).toEqual([422, 'allocations[0].amount', 'PLAN_OVERPAID']);
    expect(overpaid.body.errors[0].message).toBe('“第 1 期”只剩 500.00 未回款');
    const both = { allocations: [first, second].map((plan) => ({ plan, amount: '450.01' })) };
    expect(problem(await allocate(seller, receipt, both))).toEqual([422, 'allocations[1].amount', 'RECEIPT_OVERDRAWN']);
    for (const amount of ['0', '-1', '1.001', 'x'])
      expect(problem(await pay(first, amount))).toEqual([422, 'allocations[0].amount', 'INVALID_VALUE']);
    const twice = { allocations: [first, first].map((plan) => ({ plan, amount: '1' })) };
    expect(problem(await allocate(seller, receipt, twice))).toEqual([409, 'allocations[1].plan', 'DUPLICATE']);
    expect(problem(await pay(first, '1', { by: 'oldest' }))).toEqual([422, 'by', 'RULE']);
    const draft = await child(seller, 'contract', { name: '草稿', account: customer });
    const planned = await child(seller, 'paymentPlan', { contract: draft, name: '首款', amount: '10', dueRule: 'signed' });
    expect(problem(await pay(planned, '1'))).toEqual([422, 'allocations[0].plan', 'RULE']);
    const [dollars] = await planIds(await contract({ account: customer, currency: 'USD' }, ['10']));
    expect(problem(await pay(dollars, '1'))).toEqual([422, 'allocations[0].plan', 'RULE']);
    const [theirs] = await planIds(await contract({ account: stranger }, ['10']));
    expect(problem(await pay(theirs, '1'))).toEqual([422, 'allocations[0].plan', 'RULE']);
    expect(await get('receipt', receipt)).toMatchObject({ applied: '0.00' });
    // a sister of the group, and whoever pays for a stranger and says so
    const [sisters] = await planIds(await contract({ account: sister }, ['10']));
    ok(await pay(sisters, '10'));
    expect(problem(await pay(sisters, '1'))).toEqual([422, 'allocations[0].amount', 'PLAN_OVERPAID']);
    ok(await pay(theirs, 3, { otherPayer: true }));
    expect(await get('receipt', receipt)).toMatchObject({ applied: '13.00', unapplied: '887.00' });
  });

  it('not of a terminated contract, but what was due before', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    const id = await contract({ account: customer }, ['100', '200'], ['2026-03-01', '2026-12-01']);
    ok(await act(seller, 'contract', id, 'terminate', { endReason: '项目取消' }));
    const receipt = await confirmed({ account: customer, amount: '300' });
    const [, cancelled] = await planIds(id);
    expect(problem(await allocate(seller, receipt, { allocations: [{ plan: cancelled, amount: '1' }] }))).toEqual([
      422,
      'allocations[0].plan',
      'RULE',
    ]);
    ok(await allocate(seller, receipt));
    expect(await column(id, 'status')).toEqual(['paid', 'cancelled']);
    expect(await get('receipt', receipt)).toMatchObject({ unapplied: '200.00' });
  });

  it('1,000.00 USD at 7.20 against a contract at 7.1234 are 76.60 more', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    const id = await contract({ account: customer, currency: 'USD', signedOn: '2026-02-01' }, ['1500']);
    expect((await get('contract', id)).exchangeRate).toBe('7.12340000');
    const receipt = await confirmed({ account: customer, amount: '1000', currency: 'USD' });
    expect(await get('receipt', receipt)).toMatchObject({ exchangeRate: '7.20000000', baseAmount: '7200.00' });
    const [plan] = await planIds(id);
    // 1,000 × 7.20 = 7,200.00; 1,000 × 7.1234 = 7,123.40
    expect(ok(await allocate(seller, receipt)).body.result.allocated).toEqual([{ plan, amount: '1000.00', fxDifference: '76.60' }]);
    ok(await act(seller, 'receipt', receipt, 'unallocate', { plan, reason: '核销错了' }));
    expect(
      (await rows(receipt)).map((row: Record<string, unknown>) => [row.amount, row.currency, row.baseAmount, row.fxDifference]),
    ).toEqual([
      ['1000.00', 'USD', '7200.00', '76.60'],
      ['-1000.00', 'USD', '-7200.00', '-76.60'],
    ]);
    // advances of all currencies are summed up in the company's
    await confirmed({ account: customer, amount: '80' });
    const filter = { field: 'account', op: 'eq', value: customer };
    const measures = [{ fn: 'sum', field: 'unapplied', as: 'left' }];
    // 1,000 × 7.20 + 80
    expect(ok(await seller.post('/records/receipt/aggregate', { filter, measures })).body.rows).toEqual([{ left: '7280.00' }]);
    // and earlier there was less for it: 0.55 × 7.1234 = 3.91787 → 3.92 on both sides
    const early = await confirmed({ account: customer, amount: '0.55', currency: 'USD', receivedOn: '2026-02-01' });
    expect(ok(await allocate(seller, early)).body.result.allocated[0].fxDifference).toBe('0.00');
  });

  it('what the caller does not see is neither named nor found', async () => {
    const { seller, colleague, manager, outsider, readOnly, admin } = tenant.as;
    const customer = await account();
    const hidden = await contract({ account: customer }, ['40'], [], admin);
    const [plan] = await planIds(hidden);
    const receipt = await confirmed({ account: customer, amount: '100' });
    expect(problem(await allocate(seller, receipt, { allocations: [{ plan, amount: '1' }] }))).toEqual([
      422,
      'allocations[0].plan',
      'LOOKUP_NOT_FOUND',
    ]);
    expect(problem(await allocate(seller, receipt, { allocations: [{ plan: 'x', amount: '1' }] }))).toEqual([
      422,
      'allocations[0].plan',
      'LOOKUP_NOT_FOUND',
    ]);
    expect(problem(await allocate(seller, receipt))).toEqual([422, 'by', 'RULE']);
    for (const [client, status] of [
      [colleague, 404],
      [outsider, 404],
      [readOnly, 403],
      [other.as.admin, 404],
    ] as const) {
      expect((await allocate(client, receipt)).status).toBe(status);
      expect((await act(client, 'receipt', receipt, 'unallocate', { plan, reason: 'x' })).status).toBe(status);
      expect((await act(client, 'receipt', receipt, 'reverse', { reason: 'x' })).status).toBe(
        client === colleague || client === outsider ? 403 : status,
      );
    }
    expect((await act(seller, 'receipt', receipt, 'reverse', { reason: 'x' })).status).toBe(403);
    ok(await allocate(admin, receipt));
    expect(await column(hidden, 'status')).toEqual(['paid']);
    // what a receipt paid is seen by who sees the receipt
    const paid = { fields: ['amount'], filter: { field: 'receipt', op: 'eq', value: receipt } };
    const allocations = async (client: Client) => (await client.post('/records/receiptAllocation/query', paid)).body.records?.length ?? 0;
    expect(await Promise.all([seller, manager, colleague, outsider, other.as.admin].map(allocations))).toEqual([1, 1, 0, 0, 0]);
    // a plan of another company is no plan at all
    const theirs = await contract({ account: await account({}, other.as.admin) }, ['7'], [], other.as.admin);
    const [foreign] = (await plans(theirs, other.as.admin)).map(({ id }: { id: string }) => id);
    expect(problem(await allocate(manager, receipt, { allocations: [{ plan: foreign, amount: '1' }] }))[2]).toBe('LOOKUP_NOT_FOUND');
  });

  it('a key says that it is the same call', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    const [plan] = await planIds(await contract({ account: customer }, ['1000']));
    const receipt = await confirmed({ account: customer, amount: '1000' });
    const key = { 'idempotency-key': 'allocate-once' };
    const input = { allocations: [{ plan, amount: '300' }] };
    const first = ok(await allocate(seller, receipt, input, key)).body;
    expect(ok(await allocate(seller, receipt, input, key)).body).toEqual(first);
    expect(await get('receipt', receipt)).toMatchObject({ applied: '300.00' });
    expect((await allocate(seller, receipt, { allocations: [{ plan, amount: '301' }] }, key)).body.code).toBe('IDEMPOTENCY_MISMATCH');
  });
});

describe('what is taken back', () => {
  it('(d) a reversal restores all balances: instalments, contracts, the receipt, the account', async () => {
    const { seller, manager } = tenant.as;
    const customer = await account();
    const one = await contract({ account: customer }, ['8888.58', '17777.16'], ['2026-03-31', '2026-04-30']);
    const two = await contract({ account: customer }, ['500'], ['2026-05-31']);
    const owed = async () => {
      const { nodes } = ok(await seller.get(`/accounts/${customer}/rollup`)).body;
      return nodes.at(-1).figures.receivable.own.sum;
    };
    const facts = ['amount', 'status', 'received', 'open'];
    const balances = async () => [
      ...(await Promise.all(facts.flatMap((fact) => [one, two].map((id) => column(id, fact))))),
      ...[(await get('contract', one)).open, (await get('contract', two)).open, await owed()],
    ];
    const before = await balances();
    const receipt = await confirmed({ account: customer, amount: '26900' });
    ok(await allocate(seller, receipt));
    // 8,888.58 + 17,777.16 = 26,665.74; 234.26 are left for the third
    expect(await column(two, 'received')).toEqual(['234.26']);
    // 27,165.74 − 26,900
    expect(await owed()).toBe('265.74');
    expect(problem(await act(manager, 'receipt', receipt, 'reverse', { reason: ' ' }))).toEqual([422, 'reason', 'REQUIRED']);
    ok(await act(manager, 'receipt', receipt, 'reverse', { reason: '银行退票' }));
    expect(await balances()).toEqual(before);
    expect(await get('contract', one)).toMatchObject({ received: '0.00' });
    expect(await get('receipt', receipt)).toMatchObject({
      ...{ status: 'reversed', applied: '0.00', unapplied: '0.00', amount: '26900.00' },
      ...{ reverseReason: '银行退票', reversedBy: { id: manager.user } },
    });
    const all = await rows(receipt);
    expect(all.map(({ amount }: { amount: string }) => amount)).toEqual([
      '8888.58',
      '17777.16',
      '234.26',
      '-8888.58',
      '-17777.16',
      '-234.26',
    ]);
    expect(all.slice(3).map((row: { reversalOf: { id: string } }) => row.reversalOf.id)).toEqual(
      all.slice(0, 3).map(({ id }: { id: string }) => id),
    );
    expect(await told('receipt.reversed', receipt)).toHaveLength(1);
    for (const [action, input] of [
      ['reverse', { reason: 'x' }],
      ['allocate', {}],
      ['confirm', {}],
    ] as const)
      expect((await act(manager, 'receipt', receipt, action, input)).status).toBe(409);
    expect(problem(await tenant.as.admin.patch(`/records/receipt/${receipt}`, { amount: '1' }))).toEqual([409, 'amount', 'STATE']);
  });

  it('one instalment is open again and can be paid anew', async () => {
    const { seller } = tenant.as;
    const customer = await account();
    const id = await contract({ account: customer }, ['100', '200']);
    const [first, second] = await planIds(id);
    const receipt = await confirmed({ account: customer, amount: '300' });
    for (const amount of ['30', '70']) ok(await allocate(seller, receipt, { allocations: [{ plan: first, amount }] }));
    ok(await allocate(seller, receipt));
    expect(problem(await act(seller, 'receipt', receipt, 'unallocate', { plan: first, reason: '' }))).toEqual([422, 'reason', 'REQUIRED']);
    expect(ok(await act(seller, 'receipt', receipt, 'unallocate', { plan: first, reason: '对错合同' })).body.result).toEqual({
      applied: '200.00',
      unapplied: '100.00',
    });
    expect(await column(id, 'status')).toEqual(['unpaid', 'paid']);
    expect(problem(await act(seller, 'receipt', receipt, 'unallocate', { plan: first, reason: 'x' }))).toEqual([422, 'plan', 'RULE']);
    expect(problem(await act(seller, 'receipt', receipt, 'unallocate', { plan: 'x', reason: 'x' }))).toEqual([422, 'plan', 'RULE']);
    ok(await allocate(seller, receipt, { allocations: [{ plan: first, amount: '100' }] }));
    expect(await column(id, 'status')).toEqual(['paid', 'paid']);
    ok(await act(seller, 'receipt', receipt, 'unallocate', { plan: second, reason: 'x' }));
    expect(await get('contract', id)).toMatchObject({ received: '100.00', open: '200.00' });
  });
});

describe('at once', () => {
  it('(b) two clerks each allocate 600 of 1,000: one does, the other is told what is left', async () => {
    const { seller, manager } = tenant.as;
    const customer = await account();
    for (let round = 0; round < 25; round += 1) {
      const id = await contract({ account: customer }, ['600', '600']);
      const [first, second] = await planIds(id);
      const receipt = await confirmed({ account: customer, amount: '1000' });
      const answers = await Promise.all([
        allocate(seller, receipt, { allocations: [{ plan: first, amount: '600' }] }),
        allocate(manager, receipt, { allocations: [{ plan: second, amount: '600' }] }),
      ]);
      expect(answers.map(({ status, body }) => `${status} ${body.code ?? ''}`).sort()).toEqual(['200 ', '422 RECEIPT_OVERDRAWN']);
      expect(await get('receipt', receipt)).toMatchObject({ applied: '600.00', unapplied: '400.00' });
      expect((await get('contract', id)).received).toBe('600.00');
    }
  }, 120_000);

  it('two receipts never overpay one instalment, and a reversal meanwhile leaves the sums right', async () => {
    const { seller, manager } = tenant.as;
    const customer = await account();
    for (let round = 0; round < 15; round += 1) {
      const id = await contract({ account: customer }, ['1000', '10']);
      const [plan] = await planIds(id);
      const [gone, one, two] = [
        await confirmed({ contract: id, amount: '400' }),
        await confirmed({ contract: id, amount: '700' }),
        await confirmed({ contract: id, amount: '700' }),
      ];
      ok(await allocate(seller, gone, { allocations: [{ plan, amount: '400' }] }));
      const answers = await Promise.all([
        allocate(seller, one, { allocations: [{ plan, amount: '600' }] }),
        allocate(manager, two, { allocations: [{ plan, amount: '600' }] }),
        round % 2 === 0 ? act(manager, 'receipt', gone, 'reverse', { reason: '退票' }) : allocate(seller, gone),
      ]);
      expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 422)).toEqual([]);
      const [{ received, open }] = await plans(id);
      const paid = answers.slice(0, 2).filter(({ status }) => status === 200).length;
      const sum = BigInt(paid) * 60000n + (round % 2 === 0 ? 0n : 40000n);
      expect(paid).toBeGreaterThan(0);
      expect([received, open]).toEqual([decimal(sum), decimal(100000n - sum)]);
      expect(sum).toBeLessThanOrEqual(100000n);
    }
  }, 120_000);
});

describe('a slow ledger', () => {
  /** A generator of our own: the same numbers in every run. */
  function chance(seed: number) {
    let state = seed;
    return (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  it('agrees with what is kept, whatever is allocated, taken back and reversed', async () => {
    const { seller, manager } = tenant.as;
    const pick = chance(20260302);
    const customer = await account();
    const contracts: string[] = [];
    const open = new Map<string, bigint>();
    const amounts = new Map<string, bigint>();
    const of = new Map<string, string>();
    for (let index = 0; index < 4; index += 1) {
      const parts = Array.from({ length: 3 }, () => decimal(BigInt(1 + pick(40000))));
      const id = await contract({ account: customer }, parts);
      contracts.push(id);
      for (const plan of await plans(id)) {
        open.set(plan.id, cents(plan.amount));
        amounts.set(plan.id, cents(plan.amount));
        of.set(plan.id, id);
      }
    }
    interface Known {
      readonly id: string;
      left: bigint;
      state: 'confirmed' | 'reversed';
      readonly paid: Map<string, bigint>;
    }
    const receipts: Known[] = [];
    const ids = [...open.keys()];
    const give = (receipt: Known, plan: string, amount: bigint) => {
      receipt.left -= amount;
      open.set(plan, (open.get(plan) ?? 0n) - amount);
      receipt.paid.set(plan, (receipt.paid.get(plan) ?? 0n) + amount);
    };
    let refusals = 0;
    for (let step = 0; step < 160; step += 1) {
      const kind = pick(10);
      if (receipts.length < 3 || kind === 0) {
        const amount = BigInt(1 + pick(30000));
        receipts.push({
          id: await confirmed({ account: customer, amount: decimal(amount) }),
          left: amount,
          state: 'confirmed',
          paid: new Map(),
        });
        continue;
      }
      const receipt = receipts[pick(receipts.length)] as Known;
      const plan = ids[pick(ids.length)] as string;
      if (kind === 1) {
        const answer = await act(manager, 'receipt', receipt.id, 'reverse', { reason: '退票' });
        expect(answer.status).toBe(receipt.state === 'confirmed' ? 200 : 409);
        for (const [paid, amount] of receipt.paid) open.set(paid, (open.get(paid) ?? 0n) + amount);
        receipt.paid.clear();
        receipt.left = 0n;
        receipt.state = 'reversed';
      } else if (kind <= 3) {
        const given = receipt.paid.get(plan);
        const answer = await act(seller, 'receipt', receipt.id, 'unallocate', { plan, reason: '错了' });
        expect(answer.status).toBe(receipt.state === 'reversed' ? 409 : given === undefined ? 422 : 200);
        if (given !== undefined) give(receipt, plan, -given);
        receipt.paid.delete(plan);
      } else if (kind === 4) {
        const answer = await allocate(seller, receipt.id);
        const fits = receipt.left > 0n && [...open.values()].some((amount) => amount > 0n);
        expect(answer.status).toBe(receipt.state === 'reversed' ? 409 : fits ? 200 : 422);
        for (const { plan: paid, amount } of answer.body.result?.allocated ?? []) give(receipt, paid, cents(amount));
        if (fits && receipt.state === 'confirmed')
          expect(receipt.left === 0n || [...open.values()].every((amount) => amount === 0n)).toBe(true);
      } else {
        const amount = BigInt(1 + pick(12000));
        const answer = await allocate(seller, receipt.id, { allocations: [{ plan, amount: decimal(amount) }] });
        const fits = amount <= receipt.left && amount <= (open.get(plan) ?? 0n);
        expect(answer.status).toBe(receipt.state === 'reversed' ? 409 : fits ? 200 : 422);
        if (answer.status === 200) give(receipt, plan, amount);
        else refusals += 1;
      }
    }
    expect(refusals).toBeGreaterThan(5);
    const sums = { plan: new Map<string, bigint>(), receipt: new Map<string, bigint>() };
    for (const receipt of receipts)
      for (const row of await rows(receipt.id)) {
        sums.plan.set(row.plan.id, (sums.plan.get(row.plan.id) ?? 0n) + cents(row.amount));
        sums.receipt.set(receipt.id, (sums.receipt.get(receipt.id) ?? 0n) + cents(row.amount));
      }
    for (const receipt of receipts) {
      const { applied, unapplied } = await get('receipt', receipt.id);
      expect([applied, unapplied]).toEqual([decimal(sums.receipt.get(receipt.id) ?? 0n), decimal(receipt.left)]);
      expect(receipt.left).toBeGreaterThanOrEqual(0n);
    }
    for (const id of contracts) {
      let [received, left] = [0n, 0n];
      for (const plan of await plans(id)) {
        const mine = sums.plan.get(plan.id) ?? 0n;
        const still = open.get(plan.id) ?? 0n;
        expect([plan.received, plan.open]).toEqual([decimal(mine), decimal(still)]);
        expect(mine + still).toBe(amounts.get(plan.id));
        expect(plan.status).toBe(still === 0n ? 'paid' : mine > 0n ? 'partial' : 'unpaid');
        received += mine;
        left += still;
      }
      expect(await get('contract', id)).toMatchObject({ received: decimal(received), open: decimal(left) });
    }
  }, 120_000);
});

describe('on the page of an account', () => {
  it('twelve months of receipts, in the company’s currency, and when they came', async () => {
    const { seller, admin, outsider } = tenant.as;
    const customer = await account();
    await confirmed({ account: customer, amount: '1000' });
    await confirmed({ account: customer, amount: '100', currency: 'USD' });
    await confirmed({ account: customer, amount: '7', receivedOn: '2025-02-27' });
    await noted({ account: customer, amount: '9' });
    const reversed = await confirmed({ account: customer, amount: '11' });
    ok(await act(tenant.as.manager, 'receipt', reversed, 'reverse', { reason: '退票' }));
    const tile = async (client: Client) => {
      const { tiles } = ok(await client.get(`/records/account/${customer}/panels/tiles`)).body.data;
      return tiles.find(({ name }: { name: string }) => name === 'receipts');
    };
    // 1,000 + 100 × 7.20
    expect(await tile(seller)).toMatchObject({ count: 2, sum: '1720.00' });
    const { items } = ok(await seller.get(`/records/account/${customer}/timeline?limit=200`)).body;
    const lines = items.filter(({ source }: { source?: { name: string } }) => source?.name === 'receipt');
    expect(lines.map(({ record }: { record: { amount: string } }) => record.amount).sort()).toEqual(['100.00', '1000.00', '11.00', '7.00']);
    const role = { name: '只看客户', permissions: ['account.read', 'opportunity.read'], scopes: { read: 'all', edit: 'own' } };
    const { id: roleId } = ok(await admin.post('/roles', role)).body;
    ok(await admin.put(`/users/${outsider.user}/roles`, { roles: [roleId] }));
    expect(await tile(outsider)).toBeUndefined();
    const { text } = ok(await outsider.get(`/records/account/${customer}/timeline?limit=200`));
    for (const secret of ['receipt', 'HK-', '1720']) expect(text).not.toContain(secret);
    expect((await outsider.get(`/records/account/${customer}/related/receipts`)).status).toBe(404);
    expect(ok(await seller.get(`/records/account/${customer}/related/receipts`)).body.items).toHaveLength(5);
  });
});
