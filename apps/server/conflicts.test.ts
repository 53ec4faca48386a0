import type { Clock } from '@huanke/platform/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let now = new Date('2026-03-02T01:00:00Z');
const clock: Clock = { now: () => now };
let app: TestApp;
let a: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock });
  a = await app.tenant();
});
afterAll(() => app.close());

const nameOf = async (client: TestTenant['as']['admin']) => (await client.get(`/records/user/${client.user}`)).body.name as string;

it('a stale write is told who changed each field it meets, and when', async () => {
  const { seller, manager, admin } = a.as;
  const made = (await seller.post('/records/account', { name: '冲突有限公司', region: '杭州', employees: 3 })).body;
  const at = `/records/account/${made.id}`;
  now = new Date('2026-03-02T02:00:00Z');
  await manager.patch(at, { region: '宁波' });
  now = new Date('2026-03-02T03:00:00Z');
  await admin.patch(at, { employees: 4, country: '中国' });
  const [theManager, theAdmin] = [
    { id: manager.user, title: await nameOf(manager) },
    { id: admin.user, title: await nameOf(admin) },
  ];
  expect(theManager.title).not.toBe('');
  const stale = { region: '温州', employees: 5, version: made.version };
  const expected = [
    { field: 'region', code: 'VERSION_CONFLICT', current: '宁波', by: theManager, at: '2026-03-02T02:00:00.000Z' },
    { field: 'employees', code: 'VERSION_CONFLICT', current: 4, by: theAdmin, at: '2026-03-02T03:00:00.000Z' },
  ];
  const refused = await seller.patch(at, stale);
  expect(refused).toMatchObject({ status: 409, body: { code: 'VERSION_CONFLICT', errors: expected } });
  // by a header and in a bulk, too
  const matched = await seller.patch(at, { region: '温州' }, { 'if-match': `"${made.version}"` });
  expect(matched).toMatchObject({ status: 412, body: { errors: [expected[0]] } });
  const bulk = await seller.post('/records/account/bulk', { operation: 'update', records: [{ id: made.id, ...stale }] });
  expect(bulk.body.results[0].error).toMatchObject({ code: 'VERSION_CONFLICT', errors: expected });
  // nothing was written, and who may not see the record learns nothing
  expect((await seller.get(at)).body).toMatchObject({ region: '宁波', employees: 4, version: 3 });
  const hidden = await a.as.outsider.patch(at, stale);
  expect([hidden.status, hidden.body.errors]).toEqual([404, []]);
});

it('the answer is described', async () => {
  const { body } = await a.as.admin.get('/openapi.json');
  expect(body.components.schemas.Problem.properties.errors.items.properties).toMatchObject({
    current: {},
    by: { type: ['object', 'null'] },
    at: { type: ['string', 'null'] },
  });
});
