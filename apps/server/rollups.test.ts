import { sql } from '@huanke/platform/database';
import { createRecord } from '@huanke/platform/records';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

const rounds = process.env['HUANKE_TEST_FULL'] ? 20 : 3;

let app: TestApp;
let here: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp();
  here = await app.tenant();
  other = await app.tenant();
  await app.startWork();
});
afterAll(() => app.close());

function good(answer: Answer, status = 200): Answer {
  expect(answer.status, answer.text).toBe(status);
  return answer;
}
const refused = (answer: Answer) => [answer.status, answer.body.code, answer.body.errors?.[0]?.field];
const fields = '/meta/objects/account/fields';
const create = async (object: string, values: Record<string, unknown>, as = here.as.admin) =>
  good(await as.post(`/records/${object}`, values), 201).body;
const read = async (object: string, id: string) => good(await here.as.admin.get(`/records/${object}/${id}`)).body;
const field = async (name: string, object = 'account') =>
  good(await here.as.admin.get(`/meta/objects/${object}`)).body.fields.find((one: { name: string }) => one.name === name);

/** Waits until the existing records are worked out. */
const worked = (name: string, object = 'account') =>
  until(async () => {
    const found = await field(name, object);
    return found?.computing === false && found;
  }, `the computation of ${name}`);

const over = (name: string, rollup: Record<string, unknown>) => ({
  name,
  type: 'rollup',
  label: name,
  rollup: { object: 'opportunity', field: 'account', ...rollup },
});
const won = { field: 'stage', op: 'eq', value: 'won' };

test('roll-ups over data that is there are worked out in the background', async () => {
  const account = await create('account', { name: '恒润化工' });
  const empty = await create('account', { name: '空客户' });
  await create('opportunity', { name: '一', account: account.id, amount: '100.10', stage: 'won', closeOn: '2026-03-01' });
  await create('opportunity', { name: '二', account: account.id, amount: '0.25', stage: 'initial', closeOn: '2026-05-01' });
  await create('opportunity', { name: '三', account: account.id, stage: 'won' });
  for (const body of [
    over('x_deals', { function: 'count' }),
    over('x_wonDeals', { function: 'count', filter: won }),
    over('x_total', { function: 'sum', of: 'amount' }),
    over('x_wonTotal', { function: 'sum', of: 'amount', filter: won }),
    over('x_mean', { function: 'avg', of: 'amount' }),
    over('x_largest', { function: 'max', of: 'amount' }),
    over('x_first', { function: 'min', of: 'closeOn' }),
  ])
    good(await here.as.admin.post(fields, body), 201);
  for (const name of ['x_deals', 'x_wonDeals', 'x_total', 'x_wonTotal', 'x_mean', 'x_largest', 'x_first']) await worked(name);
  expect(await field('x_mean')).toMatchObject({ type: 'rollup', result: 'currency', scale: 4, readOnly: true, indexed: true });
  expect(await read('account', account.id)).toMatchObject({
    version: account.version,
    updatedAt: account.updatedAt,
    x_deals: 3,
    x_wonDeals: 2,
    x_total: '100.35',
    x_wonTotal: '100.10',
    x_mean: '50.1750',
    x_largest: '100.10',
    x_first: '2026-03-01',
  });
  const nothing = { x_deals: 0, x_wonDeals: 0, x_total: '0.00', x_wonTotal: '0.00', x_mean: null, x_largest: null, x_first: null };
  expect(await read('account', empty.id)).toMatchObject(nothing);
  expect(await create('account', { name: '新客户' })).toMatchObject(nothing);
});

