import { sql } from '@huanke/platform/database';
import { saveRecords } from '@huanke/platform/records';
import { branchOf } from '@huanke/platform/rollups';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

let now = Date.parse('2026-03-20T08:00:00.000Z');
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  // months go by in this file: nobody has to sign in anew
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
  await app.startWork();
});
afterAll(() => app.close());

const refusal = ({ status, body }: Answer) => [status, body.code, body.errors?.[0]?.field];
let names = 0;
const account = async (values: object = {}, client: Client = tenant.as.admin): Promise<string> => {
  names += 1;
  return ok(await client.post('/records/account', { name: `滨江第${names}实业`, ...values })).body.id;
};
const deal = async (owner: Client, of: string, amount: string, more: object = {}) => {
  const { id } = ok(await tenant.as.admin.post('/records/opportunity', { name: '单', account: of, amount, ...more })).body;
  if (owner !== tenant.as.admin) ok(await tenant.as.admin.patch(`/records/opportunity/${id}`, { owner: owner.user }));
  return id as string;
};
const give = async (id: string, to: Client) => ok(await tenant.as.admin.patch(`/records/account/${id}`, { owner: to.user }));
const rollup = async (client: Client, id: string) => ok(await client.get(`/accounts/${id}/rollup`)).body;
const figure = (body: { figures: { name: string; own: { sum: string }; all: { sum: string } }[] }, name: string) => {
  const found = body.figures.find((one) => one.name === name);
  return [found?.own.sum, found?.all.sum];
};
const chain = async (length: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let level = 0; level < length; level += 1) ids.push(await account(level === 0 ? {} : { parent: ids[level - 1] }));
  return ids;
};
const eventsOf = (record: string, event: string) =>
  until(async () => {
    const { items } = (await tenant.as.admin.get('/events?limit=1000')).body;
    const found = items.filter((one: { record: string; event: string }) => one.record === record && one.event === event);
    return found.length > 0 && found;
  }, `${event} of ${record}`);

describe('the tree of accounts', () => {
  it('refuses a grandchild as the parent, by every way in', async () => {
    const [top = '', child = '', grandchild = ''] = await chain(3);
    const { admin } = tenant.as;
    for (const parent of [top, child, grandchild])
      expect(refusal(await admin.patch(`/records/account/${top}`, { parent }))).toEqual([422, 'HIERARCHY_CYCLE', 'parent']);
    const records = [{ id: top, parent: grandchild }];
    const bulk = ok(await admin.post('/records/account/bulk', { operation: 'update', records })).body.results[0];
    expect([bulk.status, bulk.error.code]).toEqual([422, 'HIERARCHY_CYCLE']);
    const done = await importUpdate(admin, `客户ID,上级客户\r\n${top},${grandchild}\r\n`);
    expect([done.updated, done.failed]).toEqual([0, 1]);
    expect(ok(await admin.get(`/records/account/${top}`)).body.parent).toBeNull();
    // the same tree the right way round
    ok(await admin.patch(`/records/account/${grandchild}`, { parent: top }));
  });

  it('refuses one of two moves at once that together close a ring', async () => {
    const [a, b] = [await account(), await account()];
    const moves = await Promise.all([
      tenant.as.admin.patch(`/records/account/${a}`, { parent: b }),
      tenant.as.owner.patch(`/records/account/${b}`, { parent: a }),
    ]);
    expect(moves.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(moves.find(({ status }) => status === 422)?.body.code).toBe('HIERARCHY_CYCLE');
  });

  it('is ten levels deep, whether one is made or a part is moved', async () => {
    const ids = await chain(10);
    const { admin } = tenant.as;
    names += 1;
    const eleventh = { name: `滨江第${names}实业`, parent: ids[9] };
    expect(refusal(await admin.post('/records/account', eleventh))).toEqual([422, 'HIERARCHY_DEPTH', 'parent']);
    const [pair = '', below = ''] = await chain(2);
    // two levels fit below the eighth, not below the ninth
    expect(refusal(await admin.patch(`/records/account/${pair}`, { parent: ids[8] }))).toEqual([422, 'HIERARCHY_DEPTH', 'parent']);
    ok(await admin.patch(`/records/account/${pair}`, { parent: ids[7] }));
    expect((await rollup(admin, below)).nodes.map(({ depth }: { depth: number }) => depth)).toEqual([
      -9, -8, -7, -6, -5, -4, -3, -2, -1, 0,
    ]);
    // rows of one batch are held against each other
    const [x = '', y = ''] = [await account(), await account()];
    const records = [
      { id: x, parent: ids[8] },
      { id: y, parent: x },
    ];
    const { results } = ok(await admin.post('/records/account/bulk', { operation: 'update', records })).body;
    expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 422]);
  });

  it('is ten levels deep after a restore as well: what moved meanwhile counts', async () => {
    const { admin } = tenant.as;
    const deep = await chain(9);
    const [top = '', below = ''] = await chain(2);
    const restore = () => admin.post(`/records/account/${below}/restore`);
    ok(await admin.delete(`/records/account/${below}`));
    ok(await admin.patch(`/records/account/${top}`, { parent: deep[8] }));
    expect(refusal(await restore())).toEqual([422, 'HIERARCHY_DEPTH', 'parent']);
    expect((await admin.get(`/records/account/${below}`)).status).toBe(404);
    ok(await admin.patch(`/records/account/${top}`, { parent: deep[7] }));
    ok(await restore());
    expect((await rollup(admin, below)).nodes).toHaveLength(10);
  });

  it('is ten levels deep after a merge as well, and only what would be deeper is refused', async () => {
    const { admin } = tenant.as;
    const deep = await chain(9);
    const [eighth = '', ninth = ''] = deep.slice(7);
    const [top = '', middle = '', bottom = ''] = await chain(3);
    const merge = (winner: string, loser: string, fields: object = {}) =>
      admin.post('/records/account/merge', { winner, losers: [loser], fields });
    const parentOf = async (id: string) => ok(await admin.get(`/records/account/${id}`)).body.parent?.id ?? null;
    expect(refusal(await merge(ninth, top))).toEqual([422, 'HIERARCHY_DEPTH', 'parent']);
    expect([await parentOf(middle), await parentOf(ninth)]).toEqual([top, eighth]);
    // at the place of the other there is room: only where it ends up counts
    const moved = ok(await merge(ninth, top, { parent: top })).body;
    expect([await parentOf(ninth), await parentOf(middle)]).toEqual([null, ninth]);
    ok(await admin.post(`/merges/${moved.mergeId}/undo`));
    expect([await parentOf(ninth), await parentOf(middle), await parentOf(bottom)]).toEqual([eighth, top, middle]);
    // two levels below the eighth are ten
    ok(await admin.delete(`/records/account/${ninth}`));
    ok(await merge(eighth, top));
    expect((await rollup(admin, bottom)).nodes).toHaveLength(10);
  });
});

