import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

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
  const { seller, readOnly } = a.as;
  const created = await seller.post('/records/opportunity', { name: '取水泵站三期', amount: '100.00' });
  const at = `/records/opportunity/${created.body.id}`;
  const possible = async () =>
    Object.fromEntries(
      (await seller.get(`${at}/actions`)).body.items.map((item: { name: string; available: boolean }) => [item.name, item.available]),
    );
  expect(await possible()).toEqual({ win: true, lose: true, reopen: false });
  await seller.post(`${at}/actions/win`, { input: {} });
  expect(await possible()).toEqual({ win: false, lose: false, reopen: true });
  expect((await readOnly.get(`${at}/actions`)).body).toEqual({ items: [] });
  expect((await b.as.admin.get(`${at}/actions`)).status).toBe(404);
});