test('every way of writing the children keeps them right', async () => {
  const { admin } = here.as;
  const [a, b] = [await create('account', { name: '甲' }), await create('account', { name: '乙' })];
  const state = async (id: string) => {
    const { x_deals, x_wonDeals, x_total, x_mean, x_first } = await read('account', id);
    return [x_deals, x_wonDeals, x_total, x_mean, x_first];
  };
  const one = await create('opportunity', { name: '一', account: a.id, amount: '10', closeOn: '2026-02-01' });
  expect(await state(a.id)).toEqual([1, 0, '10.00', '10.0000', '2026-02-01']);
  good(await admin.patch(`/records/opportunity/${one.id}`, { amount: '12.5', stage: 'won', ...(await proofOf(admin)) }));
  expect(await state(a.id)).toEqual([1, 1, '12.50', '12.5000', '2026-02-01']);
  good(await admin.patch(`/records/opportunity/${one.id}`, { account: b.id }));
  expect([await state(a.id), await state(b.id)]).toEqual([
    [0, 0, '0.00', null, null],
    [1, 1, '12.50', '12.5000', '2026-02-01'],
  ]);
  good(await admin.delete(`/records/opportunity/${one.id}`), 204);
  expect(await state(b.id)).toEqual([0, 0, '0.00', null, null]);
  good(await admin.post(`/records/opportunity/${one.id}/restore`));
  expect(await state(b.id)).toEqual([1, 1, '12.50', '12.5000', '2026-02-01']);
  const many = Array.from({ length: 30 }, (_, index) => ({
    name: `批量${index}`,
    account: index % 3 ? a.id : b.id,
    amount: String(index),
  }));
  const bulk = good(await admin.post('/records/opportunity/bulk', { operation: 'create', records: many })).body.results;
  expect(await state(a.id)).toEqual([20, 0, '300.00', '15.0000', null]);
  expect(await state(b.id)).toEqual([11, 1, '147.50', '13.4091', '2026-02-01']);
  const ids = bulk.map((result: { id: string }) => result.id);
  const proof = await proofOf(admin);
  good(
    await admin.post('/records/opportunity/bulk', {
      operation: 'update',
      records: ids.map((id: string) => ({ id, account: a.id, stage: 'won', ...proof })),
    }),
  );
  expect([(await state(a.id)).slice(0, 3), (await state(b.id)).slice(0, 3)]).toEqual([
    [30, 30, '435.00'],
    [1, 1, '12.50'],
  ]);
  good(await admin.post('/records/opportunity/bulk', { operation: 'delete', records: ids }));
  expect(await state(a.id)).toEqual([0, 0, '0.00', null, null]);
  const failed = await admin.post('/records/opportunity/bulk', {
    operation: 'create',
    allOrNothing: true,
    records: [
      { name: '好', account: a.id, amount: '1' },
      { name: '坏', account: a.id, amount: 'abc' },
    ],
  });
  expect([failed.status, await state(a.id)]).toEqual([422, [0, 0, '0.00', null, null]]);
  expect((await read('account', a.id)).version).toBe(a.version);
});

test('they are read-only, also in bulk, and of no use to another company', async () => {
  const { admin } = here.as;
  const account = await create('account', { name: '只读' });
  expect(refused(await admin.post('/records/account', { name: '写', x_total: '5' }))).toEqual([422, 'INVALID_VALUE', 'x_total']);
  expect(refused(await admin.patch(`/records/account/${account.id}`, { x_deals: 9 }))).toEqual([422, 'INVALID_VALUE', 'x_deals']);
  expect(refused(await other.as.admin.get(`/records/account/${account.id}`))).toEqual([404, 'NOT_FOUND', undefined]);
  expect(good(await other.as.admin.get('/meta/objects/account')).body.fields.some((one: { name: string }) => one.name === 'x_total')).toBe(
    false,
  );
  const theirs = await other.as.admin.post('/records/account', { name: '他' });
  good(await other.as.admin.post('/records/opportunity', { name: '他单', account: theirs.body.id, amount: '7' }), 201);
  const { schemas } = good(await admin.get('/openapi.json')).body.components;
  expect(schemas.Account.properties.x_total).toMatchObject({ type: ['string', 'null'] });
  expect(schemas.AccountCreate.properties.x_total).toBeUndefined();
});

test('they filter, sort, group and add up like any field', async () => {
  const { admin } = here.as;
  const mark = { field: 'industry', op: 'isNotNull' };
  const made: string[] = [];
  for (const [index, amounts] of [[5, 6], [], [100]].entries()) {
    const account = await create('account', { name: `排${index}`, externalId: `rank-${index}` });
    made.push(account.id);
    for (const amount of amounts) await create('opportunity', { name: '单', account: account.id, amount: String(amount) });
  }
  expect(mark.op).toBe('isNotNull');
  const query = async (body: Record<string, unknown>) =>
    good(await admin.post('/records/account/query', body)).body.records.map((one: { id: string }) => one.id);
  const mine = { field: 'id', op: 'in', value: made };
  expect(await query({ filter: mine, sort: [{ field: 'x_total', direction: 'desc' }] })).toEqual([made[2], made[0], made[1]]);
  expect(
    await query({ filter: { and: [mine, { field: 'x_total', op: 'gte', value: '11' }] }, sort: [{ field: 'x_total', direction: 'asc' }] }),
  ).toEqual([made[0], made[2]]);
  expect(await query({ filter: { and: [mine, { field: 'x_mean', op: 'isNull' }] } })).toEqual([made[1]]);
  // what had children and lost them is as empty as what never had any
  const childless = await create('account', { name: '排空' });
  const only = await create('opportunity', { name: '单', account: childless.id, amount: '7' });
  good(await admin.delete(`/records/opportunity/${only.id}`), 204);
  const emptied = {
    and: [
      { field: 'id', op: 'eq', value: childless.id },
      { field: 'x_mean', op: 'isNull' },
    ],
  };
  expect(await query({ filter: emptied })).toEqual([childless.id]);
  const rows = good(
    await admin.post('/records/account/aggregate', {
      groupBy: [{ field: 'x_deals' }],
      measures: [{ fn: 'sum', field: 'x_total' }, { fn: 'count' }],
      filter: mine,
      sort: [{ field: 'x_deals', direction: 'asc' }],
    }),
  ).body.rows;
  expect(rows).toEqual([
    { x_deals: 0, 'sum:x_total': '0.00', count: 1 },
    { x_deals: 1, 'sum:x_total': '100.00', count: 1 },
    { x_deals: 2, 'sum:x_total': '11.00', count: 1 },
  ]);
});

