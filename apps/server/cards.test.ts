import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

const text = '王建国 采购经理\n浙江恒润化工股份有限公司\n138-0013-8000\nwang@hengrun.cn';
let app: TestApp;
let tenant: TestTenant;

beforeAll(async () => {
  app = await testApp();
  tenant = await app.tenant();
  await app.tenant();
});
afterAll(() => app.close());

const read = (who: keyof TestTenant['as'], object = 'lead') => tenant.as[who].post(`/records/${object}/card`, { text });

it('reads a pasted card into values of a new record and saves nothing', async () => {
  expect((await read('seller')).body).toEqual({
    values: { name: '王建国', title: '采购经理', company: '浙江恒润化工股份有限公司', phone: '13800138000', email: 'wang@hengrun.cn' },
  });
  // a contact has no field for the company's name
  expect(Object.keys((await read('seller', 'contact')).body.values).sort()).toEqual(['email', 'name', 'phone', 'title']);
  const { records } = (await tenant.as.admin.post('/records/lead/query', {})).body;
  expect(records).toEqual([]);
  const made = await tenant.as.seller.post('/records/lead', (await read('seller')).body.values);
  expect([made.status, made.body.company]).toEqual([201, '浙江恒润化工股份有限公司']);
});

it('fills only what the caller may write', async () => {
  const { admin } = tenant.as;
  const member = (await admin.get('/roles')).body.items.find(({ key }: { key: string }) => key === 'member');
  await admin.patch(`/roles/${member.id}`, { fields: { lead: { title: 'read', email: 'hidden' } } });
  expect(Object.keys((await read('seller')).body.values).sort()).toEqual(['company', 'name', 'phone']);
});

it('refuses who may not create, objects without cards, and strangers', async () => {
  expect((await read('readOnly')).status).toBe(403);
  expect((await read('admin', 'product')).status).toBe(404);
  expect((await app.anonymous.post('/records/lead/card', { text })).status).toBe(401);
  const empty = await tenant.as.admin.post('/records/lead/card', {});
  expect(empty.status).toBe(422);
  expect(empty.body.errors[0].field).toBe('text');
});
