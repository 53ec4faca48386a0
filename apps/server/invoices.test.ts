import { sql } from '@huanke/platform/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp, uploadedBy } from './testing.ts';

// ten in the morning in Shanghai
const now = Date.parse('2026-03-02T02:00:00.000Z');
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-03-01'`),
  );
  await tenant.as.admin.put('/meta/parts/contractSettings/contracts', { needsFile: false, secondPerson: false });
});
afterAll(() => app.close());

const problem = ({ status, body }: Answer) => [status, body.errors?.[0]?.field ?? null, body.errors?.[0]?.code ?? body.code];
const child = async (client: Client, object: string, values: object): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
const get = async (object: string, id: string, client: Client = tenant.as.admin) => ok(await client.get(`/records/${object}/${id}`)).body;
const request = (id: string) => get('invoiceRequest', id);
const act = (client: Client, object: string, id: string, action: string, input: object = {}) =>
  client.post(`/records/${object}/${id}/actions/${action}`, { input });
const on = (client: Client, id: string, action: string, input: object = {}) => act(client, 'invoiceRequest', id, action, input);
const upload = (client: Client) => uploadedBy(client, '发票.txt');

const company = { invoiceTitle: '临江石化有限公司', taxNo: '91310000607337582P', bank: '工行临江支行', bankAccount: '6222 0001' };
let made = 0;
/** An account of the seller with a billing profile; null: without one. */
const account = async (billing: object | null = company, client: Client = tenant.as.seller): Promise<string> => {
  made += 1;
  const id = await child(client, 'account', { name: `临江第${made}石化` });
  if (billing) ok(await act(client, 'account', id, 'saveBilling', billing));
  return id;
};
/** A contract of the seller in force. */
const contract = async (values: object = {}, client: Client = tenant.as.seller): Promise<string> => {
  const id = await child(client, 'contract', {
    name: '循环水泵组供货',
    account: await account(),
    amount: '10000',
    taxRate: '13',
    ...values,
  });
  ok(await act(client, 'contract', id, 'plan', { parts: [{ weight: 1 }] }));
  ok(await act(client, 'contract', id, 'sign'));
  return id;
};
const draft = async (of: string, input: object = {}, client: Client = tenant.as.seller): Promise<string> =>
  ok(await act(client, 'contract', of, 'invoice', input)).body.result.request;
const submitted = async (of: string, input: object = {}): Promise<string> => {
  const id = await draft(of, input);
  ok(await on(tenant.as.seller, id, 'submit'));
  return id;
};
let numbers = 0;
const number = (): string => {
  numbers += 1;
  return `2631${String(numbers).padStart(16, '0')}`;
};
const issued = async (of: string, input: object = {}): Promise<string> => {
  const id = await submitted(of, input);
  ok(await on(tenant.as.manager, id, 'issue', { number: number() }));
  return id;
};
const panel = async (id: string, client: Client = tenant.as.seller) =>
  ok(await client.get(`/records/contract/${id}/panels/invoicing`)).body.data;
const invoices = async (of: string) =>
  ok(
    await tenant.as.admin.post('/records/invoice/query', {
      fields: ['number', 'code', 'issuedOn', 'gross', 'net', 'tax', 'redOf', 'redReason', 'contract', 'account', 'file', 'version'],
      filter: { field: 'request', op: 'eq', value: of },
      sort: [{ field: 'createdAt', direction: 'asc' }],
    }),
  ).body.records;

