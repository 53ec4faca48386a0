import { sql } from '@huanke/platform/database';
import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

// ten in the morning in Shanghai
const start = Date.parse('2026-03-02T02:00:00.000Z');
const DAY = 86_400_000;
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let account: string;

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  // months go by in this file: nobody has to sign in anew
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
  await app.startWork();
  account = (await tenant.as.seller.post('/records/account', { name: '恒润化工' })).body.id;
});
afterAll(() => app.close());

const at = (id: string) => `/records/opportunity/${id}`;
const make = async (client: Client, values: object = {}): Promise<string> =>
  ok(await client.post('/records/opportunity', { name: '磁力泵框架', account, amount: '500000', closeOn: '2027-06-30', ...values })).body
    .id;
const watch = async () => {
  const job = app.app.registry.jobs.get('sales.watchDeals');
  await job?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
};
const told = (id: string, event: string, times: number) =>
  until(async () => {
    const { items } = (await tenant.as.admin.get('/events?limit=1000')).body;
    return items.filter((one: { record: string; event: string }) => one.record === id && one.event === event).length === times;
  }, `${event}, ${times} times`);
const stalledIds = async (client: Client): Promise<string[]> => {
  const filter = { field: 'stalled', op: 'eq', value: true };
  return ok(await client.post('/records/opportunity/query', { filter, fields: ['id'] })).body.records.map(({ id }: { id: string }) => id);
};
const notices = async (client: Client): Promise<{ kind: string; text: string; record: { id: string } | null }[]> =>
  (await client.get('/notifications?limit=100')).body.items;

describe('deals that stall', () => {
  it('longer in a stage than it allows, or idle; told once, and gone with the next step', async () => {
    const { admin, seller, outsider } = tenant.as;
    const fields = (await admin.get('/meta/objects/opportunity')).body.fields;
    const { options } = fields.find((field: { name: string }) => field.name === 'stage');
    const limited = options.map((option: { key: string }) => (option.key === 'proposal' ? { ...option, limitDays: 10 } : option));
    ok(await admin.patch('/meta/objects/opportunity/fields/stage', { options: limited }));
    now = start;
    const slow = await make(seller, { stage: 'proposal' });
    const idle = await make(seller);
    const busy = await make(seller);
    const held = await make(seller, { stage: 'onHold' });
    const theirs = await make(other.as.seller, { account: null });
    now = start + 10 * DAY;
    ok(await seller.post('/records/activity', { type: 'call', subject: '电话', related: [{ object: 'opportunity', id: busy }] }));
    ok(await seller.post('/records/activity', { type: 'task', subject: '待办', related: [{ object: 'opportunity', id: idle }] }));
    await watch();
    expect(await stalledIds(seller)).toEqual([]);
    // a second over the limit of its stage
    now = start + 10 * DAY + 1000;
    await watch();
    expect(await stalledIds(seller)).toEqual([slow]);
    now = start + 14 * DAY + 1000;
    const before = (await seller.get(at(idle))).body;
    await watch();
    await watch();
    expect((await stalledIds(seller)).sort()).toEqual([slow, idle].sort());
    expect(await stalledIds(outsider)).toEqual([]);
    expect((await seller.get(at(held))).body.stalled).toBeNull();
    expect(await stalledIds(other.as.seller)).toEqual([theirs]);
    expect((await seller.get(at(slow))).body).toMatchObject({ stalled: true, stalledWhy: 'stage', stalledAt: '2026-03-12T02:00:01.000Z' });
    // a mark is no change of the record
    expect((await seller.get(at(idle))).body).toMatchObject({
      stalledWhy: 'activity',
      version: before.version,
      updatedAt: before.updatedAt,
    });
    await told(slow, 'opportunity.stalled', 1);
    await told(idle, 'opportunity.stalled', 1);
    // a follow-up takes it away, a move at once
    ok(await seller.post('/records/activity', { type: 'visit', subject: '拜访', related: [{ object: 'opportunity', id: idle }] }));
    await until(async () => (await seller.get(at(idle))).body.stalled === null);
    const moved = ok(await seller.patch(at(slow), { stage: 'negotiation' })).body;
    expect([moved.stalled, moved.stalledAt, moved.stalledWhy]).toEqual([null, null, null]);
    // and it is told again when it stalls again
    now = start + 29 * DAY;
    await watch();
    await told(slow, 'opportunity.stalled', 2);
    await told(idle, 'opportunity.stalled', 2);
    expect((await seller.patch(at(slow), { stalled: false })).status).toBe(422);
    // how long is the company's to say
    ok(await admin.put('/meta/parts/salesSettings/deals', { idleDays: 60 }));
    await watch();
    expect(await stalledIds(seller)).toEqual([]);
    expect((await admin.put('/meta/parts/salesSettings/deals', { idleDays: 0 })).status).toBe(422);
    expect((await seller.put('/meta/parts/salesSettings/deals', { idleDays: 1 })).status).toBe(403);
    ok(await admin.put('/meta/parts/salesSettings/deals', {}));
  });
});

