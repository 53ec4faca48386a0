import { until } from '@huanke/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, proofOf, type TestApp, type TestTenant, testApp } from './testing.ts';

const start = Date.parse('2026-03-02T02:00:00.000Z');
const SECOND = 1000;
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
  await app.startWork();
  account = (await tenant.as.seller.post('/records/account', { name: '恒润化工' })).body.id;
});
afterAll(() => app.close());

const at = (id: string) => `/records/opportunity/${id}`;
const whole = { amount: '500000', closeOn: '2026-06-30' };
const make = async (client: Client, values: object = {}): Promise<string> => {
  const made = await client.post('/records/opportunity', { name: '磁力泵框架', account, ...whole, ...values });
  expect(made.status, made.text).toBe(201);
  return made.body.id;
};
const move = (client: Client, id: string, stage: string, more: object = {}) => client.patch(at(id), { stage, ...more });
const problems = (answer: Answer) => [answer.status, ...(answer.body.errors ?? []).map((one: { field: string }) => one.field)];

interface Stay {
  readonly from: string | null;
  readonly to: string;
  readonly direction: string;
  readonly enteredAt: string;
  readonly leftAt: string | null;
  readonly seconds: number | null;
  readonly amount: string | null;
  readonly reason: string | null;
}
const staysOf = async (client: Client, id: string): Promise<Stay[]> => {
  const fields = ['from', 'to', 'direction', 'enteredAt', 'leftAt', 'seconds', 'days', 'by', 'amount', 'closeOn', 'probability', 'reason'];
  const filter = { field: 'opportunity', op: 'eq', value: id };
  const answer = await client.post('/records/stageHistory/query', { fields, filter, sort: [{ field: 'enteredAt', direction: 'asc' }] });
  return ok(answer).body.records;
};
const firstStay = (id: string) => until(async () => (await staysOf(tenant.as.admin, id)).length === 1);
/** Waits until the deal has told exactly this, changes of fields aside. */
const tells = (id: string, events: readonly string[]) =>
  until(async () => {
    const { items } = (await tenant.as.admin.get('/events?limit=1000')).body;
    const mine = items.filter((one: { record: string; event: string }) => one.record === id && one.event !== 'opportunity.updated');
    return mine.map((one: { event: string }) => one.event).join() === events.join();
  }, events.join());