describe('requests for invoices (SAL-27)', () => {
  it('are asked for by a contract with what is left, handed in, issued and counted', async () => {
    const { seller, manager } = tenant.as;
    const of = await contract({ amount: '1839.14' });
    const id = await draft(of);
    // by hand: 1,839.14 ÷ 1.13 = 1,627.557… → 1,627.56; the rest is 211.58
    expect(await get('invoiceRequest', id, seller)).toMatchObject({
      no: 'KP-20260302-0001',
      status: 'draft',
      contract: { id: of },
      amount: '1839.14',
      net: '1627.56',
      tax: '211.58',
      taxRate: '13.00',
      currency: 'CNY',
      kind: 'special',
      titleKind: 'company',
      ...company,
      owner: { id: seller.user },
    });
    expect(await panel(of)).toEqual({ amount: '1839.14', currency: 'CNY', invoiced: '0.00', waiting: '0.00', left: '1839.14' });
    ok(await on(seller, id, 'submit'));
    expect(await request(id)).toMatchObject({
      status: 'submitted',
      submittedBy: { id: seller.user },
      submittedAt: new Date(now).toISOString(),
    });
    expect(await panel(of)).toMatchObject({ waiting: '1839.14', left: '0.00' });
    expect((await get('contract', of)).invoiced).toBeNull();
    // who may not issue, who is of another company, a file that somebody else has uploaded
    expect((await on(seller, id, 'issue', { number: number() })).status).toBe(403);
    expect((await on(seller, id, 'reject', { reason: '-' })).status).toBe(403);
    expect((await on(other.as.admin, id, 'issue', { number: number() })).status).toBe(404);
    expect((await on(tenant.as.colleague, id, 'cancel')).status).toBe(404);
    expect(problem(await on(manager, id, 'issue', { number: number(), file: [await upload(seller)] }))).toEqual([
      422,
      'file',
      'LOOKUP_NOT_FOUND',
    ]);
    const [no, file] = [number(), await upload(manager)];
    const { invoice } = ok(await on(manager, id, 'issue', { number: `${no.slice(0, 4)} ${no.slice(4)}`, file: [file] })).body.result;
    expect(await get('invoiceRequest', id, seller)).toMatchObject({ status: 'issued', issuedOn: '2026-03-02' });
    expect(await get('invoice', invoice, seller)).toMatchObject({
      number: no,
      code: null,
      gross: '1839.14',
      net: '1627.56',
      tax: '211.58',
      issuedOn: '2026-03-02',
      request: { id },
      contract: { id: of },
      file: [{ id: file }],
      redOf: null,
    });
    expect((await seller.get(`/files/${file}`)).status).toBe(200);
    expect((await get('contract', of)).invoiced).toBe('1839.14');
    expect((await on(manager, id, 'issue', { number: number() })).status).toBe(409);
    expect((await on(manager, id, 'cancel')).status).toBe(409);
    expect((await tenant.as.colleague.get(`/records/invoice/${invoice}`)).status).toBe(404);
    expect((await other.as.admin.get(`/records/invoice/${invoice}`)).status).toBe(404);
    const told = ok(await seller.get('/notifications?limit=20')).body.items.map((one: { text: string }) => one.text);
    expect(told).toContain('开票申请“KP-20260302-0001”已开票');
  });

  it('(a) numbers: 20 digits with a year and a region, or 8 with a code of 10 or 12', async () => {
    const { manager } = tenant.as;
    const id = await submitted(await contract());
    const refused = async (input: object) => problem(await on(manager, id, 'issue', input));
    const [field, invalid] = ['number', 'INVALID_VALUE'];
    for (const no of ['2631000000000000001', '263100000000000000001', '2631000000000000000x', '', '1234567', '2026310000000000'])
      expect(await refused({ number: no })).toEqual([422, field, invalid]);
    // next year, before there were any, no region, no tax bureau of the country
    for (const head of ['2731', '2031', '2699', '2671', '2616'])
      expect(await refused({ number: `${head}0000000000000001` })).toEqual([422, field, invalid]);
    expect(await refused({ number: '26310000000000000001', code: '3100212130' })).toEqual([422, 'code', invalid]);
    expect(await refused({ number: '12345678' })).toEqual([422, 'code', 'REQUIRED']);
    expect(await refused({ number: '12345678', code: '31002121300' })).toEqual([422, 'code', invalid]);
    expect(await refused({ number: number(), issuedOn: '2026-03-03' })).toEqual([422, 'issuedOn', invalid]);
    expect((await request(id)).status).toBe('submitted');
    ok(await on(manager, id, 'issue', { number: '12345678', code: '310021213012', issuedOn: '2026-02-27' }));
    expect(await invoices(id)).toMatchObject([{ number: '12345678', code: '310021213012', issuedOn: '2026-02-27' }]);
    // the same number with another code is another invoice; Shenzhen has a code of its own
    const next = await submitted(await contract());
    expect(problem(await on(manager, next, 'issue', { number: '12345678', code: '310021213012' }))).toEqual([409, 'number', 'DUPLICATE']);
    ok(await on(manager, next, 'issue', { number: '12345678', code: '3100212130' }));
    ok(await on(manager, await submitted(await contract()), 'issue', { number: '25950000000000000001' }));
  });

  it('(b) never more than was agreed: 60 % and 50 %, and what is left is said', async () => {
    const { seller } = tenant.as;
    const of = await contract({ amount: '10000' });
    const [first, second] = [await draft(of, { amount: '6000' }), await draft(of, { amount: '5000' })];
    ok(await on(seller, first, 'submit'));
    const refused = await on(seller, second, 'submit');
    expect(problem(refused)).toEqual([422, 'amount', 'INVOICE_TOO_MUCH']);
    expect(refused.body.errors[0].message).toBe('合同还可以开票 4000.00');
    expect(problem(await act(seller, 'contract', of, 'invoice', { amount: '4000.01' }))).toEqual([422, 'amount', 'INVOICE_TOO_MUCH']);
    // without an amount it is what is left; rejected or cancelled ones give theirs back
    expect(await request(await draft(of))).toMatchObject({ amount: '4000.00' });
    ok(await on(seller, first, 'cancel'));
    ok(await on(seller, second, 'submit'));
    expect(await request(await draft(of))).toMatchObject({ amount: '5000.00' });
    ok(await on(seller, await draft(of), 'submit'));
    expect(problem(await act(seller, 'contract', of, 'invoice'))).toEqual([422, 'amount', 'INVOICE_TOO_MUCH']);
    for (const amount of ['0', '-1']) expect((await act(seller, 'contract', await contract(), 'invoice', { amount })).status).toBe(422);
  });

  it('(b) of two requests of 60 % that are handed in at once exactly one passes', async () => {
    const { seller, manager } = tenant.as;
    for (let round = 0; round < 12; round += 1) {
      const of = await contract({ amount: '1000' });
      const ids = [await draft(of, { amount: '600' }), await draft(of, { amount: '600' })];
      const answers = await Promise.all(ids.map((id, index) => on(index === 0 ? seller : manager, id, 'submit')));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
      expect(problem(answers.find(({ status }) => status === 422) as Answer)).toEqual([422, 'amount', 'INVOICE_TOO_MUCH']);
      expect(await panel(of)).toMatchObject({ waiting: '600.00', left: '400.00' });
    }
  });

  it('a number that is given twice at once stands once', async () => {
    const { manager } = tenant.as;
    for (let round = 0; round < 6; round += 1) {
      const ids = [await submitted(await contract()), await submitted(await contract())];
      const no = number();
      const answers = await Promise.all(ids.map((id) => on(manager, id, 'issue', { number: no })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(problem(answers.find(({ status }) => status === 409) as Answer)).toEqual([409, 'number', 'DUPLICATE']);
      const states = await Promise.all(ids.map(async (id) => (await request(id)).status));
      expect(states.sort()).toEqual(['issued', 'submitted']);
    }
  });

  it('(d) a red invoice of 1,000 on 3,000 leaves 2,000, and 1,000 is to be invoiced again', async () => {
    const { seller, manager } = tenant.as;
    const of = await contract({ amount: '3000' });
    const id = await issued(of);
    const [original] = await invoices(id);
    const red = (amount: string, client = manager) => on(client, id, 'red', { amount, number: number(), reason: '退货' });
    expect((await red('1000', seller)).status).toBe(403);
    expect((await red('1000', other.as.admin)).status).toBe(404);
    expect(problem(await red('3000.01'))).toEqual([422, 'amount', 'RED_TOO_MUCH']);
    expect(problem(await red('0'))).toEqual([422, 'amount', 'INVALID_VALUE']);
    expect(problem(await on(manager, id, 'red', { amount: '1', number: number(), reason: ' ' }))).toEqual([422, 'reason', 'REQUIRED']);
    expect(problem(await on(manager, id, 'red', { amount: '1', number: original.number, reason: '退货' }))).toEqual([
      409,
      'number',
      'DUPLICATE',
    ]);
    expect(ok(await red('1000')).body.result).toEqual({ status: 'partlyRed' });
    expect(await request(id)).toMatchObject({ status: 'partlyRed', amount: '3000.00', redAmount: '1000.00' });
    expect((await get('contract', of)).invoiced).toBe('2000.00');
    expect(await panel(of)).toMatchObject({ invoiced: '2000.00', left: '1000.00' });
    expect(await request(await draft(of))).toMatchObject({ amount: '1000.00' });
    // 3,000 ÷ 1.13 = 2,654.867 → 2,654.87 and 345.13; 1,000 ÷ 1.13 = 884.955… → 884.96 and 115.04
    expect(await invoices(id)).toMatchObject([
      { ...original, gross: '3000.00', net: '2654.87', tax: '345.13' },
      { gross: '-1000.00', net: '-884.96', tax: '-115.04', redOf: { id: original.id }, redReason: '退货' },
    ]);
    const refused = await red('2000.01');
    expect(problem(refused)).toEqual([422, 'amount', 'RED_TOO_MUCH']);
    expect(refused.body.errors[0].message).toBe('这张发票还可以红冲 2000.00');
    // the last takes what is left of net and tax, 2,654.87 − 2 × 884.96 = 884.95, and not 884.96 by the rate
    ok(await red('1000'));
    expect(ok(await red('1000')).body.result).toEqual({ status: 'red' });
    expect(await request(id)).toMatchObject({ status: 'red', redAmount: '3000.00' });
    const all = await invoices(id);
    expect(all[0].version).toBe(original.version);
    expect(all.slice(1).map(({ net, tax }: { net: string; tax: string }) => [net, tax])).toEqual([
      ['-884.96', '-115.04'],
      ['-884.96', '-115.04'],
      ['-884.95', '-115.05'],
    ]);
    expect((await get('contract', of)).invoiced).toBe('0.00');
    expect((await red('1')).status).toBe(409);
    // two at once take back no more than there is
    const twice = await issued(await contract({ amount: '100' }));
    const both = await Promise.all(['60', '60'].map((amount) => on(manager, twice, 'red', { amount, number: number(), reason: '折让' })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it('a rejected request goes back with the reason, can be changed and is handed in again', async () => {
    const { seller, manager } = tenant.as;
    const of = await contract({ amount: '500' });
    const id = await submitted(of);
    expect(problem(await on(manager, id, 'reject', { reason: ' ' }))).toEqual([422, 'reason', 'REQUIRED']);
    ok(await on(manager, id, 'reject', { reason: '税率应为 9%' }));
    expect(await request(id)).toMatchObject({ status: 'rejected', rejectReason: '税率应为 9%' });
    expect(await panel(of)).toMatchObject({ waiting: '0.00', left: '500.00' });
    const told = ok(await seller.get('/notifications?limit=20')).body.items.map((one: { text: string }) => one.text);
    expect(told[0]).toMatch(/^开票申请“KP-20260302-\d+”被驳回：税率应为 9%$/);
    // 500 ÷ 1.09 = 458.715… → 458.72
    ok(await seller.patch(`/records/invoiceRequest/${id}`, { taxRate: '9' }));
    expect(await request(id)).toMatchObject({ net: '458.72', tax: '41.28' });
    ok(await on(seller, id, 'submit'));
    expect(await request(id)).toMatchObject({ status: 'submitted', rejectReason: null });
    ok(await on(manager, id, 'issue', { number: number() }));
    expect((await on(manager, id, 'reject', { reason: '-' })).status).toBe(409);
  });

  it('only contracts in force, whole requests, and states that only actions change', async () => {
    const { seller, admin, manager } = tenant.as;
    const unsigned = await child(seller, 'contract', { name: '未签', account: await account(), amount: '10' });
    expect((await act(seller, 'contract', unsigned, 'invoice')).status).toBe(409);
    expect(problem(await seller.post('/records/invoiceRequest', { contract: unsigned, amount: '1' }))).toEqual([422, 'contract', 'RULE']);
    const of = await contract({ taxRate: null });
    const id = await draft(of, { amount: '100' });
    expect(problem(await on(seller, id, 'submit'))).toEqual([422, 'taxRate', 'REQUIRED']);
    for (const status of ['submitted', 'issued', 'cancelled', null])
      expect(problem(await admin.patch(`/records/invoiceRequest/${id}`, { status }))).toEqual([409, 'status', 'STATE']);
    expect(problem(await admin.post('/records/invoiceRequest', { contract: of, amount: '1', status: 'issued' }))).toEqual([
      409,
      'status',
      'STATE',
    ]);
    expect(problem(await admin.patch(`/records/invoiceRequest/${id}`, { invoiceTitle: '别家' }))).toEqual([
      422,
      'invoiceTitle',
      'INVALID_VALUE',
    ]);
    expect(problem(await admin.patch(`/records/invoiceRequest/${id}`, { amount: '0' }))).toEqual([422, 'amount', 'INVALID_VALUE']);
    ok(await seller.patch(`/records/invoiceRequest/${id}`, { taxRate: '0' }));
    expect(await request(id)).toMatchObject({ net: '100.00', tax: '0.00' });
    ok(await on(seller, id, 'submit'));
    for (const [field, value] of Object.entries({ amount: '1', taxRate: '6', kind: 'ordinary', contract: await contract(), profile: null }))
      expect(problem(await admin.patch(`/records/invoiceRequest/${id}`, { [field]: value }))).toEqual([409, field, 'STATE']);
    const bulk = ok(await admin.post('/records/invoiceRequest/bulk', { operation: 'update', records: [{ id, amount: '1' }] })).body
      .results[0];
    expect([bulk.status, bulk.error.errors[0].field]).toEqual([409, 'amount']);
    expect(problem(await admin.delete(`/records/invoiceRequest/${id}`))).toEqual([409, 'status', 'STATE']);
    ok(await seller.patch(`/records/invoiceRequest/${id}`, { email: 'caiwu@linjiang.example' }));
    ok(await on(manager, id, 'issue', { number: number() }));
    // invoices are nobody's to write
    const [invoice] = await invoices(id);
    expect((await seller.post('/records/invoice', { request: id, number: number(), gross: '1', issuedOn: '2026-03-01' })).status).toBe(403);
    expect(problem(await admin.post('/records/invoice', { request: id, number: number(), gross: '1', issuedOn: '2026-03-01' }))).toEqual([
      409,
      'number',
      'STATE',
    ]);
    expect(problem(await admin.patch(`/records/invoice/${invoice.id}`, { gross: '1' }))).toEqual([409, 'number', 'STATE']);
    expect(problem(await admin.delete(`/records/invoice/${invoice.id}`))).toEqual([409, 'number', 'STATE']);
    // neither contract nor account goes while they are named
    expect((await admin.delete(`/records/contract/${of}`)).status).toBe(409);
    const drafted = await draft(of, { amount: '1' });
    ok(await seller.patch(`/records/invoiceRequest/${drafted}`, { taxRate: '13' }));
    ok(await seller.delete(`/records/invoiceRequest/${drafted}`));
    ok(await seller.post(`/records/invoiceRequest/${drafted}/restore`, {}));
    // terminated contracts are still invoiced for what was delivered
    ok(await act(manager, 'contract', of, 'terminate', { endReason: '项目取消' }));
    ok(await on(seller, drafted, 'submit'));
  });
});

describe('what stands on the invoice', () => {
  const renamed = { ...company, invoiceTitle: '临江能源有限公司' };

  it('(SAL-9 c) is a copy: another title of the account leaves requests as they are, drafts until it is chosen', async () => {
    const { seller, manager } = tenant.as;
    const customer = await account();
    const of = await contract({ account: customer });
    const [drafted, handedIn, done] = [
      await draft(of, { amount: '10' }),
      await submitted(of, { amount: '20' }),
      await issued(of, { amount: '30' }),
    ];
    const before = await Promise.all([drafted, handedIn, done].map(request));
    const { profile } = ok(await act(seller, 'account', customer, 'saveBilling', renamed)).body.result;
    expect(await Promise.all([drafted, handedIn, done].map(request))).toEqual(before);
    // a draft takes the one that is chosen, whole; what was handed in keeps its own
    ok(await seller.patch(`/records/invoiceRequest/${drafted}`, { profile }));
    expect(await request(drafted)).toMatchObject({ profile: { id: profile }, ...renamed });
    expect(problem(await seller.patch(`/records/invoiceRequest/${handedIn}`, { profile }))).toEqual([409, 'profile', 'STATE']);
    ok(await on(manager, handedIn, 'issue', { number: number() }));
    expect(await request(handedIn)).toMatchObject({ invoiceTitle: company.invoiceTitle, status: 'issued' });
    // a new one takes the current one
    expect(await request(await draft(of, { amount: '5' }))).toMatchObject(renamed);
    expect(await request(await draft(of, { amount: '5', profile: before[0].profile.id }))).toMatchObject(company);
    expect(problem(await act(seller, 'contract', await contract(), 'invoice', { profile }))).toEqual([422, 'profile', 'INVALID_VALUE']);
  });

  it('special invoices need a title and a tax number, persons get ordinary ones only', async () => {
    const { seller } = tenant.as;
    const person = await contract({ account: await account({ kind: 'person', invoiceTitle: '李娜' }) });
    expect(await request(await draft(person))).toMatchObject({ kind: 'ordinary', titleKind: 'person', taxNo: null });
    expect(problem(await act(seller, 'contract', person, 'invoice', { kind: 'special' }))).toEqual([422, 'kind', 'RULE']);
    ok(await on(seller, await draft(person, { amount: '1' }), 'submit'));
    const customer = await account(null);
    const untitled = await contract({ account: customer });
    const id = await draft(untitled);
    expect(await request(id)).toMatchObject({ kind: 'ordinary', profile: null, invoiceTitle: null });
    expect(problem(await on(seller, id, 'submit'))).toEqual([422, 'profile', 'REQUIRED']);
    const { profile } = ok(await act(seller, 'account', customer, 'saveBilling', company)).body.result;
    ok(await seller.patch(`/records/invoiceRequest/${id}`, { profile, kind: 'special' }));
    ok(await on(seller, id, 'submit'));
    // a company may have an ordinary one
    expect(await request(await draft(await contract(), { kind: 'ordinary' }))).toMatchObject({ kind: 'ordinary', taxNo: company.taxNo });
  });

  it('accounts that become one take their requests along, those that stay as they are, too', async () => {
    const { admin } = tenant.as;
    const [winner, loser] = [await account(), await account(renamed)];
    const of = await contract({ account: loser, amount: '100' });
    const [done, waiting] = [await issued(of, { amount: '60' }), await submitted(of, { amount: '30' })];
    ok(await admin.post('/records/account/merge', { winner, losers: [loser] }));
    for (const id of [done, waiting]) expect(await request(id)).toMatchObject({ account: { id: winner }, ...renamed });
    expect(await invoices(done)).toMatchObject([{ account: { id: winner } }]);
    expect(await panel(of)).toMatchObject({ invoiced: '60.00', waiting: '30.00', left: '10.00' });
    ok(await on(admin, waiting, 'issue', { number: number() }));
    expect((await get('contract', of)).invoiced).toBe('90.00');
  });

  it('nobody gets at a contract, a title or an account they do not see', async () => {
    const { colleague, outsider, readOnly, seller, admin } = tenant.as;
    const of = await contract();
    const { profile, account: customer } = await get('invoiceRequest', await draft(of));
    for (const client of [colleague, outsider, other.as.admin]) expect((await act(client, 'contract', of, 'invoice')).status).toBe(404);
    expect((await act(readOnly, 'contract', of, 'invoice')).status).toBe(403);
    expect(problem(await outsider.post('/records/invoiceRequest', { contract: of, amount: '1' }))).toEqual([
      422,
      'contract',
      'LOOKUP_NOT_FOUND',
    ]);
    expect((await outsider.get(`/records/contract/${of}/panels/invoicing`)).status).toBe(404);
    // who is shown the contract, but not the account, does not get its title by a request
    ok(await admin.post(`/records/contract/${of}/shares`, { principal: { kind: 'user', id: colleague.user }, level: 'edit' }));
    expect(problem(await act(colleague, 'contract', of, 'invoice', { amount: '1' }))).toEqual([422, 'account', 'LOOKUP_NOT_FOUND']);
    expect(problem(await act(colleague, 'contract', of, 'invoice', { amount: '1', profile: profile.id }))[0]).toBe(422);
    ok(await admin.post(`/records/account/${customer.id}/shares`, { principal: { kind: 'user', id: colleague.user }, level: 'read' }));
    const theirs = await draft(of, { amount: '1' }, colleague);
    expect(await get('invoiceRequest', theirs, colleague)).toMatchObject({ owner: { id: colleague.user }, ...company });
    expect((await seller.get(`/records/invoiceRequest/${theirs}`)).status).toBe(404);
  });
});

describe('money', () => {
  it('is split in the decimals of its currency, half up', async () => {
    // yen have none: 1,839 ÷ 1.1 = 1,671.81… → 1,672 and 167; 1,100.50 are 1,101 yen: ÷ 1.1 = 1,000.9 → 1,001
    const yen = await contract({ amount: '100000', currency: 'JPY', taxRate: '10' });
    expect(await request(await draft(yen, { amount: '1839' }))).toMatchObject({ currency: 'JPY', net: '1672.00', tax: '167.00' });
    expect(await request(await draft(yen, { amount: '1100.50' }))).toMatchObject({ amount: '1101.00', net: '1001.00', tax: '100.00' });
    // 0.05 ÷ 1.25 = 0.04; 100.1 ÷ 1.06 = 94.434 → 94.43; 10.3 ÷ 1.03 = 10; 0.15 ÷ 1.2 = 0.125 → 0.13
    const of = await contract();
    for (const [amount, taxRate, net, tax] of [
      ['0.05', '25', '0.04', '0.01'],
      ['100.10', '6', '94.43', '5.67'],
      ['10.30', '3', '10.00', '0.30'],
      ['0.15', '20', '0.13', '0.02'],
    ])
      expect(ok(await tenant.as.seller.post('/records/invoiceRequest', { contract: of, amount, taxRate })).body).toMatchObject({
        net,
        tax,
      });
  });
});

describe('files', () => {
  const load = async (object: string, header: readonly string[], rows: readonly (readonly string[])[], more: object = {}) => {
    const { admin } = tenant.as;
    const csv = [header, ...rows].map((row) => row.join(',')).join('\n');
    const body = `--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n--x--\r\n`;
    const file = ok(await admin.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' })).body.id;
    const mapping = header.map((field) => ({
      column: field,
      field,
      ...(field === 'contract' || field === 'request' ? { lookupBy: 'no' } : {}),
      ...(field === 'redOf' ? { lookupBy: 'number' } : {}),
    }));
    const { id } = ok(await admin.post('/imports', { object, fileId: file, mode: 'create', mapping, ...more })).body;
    ok(await admin.post(`/imports/${id}/start`));
    for (let tries = 0; tries < 200; tries += 1) {
      const found = ok(await admin.get(`/imports/${id}`)).body;
      if (['done', 'failed', 'finished'].includes(found.status))
        return { id, ...found, errors: (await admin.get(`/imports/${id}/errors.csv`)).text };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the import does not end');
  };

  it('bring what was invoiced before, within what was agreed', async () => {
    await app.startWork();
    const { admin, seller } = tenant.as;
    const of = await contract({ amount: '1000' });
    const { no } = await get('contract', of);
    const requests = await load(
      'invoiceRequest',
      ['no', 'contract', 'amount', 'status'],
      [
        ['FP-1', no, '600', 'issued'],
        ['FP-2', no, '500', 'issued'],
        ['FP-3', no, '300', 'submitted'],
      ],
    );
    expect([requests.created, requests.failed]).toEqual([2, 1]);
    expect(requests.errors).toContain('合同还可以开票 400.00');
    expect((await get('contract', of)).invoiced).toBe('600.00');
    expect(await panel(of)).toMatchObject({ invoiced: '600.00', waiting: '300.00', left: '100.00' });
    // the next file does not say where they stand now
    const again = await load('invoiceRequest', ['no', 'amount', 'status'], [['FP-1', '1', 'draft']], { mode: 'update', key: 'no' });
    expect([again.updated, again.failed]).toEqual([0, 1]);
    const [blue, red] = [number(), number()];
    const loaded = await load(
      'invoice',
      ['request', 'number', 'gross', 'issuedOn', 'redOf'],
      [
        ['FP-1', blue, '600', '2026-02-01', ''],
        ['FP-1', number(), '1', '2026-02-01', ''],
        ['FP-3', number(), '300', '2026-02-01', ''],
        ['FP-1', '2631', '1', '2026-02-01', ''],
      ],
    );
    expect([loaded.created, loaded.failed]).toEqual([1, 3]);
    const taken = await load(
      'invoice',
      ['request', 'number', 'gross', 'issuedOn', 'redOf'],
      [
        ['FP-1', red, '-100', '2026-02-03', blue],
        ['FP-1', number(), '-501', '2026-02-03', blue],
        ['FP-1', number(), '-1', '2026-02-03', red],
      ],
    );
    expect([taken.created, taken.failed]).toEqual([1, 2]);
    expect(taken.errors).toContain('这张发票还可以红冲 500.00');
    expect((await get('contract', of)).invoiced).toBe('500.00');
    const { records } = ok(
      await admin.post('/records/invoiceRequest/query', {
        fields: ['id', 'status', 'redAmount', 'issuedOn'],
        filter: { field: 'no', op: 'eq', value: 'FP-1' },
      }),
    ).body;
    expect(records).toMatchObject([{ status: 'partlyRed', redAmount: '100.00', issuedOn: '2026-02-01' }]);
    // the rest is red by hand; a file that is undone gives back what it took
    ok(await on(admin, records[0].id, 'red', { amount: '500', number: number(), reason: '退货' }));
    expect((await get('contract', of)).invoiced).toBe('0.00');
    ok(await admin.post(`/imports/${taken.id}/undo`));
    let after = '';
    for (let tries = 0; tries < 200 && after !== '100.00'; tries += 1) {
      after = (await get('contract', of)).invoiced;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(after).toBe('100.00');
    expect((await act(seller, 'contract', of, 'invoice', { amount: '600.01' })).status).toBe(422);
    expect(await request(await draft(of))).toMatchObject({ amount: '600.00' });
  });
});
