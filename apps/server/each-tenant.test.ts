import { sql } from '@huanke/platform/database';
import { eachTenant, type JobContext } from '@huanke/platform/module';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type TestApp, type TestTenant, testApp } from './testing.ts';

let t: TestApp;
let tenants: TestTenant[];
const stop = new AbortController();
const job = (): JobContext => ({ app: t.app, contextFor: t.app.contextFor, signal: stop.signal });

beforeAll(async () => {
  t = await testApp();
  tenants = [await t.tenant(), await t.tenant(), await t.tenant()];
});
afterAll(() => t.close());

it('a company whose work fails keeps no other from theirs', async () => {
  const log = vi.spyOn(t.app.log, 'error');
  const [, broken] = tenants.map(({ id }) => id);
  const done: number[] = [];
  await eachTenant(job(), 'all', async (tenant) => {
    if (tenant === broken) throw new Error('broken');
    done.push(tenant);
  });
  expect(done).toEqual([tenants[0]?.id, tenants[2]?.id]);
  expect(log.mock.calls.map(([about]) => about)).toEqual([{ tenant: broken, error: new Error('broken') }]);
});

it('goes only to those where the query of what is due finds a row', async () => {
  const [, second] = tenants;
  await second?.as.seller.post('/records/account', { name: '有事要做' });
  const done: number[] = [];
  await eachTenant(
    job(),
    'active',
    async (tenant) => done.push(tenant),
    (tenant) => sql`select from account where tenant_id = ${tenant}`,
  );
  expect(done).toEqual([second?.id]);
});

it('leaves out what is not active where that is asked, and ends where the worker stops', async () => {
  const [first, second, third] = tenants.map(({ id }) => id);
  await t.app.owner.query(`update tenant set status = 'erasing' where id = $1`, [first]);
  const seen = async (which: 'active' | 'all') => {
    const ids: number[] = [];
    await eachTenant(job(), which, async (tenant) => ids.push(tenant));
    return ids;
  };
  expect(await seen('active')).toEqual([second, third]);
  expect(await seen('all')).toEqual([first, second, third]);
  const ids: number[] = [];
  const run = eachTenant(job(), 'all', async (tenant) => {
    ids.push(tenant);
    stop.abort(new Error('stopped'));
    stop.signal.throwIfAborted();
  });
  await expect(run).rejects.toThrow('stopped');
  expect(ids).toEqual([first]);
});
