import { sql, withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, lockWaits, ok, problems, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: testClock('2026-03-20T02:00:00.000Z') });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const at = (id: string) => `/records/collabRequest/${id}`;
const dealAt = (id: string) => `/records/opportunity/${id}`;
const make = async (client: Client, name = '磁力泵框架'): Promise<string> =>
  ok(await client.post('/records/opportunity', { name, closeOn: '2026-06-30', amount: '1000' })).body.id;
const ask = async (client: Client, opportunity: string, hours?: string): Promise<string> =>
  ok(await client.post('/records/collabRequest', { name: '选型支持', opportunity, ...(hours ? { hours } : {}) })).body.id;
const supportOf = async (client: Client, id: string) => {
  const { supportHours, supportCost } = ok(await client.get(dealAt(id))).body;
  return [supportHours, supportCost];
};
const settings = '/meta/parts/salesSettings/deals';

it('hours of requests for help are those of their deal, whatever becomes of the requests', async () => {
  const { seller, admin } = tenant.as;
  const [first, second] = [await make(seller), await make(seller)];
  const { version } = ok(await seller.get(dealAt(first))).body;
  const request = await ask(seller, first);
  expect(await supportOf(seller, first)).toEqual([null, null]);
  ok(await seller.patch(at(request), { hours: '2.5' }));
  const more = await ask(seller, first, '4');
  expect(await supportOf(seller, first)).toEqual(['6.5', null]);
  ok(await seller.patch(at(request), { hours: '0.1', status: 'cancelled' }));
  expect(await supportOf(seller, first)).toEqual(['4.1', null]);
  ok(await seller.patch(at(more), { opportunity: second }));
  expect([await supportOf(seller, first), await supportOf(seller, second)]).toEqual([
    ['0.1', null],
    ['4.0', null],
  ]);
  ok(await admin.delete(at(more)));
  expect(await supportOf(seller, second)).toEqual([null, null]);
  ok(await admin.post(`${at(more)}/restore`));
  expect(await supportOf(seller, second)).toEqual(['4.0', null]);
  ok(await seller.patch(at(more), { hours: null }));
  expect(await supportOf(seller, second)).toEqual([null, null]);
  // a derived figure: the version stays, and nobody writes it
  expect(ok(await seller.get(dealAt(first))).body.version).toBe(version);
  expect(problems(await admin.patch(dealAt(first), { supportHours: '1' }))).toEqual([422, 'supportHours INVALID_VALUE']);
  expect(problems(await seller.patch(at(request), { hours: '-1' }))).toEqual([422, 'hours INVALID_VALUE']);
  const huge = '900000000000000000';
  ok(await seller.patch(at(request), { hours: huge }));
  expect(problems(await seller.post('/records/collabRequest', { name: '再来', opportunity: first, hours: huge }))).toEqual([
    422,
    'hours INVALID_VALUE',
  ]);
  ok(await seller.patch(at(request), { hours: '0.1' }));
  // with the deal they go and come back
  ok(await admin.delete(dealAt(first)));
  ok(await admin.post(`${dealAt(first)}/restore`));
  expect(await supportOf(seller, first)).toEqual(['0.1', null]);
});

it('of those written at once none is lost', async () => {
  const { seller, admin } = tenant.as;
  const id = await make(seller);
  // all have written their own hours before the first may add them up
  const system = await app.app.contextFor({ tenant: tenant.id });
  const asking = await system.transaction(async (tx) => {
    await tx.query(sql`select from opportunity where tenant_id = ${tenant.id} and id = ${id}::uuid for no key update`);
    const all = Array.from({ length: 8 }, () => ask(seller, id, '1.5'));
    await until(async () => (await lockWaits(tx)) >= all.length, 'all requests to wait');
    return all;
  });
  const requests = await Promise.all(asking);
  expect(await supportOf(seller, id)).toEqual(['12.0', null]);
  await Promise.all([
    ...requests.slice(0, 4).map(async (one) => ok(await seller.patch(at(one), { hours: '2' }))),
    ...requests.slice(4).map(async (one) => ok(await admin.delete(at(one)))),
    ask(seller, id, '0.5'),
  ]);
  expect(await supportOf(seller, id)).toEqual(['8.5', null]);
});

