import { sql, withClient } from '@huanke/platform/database';
import { migrations } from '@huanke/platform/database/migrations';
import { until } from '@huanke/platform/testing';
import { type Client, lockWaits, ok, type TestApp, type TestTenant, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deals, fillDealsJob } from './fill-deals.ts';
import { fillIn } from './filling.ts';

let app: TestApp;
let a: TestTenant;
let b: TestTenant;
let empty: TestTenant;
beforeAll(async () => {
  app = await testApp();
  a = await app.tenant();
  b = await app.tenant();
  empty = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

const at = (id: string) => `/records/opportunity/${id}`;
const deal = async (who: Client, stage: string, account?: string): Promise<string> =>
  ok(await who.post('/records/opportunity', { name: stage, amount: '10', closeOn: '2027-06-30', stage, lossReason: 'price', account })).body
    .id;
const ask = async (who: Client, opportunity: string, hours: string): Promise<string> =>
  ok(await who.post('/records/collabRequest', { name: '选型支持', opportunity, hours })).body.id;
const read = async (who: Client, ...ids: string[]) => {
  const rows = await Promise.all(ids.map(async (id) => ok(await who.get(at(id))).body));
  return rows.map(({ forecastCategory, supportHours }) => [forecastCategory, supportHours]);
};
const system = (tenant: TestTenant) => app.app.contextFor({ tenant: tenant.id });
const noteOf = async (tenant: TestTenant) => {
  const ctx = await system(tenant);
  const [row] = await ctx.query<{ note: object | null }>(
    sql`select settings -> 'salesForecast' as note from tenant where id = ${tenant.id}`,
  );
  return row?.note ?? null;
};
/** All deals as they were before there were the fields, and the upgrade. */
const upgrade = () =>
  withClient(app.runtime.ownerUrl, async (client) => {
    await client.query('update opportunity set forecast_category = null, support_hours = null');
    await migrations.find(({ id }) => id === '0095-forecast-and-hours-of-deals')?.up(client);
  });
const runJob = () =>
  fillDealsJob.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined as never);
const killedAfter = (batches: number) => {
  let rounds = 0;
  return {
    throwIfAborted() {
      rounds += 1;
      if (rounds > batches) throw new Error('killed');
    },
  };
};
const none = [null, null];

it('fills deals bit by bit after the upgrade, goes on after a stop, and leaves what was written meanwhile', async () => {
  const { seller, admin } = a.as;
  const stages = ['proposal', 'negotiation', 'initial', 'won', 'lost', 'initial', 'initial', 'qualified'] as const;
  const ids: string[] = [];
  for (const stage of stages) ids.push(await deal(seller, stage));
  const [proposal = '', negotiation = '', initial = '', won = '', lost = '', said = '', moved = '', helped = ''] = ids;
  await ask(seller, proposal, '1.5');
  await ask(seller, proposal, '2');
  await ask(seller, helped, '1');
  ok(await admin.delete(at(negotiation)));
  const theirs = await deal(b.as.seller, 'negotiation');
  await ask(b.as.seller, theirs, '7');

  await upgrade();
  // the upgrade itself writes no deal
  expect(await read(seller, proposal, won)).toEqual([none, none]);
  expect(await noteOf(a)).toMatchObject({ stages: { proposal: 'bestCase', won: 'closed' } });
  expect(await noteOf(empty)).toBeNull();

  const ctx = await system(a);
  const { version } = ok(await seller.get(at(initial))).body;
  await expect(fillIn(ctx, deals, killedAfter(2), 2)).rejects.toThrow('killed');
  expect(await read(seller, proposal, initial, won, lost, said, moved, helped)).toEqual([
    ['bestCase', '3.5'],
    ['pipeline', null],
    ['closed', null],
    none,
    none,
    none,
    none,
  ]);
  ok(await seller.patch(at(said), { forecastCategory: 'commit' }));
  ok(await seller.patch(at(moved), { stage: 'onHold', forecastCategory: 'commit' }));
  await ask(seller, helped, '3');
  // behind where it stopped: it does not come there again
  ok(await seller.patch(at(initial), { forecastCategory: 'bestCase' }));

  expect(await fillIn(ctx, deals, undefined, 2)).toBe(4);
  expect(await read(seller, proposal, initial, won, lost, said, moved, helped)).toEqual([
    ['bestCase', '3.5'],
    ['bestCase', null],
    ['closed', null],
    ['omitted', null],
    ['commit', null],
    ['commit', null],
    ['pipeline', '4.0'],
  ]);
  ok(await admin.post(`${at(negotiation)}/restore`));
  expect(await read(seller, negotiation)).toEqual([['commit', null]]);
  // derived figures: the one version more is of what the seller has said
  expect(ok(await seller.get(at(initial))).body.version).toBe(version + 1);

  expect(await read(b.as.seller, theirs)).toEqual([none]);
  await runJob();
  expect(await read(b.as.seller, theirs)).toEqual([['commit', '7.0']]);
  expect([await noteOf(a), await noteOf(b), await noteOf(empty)]).toEqual([{ done: true }, { done: true }, null]);

  // nobody looks through deals again
  await withClient(app.runtime.ownerUrl, (client) => client.query('update opportunity set forecast_category = null where id = $1', [won]));
  await runJob();
  expect(await read(seller, won)).toEqual([none]);
});

it('one company that fails keeps no other from its turn', async () => {
  const [ours, theirs] = [await deal(a.as.seller, 'won'), await deal(b.as.seller, 'won')];
  await upgrade();
  await withClient(app.runtime.ownerUrl, (client) =>
    client.query(`update tenant set settings = jsonb_set(settings, '{salesForecast,after}', '"no id"') where id = $1`, [a.id]),
  );
  await runJob();
  expect([await read(a.as.seller, ours), await read(b.as.seller, theirs)]).toEqual([[none], [['closed', null]]]);
  await upgrade();
  await runJob();
  expect(await read(a.as.seller, ours)).toEqual([['closed', null]]);
});

it('sees hours that are taken away while it waits for the deal, and roll-ups follow it', async () => {
  const { seller, admin } = a.as;
  const account = ok(await seller.post('/records/account', { name: '恒润化工' })).body.id;
  const filter = { field: 'forecastCategory', op: 'eq', value: 'commit' };
  const field = (name: string, rollup: object) =>
    admin.post('/meta/objects/account/fields', {
      name,
      label: name,
      type: 'rollup',
      rollup: { object: 'opportunity', field: 'account', ...rollup },
    });
  const [id, other] = [await deal(seller, 'negotiation', account), await deal(seller, 'negotiation', account)];
  const request = await ask(seller, id, '5');
  await ask(seller, other, '1.5');
  await upgrade();
  // only its hours are still missing
  ok(await seller.patch(at(id), { forecastCategory: 'bestCase' }));
  const sums = async () => {
    const { x_sure, x_hours } = ok(await seller.get(`/records/account/${account}`)).body;
    return [x_sure, x_hours];
  };
  ok(await field('x_sure', { function: 'count', filter }));
  ok(await field('x_hours', { function: 'sum', of: 'supportHours' }));
  await until(async () => (await sums()).every((sum) => sum !== null), 'what is there is summed up');
  expect(await sums()).toEqual([0, '0.0']);
  const filling = await withClient(app.runtime.ownerUrl, async (client) => {
    await client.query('begin');
    await client.query('select from opportunity where id = $1 for no key update', [id]);
    const started = runJob();
    const ctx = await system(a);
    await until(async () => (await lockWaits(ctx)) > 0, 'the job waits for the deal');
    await client.query('update collab_request set deleted_at = now() where id = $1', [request]);
    await client.query('commit');
    return started;
  });
  await filling;
  expect(await read(seller, id, other)).toEqual([
    ['bestCase', null],
    ['commit', '1.5'],
  ]);
  expect(await sums()).toEqual([1, '1.5']);
});
