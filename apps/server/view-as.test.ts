import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, type TestApp, type TestTenant, testApp } from './testing.ts';

let app: TestApp;
let a: TestTenant;
let b: TestTenant;
let account = '';
beforeAll(async () => {
  app = await testApp();
  a = await app.tenant();
  b = await app.tenant();
  account = good(await a.as.manager.post('/records/account', { name: '经理的客户', phone: '021-65432198' }), 201).id;
});
afterAll(() => app.close());

const good = ({ status, body, text }: Answer, expected = 200) => {
  expect(status, text).toBe(expected);
  return body;
};
const roleOf = async (key: string) => good(await a.as.owner.get('/roles')).items.find((role: { key: string }) => role.key === key);

test('an administrator sees what somebody sees, changes nothing, and leaves by one click', async () => {
  const { admin, seller } = a.as;
  const me = good(await admin.post('/auth/view-as', { user: seller.user }));
  expect(me).toMatchObject({ user: { id: seller.user }, viewAs: { kind: 'user' } });
  expect(good(await admin.get('/auth/me'))).toMatchObject({ user: { id: seller.user }, viewAs: { kind: 'user' } });
  expect(me.permissions).toEqual(good(await seller.get('/auth/me')).permissions);
  expect((await admin.get(`/records/account/${account}`)).status).toBe(404);
  expect(good(await admin.post('/records/account/query', {})).records).toEqual([]);
  expect((await admin.get('/users')).status).toBe(403);
  for (const refused of [
    await admin.post('/records/account', { name: '新客户' }),
    await admin.patch(`/records/account/${account}`, { name: '改名' }),
    await admin.delete(`/records/account/${account}`),
    await admin.post('/records/account/bulk', { operation: 'delete', records: [account] }),
    await admin.post('/exports', { object: 'account' }),
    await admin.post('/auth/view-as', { user: admin.user }),
    await admin.post('/auth/switch', { tenant: a.id }),
  ])
    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
  expect(good(await admin.delete('/auth/view-as'))).toMatchObject({ user: { id: admin.user }, viewAs: null });
  expect(good(await admin.get(`/records/account/${account}`)).name).toBe('经理的客户');
  const { rows } = await app.app.owner.query(
    "select event, by_user, data from audit_log where tenant_id = $1 and event like 'session.viewed%'",
    [a.id],
  );
  expect(rows).toEqual([{ event: 'session.viewedAs', by_user: admin.user, data: { user: seller.user } }]);
});

test('a role is looked at with the same eyes', async () => {
  const { admin } = a.as;
  const role = good(
    await admin.post('/roles', {
      name: '前台',
      key: 'x_desk',
      permissions: ['account.read'],
      scopes: { read: 'all' },
      fields: { account: { phone: 'hidden' } },
    }),
    201,
  );
  expect(good(await admin.post('/auth/view-as', { role: role.id }))).toMatchObject({
    user: { id: admin.user },
    viewAs: { kind: 'role', title: { zh: '前台' } },
  });
  const record = good(await admin.get(`/records/account/${account}`));
  expect([record.name, 'phone' in record]).toEqual(['经理的客户', false]);
  expect((await admin.get('/meta/objects/contact')).status).toBe(404);
  good(await admin.delete('/auth/view-as'));
  expect(good(await admin.get(`/records/account/${account}`)).phone).toBe('021-65432198');
});

test('nobody looks beyond what they could give, nor into another company', async () => {
  const { admin, seller, owner, manager } = a.as;
  const as = async (client: typeof admin, body: unknown) => (await client.post('/auth/view-as', body)).status;
  expect(await as(seller, { user: manager.user })).toBe(403);
  expect(await as(admin, { user: owner.user })).toBe(403);
  expect(await as(admin, { user: b.as.seller.user })).toBe(404);
  expect(await as(admin, { user: 'nobody' })).toBe(404);
  expect(await as(admin, {})).toBe(422);
  expect(await as(admin, { role: 'x_none' })).toBe(422);
  expect(await as(admin, { user: seller.user, more: 1 })).toBe(400);
  const helper = good(await owner.post('/roles', { name: '人事', key: 'x_hr', permissions: ['users.manage', 'user.read'] }), 201);
  good(await owner.put(`/users/${a.as.outsider.user}/roles`, { roles: [helper.id] }));
  expect(await as(a.as.outsider, { user: manager.user })).toBe(403);
  expect(await as(a.as.outsider, { role: (await roleOf('admin')).id })).toBe(403);
});

test('the fields on which somebody is limited, and why', async () => {
  const { admin, seller } = a.as;
  const member = await roleOf('member');
  good(await admin.patch(`/roles/${member.id}`, { fields: { contact: { phone: 'masked', email: 'hidden' } } }));
  const { items } = good(await admin.get(`/users/${seller.user}/fields?object=contact`));
  expect(items).toEqual([
    { field: 'phone', label: expect.anything(), right: 'masked', masked: 'phone', roles: [{ name: member.name, right: 'masked' }] },
    { field: 'email', label: expect.anything(), right: 'hidden', masked: null, roles: [{ name: member.name, right: 'hidden' }] },
  ]);
  expect(good(await admin.get(`/users/${a.as.manager.user}/fields?object=contact`)).items).toEqual([]);
  expect((await seller.get(`/users/${seller.user}/fields?object=contact`)).status).toBe(403);
  expect((await admin.get(`/users/${b.as.seller.user}/fields?object=contact`)).status).toBe(404);
  expect((await admin.get(`/users/${seller.user}/fields?object=nothing`)).status).toBe(404);
});
