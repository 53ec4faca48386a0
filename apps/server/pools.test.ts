import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Answer, type Client, lockWaits, type TestApp, type TestTenant, testApp } from './testing.ts';

// 2 March 2026, 09:00 in Shanghai
const start = new Date('2026-03-02T01:00:00.000Z');
let now = start;
let app: TestApp;
let other: TestTenant;
beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } });
  other = await app.tenant();
});
afterAll(() => app.close());
beforeEach(() => {
  now = start;
});

const hour = 3_600_000;
const person = (who: Client, admin = false) => ({ kind: 'user', id: who.user, admin });
const created = async (answer: Promise<Answer>): Promise<string> => {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body.id;
};
const pool = (t: TestTenant, settings: object = {}) =>
  created(
    t.as.admin.post('/pools', { name: '华东公海', object: 'lead', members: [person(t.as.seller), person(t.as.colleague)], ...settings }),
  );
const act = (who: Client, id: string, verb: string, input: object = {}, object = 'lead') =>
  who.post(`/records/${object}/${id}/actions/${verb}`, { input });
/** Leads that lie in a pool. */
const pooled = async (t: TestTenant, into: string, count: number, values: (n: number) => object = () => ({})): Promise<string[]> => {
  const records = Array.from({ length: count }, (_, n) => ({ name: `公海线索${n}`, phone: `138${String(10_000_000 + n)}`, ...values(n) }));
  const made = await t.as.admin.post('/records/lead/bulk', { operation: 'create', records });
  const ids: string[] = made.body.results.map((one: { id: string }) => one.id);
  for (const id of ids) expect((await act(t.as.admin, id, 'return', { reason: 'noTime', pool: into })).status).toBe(200);
  return ids;
};
const one = <T>(list: readonly T[], at = 0): T => list[at] as T;
const codes = (answer: Answer) => answer.body.results.map((result: { error?: { code: string } }) => result.error?.code ?? 'ok');
const quota = async (who: Client, id: string) =>
  (await who.get('/pools?object=lead')).body.items.find((item: { id: string }) => item.id === id)?.quota;

it('shows a pool to its members only, who can not change its records before they have claimed one', async () => {
  const t = await app.tenant();
  const id = await pool(t);
  const [lead] = await pooled(t, id, 1);
  const { seller, outsider, readOnly } = t.as;
  const list = await seller.post('/records/lead/query', {
    filter: { field: 'pool', op: 'eq', value: id },
    fields: ['name', 'pool', 'owner'],
  });
  expect(list.body.records).toMatchObject([{ name: '公海线索0', pool: { id, title: '华东公海' }, owner: null }]);
  expect((await seller.get(`/records/lead/${lead}`)).status).toBe(200);
  expect((await seller.patch(`/records/lead/${lead}`, { title: '经理' })).status).toBe(403);
  expect((await seller.patch(`/records/lead/${lead}`, { pool: null })).status).not.toBe(200);
  expect((await seller.delete(`/records/lead/${lead}`)).status).toBe(403);
  expect((await seller.post('/records/lead/query', { search: '公海线索' })).body.records).toHaveLength(1);
  expect((await seller.get(`/search?q=${encodeURIComponent('公海线索')}`)).body.groups).toHaveLength(1);
  expect((await seller.post('/records/lead/aggregate', { measures: [{ fn: 'count' }] })).body.rows).toEqual([{ count: 1 }]);
  const why = await t.as.admin.get(`/records/lead/${lead}/access?user=${seller.user}`);
  const reading = why.body.verdicts.find((verdict: { verb: string }) => verdict.verb === 'read');
  expect([reading.allowed, reading.reasons.find((reason: { kind: string }) => reason.kind === 'pool')]).toMatchObject([
    true,
    { pool: { id, title: '华东公海' }, grants: true },
  ]);
  // not in the pool, not in the company, no right to claim
  expect((await outsider.get(`/records/lead/${lead}`)).status).toBe(404);
  expect((await outsider.post('/records/lead/query', { search: '公海线索' })).body.records).toHaveLength(0);
  expect((await outsider.get('/pools')).body.items).toEqual([]);
  expect((await act(outsider, one([lead as string]), 'claim')).status).toBe(404);
  expect((await act(other.as.seller, one([lead as string]), 'claim')).status).toBe(404);
  expect((await other.as.admin.get(`/pools/${id}`)).status).toBe(404);
  expect((await act(readOnly, one([lead as string]), 'claim')).status).toBe(403);
  expect((await seller.get(`/pools/${id}`)).status).toBe(403);
  expect((await seller.put(`/pools/${id}`, { dailyLimit: 1000 })).status).toBe(403);
  expect((await seller.post('/pools', { name: '我的', object: 'lead' })).status).toBe(403);
  // a member no longer: from the next request on
  await t.as.admin.put(`/pools/${id}`, { members: [person(t.as.colleague)] });
  expect((await seller.get(`/records/lead/${lead}`)).status).toBe(404);
});