describe('expected days that are over', () => {
  it('the owner hears of it once a day, until another day is set', async () => {
    const { colleague } = tenant.as;
    now = start + 40 * DAY;
    const id = await make(colleague, { account: null, closeOn: '2026-04-10' });
    const closed = await make(colleague, { account: null, closeOn: '2026-04-10', stage: 'lost' });
    const mine = async () => (await notices(colleague)).filter((one) => one.kind === 'dealOverdue').map((one) => one.record?.id);
    // on the day itself it is not over
    now = Date.parse('2026-04-10T15:00:00.000Z');
    await watch();
    expect(await mine()).toEqual([]);
    // before nine in the morning nobody is told
    now = Date.parse('2026-04-11T00:59:00.000Z');
    await watch();
    expect(await mine()).toEqual([]);
    now += 60_000;
    await watch();
    await watch();
    expect(await mine()).toEqual([id]);
    expect((await notices(colleague))[0]?.text).toBe('商机“磁力泵框架”的预计成交日期 2026-04-10 已过，请更新日期或结束商机');
    now += DAY;
    await watch();
    expect(await mine()).toEqual([id, id]);
    expect((await colleague.get(at(id))).body.closeOn).toBe('2026-04-10');
    ok(await colleague.patch(at(id), { closeOn: '2026-12-31' }));
    now += DAY;
    await watch();
    expect(await mine()).toEqual([id, id]);
    expect(closed).not.toBe(id);
    // many are told in one sentence
    for (let n = 0; n < 4; n += 1) await make(colleague, { account: null, closeOn: '2026-04-01' });
    now += DAY;
    await watch();
    const summed = (await notices(colleague)).filter((one) => one.kind === 'dealsOverdue');
    expect(summed.map((one) => one.text)).toEqual(['您有 4 条商机的预计成交日期已过，请逐条更新']);
    expect((await notices(other.as.colleague)).length).toBe(0);
  });
});

