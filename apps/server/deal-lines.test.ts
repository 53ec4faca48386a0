import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, ok, problems, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let pump: string;
let service: string;

beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
  const product = async (values: object) => ok(await tenant.as.admin.post('/records/product', values)).body.id;
  pump = await product({ name: '衬氟磁力泵', listPrice: '62400' });
  service = await product({ name: '现场调试' });
});
afterAll(() => app.close());

const at = (id: string) => `/records/opportunity/${id}`;
const makeDeal = async (values: object = {}, client: Client = tenant.as.seller): Promise<string> =>
  ok(await client.post('/records/opportunity', { name: '磁力泵框架', amount: '500000', ...values })).body.id;
const add = (deal: string, values: object = {}, client: Client = tenant.as.seller) =>
  client.post('/records/opportunityLine', { opportunity: deal, product: pump, ...values });
const dealOf = async (id: string) => ok(await tenant.as.admin.get(at(id))).body;
const amountOf = async (id: string): Promise<string> => (await dealOf(id)).amount;

it('a line is worked out in decimals, the deal is their sum to the cent', async () => {
  const { seller, colleague } = tenant.as;
  const deal = await makeDeal({ stage: 'qualified' });
  ok(
    await seller.post(`${at(deal)}/actions/split`, {
      input: {
        splits: [
          { user: seller.user, percent: 60 },
          { user: colleague.user, percent: 40 },
        ],
      },
    }),
  );
  // 18 × 62,400 less 10 %; the price is the product's
  const first = ok(await add(deal, { quantity: 18, discount: '10' })).body;
  expect(first).toMatchObject({ name: '衬氟磁力泵', unitPrice: '62400.000000', discount: '10.00', amount: '1010880.00' });
  // 3 × 33.333333 × 0.9 = 89.9999991; 1.005 and 0.005 are rounded half up, which binary fractions get wrong
  expect(ok(await add(deal, { quantity: 3, unitPrice: '33.333333', discount: 10 })).body.amount).toBe('90.00');
  expect(ok(await add(deal, { product: service, unitPrice: '1.005' })).body.amount).toBe('1.01');
  expect(ok(await add(deal, { product: service, quantity: '0.5', unitPrice: '0.01' })).body.amount).toBe('0.01');
  expect(await dealOf(deal)).toMatchObject({ amount: '1010971.02', weightedAmount: '303291.31' });
  const shares = ok(
    await seller.post('/records/opportunitySplit/query', { fields: ['amount'], sort: [{ field: 'line', direction: 'asc' }] }),
  );
  expect(shares.body.records.map(({ amount }: { amount: string }) => amount)).toEqual(['606582.61', '404388.41']);
  const { items } = ok(await seller.get(`${at(deal)}/history`)).body;
  expect(items[0]).toMatchObject({ by: { id: seller.user }, changes: [{ field: 'amount', old: '1010971.01', new: '1010971.02' }] });
  // a line that changes or goes takes the sum along; the last one leaves it
  ok(await seller.patch(`/records/opportunityLine/${first.id}`, { discount: 0, quantity: 1 }));
  expect(await amountOf(deal)).toBe('62491.02');
  // a stay remembers what the deal was worth when it began, and is told with the next move
  ok(await seller.patch(at(deal), { stage: 'onHold' }));
  const stays = { fields: ['to', 'amount'], filter: { field: 'opportunity', op: 'eq', value: deal }, sort: [{ field: 'createdAt' }] };
  const { records } = ok(await seller.post('/records/stageHistory/query', stays)).body;
  expect(Object.fromEntries(records.map(({ to, amount }: { to: string; amount: string }) => [to, amount]))).toEqual({
    qualified: '500000.00',
    onHold: '62491.02',
  });
  const large = await makeDeal();
  ok(await add(large, { product: service, quantity: 100, unitPrice: '9000000000000.01' }));
  ok(await add(large, { product: service, unitPrice: '0.01' }));
  expect(await amountOf(large)).toBe('900000000000001.01');
  expect(problems(await add(large, { quantity: 100, unitPrice: '9000000000000' }))).toEqual([422, 'amount INVALID_VALUE']);
  expect(problems(await add(large, { quantity: 1000, unitPrice: '9000000000000' }))).toEqual([422, 'unitPrice INVALID_VALUE']);
  expect(problems(await add(large, { product: service }))).toEqual([422, 'unitPrice REQUIRED']);
  expect(problems(await add(large, { discount: '100.01' }))).toEqual([422, 'discount INVALID_VALUE']);
  expect(problems(await add(large, { amount: '5' }))).toEqual([422, 'amount INVALID_VALUE']);
  expect(await amountOf(large)).toBe('900000000000001.01');
});