it('gives a record to the first who claims it: the winner again 200, everybody else 409 with the name', async () => {
  const t = await app.tenant();
  const id = await pool(t);
  const lead = one(await pooled(t, id, 1));
  const { seller, colleague } = t.as;
  const won = await act(seller, lead, 'claim');
  expect([won.status, won.body.result]).toEqual([200, { owner: seller.user, claimed: true }]);
  const again = await act(seller, lead, 'claim');
  expect([again.status, again.body.result]).toEqual([200, { owner: seller.user, claimed: false }]);
  const lost = await act(colleague, lead, 'claim');
  expect([lost.status, lost.body.code]).toEqual([409, 'POOL_ALREADY_CLAIMED']);
  expect(lost.body.detail + lost.body.title).toContain('销售');
  // who comes second waits for nobody who is at work on the record
  const system = await app.app.contextFor({ tenant: t.id });
  await system.transaction(async (tx) => {
    await tx.query(sql`select from lead where tenant_id = ${t.id} and id = ${lead}::uuid for update`);
    expect((await act(colleague, lead, 'claim')).body.code).toBe('POOL_ALREADY_CLAIMED');
  });
  const record = (await seller.get(`/records/lead/${lead}`)).body;
  expect(record).toMatchObject({ owner: { id: seller.user }, pool: null, homePool: { id }, ownerSince: start.toISOString() });
  expect((await seller.patch(`/records/lead/${lead}`, { title: '经理' })).status).toBe(200);
  expect((await colleague.get(`/records/lead/${lead}`)).status).toBe(404);
  expect(await quota(seller, id)).toMatchObject({ claimedToday: 1, dailyLeft: 19, held: 1, holdingLeft: 199 });
  const history = await seller.get(`/records/lead/${lead}/history`);
  expect(history.body.items.flatMap((item: { changes: { field: string }[] }) => item.changes.map((c) => c.field))).toContain('owner');
});

it('refuses beyond the day and what may be held, each record of a batch by itself', async () => {
  const t = await app.tenant();
  const id = await pool(t, { dailyLimit: 20, holdingLimit: 22, batchMax: 25 });
  const leads = await pooled(t, id, 31);
  const { seller, admin } = t.as;
  const first = await seller.post(`/pools/${id}/claim`, { records: leads.slice(0, 19) });
  expect(codes(first)).toEqual(Array(19).fill('ok'));
  // 19 of 20 today and five asked for: one goes, four do not
  const five = await seller.post(`/pools/${id}/claim`, { records: leads.slice(19, 24) });
  expect([five.status, codes(five)]).toEqual([200, ['ok', ...Array(4).fill('POOL_DAILY_LIMIT')]]);
  expect(five.body.results[1].error).toMatchObject({ status: 422, errors: [{ current: { limit: 20, claimed: 20, remaining: 0 } }] });
  const single = await act(seller, one(leads, 24), 'claim');
  expect([single.status, single.body.code]).toEqual([422, 'POOL_DAILY_LIMIT']);
  // what is returned today does not come back as quota
  expect((await act(seller, one(leads, 0), 'return', { reason: 'noNeed', note: '今年没有预算' })).status).toBe(200);
  expect(await quota(seller, id)).toMatchObject({ claimedToday: 20, dailyLeft: 0, held: 19 });
  expect((await act(seller, one(leads, 24), 'claim')).body.code).toBe('POOL_DAILY_LIMIT');
  // the day ends at midnight of the company's zone
  now = new Date('2026-03-02T15:59:59.000Z');
  expect((await act(seller, one(leads, 24), 'claim')).body.code).toBe('POOL_DAILY_LIMIT');
  now = new Date('2026-03-02T16:00:00.000Z');
  const next = await seller.post(`/pools/${id}/claim`, { records: [...leads.slice(25, 30), crypto.randomUUID(), one(leads, 1)] });
  expect(codes(next)).toEqual(['ok', 'ok', 'ok', 'POOL_HOLDING_LIMIT', 'POOL_HOLDING_LIMIT', 'NOT_FOUND', 'ok']);
  // the limit of holding holds for what is handed out as well
  expect((await act(admin, one(leads, 30), 'assign', { owner: seller.user })).body.code).toBe('POOL_HOLDING_LIMIT');
  const many = await seller.post(`/pools/${id}/claim`, { records: leads.slice(0, 26) });
  expect([many.status, many.body.code]).toEqual([400, 'LIMIT_EXCEEDED']);
  expect((await seller.post(`/pools/${id}/claim`, { records: [1] })).status).toBe(400);
  // what is finished is not held any more
  await act(seller, one(leads, 1), 'invalidate', { invalidReason: 'noNeed' });
  expect(await quota(seller, id)).toMatchObject({ held: 21 });
});