test('sums keep every digit', async () => {
  const { admin } = here.as;
  const account = await create('account', { name: '大数' });
  const records = Array.from({ length: 200 }, () => ({ name: '大单', account: account.id, amount: '900719925474099.31' }));
  good(await admin.post('/records/opportunity/bulk', { operation: 'create', records }));
  expect((await read('account', account.id)).x_total).toBe('180143985094819862.00');
  expect((await read('account', account.id)).x_mean).toBe('900719925474099.3100');
  good(await admin.patch(`/records/account/${account.id}`, { name: '大数二' }));
  await create('opportunity', { name: '零头', account: account.id, amount: '0.07' });
  expect((await read('account', account.id)).x_total).toBe('180143985094819862.07');
});

test("a large amount in a field of one's own comes back as it was written", async () => {
  const { admin } = here.as;
  good(await admin.post(fields, { name: 'x_capital', type: 'currency', label: '注册资本' }), 201);
  good(await admin.post(fields, { name: 'x_pieces', type: 'number', label: '件数' }), 201);
  const account = await create('account', { name: '大额', x_capital: '123456789012.34', x_pieces: 9_007_199_254_740_991 });
  good(await admin.patch(`/records/account/${account.id}`, { phone: '0571-88886666' }));
  expect(await read('account', account.id)).toMatchObject({ x_capital: '123456789012.34', x_pieces: 9_007_199_254_740_991 });
});

test('another filter is worked out anew; wrong definitions are refused and say where', async () => {
  const { admin, seller } = here.as;
  const account = await create('account', { name: '换条件' });
  await create('opportunity', { name: '一', account: account.id, amount: '3', stage: 'won' });
  await create('opportunity', { name: '二', account: account.id, amount: '4', stage: 'lost' });
  good(
    await admin.patch(`${fields}/x_wonTotal`, {
      rollup: {
        object: 'opportunity',
        field: 'account',
        function: 'sum',
        of: 'amount',
        filter: { field: 'stage', op: 'eq', value: 'lost' },
      },
    }),
  );
  await worked('x_wonTotal');
  expect((await read('account', account.id)).x_wonTotal).toBe('4.00');
  good(await admin.patch(`${fields}/x_wonTotal`, { rollup: { object: 'opportunity', field: 'account', function: 'max', of: 'amount' } }));
  await worked('x_wonTotal');
  expect((await read('account', account.id)).x_wonTotal).toBe('4.00');
  const bad = async (rollup: Record<string, unknown>, more = {}) =>
    refused(await admin.post(fields, { ...over('x_bad', rollup), ...more }));
  expect(await bad({ function: 'sum' })).toEqual([422, 'REQUIRED', 'rollup.of']);
  expect(await bad({ function: 'median', of: 'amount' })).toEqual([422, 'INVALID_VALUE', 'rollup.function']);
  expect(await bad({ function: 'sum', of: 'name' })).toEqual([422, 'INVALID_VALUE', 'rollup.of']);
  expect(await bad({ function: 'sum', of: 'closeOn' })).toEqual([422, 'INVALID_VALUE', 'rollup.of']);
  expect(await bad({ function: 'count', field: 'owner' })).toEqual([422, 'INVALID_VALUE', 'rollup.field']);
  expect(await bad({ function: 'count', object: 'x_none' })).toEqual([422, 'INVALID_VALUE', 'rollup.object']);
  expect(await bad({ function: 'count', filter: { field: 'nope', op: 'eq', value: 1 } })).toEqual([422, 'INVALID_VALUE', 'rollup.filter']);
  expect(await bad({ function: 'count', filter: { field: 'closeOn', op: 'within', value: 'thisWeek' } })).toEqual([
    422,
    'INVALID_VALUE',
    'rollup.filter',
  ]);
  expect(await bad({ function: 'count', filter: { not: { field: 'owner', op: 'eq', value: 'me' } } })).toEqual([
    422,
    'INVALID_VALUE',
    'rollup.filter',
  ]);
  expect(await bad({ function: 'count', filter: { field: 'account.name', op: 'eq', value: 'x' } })).toEqual([
    422,
    'INVALID_VALUE',
    'rollup.filter',
  ]);
  const formula = { name: 'x_half', type: 'formula', formula: 'amount / LEN(account.name)', result: 'currency', label: '一半' };
  good(await admin.post('/meta/objects/opportunity/fields', formula), 201);
  expect(await bad({ function: 'sum', of: 'x_half' })).toEqual([422, 'INVALID_VALUE', 'rollup.of']);
  good(await admin.delete('/meta/objects/opportunity/fields/x_half'), 204);
  expect(await bad({ function: 'count' }, { required: true })).toEqual([422, 'INVALID_VALUE', 'required']);
  expect(refused(await admin.post(fields, { name: 'x_bad', type: 'rollup', label: 'x' }))).toEqual([422, 'REQUIRED', 'rollup']);
  expect(
    refused(
      await admin.post(fields, {
        name: 'x_bad',
        type: 'text',
        label: 'x',
        rollup: { object: 'opportunity', field: 'account', function: 'count' },
      }),
    ),
  ).toEqual([422, 'INVALID_VALUE', 'rollup']);
  expect(
    refused(await admin.patch(`${fields}/x_wonTotal`, { rollup: { object: 'opportunity', field: 'account', function: 'count' } })),
  ).toEqual([409, 'STATE', 'rollup.of']);
  expect(refused(await seller.post(fields, over('x_bad', { function: 'count' })))).toEqual([403, 'FORBIDDEN', undefined]);
});