describe('stage history', () => {
  it('the stays of a deal add up to its age, to the second', async () => {
    const { seller, colleague, manager } = tenant.as;
    now = start;
    const id = await make(seller);
    await firstStay(id);
    now += 3 * DAY + 7 * SECOND + 400;
    ok(await move(seller, id, 'qualified', { amount: '450000' }));
    now += 5 * SECOND + 900;
    ok(await move(seller, id, 'proposal'));
    now += DAY + 1;
    ok(await move(seller, id, 'initial', { stageReason: '客户换了采购负责人' }));
    now += 12 * SECOND + 300;
    const stays = await staysOf(seller, id);
    expect(stays.map(({ from, to, direction }) => [from, to, direction])).toEqual([
      [null, 'initial', 'start'],
      ['initial', 'qualified', 'forward'],
      ['qualified', 'proposal', 'forward'],
      ['proposal', 'initial', 'back'],
    ]);
    expect(stays.map(({ seconds }) => seconds)).toEqual([3 * 86_400 + 7, 6, 86_400, null]);
    expect(stays[3]).toMatchObject({ reason: '客户换了采购负责人', by: { id: seller.user }, closeOn: '2026-06-30', probability: 10 });
    expect(stays.map(({ amount }) => amount)).toEqual(['500000.00', '450000.00', '450000.00', '450000.00']);
    expect(stays.map(({ days }: Stay & { days?: string }) => days)).toEqual(['3.00', '0.00', '1.00', null]);
    const made = Date.parse(ok(await seller.get(at(id))).body.createdAt);
    const open = Math.floor(now / SECOND) - Math.floor(Date.parse(stays[3]?.enteredAt ?? '') / SECOND);
    const age = Math.floor(now / SECOND) - Math.floor(made / SECOND);
    expect(stays.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0) + open).toBe(age);
    // whoever sees the deal sees its stays; nobody writes them
    expect(await staysOf(colleague, id)).toEqual([]);
    expect(await staysOf(other.as.admin, id)).toEqual([]);
    expect((await staysOf(manager, id)).length).toBe(4);
    expect((await seller.post('/records/stageHistory', { opportunity: id, to: 'won' })).status).toBe(403);
  });

  it('backward moves say why each time; the record itself keeps nothing of it', async () => {
    const { seller } = tenant.as;
    const id = await make(seller, { stage: 'negotiation' });
    await firstStay(id);
    expect(problems(await move(seller, id, 'proposal'))).toEqual([422, 'stageReason']);
    ok(await move(seller, id, 'proposal', { stageReason: '价格要重谈' }));
    expect(problems(await move(seller, id, 'qualified'))).toEqual([422, 'stageReason']);
    const back = ok(await move(seller, id, 'qualified', { stageReason: '价格要重谈' }));
    expect(back.body.stageReason).toBeNull();
    expect((await staysOf(seller, id)).map(({ reason }) => reason)).toEqual([null, '价格要重谈', '价格要重谈']);
    // aside needs none, and the way back to where it was neither; but it is no way round the reason
    ok(await move(seller, id, 'onHold'));
    ok(await move(seller, id, 'qualified'));
    ok(await move(seller, id, 'onHold'));
    expect(problems(await move(seller, id, 'initial'))).toEqual([422, 'stageReason']);
    ok(await move(seller, id, 'initial', { stageReason: '预算没批' }));
    expect((await staysOf(seller, id)).slice(-3).map(({ to, direction, reason }) => [to, direction, reason])).toEqual([
      ['qualified', 'forward', null],
      ['onHold', 'aside', null],
      ['initial', 'back', '预算没批'],
    ]);
  });

  it('a deal is always in a stage: one that is emptied is refused, alone and in bulk', async () => {
    const { seller } = tenant.as;
    const id = await make(seller, { stage: 'qualified' });
    expect(problems(await seller.patch(at(id), { stage: null }))).toEqual([422, 'stage']);
    const bulk = { operation: 'update', records: [{ id, stage: null }] };
    expect(ok(await seller.post('/records/opportunity/bulk', bulk)).body.results[0]).toMatchObject({ status: 422 });
    // a new one that names none begins at the beginning
    expect(ok(await seller.post('/records/opportunity', { name: '没说阶段', account, ...whole, stage: null })).body.stage).toBe('initial');
    expect((await seller.get(at(id))).body.stage).toBe('qualified');
  });

  it('a deal is won with a proof attached, on every path that moves it; a company may ask for none', async () => {
    const { seller, colleague, admin } = tenant.as;
    const [id, second] = [await make(seller), await make(seller)];
    const win = (input: object, who = seller) => who.post(`${at(id)}/actions/win`, { input });
    const needed = async (deal: string) =>
      ok(await seller.get(`${at(deal)}/actions`)).body.items.find(({ name }: { name: string }) => name === 'win').needs;
    // the form of the action knows it beforehand
    expect(await needed(id)).toEqual(['wonProof']);
    expect(problems(await win({}))).toEqual([422, 'wonProof']);
    expect(problems(await move(seller, id, 'won'))).toEqual([422, 'wonProof']);
    const bulk = { operation: 'update', records: [{ id, stage: 'won' }] };
    expect(ok(await seller.post('/records/opportunity/bulk', bulk)).body.results[0]).toMatchObject({ status: 422 });
    expect(problems(await seller.post(`${at(id)}/actions/move`, { input: { stage: 'won' } }))).toEqual([422, 'wonProof']);
    // the file of somebody else, an empty list, and what is no list, prove nothing
    expect(problems(await win(await proofOf(colleague)))).toEqual([422, 'wonProof']);
    expect(problems(await win({ wonProof: [] }))).toEqual([422, 'wonProof']);
    expect((await win({ wonProof: 'yes' })).status).toBe(400);
    expect((await seller.get(at(id))).body).toMatchObject({ stage: 'initial', wonProof: null });
    // attached before, it need not be said again; taken away in the same save, it is missing
    ok(await seller.patch(at(id), await proofOf(seller)));
    expect(await needed(id)).toBeUndefined();
    expect(problems(await move(seller, id, 'won', { wonProof: null }))).toEqual([422, 'wonProof']);
    ok(await win({}));
    expect((await seller.get(at(id))).body).toMatchObject({ stage: 'won', wonProof: [{ name: '订单确认.txt' }] });
    // what proved it stays with a deal that is won, though another file may take its place
    expect(problems(await seller.patch(at(id), { wonProof: null }))).toEqual([422, 'wonProof']);
    expect(problems(await seller.patch(at(id), { wonProof: [] }))).toEqual([422, 'wonProof']);
    ok(await seller.patch(at(id), await proofOf(seller)));
    const rules = '/meta/parts/salesSettings/deals';
    expect((await seller.put(rules, { wonProof: false })).status).toBe(403);
    expect((await admin.put(rules, { wonProof: 'no' })).status).toBe(400);
    expect(await needed(second)).toEqual(['wonProof']);
    ok(await admin.put(rules, { wonProof: false }));
    expect(await needed(second)).toBeUndefined();
    ok(await move(seller, second, 'won'));
    // the other company has said nothing, and its own rule holds
    const buyer = ok(await other.as.seller.post('/records/account', { name: '别家的客户' })).body.id;
    const theirs = ok(await other.as.seller.post('/records/opportunity', { name: '别家', account: buyer, ...whole })).body.id;
    expect(problems(await move(other.as.seller, theirs, 'won'))).toEqual([422, 'wonProof']);
    ok(await admin.put(rules, {}));
  });

  it('ends of a company’s own end a deal as the shipped ones do', async () => {
    const { admin, seller, manager } = other.as;
    const { fields } = ok(await admin.get('/meta/objects/opportunity')).body;
    const stage = fields.find(({ name }: { name: string }) => name === 'stage');
    const options = [...stage.options, { key: 'x_signed', label: { zh: '已签约', en: 'Signed' }, category: 'won', probability: 100 }];
    ok(await admin.patch('/meta/objects/opportunity/fields/stage', { options }));
    const buyer = ok(await seller.post('/records/account', { name: '签约客户' })).body.id;
    const id = ok(await seller.post('/records/opportunity', { name: '签约', account: buyer, ...whole })).body.id;
    ok(await seller.patch(at(id), { stage: 'x_signed', ...(await proofOf(seller)) }));
    const may = async (client: Client) =>
      Object.fromEntries(
        ok(await client.get(`${at(id)}/actions`)).body.items.map((one: { name: string; available: boolean }) => [one.name, one.available]),
      );
    expect(await may(manager)).toMatchObject({ win: false, lose: false, reopen: true });
    expect((await seller.post(`${at(id)}/actions/lose`, { input: { lossReason: 'price' } })).status).toBe(409);
    ok(await manager.post(`${at(id)}/actions/reopen`, { input: { stage: 'negotiation', stageReason: '合同没盖章' } }));
    expect((await seller.get(at(id))).body).toMatchObject({ stage: 'negotiation', closedOn: null });
  });

  it('reopening is for managers, adds to the history and takes the closing day back', async () => {
    const { seller, manager } = tenant.as;
    const id = await make(seller);
    await firstStay(id);
    ok(await seller.post(`${at(id)}/actions/win`, { input: await proofOf(seller) }));
    expect((await seller.post(`${at(id)}/actions/reopen`, { input: {} })).status).toBe(403);
    expect(problems(await move(seller, id, 'initial'))).toEqual([403, 'stage']);
    ok(await manager.post(`${at(id)}/actions/reopen`, { input: { stage: 'negotiation', stageReason: '客户撤回订单' } }));
    expect((await seller.get(at(id))).body).toMatchObject({ stage: 'negotiation', closedOn: null, probability: 90 });
    expect((await staysOf(seller, id)).map(({ to, direction, reason }) => [to, direction, reason])).toEqual([
      ['initial', 'start', null],
      ['won', 'closed', null],
      ['negotiation', 'reopened', '客户撤回订单'],
    ]);
    await tells(id, [
      'opportunity.created',
      'opportunity.stageChanged',
      'opportunity.won',
      'opportunity.stageChanged',
      'opportunity.reopened',
    ]);
  });
});