const importUpdate = (client: Client, csv: string) =>
  imported(client, csv, {
    ...{ object: 'account', mode: 'update', key: 'id' },
    mapping: [
      { column: '客户ID', field: 'id' },
      { column: '上级客户', field: 'parent', lookupBy: 'id' },
    ],
  });

async function imported(client: Client, csv: string, input: object) {
  const boundary = 'huanke-test-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n`;
  const sent = await client.send('POST', '/files', `${head}${csv}\r\n--${boundary}--\r\n`, {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  });
  const made = ok(await client.post('/imports', { fileId: sent.body.id, ...input })).body;
  ok(await client.post(`/imports/${made.id}/start`));
  return until(async () => {
    const { body } = await client.get(`/imports/${made.id}`);
    return ['done', 'failed'].includes(body.status) && body;
  }, 'the import');
}

describe('the roll-up of a group', () => {
  it('shows 50 of its own and 400 with all below', async () => {
    const [parent, first, second] = [await account(), await account(), await account()];
    for (const child of [first, second]) ok(await tenant.as.admin.patch(`/records/account/${child}`, { parent }));
    const { admin } = tenant.as;
    ok(await admin.patch(`/records/account/${first}`, { level: 'A' }));
    await deal(admin, parent, '50');
    await deal(admin, first, '100');
    await deal(admin, second, '250');
    await deal(admin, second, '7000', { stage: 'won' });
    await deal(admin, second, '8000', { stage: 'lost', lossReason: 'price' });
    await deal(admin, second, '9', { currency: 'USD' });
    const body = await rollup(admin, parent);
    expect(figure(body, 'pipeline')).toEqual(['50.00', '400.00']);
    expect(figure(body, 'won')).toEqual(['0.00', '7000.00']);
    const pipeline = body.figures.find(({ name }: { name: string }) => name === 'pipeline');
    expect(pipeline).toMatchObject({
      label: { zh: '在谈金额' },
      own: { count: 1 },
      all: { count: 4, others: [{ currency: 'USD', sum: '9.00' }] },
    });
    expect(body).toMatchObject({ hidden: false, truncated: false });
    expect(body.nodes).toHaveLength(3);
    const levels = (nodes: { id: string; badge: string | null }[]) => new Map(nodes.map(({ id, badge }) => [id, badge]));
    expect([parent, first, second].map((id) => levels(body.nodes).get(id))).toEqual([null, 'A', null]);
    // from one of the children: the way up without figures, and its own
    const child = await rollup(admin, first);
    expect(figure(child, 'pipeline')).toEqual(['100.00', '100.00']);
    expect(
      child.nodes.map(({ id, depth, parent: above }: { id: string; depth: number; parent: string | null }) => [id, depth, above]),
    ).toEqual([
      [parent, -1, null],
      [first, 0, parent],
    ]);
    expect((await other.as.admin.get(`/accounts/${parent}/rollup`)).status).toBe(404);
    expect((await app.anonymous.get(`/accounts/${parent}/rollup`)).status).toBe(401);
    expect((await admin.get('/accounts/none/rollup')).status).toBe(404);
  });

  it('adds up only what the reader sees, and says that there is more', async () => {
    const { admin, seller, outsider } = tenant.as;
    const [parent, hidden, grandchild] = [await account(), await account(), await account()];
    ok(await admin.patch(`/records/account/${hidden}`, { parent }));
    ok(await admin.patch(`/records/account/${grandchild}`, { parent: hidden }));
    await give(parent, seller);
    await give(grandchild, seller);
    await give(hidden, outsider);
    await deal(seller, parent, '50');
    await deal(outsider, hidden, '250');
    await deal(seller, grandchild, '100');
    expect(figure(await rollup(admin, parent), 'pipeline')).toEqual(['50.00', '400.00']);
    const body = await rollup(seller, parent);
    expect(figure(body, 'pipeline')).toEqual(['50.00', '150.00']);
    expect(body.hidden).toBe(true);
    // the grandchild hangs below the nearest one that is seen, and nothing tells of the one between
    expect(body.nodes.map(({ id, parent: above }: { id: string; parent: string | null }) => [id, above])).toEqual([
      [parent, null],
      [grandchild, parent],
    ]);
    expect(JSON.stringify(body)).not.toContain(hidden);
    expect((await seller.get(`/accounts/${hidden}/rollup`)).status).toBe(404);
    ok(await admin.put('/meta/parts/accountSettings/accounts', { hiddenNote: false }));
    expect((await rollup(seller, parent)).hidden).toBe(false);
    ok(await admin.delete('/meta/parts/accountSettings/accounts'));
  });

  it('is one statement, however many accounts and figures', async () => {
    const [parent] = await chain(4);
    const ctx = await tenant.as.admin.context();
    const meta = ctx.meta.object('account');
    let statements = 0;
    const counted: typeof ctx = {
      ...ctx,
      query<R = Record<string, unknown>>(statement: Parameters<typeof ctx.query>[0]): Promise<R[]> {
        statements += 1;
        return ctx.query<R>(statement);
      },
    };
    if (meta) expect((await branchOf(counted, meta, { tree: 'parent', id: parent ?? '' })).nodes).toHaveLength(4);
    expect(statements).toBe(1);
  });
});

