import { type Answer, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testClock } from '../kernel/index.ts';

const clock = testClock('2026-03-01T08:00:00Z');
let t: TestApp;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testApp({ clock });
  [a, b] = [await t.tenant(), await t.tenant()];
});
afterAll(() => t.close());

interface App {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const ask = (body: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
  t.anonymous.send('POST', '/oauth/token', new URLSearchParams(body).toString(), { ...form, ...headers });
const basic = ({ clientId, clientSecret }: App) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
});
const inBody = ({ clientId, clientSecret }: App) => ({ client_id: clientId, client_secret: clientSecret });
const grant = { grant_type: 'client_credentials' };
const makeApp = async (body: object = {}): Promise<App> =>
  (await a.as.admin.post('/api-apps', { name: 'ERP', scopes: ['account.read', 'account.create'], user: a.as.seller.user, ...body })).body;
const accounts = (token: string) => t.anonymous.post('/records/account/query', {}, { authorization: `Bearer ${token}` });

it('gives an app a short-lived token by Basic and by body, and acts as the chosen user', async () => {
  const app = await makeApp();
  for (const answer of [await ask(grant, basic(app)), await ask({ ...grant, ...inBody(app) })]) {
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600, scope: 'account.read account.create' } });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body.access_token).toMatch(/^hk_oat_/);
  }
  const { access_token: token } = (await ask(grant, basic(app))).body;
  const made = await t.anonymous.post('/records/account', { name: '来自 ERP' }, { authorization: `Bearer ${token}` });
  expect(made.body).toMatchObject({ owner: { id: a.as.seller.user }, createdBy: { id: a.as.seller.user } });
  expect((await t.anonymous.patch(`/records/account/${made.body.id}`, { name: '改' }, { authorization: `Bearer ${token}` })).status).toBe(
    403,
  );
  clock.advance(3_600_000);
  expect((await accounts(token)).status).toBe(401);
});

it('narrows a token to the scopes asked for', async () => {
  const app = await makeApp();
  const { body } = await ask({ ...grant, scope: 'account.read' }, basic(app));
  expect(body.scope).toBe('account.read');
  const post = await t.anonymous.post('/records/account', { name: '甲' }, { authorization: `Bearer ${body.access_token}` });
  expect(post.status).toBe(403);
});

it('refuses in the words of RFC 6749', async () => {
  const app = await makeApp();
  const refused = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    return [status, body.error];
  };
  expect(await refused(ask({}, basic(app)))).toEqual([400, 'invalid_request']);
  expect(await refused(ask({ grant_type: 'password' }, basic(app)))).toEqual([400, 'unsupported_grant_type']);
  expect(await refused(ask({ ...grant, scope: 'lead.read' }, basic(app)))).toEqual([400, 'invalid_scope']);
  expect(await refused(ask({ ...grant, ...inBody(app) }, basic(app)))).toEqual([400, 'invalid_request']);
  expect(await refused(ask({ ...grant, client_id: app.clientId }))).toEqual([401, 'invalid_client']);
  expect(await refused(ask(grant, basic({ ...app, clientId: 'app-1-zz' })))).toEqual([401, 'invalid_client']);
  const wrong = await ask(grant, basic({ ...app, clientSecret: `${app.clientSecret}x` }));
  expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' }, headers: { 'www-authenticate': 'Basic realm="huanke"' } });
  // a secret is no token
  expect((await accounts(app.clientSecret)).status).toBe(401);
});

it('ends tokens with the secret, the app and the user; narrower scopes count at once', async () => {
  const app = await makeApp();
  const token = async (of: App) => (await ask(grant, basic(of))).body.access_token as string;
  const first = await token(app);
  expect((await accounts(first)).status).toBe(200);
  await a.as.admin.patch(`/api-apps/${app.id}`, { scopes: ['lead.read'] });
  expect((await accounts(first)).status).toBe(404);
  await a.as.admin.patch(`/api-apps/${app.id}`, { scopes: ['account.read'] });
  const renewed = (await a.as.admin.post(`/api-apps/${app.id}/secret`)).body as App;
  expect((await accounts(first)).status).toBe(401);
  expect((await ask(grant, basic(app))).status).toBe(401);
  const second = await token(renewed);
  await a.as.owner.post(`/users/${a.as.seller.user}/deactivate`);
  expect((await accounts(second)).status).toBe(401);
  await a.as.owner.post(`/users/${a.as.seller.user}/activate`);
  expect((await accounts(second)).status).toBe(200);
  expect((await a.as.admin.delete(`/api-apps/${app.id}`)).status).toBe(204);
  expect((await accounts(second)).status).toBe(401);
  expect((await ask(grant, basic(renewed))).status).toBe(401);
});

it('is managed by who may, and never as somebody with more rights', async () => {
  const app = await makeApp();
  expect((await a.as.manager.get('/api-apps')).status).toBe(403);
  expect((await a.as.manager.post('/api-apps', { name: 'x', scopes: ['*'] })).status).toBe(403);
  expect((await b.as.owner.delete(`/api-apps/${app.id}`)).status).toBe(404);
  expect((await b.as.owner.get('/api-apps')).body.items).toEqual([]);
  // an administrator does not get in as the owner
  expect((await a.as.admin.post('/api-apps', { name: 'x', scopes: ['*'], user: a.as.owner.user })).status).toBe(403);
  // who may manage keys only, may act as who has no more than they
  const { id: role } = (await a.as.owner.post('/roles', { name: '接口', permissions: ['api.manage', '*.read'] })).body;
  await a.as.owner.put(`/users/${a.as.colleague.user}/roles`, { roles: [role] });
  const asAdmin = await a.as.colleague.post('/api-apps', { name: 'x', scopes: ['*'], user: a.as.admin.user });
  expect(asAdmin).toMatchObject({ status: 422, body: { errors: [{ field: 'user' }] } });
  expect((await a.as.colleague.post('/api-apps', { name: 'x', scopes: ['*'] })).status).toBe(201);
  expect((await a.as.admin.post('/api-apps', { name: 'x', scopes: ['*'], user: b.as.seller.user })).body.errors[0].field).toBe('user');
});

it('says where tokens are had', async () => {
  const answer = await t.server.inject({ url: '/.well-known/oauth-authorization-server', headers: { host: 'crm.example:8080' } });
  expect(answer.json()).toMatchObject({
    issuer: 'http://crm.example:8080',
    token_endpoint: 'http://crm.example:8080/api/v1/oauth/token',
    grant_types_supported: ['client_credentials'],
  });
});
