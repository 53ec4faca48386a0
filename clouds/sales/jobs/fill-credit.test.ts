import { sql } from '@huanke/platform/database';
import { type Client, proofOf, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { credit } from './fill-credit.ts';
import { fillIn } from './filling.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
});
afterAll(() => t.close());

const deal = async (who: Client, stage: string): Promise<string> => {
  const account = (await who.post('/records/account', { name: `客户 ${crypto.randomUUID()}` })).body.id;
  const { body } = await who.post('/records/opportunity', { name: `商机 ${stage}`, account, amount: '10', stage, lossReason: 'price' });
  return body.id;
};
const read = async (id: string, who = a.as.admin) => {
  const { owner, creditTo } = (await who.get(`/records/opportunity/${id}`)).body;
  return { owner: owner?.id ?? null, creditTo: creditTo?.id ?? null };
};

it('gives the credit to the owner of the moment a deal is closed, and leaves it there', async () => {
  const { seller, colleague, admin } = a.as;
  const id = await deal(seller, 'proposal');
  expect(await read(id)).toEqual({ owner: seller.user, creditTo: null });
  await seller.post(`/records/opportunity/${id}/actions/win`, { input: await proofOf(seller) });
  expect(await read(id)).toEqual({ owner: seller.user, creditTo: seller.user });
  await admin.patch(`/records/opportunity/${id}`, { owner: colleague.user });
  expect(await read(id)).toEqual({ owner: colleague.user, creditTo: seller.user });
  // nobody takes it by hand
  await colleague.patch(`/records/opportunity/${id}`, { creditTo: colleague.user });
  expect((await read(id)).creditTo).toBe(seller.user);
  await admin.post(`/records/opportunity/${id}/actions/reopen`, { input: {} });
  expect(await read(id)).toEqual({ owner: colleague.user, creditTo: null });
  await colleague.post(`/records/opportunity/${id}/actions/lose`, { input: { lossReason: 'price' } });
  expect((await read(id)).creditTo).toBe(colleague.user);
  // made in a closed stage, by whoever, for somebody else
  const made = (await admin.post('/records/opportunity', { name: '补录', amount: '1', stage: 'won', owner: seller.user })).body.id;
  expect((await read(made)).creditTo).toBe(seller.user);
  const rows = (
    await admin.post('/records/opportunity/aggregate', {
      groupBy: [{ field: 'creditTo' }],
      measures: [{ fn: 'count' }],
      filter: { field: 'stage', op: 'eq', value: 'won' },
    })
  ).body.rows;
  expect(rows).toMatchObject([{ creditTo: { id: seller.user }, count: 1 }]);
});

it('fills in deals closed before there was the field, once, and goes on after a stop', async () => {
  const { seller, colleague, admin } = b.as;
  const [won, lost, open, handed] = [
    await deal(seller, 'won'),
    await deal(colleague, 'lost'),
    await deal(seller, 'proposal'),
    await deal(seller, 'won'),
  ];
  const system = await t.app.contextFor({ tenant: b.id });
  const asBefore = () => system.transaction((tx) => tx.query(sql`update opportunity set credit_to = null where tenant_id = ${b.id}`));
  await asBefore();
  // handed over before the job came there: the owner it had
  await admin.patch(`/records/opportunity/${handed}`, { owner: colleague.user });
  expect(await read(handed, admin)).toEqual({ owner: colleague.user, creditTo: seller.user });
  let rounds = 0;
  const stopping = {
    throwIfAborted() {
      rounds += 1;
      if (rounds === 2) throw new Error('killed');
    },
  };
  await expect(fillIn(system, credit, stopping, 1)).rejects.toThrow('killed');
  expect(await fillIn(system, credit, undefined, 1)).toBe(1);
  expect(await Promise.all([won, lost, open].map(async (id) => (await read(id, admin)).creditTo))).toEqual([
    seller.user,
    colleague.user,
    null,
  ]);
  const [state] = await system.query<{ done: boolean }>(
    sql`select settings -> 'salesCredit' -> 'done' as done from tenant where id = ${b.id}`,
  );
  expect(state?.done).toBe(true);
  // the other company is its own matter
  const others = await t.app.contextFor({ tenant: a.id });
  expect(await others.query(sql`select from tenant where id = ${a.id} and settings ? 'salesCredit'`)).toEqual([]);
});