it('lets nobody hold more than they may by claims at once, either', async () => {
  const t = await app.tenant();
  const { seller } = t.as;
  const id = await pool(t, { dailyLimit: 100, holdingLimit: 3 });
  const [first = '', ...leads] = await pooled(t, id, 7);
  expect((await act(seller, first, 'claim')).status).toBe(200);
  // all have begun before the first of them may count what is held
  const system = await app.app.contextFor({ tenant: t.id });
  const asking = await system.transaction(async (tx) => {
    await tx.query(sql`select from pool_counter where tenant_id = ${t.id} and user_id = ${seller.user} for update`);
    const all = leads.map((lead) => act(seller, lead, 'claim'));
    await until(async () => (await lockWaits(tx)) === leads.length, 'all claims to wait');
    return all;
  });
  const answers = await Promise.all(asking);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 422, 422, 422, 422]);
  expect(answers.find(({ status }) => status === 422)?.body.code).toBe('POOL_HOLDING_LIMIT');
  expect(await quota(seller, id)).toMatchObject({ held: 3 });
});

it('keeps a record from who gave it up for 24 hours, and from nobody else', async () => {
  const t = await app.tenant();
  const id = await pool(t);
  const [lead = '', mate = ''] = await pooled(t, id, 2);
  const { seller, colleague } = t.as;
  for (const record of [lead, mate]) {
    await act(seller, record, 'claim');
    await act(seller, record, 'return', { reason: 'noTime' });
  }
  expect((await act(colleague, mate, 'claim')).status).toBe(200);
  now = new Date(start.getTime() + 24 * hour - 60_000);
  const early = await act(seller, lead, 'claim');
  expect([early.status, early.body.code]).toEqual([422, 'POOL_COOLDOWN']);
  expect(early.body.errors[0].current).toEqual({ until: '2026-03-03T01:00:00.000Z' });
  expect((await seller.post(`/pools/${id}/claimNext`)).body).toEqual({ record: null });
  now = new Date(start.getTime() + 24 * hour);
  expect((await act(seller, lead, 'claim')).status).toBe(200);
});

it('gives the next record by score, assigns and protects by its administrators only', async () => {
  const t = await app.tenant();
  const { seller, colleague, manager, admin, outsider } = t.as;
  const id = await pool(t, {
    members: [person(seller), { kind: 'department', id: t.departments.first }, person(manager, true)],
    claimMode: 'self',
  });
  const leads = await pooled(t, id, 3, (n) => ({ score: [10, 90, 50][n] }));
  expect((await seller.post(`/pools/${id}/claimNext`)).body).toEqual({ record: leads[1] });
  expect((await colleague.post(`/pools/${id}/claimNext`)).body).toEqual({ record: leads[2] });
  expect((await act(seller, one(leads), 'assign', { owner: seller.user })).status).toBe(403);
  expect((await act(manager, one(leads), 'assign', { owner: crypto.randomUUID() })).body.code).toBe('LOOKUP_NOT_FOUND');
  expect((await act(manager, one(leads), 'assign', { owner: outsider.user })).status).toBe(200);
  expect((await outsider.get(`/records/lead/${leads[0]}`)).body.owner.id).toBe(outsider.user);
  expect((await act(seller, one(leads, 1), 'protect', { until: '2026-04-01' })).status).toBe(403);
  expect((await act(manager, one(leads, 1), 'protect', { until: '2026-04-01' })).status).toBe(200);
  await admin.put(`/pools/${id}`, { claimMode: 'assignOnly' });
  const back = await act(seller, one(leads, 1), 'return', { reason: 'notFit' });
  expect([back.status, back.body.result]).toEqual([200, { pool: id }]);
  now = new Date(start.getTime() + 48 * hour);
  expect((await act(seller, one(leads, 1), 'claim')).body.code).toBe('POOL_ASSIGN_ONLY');
  expect((await act(manager, one(leads, 1), 'claim')).status).toBe(200);
  const log = await manager.get(`/pools/${id}/log`);
  expect(log.body.items.slice(0, 3).map((item: { what: string; reason: string }) => [item.what, item.reason])).toEqual([
    ['claimed', ''],
    ['returned', 'notFit'],
    ['assigned', ''],
  ]);
  const returns = await manager.get(`/pools/${id}/log?what=returned`);
  expect(returns.body.items.map((item: { what: string }) => item.what)).toEqual(['returned', 'returned', 'returned', 'returned']);
  for (const [query, field] of [
    ['what=all', 'what'],
    ['before=x', 'before'],
  ]) {
    const wrong = await manager.get(`/pools/${id}/log?${query}`);
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, field]);
  }
  expect((await colleague.get(`/pools/${id}/log`)).status).toBe(403);
});