test('a roll-up may read another one, two levels and no ring; what is read can not be taken away', async () => {
  const { admin } = here.as;
  const parent = await create('account', { name: '集团' });
  const child = await create('account', { name: '子公司', parent: parent.id });
  const group = (name: string, rollup: Record<string, unknown>) => ({
    name,
    type: 'rollup',
    label: name,
    rollup: { object: 'account', field: 'parent', ...rollup },
  });
  good(await admin.post(fields, group('x_groupTotal', { function: 'sum', of: 'x_total' })), 201);
  await worked('x_groupTotal');
  const deal = await create('opportunity', { name: '单', account: child.id, amount: '8' });
  expect((await read('account', parent.id)).x_groupTotal).toBe('8.00');
  good(await admin.patch(`/records/opportunity/${deal.id}`, { amount: '9' }));
  expect((await read('account', parent.id)).x_groupTotal).toBe('9.00');
  expect(refused(await admin.post(fields, group('x_bad', { function: 'sum', of: 'x_groupTotal' })))).toEqual([
    422,
    'INVALID_VALUE',
    'rollup.of',
  ]);
  expect(
    refused(
      await admin.patch(`${fields}/x_groupTotal`, { rollup: { object: 'account', field: 'parent', function: 'sum', of: 'x_groupTotal' } }),
    ),
  ).toEqual([422, 'INVALID_VALUE', 'rollup.of']);
  expect(refused(await admin.delete(`${fields}/x_total`))).toEqual([409, 'STATE', 'name']);
  good(await admin.delete(`${fields}/x_groupTotal`), 204);
  good(await admin.patch(`/records/opportunity/${deal.id}`, { amount: '10' }));
  good(await admin.post(`${fields}/x_groupTotal/restore`), 204);
  await worked('x_groupTotal');
  expect((await read('account', parent.id)).x_groupTotal).toBe('10.00');
});

test('a change is heard of by subscribers, not by the history', async () => {
  const account = await create('account', { name: '动静' });
  await create('opportunity', { name: '单', account: account.id, amount: '8' });
  const events = await app.runtime.app.database.read(here.id, (on) =>
    on.query<{ event: string; changes: { field: string }[] }>(
      sql`select event, changes from event where tenant_id = ${here.id} and record_id = ${account.id} order by id`,
    ),
  );
  expect(events.map(({ event }) => event)).toEqual(['account.created', 'account.updated']);
  expect(events[1]?.changes.find((change) => change.field === 'x_total')).toEqual({ field: 'x_total', old: '0.00', new: '8.00' });
  const { items } = good(await here.as.admin.get(`/records/account/${account.id}/history`)).body;
  expect(items.map((item: { operation: string }) => item.operation)).toEqual(['create']);
});

