import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

let t: TestApp;
let a: TestTenant;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
});
afterAll(() => t.close());

it('creates once under an Idempotency-Key and repeats the whole answer', async () => {
  const { seller } = a.as;
  const key = { 'idempotency-key': 'k-1' };
  const first = await seller.post('/records/account', { name: '恒润化工' }, key);
  const again = await seller.post('/records/account', { name: '恒润化工' }, key);
  expect(first.status).toBe(201);
  expect([again.status, again.body, again.headers.location, again.headers.etag]).toEqual([201, first.body, first.headers.location, '"1"']);
  expect(await seller.post('/records/account', { name: '别的' }, key)).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_MISMATCH' },
  });
  expect((await seller.post('/records/account', { name: '恒润化工' }, { 'idempotency-key': 'x'.repeat(129) })).status).toBe(400);
  const list = await seller.post('/records/account/query', { filter: { field: 'name', op: 'eq', value: '恒润化工' } });
  expect(list.body.records).toHaveLength(1);
});

it('answers a save with what a read answers, lookups with their titles', async () => {
  const { seller, manager } = a.as;
  const account = (await seller.post('/records/account', { name: '恒润涂料' })).body;
  const made = await seller.post('/records/opportunity', { account: account.id, amount: '12.5' });
  expect(made.body).toMatchObject({ name: '恒润涂料', account: { id: account.id, title: '恒润涂料' }, amount: '12.50', stage: 'initial' });
  const at = `/records/opportunity/${made.body.id}`;
  expect((await seller.get(at)).body).toEqual(made.body);
  const changed = await seller.patch(at, { nextStep: '拜访', version: 1 });
  expect((await seller.get(at)).body).toEqual(changed.body);
  // who gives a record away still gets its answer
  const given = await manager.patch(at, { owner: manager.user });
  expect(given).toMatchObject({ status: 200, body: { version: 3, owner: { id: manager.user } } });
  expect((await seller.get(at)).status).toBe(404);
  const conflict = await manager.patch(at, { nextStep: '报价', version: 1 });
  expect(conflict).toMatchObject({ status: 409, body: { code: 'VERSION_CONFLICT', errors: [{ field: 'nextStep', current: '拜访' }] } });
});

it('takes bulks with their results, and all or nothing', async () => {
  const { seller } = a.as;
  const records = [{ externalId: 'E1', name: '甲' }, { externalId: 'E2' }];
  const some = await seller.post('/records/account/bulk', { operation: 'upsert', records });
  expect(some).toMatchObject({
    status: 200,
    body: {
      results: [
        { index: 0, status: 201, version: 1 },
        { index: 1, status: 422, error: { code: 'REQUIRED', errors: [{ field: 'name' }] } },
      ],
    },
  });
  const none = await seller.post('/records/account/bulk', {
    operation: 'upsert',
    records: [{ externalId: 'E3', name: '丙' }, { externalId: 'E4' }],
    allOrNothing: true,
  });
  expect(none).toMatchObject({
    status: 422,
    body: {
      results: [
        { index: 0, status: 424 },
        { index: 1, status: 422 },
      ],
    },
  });
  const left = await seller.post('/records/account/query', {
    filter: { field: 'externalId', op: 'in', value: ['E1', 'E2', 'E3', 'E4'] },
    fields: ['externalId'],
  });
  expect(left.body.records.map((record: { externalId: string }) => record.externalId)).toEqual(['E1']);
});
