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

it('has a place for an office phone, another number and another address', async () => {
  const { admin, seller } = tenant.as;
  const more = '李娜 财务经理\n传真 0571-88880002\n电话 0571-88880001 手机 13900139001 13900139002\nlina@hengrun.cn lina@qq.com';
  const of = async (object: string) => (await seller.post(`/records/${object}/card`, { text: more })).body.values;
  const ways = {
    phone: '13900139001',
    workPhone: '0571-88880001',
    otherPhone: '13900139002',
    email: 'lina@hengrun.cn',
    otherEmail: 'lina@qq.com',
  };
  expect(await of('contact')).toEqual({ name: '李娜', title: '财务经理', ...ways });
  const made = await seller.post('/records/contact', await of('contact'));
  expect([made.status, made.body.workPhone]).toEqual([201, '0571-88880001']);
  // a landline is better in the main field than nowhere
  const member = (await admin.get('/roles')).body.items.find(({ key }: { key: string }) => key === 'member');
  await admin.patch(`/roles/${member.id}`, { fields: { lead: { workPhone: 'read', otherEmail: 'hidden' } } });
  expect(await of('lead')).toEqual({
    name: '李娜',
    title: '财务经理',
    phone: '13900139001',
    otherPhone: '13900139002',
    email: 'lina@hengrun.cn',
  });
  const { values } = (await seller.post('/records/lead/card', { text: '总机 0571-88880001' })).body;
  expect(values).toEqual({ phone: '0571-88880001' });
});

it('refuses who may not create, objects without cards, and strangers', async () => {
  expect((await read('readOnly')).status).toBe(403);
  expect((await read('admin', 'product')).status).toBe(404);
  expect((await app.anonymous.post('/records/lead/card', { text })).status).toBe(401);
  const empty = await tenant.as.admin.post('/records/lead/card', {});
  expect(empty.status).toBe(422);
  expect(empty.body.errors[0].field).toBe('text');
});