describe('competitors', () => {
  const compete = (client: Client, deal: string, competitor: string, more: object = {}) =>
    client.post('/records/opportunityCompetitor', { opportunity: deal, competitor, ...more });
  const rates = async (client: Client, query = '') => ok(await client.get(`/competitors/win-rates${query}`)).body.items;

  it('25 won of 75 are 33.3 %, 23.7 to 44.6 %; fewer than ten say nothing', async () => {
    const { admin, manager, outsider, readOnly, seller } = tenant.as;
    now = start + 60 * DAY;
    expect((await seller.post('/records/competitor', { name: '凯洛泵业' })).status).toBe(403);
    const kailuo = ok(await manager.post('/records/competitor', { name: '凯洛泵业', priceBand: 'low' })).body.id;
    const haiman = ok(await admin.post('/records/competitor', { name: '海曼流体' })).body.id;
    const mine = ok(await outsider.post('/records/account', { name: '兰江' })).body.id;
    const closed = async (count: number, stage: 'won' | 'lost' | 'initial', rival: string) => {
      const records = Array.from({ length: count }, (_, n) => ({
        name: `${stage}${n}`,
        account: mine,
        amount: '100',
        stage,
        closedOn: stage === 'initial' ? null : '2026-05-01',
      }));
      const made = ok(await outsider.post('/records/opportunity/bulk', { operation: 'create', records })).body.results;
      const rows = made.map(({ id }: { id: string }) => ({ opportunity: id, competitor: rival }));
      const listed = ok(await outsider.post('/records/opportunityCompetitor/bulk', { operation: 'create', records: rows })).body.results;
      expect(listed.every(({ status }: { status: number }) => status === 201)).toBe(true);
    };
    await closed(25, 'won', kailuo);
    await closed(50, 'lost', kailuo);
    await closed(3, 'initial', kailuo);
    await closed(4, 'won', haiman);
    await closed(5, 'lost', haiman);
    const [all, first, second] = await rates(outsider);
    expect(all).toEqual({ competitor: null, open: 3, won: 29, lost: 55, n: 84, sufficient: true, rate: 34.5, low: 25.2, high: 45.2 });
    expect(first).toEqual({
      competitor: { id: kailuo, title: '凯洛泵业', priceBand: 'low' },
      open: 3,
      won: 25,
      lost: 50,
      n: 75,
      sufficient: true,
      rate: 33.3,
      low: 23.7,
      high: 44.6,
    });
    expect(second).toMatchObject({ competitor: { id: haiman }, n: 9, sufficient: false, rate: null, low: null, high: null });
    // in the days that are asked for, of the deals the caller sees
    expect((await rates(outsider, '?from=2026-05-02'))[1]).toMatchObject({ n: 0, open: 3 });
    expect((await rates(outsider, '?from=2026-05-01&until=2026-05-01'))[1]).toMatchObject({ n: 75 });
    expect((await rates(readOnly))[1]).toMatchObject({ n: 75 });
    expect((await rates(seller)).find((row: { competitor: { id: string } | null }) => row.competitor?.id === kailuo)).toBeUndefined();
    expect(await rates(other.as.admin)).toMatchObject([{ competitor: null, n: 0 }]);
    expect((await outsider.get('/competitors/win-rates?from=2026-02-30')).body.errors[0].field).toBe('from');
  });

  it('a competitor stands once on a deal’s list; the deal’s text field and the list follow each other', async () => {
    const { seller, colleague, admin } = tenant.as;
    const found = await admin.post('/records/competitor/query', { filter: { field: 'name', op: 'eq', value: '凯洛泵业' } });
    const kailuo = found.body.records[0].id;
    const deal = await make(seller);
    const listed = ok(await compete(seller, deal, kailuo, { threat: '3', priceSeen: '480000' })).body;
    expect(listed).toMatchObject({ name: '凯洛泵业', threat: '3', status: 'active' });
    expect((await seller.get(at(deal))).body.competitor).toBe('凯洛泵业');
    expect((await compete(seller, deal, kailuo)).body.errors[0]).toMatchObject({ field: 'competitor', code: 'DUPLICATE' });
    expect((await compete(colleague, deal, kailuo)).status).toBe(422);
    expect((await compete(other.as.seller, deal, kailuo)).status).toBe(422);
    expect((await colleague.get(`/records/opportunityCompetitor/${listed.id}`)).status).toBe(404);
    // by name, as programs and imports of before do it
    const named = await make(seller, { competitor: ' 凯洛泵业' });
    const listOf = async (id: string) =>
      (await seller.post('/records/opportunityCompetitor/query', { filter: { field: 'opportunity', op: 'eq', value: id } })).body.records;
    await until(async () => (await listOf(named)).length === 1);
    const later = await make(seller);
    ok(await seller.patch(at(later), { competitor: '凯洛泵业' }));
    expect((await listOf(later)).length).toBe(1);
    ok(await seller.patch(at(later), { competitor: '没听过的公司' }));
    expect(await listOf(later)).toEqual([]);
    expect((await admin.delete(`/records/competitor/${kailuo}`)).status).toBe(409);
  });

  it('a large loss is to be reviewed in ten days; on day eleven the manager has it on the list, once', async () => {
    const { admin, seller, manager } = tenant.as;
    ok(await admin.patch(`/records/user/${seller.user}`, { manager: manager.user }));
    now = Date.parse('2026-06-01T03:00:00.000Z');
    const small = await make(seller, { amount: '500000' });
    const deal = await make(seller, { amount: '500000.01', competitor: '凯洛泵业' });
    await until(async () => {
      const filter = { field: 'opportunity', op: 'eq', value: deal };
      return (await seller.post('/records/opportunityCompetitor/query', { filter })).body.records.length === 1;
    });
    for (const id of [small, deal]) ok(await seller.post(`${at(id)}/actions/lose`, { input: { lossReason: 'price' } }));
    const reviews = async (client: Client, filter?: object) =>
      ok(
        await client.post('/records/lossReview/query', {
          filter,
          fields: ['id', 'opportunity', 'competitor', 'dueOn', 'amount', 'owner', 'done', 'missedAt'],
        }),
      ).body.records;
    const [review, ...rest] = await reviews(seller);
    expect(rest).toEqual([]);
    expect(review).toMatchObject({
      opportunity: { id: deal },
      competitor: { title: '凯洛泵业' },
      dueOn: '2026-06-11',
      amount: '500000.01',
      done: false,
    });
    const missing = {
      and: [
        { field: 'missedAt', op: 'isNotNull' },
        { field: 'done', op: 'ne', value: true },
      ],
    };
    const missed = async () => (await notices(manager)).filter((one) => one.kind === 'reviewMissing').length;
    now = Date.parse('2026-06-11T15:59:00.000Z');
    await watch();
    expect([await reviews(manager, missing), await missed()]).toEqual([[], 0]);
    // midnight in Shanghai: day eleven
    now += 60_000;
    await watch();
    await watch();
    expect((await reviews(manager, missing)).map(({ id }: { id: string }) => id)).toEqual([review.id]);
    expect(await missed()).toBe(1);
    await told(review.id, 'lossReview.due', 1);
    expect(await reviews(other.as.admin)).toEqual([]);
    const answers = { why: '价格高 8%', theirs: '先报了框架价', lessons: '早报框架价' };
    const done = ok(await seller.patch(`/records/lossReview/${review.id}`, { ...answers, done: true })).body;
    expect(done.doneAt).toBe('2026-06-11T16:00:00.000Z');
    expect(await reviews(manager, missing)).toEqual([]);
  });

  it('the text and the list stay in step: who is replaced or taken off goes, who has notes or another name in front stays', async () => {
    const { seller, manager } = tenant.as;
    const rival = async (name: string): Promise<string> => ok(await manager.post('/records/competitor', { name })).body.id;
    const [first, second] = [await rival('同步一号'), await rival('同步二号')];
    const text = async (deal: string) => ok(await seller.get(at(deal))).body.competitor;
    const listed = async (deal: string): Promise<{ id: string; name: string }[]> =>
      (
        await seller.post('/records/opportunityCompetitor/query', {
          fields: ['id', 'name'],
          filter: { field: 'opportunity', op: 'eq', value: deal },
          sort: [{ field: 'createdAt', direction: 'asc' }],
        })
      ).body.records;
    const names = async (deal: string) => (await listed(deal)).map(({ name }) => name);
    const drop = async (deal: string, name: string) => {
      const { id } = (await listed(deal)).find((one) => one.name === name) ?? {};
      ok(await seller.delete(`/records/opportunityCompetitor/${id}`));
    };
    const deal = await make(seller);
    ok(await compete(seller, deal, first));
    ok(await compete(seller, deal, second));
    expect(await text(deal)).toBe('同步一号');
    await drop(deal, '同步一号');
    expect(await text(deal)).toBe('同步二号');
    await drop(deal, '同步二号');
    expect(await text(deal)).toBeNull();
    // another name takes the place of the one before; none takes it off
    ok(await seller.patch(at(deal), { competitor: '同步一号' }));
    expect(await names(deal)).toEqual(['同步一号']);
    ok(await seller.patch(at(deal), { competitor: '同步二号' }));
    expect(await names(deal)).toEqual(['同步二号']);
    ok(await seller.patch(at(deal), { competitor: null }));
    expect(await names(deal)).toEqual([]);
    // who is on the list already only comes to the front; whom somebody has noted something about stays
    ok(await compete(seller, deal, first, { priceSeen: '480000' }));
    ok(await compete(seller, deal, second));
    ok(await seller.patch(at(deal), { competitor: '同步二号' }));
    expect(await names(deal)).toEqual(['同步一号', '同步二号']);
    ok(await seller.patch(at(deal), { competitor: '同步一号' }));
    ok(await seller.patch(at(deal), { competitor: '没听过的公司' }));
    expect(await names(deal)).toEqual(['同步一号', '同步二号']);
    // a row that names another competitor now changes the text with it
    const other = await make(seller);
    const row = ok(await compete(seller, other, first)).body.id;
    ok(await seller.patch(`/records/opportunityCompetitor/${row}`, { competitor: second }));
    expect(await text(other)).toBe('同步二号');
    // with the deal they go and come back
    ok(await seller.delete(at(other)));
    ok(await seller.post(`${at(other)}/restore`));
    expect([await text(other), await names(other)]).toEqual(['同步二号', ['同步二号']]);
  });

  it('who is named takes a lost deal and the review says so, the others are out; reopened all are in the race again', async () => {
    const { seller, manager } = tenant.as;
    const rival = async (name: string): Promise<string> => ok(await manager.post('/records/competitor', { name })).body.id;
    const [low, high, late] = [await rival('结果低威胁'), await rival('结果高威胁'), await rival('结果后来者')];
    const states = async (deal: string) => {
      const filter = { field: 'opportunity', op: 'eq', value: deal };
      const { records } = (await seller.post('/records/opportunityCompetitor/query', { filter, fields: ['name', 'status'] })).body;
      return Object.fromEntries(records.map(({ name, status }: { name: string; status: string }) => [name, status]));
    };
    const reviewOf = async (deal: string) => {
      const filter = { field: 'opportunity', op: 'eq', value: deal };
      const { records } = (await seller.post('/records/lossReview/query', { filter, fields: ['id', 'competitor'] })).body;
      return records[0];
    };
    const act = (deal: string, action: string, input: object) => seller.post(`${at(deal)}/actions/${action}`, { input });
    const deal = await make(seller, { amount: '900000' });
    ok(await compete(seller, deal, high, { threat: '3' }));
    ok(await compete(seller, deal, low, { threat: '1' }));
    ok(await act(deal, 'lose', { lossReason: 'competitor', competitor: '结果低威胁' }));
    expect(await states(deal)).toEqual({ 结果低威胁: 'won', 结果高威胁: 'out' });
    expect((await reviewOf(deal)).competitor.title).toBe('结果低威胁');
    ok(await manager.post(`${at(deal)}/actions/reopen`, { input: { stageReason: '客户重新招标' } }));
    expect(await states(deal)).toEqual({ 结果低威胁: 'active', 结果高威胁: 'active' });
    ok(await act(deal, 'win', await proofOf(seller)));
    expect(await states(deal)).toEqual({ 结果低威胁: 'out', 结果高威胁: 'out' });
    // a known competitor that is not listed yet comes on the list as the winner
    const second = await make(seller, { amount: '900000' });
    ok(await compete(seller, second, high));
    ok(await act(second, 'lose', { lossReason: 'price', competitor: '结果后来者' }));
    expect(await states(second)).toEqual({ 结果高威胁: 'out', 结果后来者: 'won' });
    expect((await reviewOf(second)).competitor.id).toBe(late);
    // a customer who buys from nobody: nobody took it
    const third = await make(seller, { amount: '900000' });
    ok(await compete(seller, third, high));
    ok(await act(third, 'lose', { lossReason: 'budget' }));
    expect(await states(third)).toEqual({ 结果高威胁: 'out' });
    expect((await reviewOf(third)).competitor).toBeNull();
  });

  it('a review is done by its answers, due when the company says, and deleted by who may manage', async () => {
    const { seller, manager } = tenant.as;
    const deal = await make(seller, { amount: '900000', competitor: '凯洛泵业' });
    ok(await seller.post(`${at(deal)}/actions/lose`, { input: { lossReason: 'price' } }));
    const filter = { field: 'opportunity', op: 'eq', value: deal };
    const [{ id }] = (await seller.post('/records/lossReview/query', { filter })).body.records;
    const review = `/records/lossReview/${id}`;
    const problems = ({ status, body }: Answer) => [
      status,
      ...(body.errors ?? []).map(({ field, code }: { field: string; code: string }) => `${field} ${code}`),
    ];
    const patch = async (values: object) => problems(await seller.patch(review, values));
    expect(await patch({ done: true })).toEqual([422, 'why REQUIRED', 'theirs REQUIRED', 'lessons REQUIRED']);
    expect(await patch({ done: true, why: ' ', theirs: '报得早', lessons: '早报' })).toEqual([422, 'why REQUIRED']);
    expect(await patch({ dueOn: '2027-01-01' })).toEqual([422, 'dueOn INVALID_VALUE']);
    expect(await patch({ opportunity: await make(seller) })).toEqual([409, 'opportunity STATE']);
    expect(problems(await seller.delete(review))).toEqual([403, 'id FORBIDDEN']);
    const bulk = ok(await seller.post('/records/lossReview/bulk', { operation: 'delete', records: [{ id }] })).body;
    expect(bulk.results[0]).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
    ok(await seller.patch(review, { done: true, why: '价格高 8%', theirs: '报得早', lessons: '早报' }));
    expect(await patch({ lessons: null })).toEqual([422, 'lessons REQUIRED']);
    // along with its deal, or by the manager
    ok(await seller.delete(at(deal)));
    ok(await seller.post(`${at(deal)}/restore`));
    expect((await other.as.admin.delete(review)).status).toBe(404);
    ok(await manager.delete(review));
  });
});