it('offers on a record in a pool what is not refused: to a member claiming, to its administrators assigning, to nobody without reach editing', async () => {
  const t = await app.tenant();
  const { seller, manager, outsider } = t.as;
  const id = await pool(t, { members: [person(seller), person(manager, true)] });
  const [lead = '', mine = ''] = await pooled(t, id, 2);
  const offered = async (who: Client, record: string) => {
    const { items, verbs } = (await who.get(`/records/lead/${record}/actions`)).body;
    const open = items.filter((one: { available: boolean }) => one.available).map((one: { name: string }) => one.name);
    return [open.filter((name: string) => ['claim', 'assign', 'protect'].includes(name)), verbs];
  };
  expect(await offered(seller, lead)).toEqual([['claim'], []]);
  expect(await offered(manager, lead)).toEqual([['claim', 'assign'], []]);
  await act(seller, mine, 'claim');
  expect(await offered(seller, mine)).toEqual([[], ['edit', 'delete']]);
  expect(await offered(manager, mine)).toEqual([['protect'], ['edit', 'delete', 'transfer']]);
  expect((await outsider.get(`/records/lead/${lead}/actions`)).status).toBe(404);
  await t.as.admin.put(`/pools/${id}`, { claimMode: 'assignOnly' });
  expect(await offered(seller, lead)).toEqual([[], []]);
});