it('while there are lines nobody writes another amount, on no path; without them it is manual again', async () => {
  const { seller, admin } = tenant.as;
  const [deal, free] = [await makeDeal({ externalId: 'D-1' }), await makeDeal({ externalId: 'D-2' })];
  const line = ok(await add(deal, { quantity: 2 })).body.id;
  const refused = [422, 'amount RULE'];
  expect(problems(await seller.patch(at(deal), { amount: '1' }))).toEqual(refused);
  expect(problems(await admin.patch(at(deal), { amount: null }))).toEqual(refused);
  expect(problems(await seller.post(`${at(deal)}/actions/win`, { input: { amount: '1' } }))).toEqual(refused);
  ok(await seller.patch(at(deal), { amount: '124800', nextStep: '送样' }));
  const bulk = async (operation: string, records: object[]) =>
    ok(await seller.post('/records/opportunity/bulk', { operation, records })).body;
  const statuses = ({ results }: { results: { status: number }[] }) => results.map(({ status }) => status);
  const pair = (key: string, keys: readonly string[]) => keys.map((id) => ({ [key]: id, amount: '7' }));
  expect(statuses(await bulk('update', pair('id', [deal, free])))).toEqual([422, 200]);
  expect(statuses(await bulk('upsert', pair('externalId', ['D-1', 'D-2'])))).toEqual([422, 200]);
  expect(await importAmounts(['D-1,9', 'D-2,9'])).toMatchObject({ updated: 1, failed: 1 });
  expect([await amountOf(deal), await amountOf(free)]).toEqual(['124800.00', '9.00']);
  ok(await seller.delete(`/records/opportunityLine/${line}`));
  expect(await amountOf(deal)).toBe('124800.00');
  ok(await seller.patch(at(deal), { amount: '100' }));
  ok(await seller.post(`/records/opportunityLine/${line}/restore`));
  expect(await amountOf(deal)).toBe('124800.00');
  // lines go and come back with their deal
  ok(await seller.delete(at(deal)));
  ok(await seller.post(`${at(deal)}/restore`));
  expect(problems(await seller.patch(at(deal), { amount: '1' }))).toEqual(refused);
});

it('lines of many deals are summed up in one save', async () => {
  const deals = [await makeDeal(), await makeDeal()];
  const records = Array.from({ length: 100 }, (_, index) => ({
    opportunity: deals[index % 2],
    product: service,
    unitPrice: `${index}.01`,
    ...(index === 99 ? { discount: 200 } : {}),
  }));
  const { results } = ok(await tenant.as.seller.post('/records/opportunityLine/bulk', { operation: 'create', records })).body;
  expect(results.filter(({ status }: { status: number }) => status === 422).length).toBe(1);
  // 0 + 2 + … + 98 = 2450 and 50 cents; 1 + 3 + … + 97 = 2401 and 49 cents
  expect(await Promise.all(deals.map(amountOf))).toEqual(['2450.50', '2401.49']);
});