it('deals of before are brought up to date: stays with what they held then, weighted amounts, competitors', async () => {
  const { admin, seller } = other.as;
  now = Date.parse('2026-07-01T02:00:00.000Z');
  const mine = ok(await seller.post('/records/account', { name: '旧客户' })).body.id;
  const id = await make(seller, { account: mine, amount: '1000', competitor: '东岭水泵' });
  now += DAY;
  ok(await seller.patch(at(id), { stage: 'qualified' }));
  now += DAY;
  ok(await seller.patch(at(id), { amount: '3000', probability: 35 }));
  now += DAY;
  ok(await seller.patch(at(id), { stage: 'proposal' }));
  const filter = { field: 'opportunity', op: 'eq', value: id };
  const stays = async () =>
    (
      await seller.post('/records/stageHistory/query', {
        filter,
        fields: ['to', 'seconds', 'amount', 'probability', 'by'],
        sort: [{ field: 'enteredAt', direction: 'asc' }],
      })
    ).body.records.map((row: { to: string; seconds: number; amount: string; probability: number; by: { id: string } }) => [
      row.to,
      row.seconds,
      row.amount,
      row.probability,
      row.by.id,
    ]);
  await until(async () => (await stays()).length === 3);
  // as the release before left it
  await app.app.database.write(other.id, async (tx) => {
    await tx.query(sql`delete from stage_history where tenant_id = ${other.id}`);
    await tx.query(sql`delete from deal_upkeep where tenant_id = ${other.id}`);
    await tx.query(sql`update opportunity set weighted_amount = null where tenant_id = ${other.id}`);
  });
  expect(await stays()).toEqual([]);
  await watch();
  expect(await stays()).toEqual([
    ['initial', 86_400, '1000.00', 10, seller.user],
    ['qualified', 2 * 86_400, '1000.00', 30, seller.user],
    ['proposal', null, '3000.00', 60, seller.user],
  ]);
  expect((await seller.get(at(id))).body.weightedAmount).toBe('1800.00');
  const known = (await admin.post('/records/competitor/query', {})).body.records.map(({ name }: { name: string }) => name);
  expect(known).toEqual(['东岭水泵']);
  expect((await seller.post('/records/opportunityCompetitor/query', { filter })).body.records.length).toBe(1);
  // and only once
  ok(await admin.post('/records/competitor', { name: '另一家' }));
  await watch();
  expect((await stays()).length).toBe(3);
});