test('fifty writers at once end as SQL counts', async () => {
  const { admin, seller } = here.as;
  for (let round = 0; round < rounds; round += 1) {
    const parents: string[] = [];
    for (let index = 0; index < 3; index += 1) parents.push((await create('account', { name: `并发${round}${index}` }, seller)).id);
    const children: string[] = [];
    for (let index = 0; index < 20; index += 1)
      children.push((await create('opportunity', { name: `单${index}`, account: parents[index % 3], amount: '1' }, seller)).id);
    const pick = <T>(list: readonly T[], seed: number) => list[seed % list.length] as T;
    const writers = Array.from({ length: 50 }, async (_, index) => {
      const as = index % 2 ? admin : seller;
      const child = pick(children, index * 7 + round);
      const to = pick(parents, index * 5 + round);
      switch (index % 5) {
        case 0:
          return as.post('/records/opportunity', { name: '新', account: to, amount: `${index}.01` });
        case 1:
          return as.patch(`/records/opportunity/${child}`, { account: to, amount: `${index}.10` });
        case 2:
          return as.patch(`/records/opportunity/${child}`, { amount: `${index}.37` });
        case 3:
          return as.post('/records/opportunity/bulk', {
            operation: 'update',
            records: children
              .slice(0, 8)
              .reverse()
              .map((id, at) => ({ id, account: pick(parents, index + at) })),
          });
        default:
          return as.delete(`/records/opportunity/${child}`);
      }
    });
    for (const answer of await Promise.all(writers)) expect([200, 201, 204, 404], answer.text).toContain(answer.status);
    const truth = await app.runtime.app.database.read(here.id, (on) =>
      on.query<{ id: string; deals: number; total: string }>(sql`
        select a.id, count(o.id)::int as deals, (coalesce(sum(o.amount), 0) / 10000)::numeric(30, 2)::text as total
        from account a left join opportunity o on o.tenant_id = a.tenant_id and o.account = a.id and o.deleted_at is null
        where a.tenant_id = ${here.id} and a.id = any(${parents}::uuid[]) group by a.id`),
    );
    expect(truth).toHaveLength(3);
    for (const { id, deals, total } of truth) expect(await read('account', id)).toMatchObject({ x_deals: deals, x_total: total });
  }
}, 900_000);

test('who writes a child while another is about to be committed waits, and counts it', async () => {
  const account = await create('account', { name: '同时' });
  const [first, second] = await Promise.all([0, 1].map(() => app.app.contextFor({ tenant: here.id })));
  const deals = first?.meta.object('opportunity');
  if (!first || !second || !deals) throw new Error('no company');
  const held = Promise.withResolvers<void>();
  const workedOut = Promise.withResolvers<void>();
  const done: string[] = [];
  const one = first.transaction(async (tx) => {
    await createRecord(tx, deals, { name: '先', account: account.id, amount: '1.00' });
    // after the roll-ups, before the commit
    tx.beforeCommit('hold', [1], async () => {
      workedOut.resolve();
      await held.promise;
    });
  });
  await workedOut.promise;
  const two = second
    .transaction((tx) => createRecord(tx, deals, { name: '后', account: account.id, amount: '2.00' }))
    .then(() => done.push('second'));
  await new Promise((wake) => setTimeout(wake, 400));
  expect(done).toEqual([]);
  held.resolve();
  await Promise.all([one, two]);
  expect(await read('account', account.id)).toMatchObject({ x_deals: 2, x_total: '3.00' });
});

test('a package carries roll-ups to another company', async () => {
  const { admin } = here.as;
  const exported = good(
    await admin.post('/packages/export', { name: 'sums', version: '1.0.0', label: '汇总', objects: ['account', 'opportunity'] }),
  );
  good(await other.as.admin.post('/packages/install', { package: JSON.parse(exported.text) }));
  await until(async () => {
    const meta = good(await other.as.admin.get('/meta/objects/account')).body;
    const rollups = meta.fields.filter((one: { type: string }) => one.type === 'rollup');
    expect(rollups.map((one: { name: string }) => one.name)).toContain('x_total');
    return rollups.every((one: { computing: boolean }) => !one.computing);
  }, 'the computation of what was installed');
  const theirs = good(await other.as.admin.post('/records/account', { name: '收到' }), 201).body;
  good(await other.as.admin.post('/records/opportunity', { name: '单', account: theirs.id, amount: '2.5' }), 201);
  expect(good(await other.as.admin.get(`/records/account/${theirs.id}`)).body).toMatchObject({ x_total: '2.50', x_deals: 1 });
});
