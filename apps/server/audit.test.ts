import { verifyChain } from '@huanke/platform/audit';
import { withClient } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let a: TestTenant;
let b: TestTenant;
let admin: Client;

beforeAll(async () => {
  t = await testApp();
  a = await t.tenant();
  b = await t.tenant();
  admin = a.as.admin;
});
afterAll(() => t.close());

interface Item {
  event: string;
  by: { id: string; title: string } | null;
  object: string | null;
  record: string | null;
  data: Record<string, unknown>;
  address: string | null;
}
const entries = async (query = '', who = admin): Promise<Item[]> => (await who.get(`/audit?limit=200${query}`)).body.items;
const last = async (event: string) => (await entries(`&event=${event}`))[0];
const mailOf = async (client: Client) => (await client.get('/profile')).body.email as string;
const login = (email: string, password: string) =>
  t.anonymous.post('/auth/login', { email, password }, { 'user-agent': 'Testbrowser', 'x-huanke-channel': 'web' });

describe('what is written down', () => {
  it('signing in and out, and wrong passwords, also for an account that is locked; never the password', async () => {
    const email = await mailOf(a.as.colleague);
    const answer = await login(email, 'correct horse 42');
    expect(answer.status).toBe(200);
    expect(await last('session.started')).toMatchObject({
      by: { id: a.as.colleague.user },
      channel: 'web',
      address: '127.0.0.1',
      agent: 'Testbrowser',
      data: { via: 'password' },
    });
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    await t.anonymous.send('POST', '/auth/logout', undefined, { cookie });
    expect(await last('session.ended')).toMatchObject({ by: { id: a.as.colleague.user } });
    expect((await login(email, 'not the horse')).status).toBe(401);
    expect((await login('nobody@test.local', 'not the horse')).status).toBe(401);
    await until(async () => (await entries('&event=session.refused')).length === 1);
    expect(await last('session.refused')).toMatchObject({ by: { id: a.as.colleague.user }, data: { locked: false } });
    expect(JSON.stringify(await entries())).not.toContain('horse');
    expect(await entries('&event=session.refused', b.as.admin)).toEqual([]);
  });

  it('a changed password', async () => {
    const { status } = await a.as.outsider.post('/auth/password', { current: 'correct horse 42', new: 'better horse 43' });
    expect(status).toBe(204);
    expect(await last('password.changed')).toMatchObject({ by: { id: a.as.outsider.user } });
  });

  it('invitations, roles of people, switching somebody off and on', async () => {
    const { user } = (await admin.post('/users/invite', { name: '新人', email: 'new@test.local', roles: ['member'] })).body;
    expect(await last('user.invited')).toMatchObject({ by: { id: admin.user }, object: 'user', record: user.id, recordTitle: '新人' });
    await admin.put(`/users/${user.id}/roles`, { roles: ['manager'] });
    expect((await last('user.rolesChanged'))?.data).toEqual({ old: ['member'], new: ['manager'] });
    await admin.post(`/users/${user.id}/deactivate`);
    expect(await last('user.deactivated')).toMatchObject({ record: user.id });
    await admin.post(`/users/${user.id}/activate`);
    expect(await last('user.activated')).toMatchObject({ record: user.id });
  });

  it('made, changed and deleted roles', async () => {
    const role = (await admin.post('/roles', { name: '出纳', permissions: ['account.read'] })).body;
    expect((await last('role.created'))?.data).toMatchObject({ permissions: ['account.read'] });
    await admin.patch(`/roles/${role.id}`, { permissions: ['account.read', 'account.export'] });
    expect((await last('role.changed'))?.data).toMatchObject({
      old: { permissions: ['account.read'] },
      new: { permissions: ['account.read', 'account.export'] },
    });
    await admin.delete(`/roles/${role.id}`);
    expect(await last('role.deleted')).toMatchObject({ record: role.id });
  });

  it('settings of the company: what was and what is', async () => {
    await admin.patch('/settings', { timeZone: 'Asia/Urumqi' });
    expect((await last('settings.changed'))?.data).toEqual({
      changes: [{ name: 'timeZone', old: 'Asia/Shanghai', new: 'Asia/Urumqi' }],
    });
  });

  it('a refused change leaves nothing', async () => {
    const before = (await entries()).length;
    expect((await admin.patch('/settings', { timeZone: 'Nowhere' })).status).toBe(422);
    expect((await admin.put(`/users/${admin.user}/roles`, { roles: ['nothing'] })).status).toBeGreaterThan(400);
    expect(await entries()).toHaveLength(before);
  });

  it('records handed to somebody else in bulk', async () => {
    const ids: string[] = [];
    for (const name of ['甲', '乙']) ids.push((await a.as.seller.post('/records/account', { name })).body.id);
    const records = ids.map((id) => ({ id, owner: { id: a.as.colleague.user } }));
    const answer = await admin.post('/records/account/bulk', { operation: 'update', records });
    expect(answer.status).toBe(200);
    expect(await last('records.transferred')).toMatchObject({
      object: 'account',
      data: { count: 2, to: [a.as.colleague.user], records: expect.arrayContaining(ids) },
    });
  });
});