describe('gates', () => {
  const fieldAt = '/meta/objects/opportunity/fields/stage';
  const withStages = async (client: Client, changes: Record<string, object>) => {
    const fields = (await client.get('/meta/objects/opportunity')).body.fields;
    const { options } = fields.find((field: { name: string }) => field.name === 'stage');
    return client.patch(fieldAt, { options: options.map((option: { key: string }) => ({ ...option, ...changes[option.key] })) });
  };

  it('a proposal without its budget field is refused and says what is missing; skips pass every gate', async () => {
    const { admin, seller } = tenant.as;
    const budget = { name: 'x_budget', type: 'currency', label: '客户预算' };
    ok(await admin.post('/meta/objects/opportunity/fields', budget));
    ok(await withStages(admin, { proposal: { requires: ['account', 'x_budget'] } }));
    const id = await make(seller, { stage: 'qualified' });
    const refused = await move(seller, id, 'proposal');
    expect(problems(refused)).toEqual([422, 'x_budget']);
    expect(refused.body.errors[0].message).toBe('进入“方案报价”前请填写“客户预算”');
    // over it: to the negotiation, and to the deal itself
    expect(problems(await move(seller, id, 'negotiation'))).toEqual([422, 'x_budget']);
    expect(problems(await seller.post(`${at(id)}/actions/win`, { input: {} }))).toEqual([422, 'x_budget']);
    // round the line does not lead past it
    ok(await move(seller, id, 'onHold'));
    expect(problems(await move(seller, id, 'negotiation'))).toEqual([422, 'x_budget']);
    ok(await move(seller, id, 'negotiation', { x_budget: '480000' }));
    expect((await move(other.as.seller, await make(other.as.seller, { stage: 'qualified', account: null }), 'qualified')).status).toBe(200);
    ok(await withStages(admin, { proposal: { requires: ['account'] } }));
  });

  it('what a stage asks on leaving is asked forward only', async () => {
    const { admin, seller } = tenant.as;
    ok(await withStages(admin, { qualified: { exit: { requires: ['nextStep'] } } }));
    const id = await make(seller);
    expect(problems(await move(seller, id, 'proposal'))).toEqual([422, 'nextStep']);
    ok(await move(seller, id, 'qualified'));
    ok(await move(seller, id, 'initial', { stageReason: '信息不全' }));
    ok(await move(seller, id, 'proposal', { nextStep: '约演示' }));
    const bad = await withStages(admin, { qualified: { exit: { requires: ['nothing'], surprise: 1 } } });
    expect(problems(bad)).toEqual([400, 'options[1].exit.surprise']);
    ok(await withStages(admin, { qualified: { exit: undefined } }));
  });

  it('above a million the triangle has to be complete', async () => {
    const { admin, seller, manager, colleague, outsider } = tenant.as;
    const roles = ['accountManager', 'solutionManager', 'deliveryManager'];
    const exit = { team: { roles, above: { field: 'amount', value: '1000000' } } };
    ok(await withStages(admin, { qualified: { exit } }));
    const small = await make(seller, { stage: 'qualified', amount: '1000000' });
    ok(await move(seller, small, 'proposal'));
    const id = await make(seller, { stage: 'qualified', amount: '1000000.01' });
    const refused = await move(seller, id, 'proposal');
    expect(problems(refused)).toEqual([422, 'stage']);
    expect(refused.body.errors[0].message).toBe('进入“方案报价”前，团队里还缺：客户经理、解决方案经理、交付经理');
    const join = async (client: Client, role: string, more: object = {}) =>
      ok(await seller.post(`${at(id)}/team`, { user: client.user, role, level: 'read', ...more }));
    const today = new Date(now).toISOString().slice(0, 10);
    await join(manager, 'accountManager');
    await join(colleague, 'solutionManager');
    await join(outsider, 'deliveryManager', { from: '2026-01-01', until: '2026-01-31' });
    // whose time is over does not count
    expect((await move(seller, id, 'negotiation')).body.errors[0].message).toContain('还缺：交付经理');
    await join(outsider, 'deliveryManager', { from: today, until: null });
    ok(await move(seller, id, 'proposal'));
    // who leaves the team is out with the next request
    expect((await outsider.get(at(id))).status).toBe(200);
    ok(await seller.delete(`${at(id)}/team/${outsider.user}`));
    expect((await outsider.get(at(id))).status).toBe(404);
    for (const [bad, field] of [
      [{ roles: [] }, 'options[1].exit.team.roles'],
      [{ roles, above: { field: 'name', value: '1' } }, 'options[1].exit.team.above.field'],
      [{ roles, above: { field: 'amount', value: 'many' } }, 'options[1].exit.team.above.value'],
    ] as const)
      expect(problems(await withStages(admin, { qualified: { exit: { team: bad } } }))).toEqual([422, field]);
    ok(await withStages(admin, { qualified: { exit: undefined } }));
  });

  it('a loss to a competitor names it', async () => {
    const { seller } = tenant.as;
    const id = await make(seller);
    const lose = (input: object) => seller.post(`${at(id)}/actions/lose`, { input });
    expect(problems(await lose({ lossReason: 'competitor' }))).toEqual([422, 'competitor']);
    ok(await lose({ lossReason: 'competitor', competitor: '凯洛泵业' }));
    expect((await seller.get(at(id))).body).toMatchObject({ stage: 'lost', probability: 0, competitor: '凯洛泵业' });
  });

  it('of two who move a deal at once the second is told where it stands', async () => {
    const { seller, manager } = tenant.as;
    const id = await make(seller);
    const { version } = (await seller.get(at(id))).body;
    const [a, b] = await Promise.all([
      seller.patch(at(id), { stage: 'qualified', version }),
      manager.patch(at(id), { stage: 'proposal', version }),
    ]);
    const [won, lost] = a.status === 200 ? [a, b] : [b, a];
    expect([won.status, lost.status]).toEqual([200, 409]);
    expect(lost.body).toMatchObject({ code: 'VERSION_CONFLICT', errors: [{ field: 'stage', current: won.body.stage }] });
    // the same by the action, which names the stage it came from
    const other2 = await make(seller);
    const step = (client: Client, stage: string) => client.post(`${at(other2)}/actions/move`, { input: { from: 'initial', stage } });
    const answers = await Promise.all([step(seller, 'qualified'), step(manager, 'proposal')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const stands = (await seller.get(at(other2))).body.stage;
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'STATE',
      errors: [{ field: 'stage', current: stands }],
    });
    expect((await other.as.admin.post(`${at(other2)}/actions/move`, { input: { stage: 'won' } })).status).toBe(404);
  });
});