const night = () =>
  app.app.registry.jobs
    .get('sales.judgeAccounts')
    ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
const standing = async (id: string) => {
  const { level, levelBy, levelUntil, lifecycle } = ok(await tenant.as.admin.get(`/records/account/${id}`)).body;
  return { level, levelBy, levelUntil, lifecycle };
};
const act = (client: Client, id: string, action: string, input: object = {}) =>
  client.post(`/records/account/${id}/actions/${action}`, { input });

describe('levels and lifecycles', () => {
  it('follow what was won in twelve months, unless somebody says otherwise for a while', async () => {
    const { admin, seller, readOnly } = tenant.as;
    const [a, c, d, kept] = [await account(), await account(), await account(), await account({ level: 'B' })];
    await deal(admin, a, '1000000', { stage: 'won', closedOn: '2025-03-21' });
    // a day too old to count, and just below C
    await deal(admin, d, '1000000', { stage: 'won', closedOn: '2025-03-20' });
    await deal(admin, d, '49999.99', { stage: 'won', closedOn: '2026-03-01' });
    await deal(admin, c, '50000', { stage: 'won', closedOn: '2026-03-01' });
    await Promise.all([night(), night()]);
    expect(await standing(a)).toEqual({ level: 'A', levelBy: 'rule', levelUntil: null, lifecycle: 'key' });
    expect(await standing(c)).toMatchObject({ level: 'C', lifecycle: 'active' });
    expect(await standing(d)).toMatchObject({ level: 'D', lifecycle: 'active' });
    expect(await standing(kept)).toMatchObject({ level: 'B', levelBy: 'manual', lifecycle: 'potential' });
    expect((await eventsOf(a, 'account.levelChanged')).map((one: { changes: unknown }) => one.changes)).toEqual([
      { from: null, to: 'A', by: 'rule' },
    ]);
    expect((await eventsOf(a, 'account.lifecycleChanged')).length).toBe(1);
    // by hand, until the end of a day
    const input = { level: 'A', levelUntil: '2026-03-31', levelReason: '战略客户' };
    expect((await act(readOnly, c, 'setLevel', input)).status).toBe(403);
    expect((await act(seller, c, 'setLevel', input)).status).toBe(404);
    expect(refusal(await act(admin, c, 'setLevel', { ...input, levelUntil: '2026-03-19' }))).toEqual([422, 'INVALID_VALUE', 'levelUntil']);
    expect((await act(admin, c, 'setLevel', { level: 'A', levelUntil: '2026-03-31' })).status).toBe(422);
    ok(await act(admin, c, 'setLevel', input));
    ok(await act(admin, c, 'setLevel', input));
    await night();
    expect(await standing(c)).toEqual({ level: 'A', levelBy: 'manual', levelUntil: '2026-03-31', lifecycle: 'key' });
    expect(ok(await admin.get(`/records/account/${c}`)).body.levelReason).toBe('战略客户');
    // 31 March ends in Shanghai eight hours before it does in UTC
    now = Date.parse('2026-03-31T15:59:59.000Z');
    await night();
    expect(await standing(c)).toMatchObject({ level: 'A', levelBy: 'manual' });
    now = Date.parse('2026-03-31T16:00:00.000Z');
    await night();
    expect(await standing(c)).toEqual({ level: 'C', levelBy: 'rule', levelUntil: null, lifecycle: 'active' });
    ok(await act(admin, kept, 'ruleLevel'));
    expect(await standing(kept)).toMatchObject({ level: 'D', levelBy: 'rule' });
    expect(refusal(await admin.patch(`/records/account/${c}`, { lifecycle: 'lost' }))).toEqual([422, 'INVALID_VALUE', 'lifecycle']);
  });

  it('hold for a while however they are filled in, with how they came, and then the rule takes over', async () => {
    const { admin } = tenant.as;
    const said = async (id: string) => {
      const { level, levelBy, levelUntil, levelReason } = ok(await admin.get(`/records/account/${id}`)).body;
      return [level, levelBy, levelUntil, levelReason];
    };
    const before = now;
    now = Date.parse('2026-03-20T17:00:00.000Z');
    const [made, edited, bulk, emptied] = [await account({ level: 'B' }), await account(), await account(), await account({ level: 'A' })];
    ok(await admin.patch(`/records/account/${edited}`, { level: 'A' }, { 'x-huanke-channel': 'web' }));
    ok(await admin.post('/records/account/bulk', { operation: 'update', records: [{ id: bulk, level: 'C' }] }));
    ok(await admin.patch(`/records/account/${emptied}`, { level: null }));
    // it is the 21st in Shanghai, and 180 days later the 17th of September
    expect(await said(edited)).toEqual(['A', 'manual', '2026-09-17', '在客户资料中填写']);
    expect(await said(made)).toEqual(['B', 'manual', '2026-09-17', '由接口写入']);
    expect(await said(bulk)).toEqual(['C', 'manual', '2026-09-17', '由接口写入']);
    expect(await said(emptied)).toEqual([null, null, null, null]);
    now = Date.parse('2026-09-17T15:59:00.000Z');
    await night();
    expect(await said(edited)).toEqual(['A', 'manual', '2026-09-17', '在客户资料中填写']);
    expect(await said(emptied)).toEqual(['D', 'rule', null, null]);
    now = Date.parse('2026-09-17T16:00:00.000Z');
    await night();
    expect(await said(edited)).toEqual(['D', 'rule', null, null]);
    ok(await admin.patch(`/records/account/${edited}`, { level: 'B' }));
    ok(await act(admin, edited, 'ruleLevel'));
    const told = await until(async () => {
      const found = await eventsOf(edited, 'account.levelChanged');
      return found.length === 4 && found;
    }, 'four changes');
    expect(told.map((one: { changes: unknown }) => one.changes)).toEqual([
      { from: null, to: 'A', by: 'manual' },
      { from: 'A', to: 'D', by: 'rule' },
      { from: 'D', to: 'B', by: 'manual' },
      { from: 'B', to: 'D', by: 'rule' },
    ]);
    // as long as the company says
    ok(await admin.put('/meta/parts/accountSettings/accounts', { manualLevelDays: 30 }));
    const done = await imported(admin, '客户名称,级别\n滨江导入泵业,C', { object: 'account', mode: 'create' });
    expect(done).toMatchObject({ status: 'done', created: 1 });
    const query = { filter: { field: 'name', op: 'eq', value: '滨江导入泵业' }, fields: ['id'] };
    const [{ id }] = ok(await admin.post('/records/account/query', query)).body.records;
    expect(await said(id)).toEqual(['C', 'manual', '2026-10-18', '导入时填写']);
    expect((await said(await account({ level: 'B' })))[2]).toBe('2026-10-18');
    ok(await admin.delete('/meta/parts/accountSettings/accounts'));
    now = before;
  });

  it('takes the thresholds the company sets, and leaves levels alone where it says so', async () => {
    const { admin, manager } = tenant.as;
    const one = await account();
    await deal(admin, one, '600', { stage: 'won', closedOn: '2026-03-01' });
    const put = (client: Client, body: object) => client.put('/meta/parts/accountSettings/accounts', body);
    expect((await put(manager, { levelA: '500' })).status).toBe(403);
    expect(refusal(await put(admin, { levelA: '1', levelB: '2' }))).toEqual([422, 'INVALID_VALUE', 'levelA']);
    ok(await put(admin, { levelByRule: false, levelA: '500', levelB: '400', levelC: '300' }));
    await night();
    expect(await standing(one)).toMatchObject({ level: null, lifecycle: 'active' });
    ok(await put(admin, { levelA: '500', levelB: '400', levelC: '300' }));
    await night();
    expect(await standing(one)).toMatchObject({ level: 'A', levelBy: 'rule' });
    ok(await admin.delete('/meta/parts/accountSettings/accounts'));
  });

  it('go by what was paid where the company says so: confirmed in twelve months, less what was reversed', async () => {
    const { admin } = tenant.as;
    const one = await account();
    await deal(admin, one, '600', { stage: 'won', closedOn: '2026-03-01' });
    const day = (days: number) => new Date(now - days * 86_400_000).toISOString().slice(0, 10);
    const paid = async (amount: string, days: number, confirmed = true) => {
      const { id } = ok(await admin.post('/records/receipt', { account: one, amount, receivedOn: day(days) })).body;
      if (confirmed) ok(await admin.post(`/records/receipt/${id}/actions/confirm`, { input: {} }));
      return id as string;
    };
    await paid('250', 10);
    await paid('200', 300);
    await paid('1000', 400);
    await paid('1000', 5, false);
    const wrong = await paid('1000', 3);
    ok(await admin.post(`/records/receipt/${wrong}/actions/reverse`, { input: { reason: '退票' } }));
    const settings = { levelA: '500', levelB: '450', levelC: '300' };
    ok(await admin.put('/meta/parts/accountSettings/accounts', settings));
    await night();
    expect(await standing(one)).toMatchObject({ level: 'A', levelBy: 'rule' });
    // 250 and 200 are just enough
    ok(await admin.put('/meta/parts/accountSettings/accounts', { ...settings, levelByPaid: true }));
    await night();
    expect(await standing(one)).toMatchObject({ level: 'B', levelBy: 'rule' });
    ok(await admin.delete('/meta/parts/accountSettings/accounts'));
  });

  it('fall asleep after 180 days without activity or won deal, and wake up', async () => {
    const { admin } = tenant.as;
    const DAY = 86_400_000;
    const ctx = await tenant.as.admin.context();
    const meta = ctx.meta.object('account');
    if (!meta) throw new Error('no accounts');
    const before = async (name: string, at: number) =>
      String((await saveRecords(ctx, meta, [{ operation: 'create', at: new Date(at), values: { name } }]))[0]?.id);
    const call = (id: string, object: string, at: number) =>
      admin
        .post('/records/activity', { type: 'call', subject: '回访', related: [{ object, id }], startAt: new Date(at).toISOString() })
        .then(ok);
    const quiet = await before('滨江旧友', now - 180 * DAY - 1);
    const fresh = await before('滨江新友', now - 180 * DAY);
    const called = await before('滨江老友', now - 400 * DAY);
    const contact = ok(await admin.post('/records/contact', { name: '何静', account: called })).body.id;
    await call(contact, 'contact', now - 180 * DAY);
    await call(quiet, 'account', now - 180 * DAY - 1);
    // planned is not done
    await call(quiet, 'account', now + DAY);
    await night();
    expect((await standing(quiet)).lifecycle).toBe('dormant');
    expect((await standing(fresh)).lifecycle).toBe('potential');
    expect((await standing(called)).lifecycle).toBe('potential');
    await call(quiet, 'account', now - DAY);
    await night();
    expect((await standing(quiet)).lifecycle).toBe('potential');
    // lost by hand holds until something is won
    ok(await act(admin, quiet, 'markLost', { lifecycleReason: '转用竞品' }));
    await call(quiet, 'account', now);
    await night();
    expect((await standing(quiet)).lifecycle).toBe('lost');
    ok(await act(admin, quiet, 'regain'));
    expect((await standing(quiet)).lifecycle).toBe('potential');
    expect((await act(admin, quiet, 'regain')).status).toBe(409);
  });
});