it('masks phones and e-mails of a masked pool until they are claimed: in records, lists, filters, search and exports', async () => {
  const t = await app.tenant();
  const { seller, manager, admin, readOnly } = t.as;
  const id = await pool(t, { visibility: 'masked' });
  const [lead = ''] = await pooled(t, id, 1, () => ({
    ...{ phone: '13912345678', email: 'wang@example.com', wechat: 'wang_1980' },
    ...{ workPhone: '0571-88887777', otherPhone: '13700001234', otherEmail: 'second@example.com' },
  }));
  const mine = await created(seller.post('/records/lead', { name: '自己的', phone: '13912345678' }));
  const masks = {
    ...{ phone: '139****5678', email: 'w***@example.com', wechat: '******' },
    ...{ workPhone: expect.stringContaining('*'), otherPhone: '137****1234', otherEmail: 's***@example.com' },
  };
  expect((await seller.get(`/records/lead/${lead}`)).body).toMatchObject(masks);
  expect((await seller.get(`/records/lead/${mine}`)).body.phone).toBe('13912345678');
  const list = await seller.post('/records/lead/query', { fields: ['name', 'phone'], sort: [{ field: 'name' }] });
  expect(list.body.records.map((record: { phone: string }) => record.phone).sort()).toEqual(['139****5678', '13912345678']);
  for (const filter of [
    { field: 'phone', op: 'eq', value: '13912345678' },
    { field: 'phone', op: 'startsWith', value: '139' },
    { field: 'phone', op: 'contains', value: '1234' },
    { field: 'phone', op: 'isNotNull' },
    { field: 'wechat', op: 'eq', value: 'wang_1980' },
    { field: 'otherPhone', op: 'eq', value: '13700001234' },
    { field: 'otherEmail', op: 'contains', value: 'second' },
    { field: 'email', op: 'in', value: ['wang@example.com', 'x@example.com'] },
  ]) {
    const found = await seller.post('/records/lead/query', { filter, fields: ['id'] });
    const expected = filter.field === 'phone' ? [mine] : [];
    expect(
      found.body.records.map((record: { id: string }) => record.id),
      JSON.stringify(filter),
    ).toEqual(expected);
  }
  expect((await seller.post('/records/lead/query', { search: '12345678', fields: ['id'] })).body.records).toHaveLength(1);
  for (const search of ['wang_1980', '00001234', 'second@example.com'])
    expect((await seller.post('/records/lead/query', { search, fields: ['id'] })).body.records, search).toEqual([]);
  const palette = await seller.get('/search?q=12345678');
  expect(palette.body.groups[0].items.map((item: { id: string }) => item.id)).toEqual([mine]);
  const groups = await seller.post('/records/lead/aggregate', { groupBy: [{ field: 'phone' }], measures: [{ fn: 'count' }] });
  expect(groups.body.rows.map((row: { phone: string | null }) => row.phone).sort()).toEqual(['13912345678', null]);
  expect(JSON.stringify((await seller.get(`/records/lead/${lead}/history`)).body)).not.toContain('13912345678');
  expect((await readOnly.get(`/records/lead/${lead}`)).body.phone).toBe('139****5678');
  expect((await admin.get(`/records/lead/${lead}`)).body.phone).toBe('13912345678');
  // a key of the administrator sees no more than its scopes say
  for (const [scopes, shown] of [
    [['lead.read'], masks.phone],
    [['lead.read', 'lead.unmask'], '13912345678'],
  ] as const) {
    const { token } = (await admin.post('/api-tokens', { name: '同步', scopes })).body;
    const read = await app.anonymous.get(`/records/lead/${lead}`, { authorization: `Bearer ${token}` });
    expect(read.body.phone).toBe(shown);
  }
  const { streamRecords } = await import('@huanke/platform/records');
  const ctx = await seller.context();
  const meta = ctx.meta.object('lead');
  for await (const batch of streamRecords(ctx, meta ?? ({} as never), { fields: ['phone'] }))
    expect(batch.map((record) => record['phone']).sort()).toEqual(['139****5678', '13912345678']);
  await act(seller, lead, 'claim');
  expect((await seller.get(`/records/lead/${lead}`)).body).toMatchObject({
    phone: '13912345678',
    email: 'wang@example.com',
    wechat: 'wang_1980',
  });
  // only administrators of the pool see what lies in one that is for them alone
  await act(seller, lead, 'return', { reason: 'noTime' });
  await admin.put(`/pools/${id}`, { visibility: 'adminOnly', members: [person(seller), person(manager, true)] });
  expect((await seller.get(`/records/lead/${lead}`)).status).toBe(404);
  expect((await seller.get('/pools')).body.items).toEqual([]);
  expect((await act(t.as.seller, lead, 'claim')).status).toBe(404);
  expect((await manager.get(`/records/lead/${lead}`)).body.phone).toBe('13912345678');
});

it('refuses settings that make no sense, naming the field', async () => {
  const t = await app.tenant();
  const { admin } = t.as;
  const bad: [object, string][] = [
    [{ name: '联系人公海', object: 'contact' }, 'object'],
    [{ object: 'lead' }, 'name'],
    [{ name: '甲', object: 'lead', visibility: 'secret' }, 'visibility'],
    [{ name: '甲', object: 'lead', members: [{ kind: 'user' }] }, 'members[0].id'],
    [{ name: '甲', object: 'lead', rules: [{ kind: 'followUp', enabled: true, amount: 0 }] }, 'rules[0].amount'],
    [{ name: '甲', object: 'lead', filter: { field: 'nothing', op: 'eq', value: 1 } }, 'filter'],
    // nobody looks when a pool takes in what its filter names
    [{ name: '甲', object: 'lead', filter: { field: 'owner', op: 'eq', value: 'me' } }, 'filter'],
    [{ name: '甲', object: 'lead', nonsense: 1 }, 'nonsense'],
  ];
  for (const [body, field] of bad) {
    const { status, body: answer } = await admin.post('/pools', body);
    expect([status >= 400 && status < 500, answer.errors?.map((problem: { field: string }) => problem.field)], field).toEqual([
      true,
      [field],
    ]);
  }
  const id = await pool(t);
  expect((await admin.patch(`/records/pool/${id}`, { forObject: 'account' })).status).toBe(422);
  const lead = await created(t.as.seller.post('/records/lead', { name: '退回', wechat: 'wx_1002' }));
  expect((await act(t.as.seller, lead, 'return', { reason: 'lazy' })).status).toBe(422);
  expect((await act(t.as.seller, lead, 'return', {})).body.code).toBe('REQUIRED');
  expect((await act(t.as.outsider, lead, 'return', { reason: 'noTime' })).status).toBe(404);
});