describe('figures', () => {
  it('the weighted sum is the worked one, exactly, and follows amount and probability', async () => {
    const { outsider } = tenant.as;
    const cases = [
      ['500000', 'initial'],
      ['300000', 'qualified'],
      ['800000', 'proposal'],
      ['200000', 'negotiation'],
    ] as const;
    const mine = (await outsider.post('/records/account', { name: '兰江' })).body.id;
    for (const [amount, stage] of cases) await make(outsider, { account: mine, amount, stage });
    const sums = async () =>
      ok(
        await outsider.post('/records/opportunity/aggregate', {
          groupBy: [],
          measures: [
            { fn: 'sum', field: 'amount' },
            { fn: 'sum', field: 'weightedAmount' },
          ],
          filter: { field: 'owner', op: 'eq', value: 'me' },
        }),
      ).body.rows[0];
    expect(await sums()).toEqual({ 'sum:amount': '1800000.00', 'sum:weightedAmount': '800000.00' });
    const id = await make(outsider, { account: mine, amount: '0.05', stage: 'initial' });
    // half a cent rounds up, away from zero
    expect((await outsider.get(at(id))).body.weightedAmount).toBe('0.01');
    ok(await outsider.patch(at(id), { amount: '100', probability: 33 }));
    expect((await outsider.get(at(id))).body.weightedAmount).toBe('33.00');
    expect((await sums())['sum:weightedAmount']).toBe('800033.00');
    expect(problems(await outsider.patch(at(id), { weightedAmount: '1' }))).toEqual([422, 'weightedAmount']);
  });

  it('a probability of one’s own stays only where it is said so', async () => {
    const { seller } = tenant.as;
    const id = await make(seller);
    ok(await seller.patch(at(id), { probability: 55 }));
    expect(ok(await move(seller, id, 'qualified')).body.probability).toBe(30);
    ok(await seller.patch(at(id), { probability: 55, probabilityFixed: true }));
    expect(ok(await move(seller, id, 'proposal')).body.probability).toBe(55);
    const won = ok(await move(seller, id, 'won', await proofOf(seller))).body;
    expect([won.probability, won.probabilityFixed]).toEqual([100, false]);
  });

  it('every put-off of the expected day counts and is told', async () => {
    const { seller } = tenant.as;
    const id = await make(seller);
    const put = async (closeOn: string | null) => ok(await seller.patch(at(id), { closeOn })).body.pushCount;
    expect(await put('2026-07-01')).toBe(1);
    expect(await put('2026-07-15')).toBe(2);
    expect(await put('2026-07-10')).toBe(2);
    // emptied in between it counts all the same, held against the last day that was said
    expect(await put(null)).toBe(2);
    expect(await put('2026-07-10')).toBe(2);
    expect(await put(null)).toBe(2);
    expect(await put('2027-01-01')).toBe(3);
    await tells(id, ['opportunity.created', 'opportunity.pushed', 'opportunity.pushed', 'opportunity.pushed']);
  });

  it('splits are the whole or refused; money goes out to the cent', async () => {
    const { seller, colleague, manager, readOnly } = tenant.as;
    const id = await make(seller, { amount: '100' });
    const split = (splits: object[], client: Client = seller) => client.post(`${at(id)}/actions/split`, { input: { splits } });
    const refused = await split([
      { user: seller.user, percent: 60 },
      { user: colleague.user, percent: '30' },
    ]);
    expect(refused).toMatchObject({ status: 422, body: { code: 'SPLIT_TOTAL', errors: [{ field: 'splits', code: 'SPLIT_TOTAL' }] } });
    expect(refused.body.errors[0].message).toBe('业绩比例合计必须正好是 100%，现在是 90%');
    const shown = async () => {
      const fields = ['user', 'kind', 'percent', 'amount', 'line'];
      const filter = { field: 'opportunity', op: 'eq', value: id };
      const answer = await seller.post('/records/opportunitySplit/query', { fields, filter, sort: [{ field: 'line', direction: 'asc' }] });
      return ok(answer).body.records.map((row: { user: { id: string }; kind: string; amount: string }) => [
        row.user.id,
        row.kind,
        row.amount,
      ]);
    };
    expect(await shown()).toEqual([]);
    ok(
      await split([
        { user: seller.user, percent: 60 },
        { user: colleague.user, percent: 40 },
      ]),
    );
    expect(await shown()).toEqual([
      [seller.user, 'revenue', '60.00'],
      [colleague.user, 'revenue', '40.00'],
    ]);
    ok(
      await split([
        { user: colleague.user, percent: '33.33' },
        { user: seller.user, percent: '33.33' },
        { user: manager.user, percent: '33.34' },
        { user: manager.user, percent: 50, kind: 'overlay' },
      ]),
    );
    ok(await seller.patch(at(id), { amount: '0.05' }));
    // 1.6665 each: the largest remainder first, then the lowest line; overlay by itself, half up
    expect((await shown()).map((row: string[]) => row[2])).toEqual(['0.02', '0.01', '0.02', '0.03']);
    expect((await split([{ user: seller.user, percent: 0 }])).body.errors[0].field).toBe('splits[0].percent');
    expect((await split([{ user: seller.user, percent: 100 }], colleague)).status).toBe(404);
    expect((await split([{ user: seller.user, percent: 100 }], readOnly)).status).toBe(403);
    expect((await split([{ user: seller.user, percent: 100 }], other.as.admin)).status).toBe(404);
    expect((await split([{ user: other.as.seller.user, percent: 100 }])).status).toBe(422);
    expect((await seller.post('/records/opportunitySplit', { opportunity: id, user: seller.user, percent: 1 })).status).toBe(403);
    ok(await split([]));
    expect(await shown()).toEqual([]);
  });
});
