import { assignRecords } from '@huanke/platform/assignment';
import { sql } from '@huanke/platform/database';
import { setActive } from '@huanke/platform/identity';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Client, lockWaits, type TestApp, type TestTenant, testApp } from './testing.ts';

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

interface Decided {
  readonly record: { readonly id: string };
  readonly rule: { readonly name: string } | null;
  readonly chosen: { readonly id: string } | null;
  readonly pool: { readonly id: string } | null;
  readonly why: string;
  readonly considered: readonly { readonly id: string; readonly refused: string | null }[];
}

const user = (who: Client, weight = 1) => ({ kind: 'user', id: who.user, weight });
const makeRule = async (t: TestTenant, body: object): Promise<string> => {
  const made = await t.as.admin.post('/assignments/rules/lead', { name: '规则', method: 'roundRobin', ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
};
const leads = async (t: TestTenant, count: number, values: (n: number) => object = () => ({})): Promise<string[]> => {
  const records = Array.from({ length: count }, (_, n) => ({ name: `线索${n}`, wechat: `wx_${n}`, ...values(n) }));
  const made = await t.as.admin.post('/records/lead/bulk', { operation: 'create', records });
  return made.body.results.map((one: { id: string }) => one.id);
};
const run = async (t: TestTenant, records: readonly string[], more: object = {}): Promise<Decided[]> => {
  const { status, body } = await t.as.admin.post('/assignments/run', { object: 'lead', records, ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items;
};
const ownerOf = async (t: TestTenant, id: string) => (await t.as.admin.get(`/records/lead/${id}`)).body.owner?.id ?? null;

it('gives ten leads by weights 5:3:2 in the order A B C A A B A C B A, over several batches', async () => {
  const t = await app.tenant();
  const { seller, colleague, outsider } = t.as;
  await makeRule(t, { method: 'weighted', people: [user(seller, 5), user(colleague, 3), user(outsider, 2)] });
  const records = await leads(t, 10);
  const names = new Map([
    [seller.user, 'A'],
    [colleague.user, 'B'],
    [outsider.user, 'C'],
  ]);
  const decided = [...(await run(t, records.slice(0, 3))), ...(await run(t, records.slice(3)))];
  expect(decided.map(({ chosen }) => names.get(chosen?.id ?? '')).join(' ')).toBe('A B C A A B A C B A');
  for (const { record, chosen } of decided) expect(await ownerOf(t, record.id)).toBe(chosen?.id);
  // again: nothing happens, unless it is asked for
  expect((await run(t, records)).map(({ why }) => why)).toEqual(Array(10).fill('already'));
  expect((await run(t, records.slice(0, 1), { force: true }))[0]).toMatchObject({ why: 'weighted', chosen: { id: seller.user } });
  const trail = await t.as.admin.get(`/assignments/decisions/lead/${records[0]}`);
  expect(trail.body.items).toHaveLength(2);
  expect(trail.body.items[0]).toMatchObject({ why: 'weighted', rule: { name: '规则' }, chosen: { id: seller.user } });
  const system = await app.app.contextFor({ tenant: t.id });
  const [events] = await system.query<{ count: number }>(
    sql`select count(*)::int as count from event where tenant_id = ${t.id} and event = 'lead.assigned' and changes ->> 'from' is not null`,
  );
  // who got it once more had it already: no news
  expect(events?.count).toBe(10);
});

it('gives 1,000 leads to seven people, 142 or 143 to each, whatever batches run at once', async () => {
  const t = await app.tenant();
  const system = await app.app.contextFor({ tenant: t.id });
  const made = await system.transaction(async (tx) => {
    const users = await tx.query<{ id: string }>(sql`
      insert into app_user (tenant_id, id, name, department, active, created_at, updated_at)
      select ${t.id}, gen_random_uuid(), '销售' || n, ${t.departments.second}::uuid, true, now(), now() from generate_series(1, 6) n returning id`);
    await tx.query(
      sql`insert into rep_profile (tenant_id, user_id, capacity) select ${t.id}, u, 1000 from unnest(${[t.as.outsider.user, ...users.map(({ id }) => id)]}::uuid[]) u`,
    );
    const rows = await tx.query<{ id: string }>(sql`
      insert into lead (tenant_id, id, name, created_at, updated_at) select ${t.id}, gen_random_uuid(), '线索' || n, now(), now() from generate_series(1, 1000) n returning id`);
    return rows.map(({ id }) => id);
  });
  // the department is the seven of them
  await makeRule(t, { people: [{ kind: 'department', id: t.departments.second }] });
  // more at once than there are connections to the database: none may need a second one
  const parts = Array.from({ length: 20 }, (_, at) => made.slice(at * 50, at * 50 + 50));
  const answers = (await Promise.all(parts.map((part) => run(t, part)))).flat();
  expect(answers).toHaveLength(1000);
  const counts = await system.query<{ count: number }>(
    sql`select count(*)::int as count from lead where tenant_id = ${t.id} and owner is not null group by owner order by 1`,
  );
  expect(counts.map(({ count }) => count)).toEqual([142, 143, 143, 143, 143, 143, 143]);
});

it('gives nobody more than they can carry, whichever of several rules, whatever batches run at once', async () => {
  const t = await app.tenant();
  const { seller, colleague, admin } = t.as;
  const carry = async (capacity: number) => {
    for (const who of [seller, colleague]) await admin.put(`/assignments/profiles/${who.user}`, { capacity });
  };
  const sources = ['website', 'ads', 'referral'];
  for (const source of sources)
    await makeRule(t, { name: source, filter: { field: 'source', op: 'eq', value: source }, people: [user(seller), user(colleague)] });
  const made = await leads(t, 48, (n) => ({ source: sources[n % 3], owner: null }));
  const given = (decided: readonly Decided[]) => decided.filter(({ chosen }) => chosen !== null).length;
  // one batch, eight leads for each of three rules: room for ten of 24
  await carry(5);
  expect(given(await run(t, made.slice(0, 24)))).toBe(10);
  // three batches of one rule each, all set off before one of them may begin to choose: room for six more of 24
  await carry(8);
  const rest = made.slice(24);
  const system = await app.app.contextFor({ tenant: t.id });
  const running = await system.transaction(async (tx) => {
    await tx.query(sql`select from assign_rule where tenant_id = ${t.id} for update`);
    const batches = sources.map((_, at) =>
      run(
        t,
        rest.filter((_lead, n) => n % 3 === at),
      ),
    );
    await until(async () => (await lockWaits(tx)) === 3, 'three batches to wait');
    return batches;
  });
  expect(given((await Promise.all(running)).flat())).toBe(6);
  const counts = await system.query<{ count: number }>(
    sql`select count(*)::int as count from lead where tenant_id = ${t.id} and owner = any(${[seller.user, colleague.user]}::uuid[]) group by owner`,
  );
  expect(counts.map(({ count }) => count)).toEqual([8, 8]);
});

it('puts all into the fallback pool with the reason when everybody is away, and says why nobody could', async () => {
  const t = await app.tenant();
  const { seller, colleague, admin } = t.as;
  const pool = (await admin.post('/pools', { name: '兜底公海', object: 'lead' })).body.id;
  await makeRule(t, { people: [user(seller), user(colleague)], fallback: { kind: 'pool', id: pool } });
  for (const who of [seller, colleague]) {
    const saved = await admin.put(`/assignments/profiles/${who.user}`, { awayFrom: '2026-03-01', awayUntil: '2026-03-02' });
    expect(saved.status).toBe(204);
  }
  const records = await leads(t, 12);
  const decided = await run(t, records);
  for (const one of decided) {
    expect(one).toMatchObject({ chosen: null, pool: { id: pool }, why: 'fallback' });
    expect(one.considered.map(({ refused }) => refused)).toEqual(['away', 'away']);
  }
  expect((await admin.get(`/records/lead/${records[0]}`)).body).toMatchObject({ owner: null, pool: { id: pool } });
  // given out for the first time, they were taken from nobody
  expect((await admin.get(`/pools/${pool}/log`)).body.items).toEqual([]);
  // back the day after, by the company's zone
  now = new Date('2026-03-02T16:00:00.000Z');
  const [one] = await run(t, records.slice(0, 1), { force: true });
  expect(one).toMatchObject({ chosen: { id: seller.user }, why: 'roundRobin' });
});

it('passes over whoever is switched off just now, and keeps whoever is chosen from being switched off before the commit', async () => {
  const t = await app.tenant();
  const { seller, colleague, admin } = t.as;
  await makeRule(t, { people: [user(seller), user(colleague)] });
  const [first = '', second = ''] = await leads(t, 2);
  const system = await app.app.contextFor({ tenant: t.id });
  // whose turn it is goes while the batch is choosing
  const { batch } = await system.transaction(async (tx) => {
    await setActive(tx, seller.user, false);
    const running = run(t, [first]);
    await until(async () => (await lockWaits(tx)) === 1, 'the batch to wait');
    return { batch: running };
  });
  const [decided] = await batch;
  expect(decided).toMatchObject({ chosen: { id: colleague.user }, why: 'roundRobin' });
  expect(decided?.considered).toMatchObject([
    { id: seller.user, refused: 'inactive' },
    { id: colleague.user, refused: null },
  ]);
  expect(await ownerOf(t, first)).toBe(colleague.user);

  // chosen already: who switches them off waits for the batch
  const meta = system.meta.object('lead');
  if (!meta) throw new Error('no leads');
  const { off } = await system.transaction(async (tx) => {
    const [one] = await assignRecords(tx, meta, [second]);
    expect(one?.chosen?.id).toBe(colleague.user);
    const switching = admin.post(`/users/${colleague.user}/deactivate`);
    await until(async () => (await lockWaits(tx)) === 1, 'the switch to wait');
    return { off: switching };
  });
  expect((await off).status).toBe(200);
  expect(await ownerOf(t, second)).toBe(colleague.user);
});

it('falls to the nearest manager who is there: of a person their own, else that of their department or of one above', async () => {
  const t = await app.tenant();
  const { seller, colleague, outsider, manager, owner, admin } = t.as;
  const rule = { name: '转上级', method: 'roundRobin', fallback: { kind: 'manager' } };
  const id = await makeRule(t, { ...rule, people: [user(outsider), user(seller)] });
  for (const who of [outsider, seller]) await admin.put(`/assignments/profiles/${who.user}`, { awayFrom: '2026-03-01' });
  const records = await leads(t, 2);
  const set = async (object: string, record: string, who: Client | null) =>
    expect((await admin.patch(`/records/${object}/${record}`, { manager: who?.user ?? null })).status).toBe(200);
  const fallsTo = async () => {
    const decided = await run(t, records, { force: true });
    expect(new Set(decided.map(({ why }) => why)).size).toBe(1);
    return [decided[0]?.why, ...new Set(decided.map(({ chosen }) => chosen?.id ?? null))];
  };
  // nobody manages anybody
  expect(await fallsTo()).toEqual(['nobody', null]);
  const centre = (await admin.get(`/records/department/${t.departments.second}`)).body.parent.id;
  await set('department', t.departments.first, colleague);
  // the second of the rule is in a department that somebody leads
  expect(await fallsTo()).toEqual(['manager', colleague.user]);
  await set('department', centre, owner);
  // the department above that of the first
  expect(await fallsTo()).toEqual(['manager', owner.user]);
  // nobody is their own manager
  await set('department', t.departments.second, outsider);
  expect(await fallsTo()).toEqual(['manager', owner.user]);
  await set('user', outsider.user, manager);
  expect(await fallsTo()).toEqual(['manager', manager.user]);
  // with whom it stays: there is nothing to reject
  expect((await manager.get(`/assignments/rejectable/lead/${records[0]}`)).body.until).toBeNull();
  expect((await admin.post(`/users/${manager.user}/deactivate`)).status).toBe(200);
  expect(await fallsTo()).toEqual(['manager', owner.user]);
  // a department in the rule: who leads it, whoever its people are
  const department = { kind: 'department', id: t.departments.second };
  expect((await admin.put(`/assignments/rules/lead/${id}`, { ...rule, people: [department] })).status).toBe(200);
  expect(await fallsTo()).toEqual(['manager', outsider.user]);
  expect((await admin.get('/assignments/rules/lead')).body.items[0].fallback).toEqual({ kind: 'manager' });
});

it('takes the first rule that is for a record, with caps, skills, regions and who has the customer', async () => {
  const t = await app.tenant();
  const { seller, colleague, outsider, manager, admin } = t.as;
  await admin.put(`/assignments/profiles/${seller.user}`, { skills: { pump: 4 }, regions: ['浙江'], capacity: 50 });
  await admin.put(`/assignments/profiles/${colleague.user}`, { skills: { pump: 2 }, regions: ['江苏'] });
  const skilled = await makeRule(t, {
    name: '泵',
    filter: { field: 'source', op: 'eq', value: 'website' },
    people: [user(colleague), user(seller), user(outsider)],
    method: 'skill',
    skills: { pump: 2 },
    dailyCap: 1,
  });
  const rest = await makeRule(t, { name: '其他', people: [user(outsider), user(manager)], sticky: true });
  const account = (await admin.post('/records/account', { name: '恒润化工', owner: manager.user })).body;
  expect(account.id).toBeTruthy();
  const records = await leads(t, 5, (n) => (n < 3 ? { source: 'website' } : { company: n === 3 ? '杭州恒润化工有限公司' : '别家公司' }));
  const asked = await admin.post('/assignments/simulate', { object: 'lead', records });
  const told = asked.body.items.map((one: Decided) => [one.rule?.name, one.chosen?.id ?? null, one.why]);
  expect(told).toEqual([
    ['泵', seller.user, 'skill'],
    ['泵', colleague.user, 'skill'],
    ['泵', null, 'nobody'],
    ['其他', manager.user, 'sticky'],
    ['其他', outsider.user, 'roundRobin'],
  ]);
  expect(asked.body.items[2].considered).toMatchObject([{ refused: 'dailyCap' }, { refused: 'dailyCap' }, { refused: 'skill' }]);
  // nothing was written: the run decides the same
  expect(await ownerOf(t, records[0] ?? '')).toBe(admin.user);
  expect((await run(t, records)).map((one) => [one.rule?.name, one.chosen?.id ?? null, one.why])).toEqual(told);
  expect(await ownerOf(t, records[2] ?? '')).toBe(admin.user);
  // in another order the general rule comes first
  expect((await admin.post('/assignments/rules/lead/order', { order: [rest, skilled] })).status).toBe(200);
  expect((await run(t, records.slice(0, 1), { force: true }))[0]?.rule?.name).toBe('其他');
  expect((await admin.delete(`/assignments/rules/lead/${rest}`)).status).toBe(204);
  expect((await admin.get('/assignments/rules/lead')).body.items.map((rule: { name: string }) => rule.name)).toEqual(['泵']);
});

it('gives out by itself what comes in by a way the company has named', async () => {
  const t = await app.tenant();
  const { seller, admin } = t.as;
  await app.startWork();
  await makeRule(t, { people: [user(seller)] });
  expect((await admin.put('/assignments/rules/lead/channels', { channels: ['fax'] })).status).toBe(422);
  expect((await seller.put('/assignments/rules/lead/channels', { channels: [] })).status).toBe(403);
  expect((await admin.put('/assignments/rules/lead/channels', { channels: ['api', 'import'] })).status).toBe(204);
  expect((await admin.get('/assignments/rules/lead')).body.channels).toEqual(['import', 'api']);
  const key = await admin.post('/records/lead', { name: '接口来的', wechat: 'wx_1011' });
  const typed = await admin.post('/records/lead', { name: '自己录的', wechat: 'wx_1012' }, { 'x-huanke-channel': 'web' });
  expect([key.status, typed.status]).toEqual([201, 201]);
  await until(async () => (await ownerOf(t, key.body.id)) === seller.user, 'the assignment');
  expect(await ownerOf(t, typed.body.id)).toBe(admin.user);
  const notices = async () =>
    (await seller.get('/notifications')).body.items.filter((one: { kind: string }) => one.kind === 'recordAssigned');
  const [notice] = await until(async () => ((await notices()).length > 0 ? notices() : undefined), 'the notice of it');
  expect(notice).toMatchObject({ record: { id: key.body.id }, text: '系统 把线索“接口来的”交给了您' });
});

it('is for those who manage the company, and refuses what makes no sense by field', async () => {
  const t = await app.tenant();
  const { seller, manager, admin } = t.as;
  const [lead] = await leads(t, 1);
  for (const who of [seller, manager]) {
    expect((await who.get('/assignments/rules/lead')).status).toBe(403);
    expect((await who.post('/assignments/run', { object: 'lead', records: [lead] })).status).toBe(403);
    expect((await who.put(`/assignments/profiles/${seller.user}`, {})).status).toBe(403);
  }
  expect((await admin.get('/assignments/rules/product')).status).toBe(404);
  const good = { name: '规则', method: 'roundRobin', people: [user(seller)] };
  const bad: [object, string][] = [
    [{ ...good, name: '' }, 'name'],
    [{ ...good, method: 'dice' }, 'method'],
    [{ ...good, people: [] }, 'people'],
    [{ ...good, people: [{ kind: 'user', id: 'x' }] }, 'people[0].id'],
    [{ ...good, filter: { field: 'nothing', op: 'eq', value: 1 } }, 'filter'],
    // nobody looks when a rule is worked out
    [{ ...good, filter: { field: 'owner', op: 'eq', value: 'me' } }, 'filter'],
    [{ ...good, regionField: 'score' }, 'regionField'],
    [{ ...good, skills: { pump: 0 } }, 'skills.pump'],
    [{ ...good, fallback: { kind: 'pool', id: crypto.randomUUID() } }, 'fallback.id'],
    [{ ...good, dailyCap: 0 }, 'dailyCap'],
  ];
  for (const [body, field] of bad) {
    const answer = await admin.post('/assignments/rules/lead', body);
    expect([answer.status >= 400 && answer.status < 500, answer.body.errors?.map((one: { field: string }) => one.field)], field).toEqual([
      true,
      [field],
    ]);
  }
  // somebody else's rules and records are not there
  const id = await makeRule(t, { people: [user(seller)] });
  expect((await other.as.admin.put(`/assignments/rules/lead/${id}`, good)).status).toBe(404);
  expect((await other.as.admin.delete(`/assignments/rules/lead/${id}`)).status).toBe(404);
  expect((await other.as.admin.post('/assignments/run', { object: 'lead', records: [lead] })).body.items).toEqual([]);
  expect((await other.as.admin.put(`/assignments/profiles/${seller.user}`, {})).status).toBe(404);
});

it('counts of opportunities what is still open: deals that are won or lost are no load', async () => {
  const t = await app.tenant();
  const { admin, seller, colleague } = t.as;
  for (const who of [seller, colleague]) expect((await admin.put(`/assignments/profiles/${who.user}`, { capacity: 10 })).status).toBe(204);
  const account = (await admin.post('/records/account', { name: '商机负载测试公司' })).body.id;
  const deals = async (owner: string, count: number) => {
    const records = Array.from({ length: count }, (_, n) => ({ name: `商机${n}`, account, owner }));
    const made = await admin.post('/records/opportunity/bulk', { operation: 'create', records });
    return made.body.results.map((one: { id: string }) => one.id) as string[];
  };
  const [won, lost] = [await deals(seller.user, 4), await deals(seller.user, 4)];
  await deals(seller.user, 1);
  await deals(colleague.user, 2);
  const ctx = await admin.context();
  await ctx.transaction((tx) =>
    tx.query(sql`
      update opportunity set stage = case when id = any(${won}::uuid[]) then 'won' else 'lost' end
      where tenant_id = ${t.id} and id = any(${[...won, ...lost]}::uuid[])`),
  );
  const people = [user(seller), user(colleague)];
  const made = await admin.post('/assignments/rules/opportunity', { name: '按负载', method: 'load', people });
  expect(made.status, made.text).toBe(201);
  const [next] = await deals(admin.user, 1);
  const { body } = await admin.post('/assignments/simulate', { object: 'opportunity', records: [next] });
  // one of ten and two of ten, not nine
  expect(body.items[0].considered.map(({ score }: { score: number }) => score)).toEqual([0.1, 0.2]);
  expect(body.items[0].chosen.id).toBe(seller.user);
});

it('refuses a rule written over what somebody else has made of it meanwhile', async () => {
  const t = await app.tenant();
  const { admin, owner, seller } = t.as;
  const id = await makeRule(t, { people: [user(seller)] });
  const url = `/assignments/rules/lead/${id}`;
  const body = { name: '规则', method: 'roundRobin', people: [user(seller)] };
  const { version } = (await admin.get('/assignments/rules/lead')).body.items[0];
  expect((await owner.put(url, { ...body, name: '新名字' }, { 'if-match': `"${version}"` })).body).toMatchObject({ version: version + 1 });
  const stale = await admin.put(url, { ...body, dailyCap: 3 }, { 'if-match': `"${version}"` });
  expect([stale.status, stale.body.code]).toEqual([412, 'PRECONDITION_FAILED']);
  expect(stale.body.errors.map(({ field, current }: { field: string; current: unknown }) => [field, current])).toEqual([
    ['name', '新名字'],
    ['dailyCap', null],
  ]);
  expect((await admin.put(url, { ...body, version })).body.code).toBe('VERSION_CONFLICT');
  expect((await admin.put(url, { ...body, version: version + 1 })).status).toBe(200);
  expect((await admin.put(url, body)).status).toBe(200);
  expect((await other.as.admin.put(url, body)).status).toBe(404);
});
