import { afterAll, beforeAll, expect, test } from 'vitest';
import { proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
});
afterAll(() => t.close());

test('a record says which actions its state allows', async () => {
  const { seller, manager, readOnly } = a.as;
  const account = (await seller.post('/records/account', { name: '临港水务' })).body.id;
  const created = await seller.post('/records/opportunity', { name: '取水泵站三期', account, amount: '100.00' });
  const at = `/records/opportunity/${created.body.id}`;
  const possible = async () =>
    Object.fromEntries(
      (await seller.get(`${at}/actions`)).body.items.map((item: { name: string; available: boolean }) => [item.name, item.available]),
    );
  expect(await possible()).toEqual({ win: true, lose: true, move: true, split: true, minutes: true, contract: true });
  await seller.post(`${at}/actions/win`, { input: await proofOf(seller) });
  expect(await possible()).toMatchObject({ win: false, lose: false });
  const items = (await manager.get(`${at}/actions`)).body.items;
  expect(items.find((item: { name: string }) => item.name === 'reopen').available).toBe(true);
  expect((await readOnly.get(`${at}/actions`)).body).toEqual({ verbs: [], items: [] });
  // who may only look at this one has none, either
  await seller.post(`${at}/shares`, { principal: { kind: 'user', id: a.as.outsider.user }, level: 'read' });
  expect((await a.as.outsider.get(`${at}/actions`)).body).toEqual({ verbs: [], items: [] });
  expect((await b.as.admin.get(`${at}/actions`)).status).toBe(404);
});