it('refuses settings written over what others have changed meanwhile, naming what differs; the next write on what holds goes', async () => {
  const t = await app.tenant();
  const { admin, owner, seller } = t.as;
  const id = await pool(t);
  const first = await admin.get(`/pools/${id}`);
  expect([first.headers['etag'], first.body.version]).toEqual([`"${first.body.version}"`, first.body.version]);
  // people, rules and the filter count as changes, as do changes of the pool's record
  expect((await owner.put(`/pools/${id}`, { members: [person(seller)] })).body.version).toBe(first.body.version + 1);
  const on = (version: number) => ({ 'if-match': `"${version}"` });
  const stale = await admin.put(`/pools/${id}`, { dailyLimit: 20, members: [] }, on(first.body.version));
  expect([stale.status, stale.body.code]).toEqual([412, 'PRECONDITION_FAILED']);
  expect(stale.body.errors).toMatchObject([{ field: 'members', current: [{ id: seller.user, admin: false }] }]);
  const named = await admin.put(`/pools/${id}`, { dailyLimit: 5, version: first.body.version });
  expect([named.status, named.body.code, named.body.errors[0].field]).toEqual([409, 'VERSION_CONFLICT', 'dailyLimit']);
  expect((await admin.get(`/pools/${id}`)).body.dailyLimit).toBe(20);
  await admin.patch(`/records/pool/${id}`, { dailyLimit: 6 });
  const now = (await admin.get(`/pools/${id}`)).body.version;
  expect(now).toBeGreaterThan(first.body.version + 1);
  expect((await admin.put(`/pools/${id}`, { dailyLimit: 7 }, on(now))).status).toBe(200);
  // without one the last write wins
  expect((await admin.put(`/pools/${id}`, { dailyLimit: 8 })).status).toBe(200);
  expect((await seller.put(`/pools/${id}`, { dailyLimit: 9 }, on(now))).status).toBe(403);
  expect((await other.as.admin.put(`/pools/${id}`, { dailyLimit: 9 }, on(now))).status).toBe(404);
});

