import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date('2026-03-31T17:30:00.000Z') } });
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text).toBe(status);
  return answer;
}
const refused = (answer: Answer) => [answer.status, answer.body.code, answer.body.errors?.[0]?.field];

it('a saved view keeps what its rows are grouped by, and no group that could not be asked for', async () => {
  const { seller } = tenant.as;
  const save = (groupBy: unknown, as = seller) => as.post('/views', { object: 'opportunity', name: '分组', definition: { groupBy } });
  const view = good(await save({ field: 'closeOn', bucket: 'month' }), 201).body;
  expect(view.definition).toEqual({ groupBy: { field: 'closeOn', bucket: 'month' } });
  good(await seller.patch(`/views/${view.id}`, { definition: { groupBy: { field: 'stage' } } }));
  expect(good(await seller.get('/views?object=opportunity')).body.items[0].definition).toEqual({ groupBy: { field: 'stage' } });
  expect(refused(await save({ field: 'nothing' }))).toEqual([400, 'UNKNOWN_FIELD', 'nothing']);
  expect(refused(await save({ field: 'stage', bucket: 'month' }))).toEqual([400, 'UNKNOWN_OP', 'stage']);
  expect(refused(await save({ field: 'closeOn', bucket: 'moon' }))).toEqual([422, 'INVALID_VALUE', 'groupBy[0].bucket']);
  expect((await save('stage')).status).toBe(400);
  expect((await other.as.seller.patch(`/views/${view.id}`, { definition: {} })).status).toBe(404);
});

it('the groups of a list hold what their heads say, in the zone of the company', async () => {
  const { seller } = tenant.as;
  // made at 01:30 on 1 April in Shanghai
  for (const [name, closeOn] of [
    ['一', '2026-03-01'],
    ['二', '2026-03-31'],
    ['三', '2026-04-01'],
    ['四', null],
  ])
    good(await seller.post('/records/opportunity', { name, closeOn, amount: '10' }), 201);
  const groups = async (field: string, bucket: string) => {
    const body = {
      groupBy: [{ field, bucket }],
      measures: [
        { fn: 'count', as: 'count' },
        { fn: 'sum', field: 'amount' },
      ],
      sort: [{ field, direction: 'desc' }],
    };
    return good(await seller.post('/records/opportunity/aggregate', body)).body.rows;
  };
  const names = async (filter: object) => {
    const { records } = good(
      await seller.post('/records/opportunity/query', { fields: ['name'], filter, sort: [{ field: 'closeOn', direction: 'asc' }] }),
    ).body;
    return records.map((one: { name: string }) => one.name);
  };
  expect(await groups('closeOn', 'month')).toEqual([
    { 'closeOn:month': '2026-04', count: 1, 'sum:amount': '10.00' },
    { 'closeOn:month': '2026-03', count: 2, 'sum:amount': '20.00' },
    { 'closeOn:month': null, count: 1, 'sum:amount': '10.00' },
  ]);
  expect(await names({ field: 'closeOn', op: 'between', value: ['2026-03-01', '2026-03-31'] })).toEqual(['一', '二']);
  expect(await names({ field: 'closeOn', op: 'isNull' })).toEqual(['四']);
  expect(await groups('createdAt', 'month')).toEqual([{ 'createdAt:month': '2026-04', count: 4, 'sum:amount': '40.00' }]);
  expect(await names({ field: 'createdAt', op: 'between', value: ['2026-04-01', '2026-04-30'] })).toHaveLength(4);
  expect(await names({ field: 'createdAt', op: 'between', value: ['2026-03-01', '2026-03-31'] })).toEqual([]);
});
