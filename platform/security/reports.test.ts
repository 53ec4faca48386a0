import { sql } from '@huanke/platform/database';
import { setPassword } from '@huanke/platform/identity';
import { until } from '@huanke/platform/testing';
import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let email = '';
const password = 'correct horse 42';

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  email = (await a.as.seller.get('/auth/me')).body.user.email;
});
afterAll(() => t?.close());

const login = (secret: string, headers: Record<string, string> = {}) =>
  t.anonymous.post('/auth/login', { email, password: secret }, headers);

const notices = async (kind: string) =>
  (await a.as.seller.get('/notifications')).body.items.filter((item: { kind: string }) => item.kind === kind);

const entries = (tenant: number, event: string) =>
  t.app.database.read(tenant, (connection) =>
    connection.query<{ by_user: string | null; record_id: string; address: string | null; data: object }>(
      sql`select by_user, record_id, address, data from audit_log where tenant_id = ${tenant} and event = ${event} order by id`,
    ),
  );

test('six wrong passwords: the person is told once, the log has it, no other company hears of it', async () => {
  for (let i = 0; i < 6; i += 1) expect((await login('wrong horse 42')).status).toBe(401);
  expect((await login(password)).status).toBe(401);
  const [notice] = await until(async () => {
    const found = await notices('account.locked');
    return found.length > 0 && found;
  }, 'the notice of the lock');
  expect(notice.text).toContain('连续输错密码 6 次');
  expect(await until(async () => (await entries(a.id, 'account.locked')).length === 1, 'the entry of the lock')).toBe(true);
  expect((await entries(a.id, 'account.locked'))[0]).toMatchObject({ by_user: null, record_id: a.as.seller.user, address: '127.0.0.1' });
  expect(await entries(b.id, 'account.locked')).toEqual([]);

  expect((await a.as.admin.post(`/users/${a.as.seller.user}/unlock`)).status).toBe(204);
  expect((await login(password)).status).toBe(200);
  await until(async () => (await entries(a.id, 'account.unlocked')).length === 1, 'the entry of the unlocking');
  expect((await entries(a.id, 'account.unlocked'))[0]).toMatchObject({ by_user: a.as.admin.user, record_id: a.as.seller.user });
});

test('a new device is told of with its name', async () => {
  await login(password, { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' });
  const found = await until(async () => {
    const items = await notices('device.added');
    return items.length > 0 && items;
  }, 'the notice of the new device');
  expect(found[0].text).toContain('Firefox · Windows');
  expect(found[0].text).toContain('127.0.0.1');
});

test('what an administrator takes away is told by name', async () => {
  await a.as.admin.post(`/users/${a.as.colleague.user}/two-step/reset`);
  await until(async () => (await entries(a.id, 'twoStep.reset')).length === 1, 'the entry of the reset');
  // their sessions have ended with it
  expect((await a.as.colleague.get('/auth/me')).status).toBe(401);
  const [notice] = await t.app.database.read(a.id, (connection) =>
    connection.query<{ data: { by: string } }>(
      sql`select data from notification where tenant_id = ${a.id} and user_id = ${a.as.colleague.user} and kind = 'twoStep.reset'`,
    ),
  );
  expect(notice?.data.by).toBe(a.as.admin.user);
});

// last: a new password also ends the sessions used above
test('a new password opens a locked account', async () => {
  for (let i = 0; i < 6; i += 1) await login('wrong horse 42');
  expect((await login(password)).status).toBe(401);
  await setPassword(t.app, email, password);
  expect((await login(password)).status).toBe(200);
});