it('lets those who wait for a record of others hold no connection meanwhile', async () => {
  const t = await app.tenant();
  const id = await pool(t);
  const [lead = '', free = ''] = await pooled(t, id, 2);
  // who waits holds their own counter: somebody else claims another record
  const { seller, colleague } = t.as;
  const system = await app.app.contextFor({ tenant: t.id });
  // somebody is at work on the record, and more claim it than there are connections
  const claims = await system.transaction(async (tx) => {
    await tx.query(sql`select from lead where tenant_id = ${t.id} and id = ${lead}::uuid for update`);
    const all = Array.from({ length: 40 }, () => act(colleague, lead, 'claim'));
    // work in the background may wait for it as well
    await until(async () => (await lockWaits(tx)) > 0, 'the first to wait');
    expect((await act(seller, free, 'claim')).status).toBe(200);
    return all;
  });
  const answers = await Promise.all(claims);
  expect(answers.filter(({ body }) => body.result?.claimed)).toHaveLength(1);
  // it is theirs already
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

const full = process.env['HUANKE_TEST_FULL'] !== undefined;

it('gives each record to exactly one of many who claim at once, and nobody more than they may hold', async () => {
  const t = await app.tenant();
  const [people, count, limit] = full ? [200, 1000, 7] : [40, 200, 6];
  const id = await pool(t, { dailyLimit: limit, holdingLimit: limit, members: [{ kind: 'department', id: t.departments.first }] });
  const system = await app.app.contextFor({ tenant: t.id });
  const ids = await system.transaction(async (tx) => {
    const users = await tx.query<{ id: string }>(sql`
      insert into app_user (tenant_id, id, name, department, active, created_at, updated_at)
      select ${t.id}, gen_random_uuid(), '销售' || n, ${t.departments.first}::uuid, true, now(), now() from generate_series(1, ${people}) n returning id`);
    await tx.query(sql`insert into user_role (tenant_id, user_id, role_id)
      select ${t.id}, u, r.id from unnest(${users.map((user) => user.id)}::uuid[]) u, role r where r.tenant_id = ${t.id} and r.key = 'member'`);
    const leads = await tx.query<{ id: string }>(sql`
      insert into lead (tenant_id, id, name, pool, home_pool, created_at, updated_at)
      select ${t.id}, gen_random_uuid(), '线索' || n, ${id}::uuid, ${id}::uuid, now(), now() from generate_series(1, ${count}) n returning id`);
    return { users: users.map((user) => user.id), leads: leads.map((lead) => lead.id) };
  });
  const { pooledClaim } = await claimers(t.id, ids.users);
  const answers = (await Promise.all(ids.users.map((user, at) => pooledClaim(user, id, ids.leads, at)))).flat();
  const won = answers.filter(({ claimed }) => claimed);
  const owners = await system.query<{ owner: string; count: number }>(sql`
    select owner, count(*)::int as count from lead where tenant_id = ${t.id} and home_pool = ${id} and owner is not null and pool is null group by owner`);
  const [events] = await system.query<{ events: number; records: number; logged: number }>(sql`
    select count(*)::int as events, count(distinct record_id)::int as records,
      (select count(*)::int from pool_log where tenant_id = ${t.id} and pool_id = ${id} and what = 'claimed') as logged
    from event where tenant_id = ${t.id} and event = 'pool.claimed'`);
  // there are more places than records, and everybody tries every record in another order
  expect(won).toHaveLength(count);
  expect(new Set(won.map((claim) => claim.id)).size).toBe(count);
  expect(owners.reduce((sum, row) => sum + row.count, 0)).toBe(count);
  expect(Math.max(...owners.map((row) => row.count))).toBeLessThanOrEqual(limit);
  expect(events).toEqual({ events: count, records: count, logged: count });
  expect([...new Set(answers.filter(({ claimed }) => !claimed).map(({ code }) => code))].sort()).toEqual([
    'POOL_ALREADY_CLAIMED',
    'POOL_DAILY_LIMIT',
  ]);
});

it('begins the life of a lead anew for the next owner of one that was given back', async () => {
  const t = await app.tenant();
  const id = await pool(t, { cooldownHours: 0 });
  const { seller, colleague, manager } = t.as;
  const mine = await created(seller.post('/records/lead', { name: '谈了一半', wechat: 'wx_1003' }));
  expect((await seller.patch(`/records/lead/${mine}`, { status: 'following' })).body.firstResponseAt).toBe('2026-03-02T01:00:00.000Z');
  expect((await act(seller, mine, 'return', { reason: 'noTime', pool: id })).status).toBe(200);
  const state = async (lead: string) => {
    const { status, slaDueAt, firstResponseAt } = (await t.as.admin.get(`/records/lead/${lead}`)).body;
    return [status, slaDueAt, firstResponseAt?.slice(11, 16)];
  };
  expect(await state(mine)).toEqual(['recycled', null, '01:00']);
  // half past nine in Shanghai the next day, 30 working minutes on
  now = new Date('2026-03-03T01:30:00.000Z');
  expect((await act(colleague, mine, 'claim')).status).toBe(200);
  expect(await state(mine)).toEqual(['assigned', '2026-03-03T02:00:00.000Z', undefined]);
  // the next one begins anew as well; what is closed stays closed
  expect((await colleague.patch(`/records/lead/${mine}`, { budget: '50 万', need: '换泵', timeline: '三季度' })).body.status).toBe(
    'qualified',
  );
  await act(colleague, mine, 'return', { reason: 'noTime' });
  expect((await state(mine))[0]).toBe('recycled');
  expect((await act(manager, mine, 'assign', { owner: seller.user })).status).toBe(404);
  expect((await act(t.as.admin, mine, 'assign', { owner: seller.user })).status).toBe(200);
  expect(await state(mine)).toEqual(['assigned', '2026-03-03T02:00:00.000Z', undefined]);
  expect((await act(seller, mine, 'invalidate', { invalidReason: 'noNeed' })).status).toBe(200);
  expect((await state(mine))[0]).toBe('invalid');
  expect((await act(other.as.admin, mine, 'return', { reason: 'noTime' })).status).toBe(404);
});

/** Everybody goes through the records from another place on, single and in batches, until they may have no more. */
async function claimers(tenant: number, users: readonly string[]) {
  const { startSession, sessionCookie } = await import('@huanke/platform/identity');
  const cookies = new Map<string, string>();
  for (const user of users) {
    const person = await app.app.database.global(async (connection) => {
      const [row] = await connection.query<{ id: string }>(
        sql`insert into person (id, email, name, created_at) values (gen_random_uuid(), ${`${user}@test.local`}, '人', now()) returning id`,
      );
      await connection.query(
        sql`insert into membership (person_id, tenant_id, user_id, active) values (${row?.id ?? ''}::uuid, ${tenant}, ${user}::uuid, true)`,
      );
      return row?.id ?? '';
    });
    cookies.set(
      user,
      `${sessionCookie}=${await startSession(app.app, { person, tenant, user, via: 'password', device: 'test', address: '127.0.0.1' })}`,
    );
  }
  const post = (user: string, url: string, body: unknown) =>
    app.server.inject({
      method: 'POST',
      url: `/api/v1${url}`,
      headers: { cookie: cookies.get(user) ?? '', 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
  return {
    async pooledClaim(user: string, pool: string, leads: readonly string[], at: number) {
      const from = (at * 37) % leads.length;
      const order = [...leads.slice(from), ...leads.slice(0, from)];
      const answers: { id: string; claimed: boolean; code?: string }[] = [];
      for (let next = 0; next < order.length; ) {
        const single = next === 0;
        const some = order.slice(next, next + (single ? 1 : 20));
        next += some.length;
        const answer = single
          ? await post(user, `/records/lead/${some[0]}/actions/claim`, { input: {} })
          : await post(user, `/pools/${pool}/claim`, { records: some });
        const body = answer.json();
        const results = single
          ? [{ id: some[0] ?? '', claimed: body.result?.claimed ?? false, error: body.code ? body : undefined }]
          : (body.results ?? []);
        for (const { id, claimed, error } of results) answers.push({ id, claimed, ...(error ? { code: error.code } : {}) });
        if (results.some((result: { error?: { code: string } }) => result.error?.code === 'POOL_DAILY_LIMIT')) break;
      }
      return answers;
    },
  };
}

it('takes the people of an account along: into the pool as nobody\u2019s, out of it to whoever gets it; those of others stay', async () => {
  const t = await app.tenant();
  const { seller, colleague, outsider, admin } = t.as;
  const id = await pool(t, { object: 'account', visibility: 'masked', members: [person(seller), person(colleague)] });
  const account = await created(seller.post('/records/account', { name: '带联系人的客户' }));
  const contact = (who: Client, name: string) => created(who.post('/records/contact', { name, account, phone: '13912340001' }));
  const mine = await contact(seller, '我的人');
  const theirs = await contact(admin, '管理员的人');
  const ofOutsider = await contact(admin, '别人的人');
  expect((await admin.patch(`/records/contact/${ofOutsider}`, { owner: outsider.user })).status).toBe(200);
  expect((await admin.patch(`/records/contact/${theirs}`, { owner: null })).status).toBe(200);
  const elsewhere = await created(seller.post('/records/contact', { name: '别家的人' }));
  const owners = async () =>
    Promise.all(
      [mine, theirs, ofOutsider, elsewhere].map(async (one) => (await admin.get(`/records/contact/${one}`)).body.owner?.id ?? null),
    );
  expect(await owners()).toEqual([seller.user, null, outsider.user, seller.user]);
  expect((await act(seller, account, 'return', { reason: 'noTime', pool: id }, 'account')).status).toBe(200);
  expect(await owners()).toEqual([null, null, outsider.user, seller.user]);
  // in the pool nobody sees them, not even masked
  for (const who of [seller, colleague]) {
    expect((await who.get(`/records/contact/${mine}`)).status).toBe(404);
    expect((await who.post('/records/contact/query', { search: '12340001', fields: ['id'] })).body.records).toEqual([]);
  }
  expect((await act(colleague, account, 'claim', {}, 'account')).status).toBe(200);
  expect(await owners()).toEqual([colleague.user, colleague.user, outsider.user, seller.user]);
  expect((await colleague.get(`/records/contact/${mine}`)).body.phone).toBe('13912340001');
  // by the administrator of the pool to somebody, where the one who gave it back had kept a contact
  expect((await act(colleague, account, 'return', { reason: 'noTime', pool: id }, 'account')).status).toBe(200);
  expect((await admin.patch(`/records/contact/${theirs}`, { owner: colleague.user })).status).toBe(200);
  expect((await act(admin, account, 'assign', { owner: seller.user }, 'account')).status).toBe(200);
  expect(await owners()).toEqual([seller.user, seller.user, outsider.user, seller.user]);
});