describe('reading it', () => {
  it('needs the right to, and shows one company only', async () => {
    for (const who of [a.as.manager, a.as.seller, a.as.readOnly])
      for (const url of ['/audit', '/audit/facets', '/audit/chain', '/audit/entries.csv'])
        expect((await who.get(url)).status, url).toBe(403);
    expect((await t.anonymous.get('/audit')).status).toBe(401);
    expect((await entries(`&by=${admin.user}`, b.as.admin)).length).toBe(0);
    expect((await entries(`&by=${admin.user}`)).length).toBeGreaterThan(3);
  });

  it('narrows by person, event, object, record and time, and turns pages without a gap', async () => {
    const all = await entries();
    const read: Item[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await admin.get(`/audit?limit=3${cursor && `&cursor=${cursor}`}`);
      read.push(...body.items);
      if (!body.nextCursor) break;
      cursor = body.nextCursor;
    }
    expect(read).toEqual(all);
    const role = all.find((item) => item.event === 'role.created');
    expect((await entries(`&record=${role?.record}`)).map((item) => item.event)).toEqual(['role.deleted', 'role.changed', 'role.created']);
    expect(new Set((await entries('&object=user')).map((item) => item.object))).toEqual(new Set(['user']));
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await entries(`&from=${tomorrow}`)).toEqual([]);
    expect(await entries(`&to=${tomorrow}`)).toHaveLength(all.length);
    for (const bad of ['by=x', 'record=x', 'from=x']) expect((await admin.get(`/audit?${bad}`)).status, bad).toBe(422);
    expect((await admin.get('/audit?cursor=x')).body.code).toBe('BAD_CURSOR');
    expect((await admin.get('/audit?limit=201')).status).toBe(400);
  });

  it('offers what occurs as filters', async () => {
    const { body } = await admin.get('/audit/facets');
    expect(body.events).toEqual([...new Set((await entries()).map((item) => item.event))].sort());
    expect(body.people.map((person: { id: string }) => person.id)).toContain(admin.user);
  });

  it('as a file, which is itself written down', async () => {
    const { text, status } = await admin.get('/audit/entries.csv?event=role.created');
    expect(status).toBe(200);
    expect(text.trim().split('\r\n')).toHaveLength(2);
    expect((await last('audit.exported'))?.data).toEqual({ filter: { event: 'role.created' } });
  });

  it('says whether the chain is whole, and names the first entry that is not', async () => {
    const whole = (await admin.get('/audit/chain')).body;
    expect(whole).toMatchObject({ ok: true, days: null, head: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect((await entries('&event=role.created'))[0]).toMatchObject({ seq: expect.any(Number) });
    await withClient(t.runtime.ownerUrl, (client) =>
      client.query("update audit_log set event = 'role.unmade' where tenant_id = $1 and event = 'role.created'", [a.id]),
    );
    expect((await admin.get('/audit/chain')).body).toMatchObject({ ok: false, broken: { fault: 'changed' } });
    expect(await verifyChain(await t.app.contextFor({ tenant: b.id }))).toMatchObject({ ok: true });
    await withClient(t.runtime.ownerUrl, (client) =>
      client.query("update audit_log set event = 'role.created' where tenant_id = $1 and event = 'role.unmade'", [a.id]),
    );
    expect((await admin.get('/audit/chain')).body).toMatchObject({ ok: true });
  });

  it('is kept as long as the company wants, but half a year at least', async () => {
    expect((await admin.put('/audit/retention', { days: 179 })).body.errors[0]).toMatchObject({ field: 'days' });
    expect((await a.as.manager.put('/audit/retention', { days: 365 })).status).toBe(403);
    expect((await admin.put('/audit/retention', { days: 365 })).body).toEqual({ days: 365 });
    expect((await last('settings.changed'))?.data).toEqual({ changes: [{ name: 'auditDays', old: null, new: 365 }] });
    expect((await admin.put('/audit/retention', { days: null })).body).toEqual({ days: null });
  });
});
