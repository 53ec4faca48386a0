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

test('a record is created, read, changed, deleted and restored; the other company never sees it', async () => {
  const { seller } = a.as;
  const created = await seller.post('/records/account', { name: '浙江恒润化工', phone: '0575-82031234', annualRevenue: '1100.04' });
  expect(created.status).toBe(201);
  expect(created.headers.etag).toBe('"1"');
  expect(created.headers.location).toBe(`/api/v1/records/account/${created.body.id}`);
  expect(created.body).toMatchObject({
    version: 1,
    name: '浙江恒润化工',
    annualRevenue: '1100.04',
    owner: { id: seller.user },
    parent: null,
  });
  const at = `/records/account/${created.body.id}`;
  expect((await seller.get(at)).body).toEqual(created.body);
  for (const stranger of [b.as.admin, b.as.seller]) {
    expect((await stranger.get(at)).status).toBe(404);
    expect((await stranger.patch(at, { name: 'x' })).status).toBe(404);
    expect((await stranger.delete(at)).status).toBe(404);
  }
  expect((await a.as.outsider.get(at)).status).toBe(404);
  expect((await a.as.manager.get(at)).status).toBe(200);
  expect((await a.as.readOnly.patch(at, { name: 'x' })).status).toBe(403);
  const changed = await seller.patch(at, { level: 'A' }, { 'if-match': '"1"' });
  expect(changed.body).toMatchObject({ version: 2, level: 'A' });
  const late = await seller.patch(at, { level: 'B' }, { 'if-match': '"1"' });
  expect(late.status).toBe(412);
  expect(late.body).toMatchObject({ code: 'PRECONDITION_FAILED', errors: [{ field: 'level', current: 'A' }] });
  expect((await seller.delete(at)).status).toBe(204);
  expect((await seller.get(at)).status).toBe(404);
  expect((await seller.get('/records/account/deleted')).body.records).toHaveLength(1);
  expect((await seller.post(`${at}/restore`)).status).toBe(200);
  expect((await seller.get(`${at}/history`)).body.items.length).toBeGreaterThanOrEqual(3);
});

test('unknown routes answer 404, wrong methods 405, strangers 401, broken JSON 400', async () => {
  const { seller } = a.as;
  expect((await seller.get('/nowhere')).body).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  expect((await seller.put('/records/account/x')).status).toBe(405);
  expect((await t.anonymous.get('/records/account/x')).status).toBe(401);
  expect((await t.anonymous.post('/records/account', { nonsense: 1 })).body.code).toBe('UNAUTHENTICATED');
  expect((await seller.send('POST', '/records/account', '{"name":', { 'content-type': 'application/json' })).body.code).toBe(
    'MALFORMED_JSON',
  );
  expect((await seller.send('POST', '/records/account', 'name=1', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
    415,
  );
  expect((await t.anonymous.get('/readyz')).body).toEqual({ status: 'ready' });
});

test('a request that a foreign page makes the browser send is refused', async () => {
  const { seller } = a.as;
  expect((await seller.post('/records/account', { name: 'x' }, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await seller.post('/records/account', { name: 'x' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await seller.post('/records/account', { name: 'x' }, { origin: 'http://localhost:80', host: 'localhost:80' })).status).toBe(201);
});

test('OpenAPI lists every object and action', async () => {
  const { body } = await a.as.admin.get('/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/api/v1/records/opportunity/query', '/api/v1/records/lead/{id}/actions/convert', '/api/v1/auth/login']),
  );
  expect(body.components.schemas.OpportunityCreate.properties.stage.enum).toContain('won');
});