it('a merge brings them together, and its undo takes them apart', async () => {
  const { admin } = tenant.as;
  const [winner, loser] = [await make(admin, '一'), await make(admin, '二')];
  await ask(admin, winner, '1');
  await ask(admin, loser, '2.5');
  const merged = ok(await admin.post('/records/opportunity/merge', { winner, losers: [loser] })).body;
  expect(await supportOf(admin, winner)).toEqual(['3.5', null]);
  ok(await admin.post(`/merges/${merged.mergeId}/undo`));
  expect([await supportOf(admin, winner), await supportOf(admin, loser)]).toEqual([
    ['1.0', null],
    ['2.5', null],
  ]);
});

it('cost what an hour costs, to half a cent up, once the company says so', async () => {
  const { seller, admin } = tenant.as;
  const [id, theirs] = [await make(seller), await make(other.as.seller)];
  await ask(seller, id, '0.5');
  await ask(other.as.seller, theirs, '0.5');
  expect((await seller.put(settings, { hourlyCost: '33.33' })).status).toBe(403);
  for (const wrong of ['-1', '1.005', 'x', '1000000.01'])
    expect(problems(await admin.put(settings, { hourlyCost: wrong }))).toEqual([422, 'hourlyCost INVALID_VALUE']);
  ok(await admin.put(settings, { hourlyCost: '33.33' }));
  const costs = (cost: string | null) => until(async () => (await supportOf(seller, id))[1] === cost, `the cost ${cost}`);
  // 0.5 × 33.33 = 16.665
  await costs('16.67');
  const more = await ask(seller, id, '2.7');
  // 3.2 × 33.33 = 106.656
  expect(await supportOf(seller, id)).toEqual(['3.2', '106.66']);
  ok(await admin.delete(at(more)));
  expect(await supportOf(seller, id)).toEqual(['0.5', '16.67']);
  ok(await admin.put(settings, { hourlyCost: 0 }));
  await costs('0.00');
  ok(await admin.put(settings, { hourlyCost: '' }));
  await costs(null);
  ok(await admin.put(settings, { hourlyCost: '100' }));
  await costs('50.00');
  ok(await admin.delete(settings));
  await costs(null);
  // what another company says is its own, in the decimals of its currency
  expect(await supportOf(other.as.seller, theirs)).toEqual(['0.5', null]);
  ok(await other.as.admin.patch('/settings', { currency: 'JPY' }));
  ok(await other.as.admin.put(settings, { hourlyCost: '3' }));
  // 1.5 yen
  await until(async () => (await supportOf(other.as.seller, theirs))[1] === '2.00', 'whole yen');
  const { fields } = ok(await admin.get('/meta/settings/salesSettings')).body;
  expect(fields.find(({ name }: { name: string }) => name === 'hourlyCost')).toMatchObject({
    value: null,
    shipped: null,
    changed: false,
    input: { type: 'decimal', most: '1000000', none: { zh: '不计算成本', en: 'no cost' } },
  });
});

it('deals of before have the hours that are there', async () => {
  const { seller, admin } = tenant.as;
  const [id, none] = [await make(seller), await make(seller)];
  await ask(seller, id, '1.5');
  await ask(seller, id, '2');
  ok(await admin.delete(at(await ask(seller, id, '9'))));
  await ask(seller, none);
  await withClient(app.runtime.ownerUrl, async (client) => {
    await client.query('update opportunity set support_hours = null');
    await migrations.find((one) => one.id === '0095-forecast-and-hours-of-deals')?.up(client);
  });
  await app.app.registry.jobs
    .get('sales.fillDeals')
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
  expect([await supportOf(seller, id), await supportOf(seller, none)]).toEqual([
    ['3.5', null],
    [null, null],
  ]);
});