describe('relations of accounts', () => {
  it('stand once, from whichever side, and go with either company', async () => {
    const { admin, seller, readOnly } = tenant.as;
    const [a, b] = [await account(), await account()];
    await give(a, seller);
    const add = (client: Client, from: string, kind: string, to: string) =>
      client.post('/records/accountRelation', { account: from, kind, other: to });
    const made = ok(await add(admin, a, 'buyerOf', b)).body;
    expect(refusal(await add(admin, a, 'buyerOf', b))).toEqual([409, 'DUPLICATE', 'other']);
    // who buys from b is supplied by b
    expect(refusal(await add(admin, b, 'supplierOf', a))).toEqual([409, 'DUPLICATE', 'other']);
    expect(refusal(await add(admin, a, 'agentOf', a))).toEqual([422, 'INVALID_VALUE', 'other']);
    expect((await add(readOnly, a, 'agentOf', b)).status).toBe(403);
    expect((await add(other.as.admin, a, 'agentOf', b)).status).toBe(422);
    // a company one does not see can not be named
    expect((await add(seller, a, 'agentOf', b)).status).toBe(422);
    const both = await Promise.all([add(admin, a, 'agentOf', b), add(admin, a, 'agentOf', b)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const filter = { or: ['account', 'other'].map((field) => ({ field, op: 'eq', value: b })) };
    const found = ok(await admin.post('/records/accountRelation/query', { filter, fields: ['kind'] })).body.records;
    expect(found.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['agentOf', 'buyerOf']);
    ok(await admin.delete(`/records/account/${b}`));
    expect((await admin.get(`/records/accountRelation/${made.id}`)).status).toBe(404);
  });
});

describe('billing profiles', () => {
  const first = { invoiceTitle: '滨江水务集团有限公司', taxNo: '91310000607337582P', bank: '工行滨江支行', bankAccount: '6222 0001' };

  it('keep every version: what a document names stays as it was', async () => {
    const { admin, seller, readOnly } = tenant.as;
    const one = await account();
    const save = (client: Client, input: object) => client.post(`/records/account/${one}/actions/saveBilling`, { input });
    const issued = ok(await save(admin, first)).body.result;
    expect(issued).toMatchObject({ revision: 1 });
    const at = `/records/billingProfile/${issued.profile}`;
    const before = ok(await admin.get(at)).body;
    expect(ok(await save(admin, { ...first, invoiceTitle: ' 滨江水务集团有限公司 ' })).body.result).toEqual(issued);
    const changed = ok(await save(admin, { ...first, invoiceTitle: '滨江环境集团有限公司' })).body.result;
    expect(changed).toMatchObject({ revision: 2 });
    const { current, version, updatedAt, ...rest } = before;
    expect(current).toBe(true);
    expect(ok(await admin.get(at)).body).toMatchObject({ ...rest, current: false });
    // nobody writes a version that is there
    expect((await admin.patch(at, { invoiceTitle: '改' })).status).toBe(403);
    expect((await admin.delete(at)).status).toBe(403);
    expect((await admin.post('/records/billingProfile', { account: one, invoiceTitle: '新' })).status).toBe(403);
    const records = [{ id: issued.profile, invoiceTitle: '改' }];
    const { results } = ok(await admin.post('/records/billingProfile/bulk', { operation: 'update', records })).body;
    expect(results[0].status).toBe(403);
    expect(ok(await admin.get(at)).body.invoiceTitle).toBe('滨江水务集团有限公司');
    expect((await seller.get(at)).status).toBe(404);
    expect((await other.as.admin.get(at)).status).toBe(404);
    expect((await save(readOnly, first)).status).toBe(403);
    expect((await save(other.as.admin, first)).status).toBe(404);
  });

  it('holds the tax number against its check digit, and numbers versions one after the other', async () => {
    const one = await account();
    const save = (input: object) => tenant.as.admin.post(`/records/account/${one}/actions/saveBilling`, { input });
    expect(refusal(await save({ ...first, taxNo: '91310000607337582A' }))).toEqual([422, 'INVALID_VALUE', 'taxNo']);
    expect(refusal(await save({ invoiceTitle: '甲公司' }))).toEqual([422, 'REQUIRED', 'taxNo']);
    ok(await save({ kind: 'person', invoiceTitle: '李娜' }));
    const both = await Promise.all(['甲', '乙'].map((bank) => save({ ...first, bank })));
    expect(both.map(({ body }) => body.result?.revision).sort()).toEqual([2, 3]);
    const filter = { field: 'account', op: 'eq', value: one };
    const { records } = ok(
      await tenant.as.admin.post('/records/billingProfile/query', {
        filter,
        fields: ['revision', 'current'],
        sort: [{ field: 'revision', direction: 'asc' }],
      }),
    ).body;
    expect(records.map(({ revision, current }: { revision: number; current: boolean }) => [revision, current])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });
});

describe('addresses of an account', () => {
  const add = (of: string, name: string, more: object = {}, client: Client = tenant.as.admin) =>
    client.post('/records/accountAddress', { account: of, name, address: { street: `${name}路 1 号` }, ...more });
  const put = async (...args: Parameters<typeof add>): Promise<string> => ok(await add(...args)).body.id;
  const change = async (id: string, values: object) => ok(await tenant.as.admin.patch(`/records/accountAddress/${id}`, values));
  const mains = async (of: string): Promise<string[]> =>
    ok(
      await tenant.as.admin.post('/records/accountAddress/query', {
        filter: {
          and: [
            { field: 'account', op: 'eq', value: of },
            { field: 'main', op: 'eq', value: true },
          ],
        },
        fields: ['name'],
        sort: [{ field: 'name', direction: 'asc' }],
      }),
    ).body.records.map((record: { name: string }) => record.name);

  it('one is the main one, whatever is made, changed, deleted and restored', async () => {
    const { admin } = tenant.as;
    const of = await account();
    const made = ok(await add(of, '一')).body;
    expect(made).toMatchObject({ main: true, version: 1 });
    const first: string = made.id;
    expect(await mains(of)).toEqual(['一']);
    const second = await put(of, '二');
    expect(await mains(of)).toEqual(['一']);
    const third = await put(of, '三', { main: true });
    expect(await mains(of)).toEqual(['三']);
    await change(second, { main: true });
    expect(await mains(of)).toEqual(['二']);
    // nobody is left without: the oldest takes its place
    await change(second, { main: false });
    expect(await mains(of)).toEqual(['一']);
    ok(await admin.delete(`/records/accountAddress/${first}`));
    expect(await mains(of)).toEqual(['二']);
    ok(await admin.post(`/records/accountAddress/${first}/restore`));
    expect(await mains(of)).toHaveLength(1);
    ok(await admin.delete(`/records/accountAddress/${third}`));
    // an account that another is merged into has one, its own
    const [winner, loser] = [await account(), await account()];
    await put(winner, '赢');
    await put(loser, '输');
    ok(await admin.post('/records/account/merge', { winner, losers: [loser] }));
    expect(await mains(winner)).toEqual(['赢']);
    expect(refusal(await add(of, ''))).toEqual([422, 'REQUIRED', 'name']);
    expect(refusal(await add(of, '空', { address: null }))).toEqual([422, 'REQUIRED', 'address']);
  });

  it('of many made at once one is the main one', async () => {
    for (let round = 0; round < 4; round += 1) {
      const of = await account();
      await Promise.all(Array.from({ length: 8 }, (_, n) => put(of, `库${n}`, { main: true })));
      expect(await mains(of)).toHaveLength(1);
    }
  });

  it('belong to the account: who sees it sees them, who may change it keeps them', async () => {
    const { seller, outsider } = tenant.as;
    const of = await account();
    await give(of, seller);
    const id = await put(of, '总部', {}, seller);
    expect((await seller.get(`/records/accountAddress/${id}`)).body).toMatchObject({
      main: true,
      kind: 'office',
      address: { street: '总部路 1 号' },
    });
    for (const client of [outsider, other.as.admin]) {
      expect((await client.get(`/records/accountAddress/${id}`)).status).toBe(404);
      expect(refusal(await add(of, '偷', {}, client))).toEqual([422, 'LOOKUP_NOT_FOUND', 'account']);
    }
    ok(await tenant.as.admin.delete(`/records/account/${of}`));
    expect((await seller.get(`/records/accountAddress/${id}`)).status).toBe(404);
  });
});

describe('metrics of an account', () => {
  const put = (of: string, values: object, client: Client = tenant.as.admin) =>
    client.post('/records/accountMetric', {
      account: of,
      metric: 'purchases',
      grain: 'month',
      period: '2026-03-15',
      value: '70.5',
      ...values,
    });

  it('have one value for each metric and period, whatever day of it is written', async () => {
    const { admin } = tenant.as;
    const of = await account();
    const march = ok(await put(of, {})).body;
    expect(march).toMatchObject({ period: '2026-03-01', name: '采购额（万元） 2026-03', value: '70.50' });
    expect(refusal(await put(of, { period: '2026-03-31', value: '1' }))).toEqual([409, 'DUPLICATE', 'period']);
    // another metric, length of period, period or account is another value
    expect(ok(await put(of, { metric: 'output' })).body.name).toBe('产量 2026-03');
    expect(ok(await put(of, { grain: 'quarter' })).body).toMatchObject({ period: '2026-01-01', name: '采购额（万元） 2026 Q1' });
    expect(ok(await put(of, { grain: 'year' })).body).toMatchObject({ period: '2026-01-01', name: '采购额（万元） 2026' });
    const april = ok(await put(of, { period: '2026-04-01', value: '-3' })).body.id;
    ok(await put(await account(), {}));
    // nor can a change, a restore or a second one at the same moment make it two
    expect(refusal(await admin.patch(`/records/accountMetric/${april}`, { period: '2026-03-02' }))).toEqual([409, 'DUPLICATE', 'period']);
    expect(ok(await admin.patch(`/records/accountMetric/${april}`, { period: '2026-05-09' })).body.period).toBe('2026-05-01');
    ok(await admin.delete(`/records/accountMetric/${march.id}`));
    ok(await put(of, { value: '71' }));
    expect((await admin.post(`/records/accountMetric/${march.id}/restore`)).status).toBe(409);
    const twins = await Promise.all([1, 2, 3].map(() => put(of, { period: '2026-08-01' })));
    expect(twins.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    // on the page of the account by period, the latest first, whatever was written last
    const listed = ok(await admin.get(`/records/account/${of}/related/metrics`)).body.items.map(({ name }: { name: string }) => name);
    expect(listed.slice(0, 2)).toEqual(['采购额（万元） 2026-08', '采购额（万元） 2026-05']);
    expect(refusal(await put(of, { metric: 'moon' }))).toEqual([422, 'INVALID_VALUE', 'metric']);
    expect(refusal(await put(of, { period: null }))).toEqual([422, 'REQUIRED', 'period']);
    expect(refusal(await put(of, { period: '2026-09-01', value: null }))).toEqual([422, 'REQUIRED', 'value']);
  });

  it('come by file, each period once, and belong to the account', async () => {
    const { admin, seller, outsider } = tenant.as;
    const of = await account();
    await give(of, seller);
    const { name } = ok(await admin.get(`/records/account/${of}`)).body;
    const rows = [
      '客户,指标,周期,期间,数值',
      `${name},采购额（万元）,月,2026/1/31,12.5`,
      `${name},采购额（万元）,月,2026-01-01,13`,
      `${name},能耗,季,2026年5月2日,7`,
    ];
    const done = await imported(admin, rows.join('\n'), { object: 'accountMetric', mode: 'create' });
    expect(done).toMatchObject({ status: 'done', created: 2, failed: 1 });
    const query = {
      filter: { field: 'account', op: 'eq', value: of },
      fields: ['metric', 'grain', 'period', 'value'],
      sort: [{ field: 'period', direction: 'asc' }],
    };
    const seen = async (client: Client) => ok(await client.post('/records/accountMetric/query', query)).body.records;
    expect(await seen(seller)).toMatchObject([
      { metric: 'purchases', grain: 'month', period: '2026-01-01', value: '12.50' },
      { metric: '能耗', grain: 'quarter', period: '2026-04-01', value: '7.00' },
    ]);
    expect(await seen(outsider)).toEqual([]);
    expect(await seen(other.as.admin)).toEqual([]);
    for (const client of [outsider, other.as.admin])
      expect(refusal(await put(of, {}, client))).toEqual([422, 'LOOKUP_NOT_FOUND', 'account']);
    expect((await put(of, {}, tenant.as.readOnly)).status).toBe(403);
    // merged, both companies keep what they said
    const loser = await account();
    ok(await put(loser, { period: '2026-01-01', value: '99' }));
    ok(await admin.post('/records/account/merge', { winner: of, losers: [loser] }));
    expect((await seen(admin)).map(({ value }: { value: string }) => value).sort()).toEqual(['12.50', '7.00', '99.00']);
  });
});
