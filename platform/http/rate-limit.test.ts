import { type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testClock } from '../kernel/index.ts';

const clock = testClock('2026-03-01T08:00:00Z');
let t: TestApp;
let a: TestTenant;

beforeAll(async () => {
  t = await testApp({ clock });
  a = await t.tenant();
  await a.as.owner.patch('/api-limits', { credential: 10 });
});
afterAll(() => t.close());

const key = async () => {
  const { token } = (await a.as.seller.post('/api-tokens', { name: '同步', scopes: ['account.read'] })).body;
  return () => t.anonymous.post('/records/account/query', {}, { authorization: `Bearer ${token}` });
};

it('counts each key by itself and says how much is left', async () => {
  const [call, other] = [await key(), await key()];
  const answers = [];
  for (let n = 0; n < 11; n += 1) answers.push(await call());
  expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429]);
  expect(answers[0]?.headers).toMatchObject({ 'ratelimit-policy': '"credential";q=10;w=60', ratelimit: '"credential";r=9;t=60' });
  const last = answers[10];
  expect(last?.headers).toMatchObject({ ratelimit: '"credential";r=0;t=60', 'retry-after': '60' });
  expect(last?.body).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
  expect((await other()).status).toBe(200);
  // half a minute into the next window half of what was used still counts
  clock.advance(90_000);
  const after = [];
  for (let n = 0; n < 6; n += 1) after.push((await call()).status);
  expect(after).toEqual([200, 200, 200, 200, 200, 429]);
});

it('leaves sessions and people nobody knows their own counts', async () => {
  const session = await a.as.seller.post('/records/account/query', {});
  expect(session.headers['ratelimit-policy']).toBe('"user";q=150000;w=60');
  const nobody = await t.anonymous.get('/auth/me');
  expect([nobody.status, nobody.headers['ratelimit-policy']]).toEqual([401, '"address";q=1200;w=60']);
});

it('is set by who may manage keys, within bounds', async () => {
  expect((await a.as.manager.get('/api-limits')).status).toBe(403);
  expect((await a.as.owner.get('/api-limits')).body).toEqual({ credential: 10, user: 150_000 });
  expect((await a.as.owner.patch('/api-limits', { user: 5 })).body.errors).toMatchObject([{ field: 'user', code: 'INVALID_VALUE' }]);
});