it('who writes lines and amounts at once, the sum is exact', async () => {
  const { seller, manager } = tenant.as;
  const deal = await makeDeal();
  const first = ok(await add(deal, { unitPrice: '0.10' })).body.id;
  const answers = await Promise.all([
    ...Array.from({ length: 8 }, (_, index) => add(deal, { unitPrice: '0.1', quantity: index + 1 }, index % 2 ? seller : manager)),
    seller.patch(`/records/opportunityLine/${first}`, { unitPrice: '0.7' }),
    manager.patch(at(deal), { amount: '999' }),
    seller.patch(at(deal), { nextStep: '报价' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201, 201, 201, 200, 422, 200]);
  expect(await amountOf(deal)).toBe('4.30');
});

it('lines follow the rights on their deal', async () => {
  const { seller, colleague, readOnly, manager } = tenant.as;
  const deal = await makeDeal();
  const line = ok(await add(deal)).body.id;
  const path = `/records/opportunityLine/${line}`;
  expect((await colleague.get(path)).status).toBe(404);
  expect((await other.as.admin.get(path)).status).toBe(404);
  expect((await readOnly.get(path)).status).toBe(200);
  expect((await manager.get(path)).status).toBe(200);
  expect((await readOnly.patch(path, { quantity: 2 })).status).toBe(403);
  expect((await colleague.patch(path, { quantity: 2 })).status).toBe(404);
  for (const client of [colleague, other.as.admin]) expect((await add(deal, { unitPrice: 1 }, client)).status).toBe(422);
  expect((await add(deal, {}, readOnly)).status).toBe(403);
  const foreign = ok(await other.as.admin.post('/records/product', { name: '别家的产品', listPrice: '1' })).body.id;
  expect(problems(await add(deal, { product: foreign, unitPrice: 1 }))[0]).toBe(422);
  expect(await amountOf(deal)).toBe('62400.00');
  expect((await seller.delete(`/records/product/${pump}`)).status).toBeGreaterThanOrEqual(400);
});

it('a merge leaves a deal with lines in the currency of their prices, whatever the other one is in', async () => {
  const [winner, loser] = [await makeDeal({ currency: 'USD' }), await makeDeal({ currency: 'JPY', amount: '9000' })];
  ok(await add(winner, { quantity: 2, unitPrice: '50.25' }));
  ok(await tenant.as.admin.post('/records/opportunity/merge', { winner, losers: [loser], fields: { currency: loser, amount: loser } }));
  // 2 × 50.25
  expect(await dealOf(winner)).toMatchObject({ currency: 'USD', amount: '100.50' });
});

it('a won tender leaves the sum of a deal with lines; a merge brings the lines together', async () => {
  const { admin, seller } = tenant.as;
  const account = ok(await seller.post('/records/account', { name: '恒润化工' })).body.id;
  const [deal, twin] = [await makeDeal({ account, closeOn: '2027-03-31' }), await makeDeal()];
  ok(await add(deal, { unitPrice: '100' }));
  ok(await add(twin, { unitPrice: '20' }));
  const merged = ok(await admin.post('/records/opportunity/merge', { winner: deal, losers: [twin], fields: { amount: twin } }));
  expect(await amountOf(deal)).toBe('120.00');
  ok(await admin.post(`/merges/${merged.body.mergeId}/undo`));
  expect([await amountOf(deal), await amountOf(twin)]).toEqual(['100.00', '20.00']);
  const deadlineAt = new Date(Date.now() + 86_400_000).toISOString();
  const values = { name: '泵组采购', opportunity: deal, bidPrice: '777', deadlineAt };
  const tender = `/records/tender/${ok(await seller.post('/records/tender', values)).body.id}`;
  const act = async (action: string, input: object = {}) => ok(await admin.post(`${tender}/actions/${action}`, { input }));
  for (const status of ['registered', 'approval']) ok(await admin.patch(tender, { status }));
  await act('decide', { go: true, reason: '毛利有保证' });
  const files = [await upload('技术标.txt', 'text/plain', '第一版')];
  ok(await admin.post('/records/bidDoc', { tender: tender.split('/').at(-1), name: '技术标', files }));
  await act('seal');
  await act('submit');
  ok(await admin.patch(tender, { status: 'opened' }));
  await act('result', { outcome: 'won' });
  expect(await dealOf(deal)).toMatchObject({ amount: '100.00', stage: 'won' });
});

async function upload(name: string, type: string, content: string): Promise<string> {
  const head = `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${type}`;
  const body = `--x\r\n${head}\r\n\r\n${content}\r\n--x--\r\n`;
  return ok(await tenant.as.admin.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' })).body.id;
}

async function importAmounts(rows: readonly string[]) {
  const { admin } = tenant.as;
  const fileId = await upload('deals.csv', 'text/csv', ['编号,金额', ...rows].join('\r\n'));
  const mapping = [
    { column: '编号', field: 'externalId' },
    { column: '金额', field: 'amount' },
  ];
  const { id } = ok(await admin.post('/imports', { object: 'opportunity', fileId, mode: 'update', key: 'externalId', mapping })).body;
  ok(await admin.post(`/imports/${id}/start`));
  await until(async () => (await admin.get(`/imports/${id}`)).body.status === 'done', 'the import is done');
  return (await admin.get(`/imports/${id}`)).body;
}
