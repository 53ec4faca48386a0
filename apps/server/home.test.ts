import { sql } from '@huanke/platform/database';
import { readHome } from '@huanke/platform/home';
import { metaOf } from '@huanke/platform/module';
import { createRecord } from '@huanke/platform/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

// Thursday, ten in the morning in Shanghai; 3 March was a Tuesday
const start = Date.parse('2026-03-05T02:00:00.000Z');
const DAY = 86_400_000;
let now = start;
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;
let account: string;

const home = async (client: Client) => ok(await client.get('/home')).body;
const make = async (client: Client, object: string, values: object): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
const deal = (client: Client, name: string, values: object = {}) =>
  make(client, 'opportunity', {
    name,
    account: client === tenant.as.seller ? account : null,
    amount: '1000',
    closeOn: '2026-06-30',
    nextStep: '报价',
    nextStepOn: '2026-04-01',
    ...values,
  });
/** Made so many days ago, as if it had been written down then. */
const before = async <T>(days: number, work: () => Promise<T>): Promise<T> => {
  now = start - days * DAY;
  try {
    return await work();
  } finally {
    now = start;
  }
};
interface Line {
  readonly kind?: string;
  readonly text?: string;
  readonly late?: number;
  readonly deal: { readonly name: string } | null;
  readonly task: unknown;
  readonly reasons?: readonly { readonly kind: string; readonly days?: number }[];
}
const names = (group: { items: Line[] }) => group.items.map(({ deal: of, text }) => of?.name ?? text);
const reasonsOf = (group: { items: Line[] }, name: string) =>
  group.items.find((line) => line.deal?.name === name)?.reasons?.map(({ kind, days }) => `${kind} ${days ?? ''}`.trim());

beforeAll(async () => {
  app = await testApp({ clock: { now: () => new Date(now) } });
  tenant = await app.tenant();
  other = await app.tenant();
  await app.app.database.global((connection) =>
    connection.query(sql`update session set expires_at = '2030-01-01', last_seen_at = '2026-12-01'`),
  );
  now = start;
  account = await make(tenant.as.seller, 'account', { name: '恒润化工' });
  await make(other.as.seller, 'opportunity', {
    name: '别家的单',
    amount: '999999',
    nextStep: '签约',
    nextStepOn: '2026-03-05',
    closeOn: '2026-03-06',
  });
  await make(other.as.seller, 'lead', { name: '别家的线索', phone: '13800138000' });
});
afterAll(() => app.close());

describe('the home of a seller', () => {
  it('puts the largest due thing first, with why, and groups what is late, due, closing and cold', async () => {
    const { seller, colleague } = tenant.as;
    await deal(seller, '大单', { amount: '90000', nextStep: '签约', nextStepOn: '2026-03-05' });
    await deal(seller, '逾期单', { nextStepOn: '2026-03-03' });
    await deal(seller, '本周单', { closeOn: '2026-03-08' });
    await deal(seller, '没步骤', { nextStep: null, nextStepOn: null });
    await before(10, () => deal(seller, '老单'));
    const spoken = await before(10, () => deal(seller, '聊过的单'));
    await make(seller, 'activity', { type: 'call', subject: '通话', related: [{ object: 'opportunity', id: spoken }], done: true });
    await deal(seller, '搁置单', { stage: 'onHold', nextStep: null, nextStepOn: null });
    await deal(seller, '输了的单', { stage: 'lost', lossReason: 'price', nextStepOn: '2026-03-04' });
    await deal(colleague, '同事的单', { amount: '500000', nextStepOn: '2026-03-05' });
    await make(seller, 'activity', { type: 'task', subject: '寄样品', dueOn: '2026-03-05' });
    await make(seller, 'activity', { type: 'meeting', subject: '下午的会', startAt: '2026-03-05T07:00:00.000Z' });
    await make(seller, 'activity', { type: 'task', subject: '做完的', dueOn: '2026-03-05', done: true });
    await make(seller, 'activity', { type: 'task', subject: '取消的', dueOn: '2026-03-05', status: 'cancelled' });
    await make(colleague, 'activity', { type: 'task', subject: '同事的', dueOn: '2026-03-05' });

    const { home: kind, today, sections } = await home(seller);
    expect([kind, today]).toEqual(['seller', '2026-03-05']);
    const day = sections['sales.day'];
    expect(day.now).toMatchObject({ kind: 'step', text: '签约', late: 0, deal: { name: '大单', account: { title: '恒润化工' } }, days: 0 });
    expect(names(day.late)).toEqual(['逾期单']);
    expect(day.late.items[0]).toMatchObject({ late: 2, text: '报价' });
    expect(names(day.today).sort()).toEqual(['下午的会', '寄样品']);
    expect(names(day.closing)).toEqual(['本周单']);
    expect(reasonsOf(day.closing, '本周单')).toEqual(['closesIn 3']);
    expect(names(day.cold).sort()).toEqual(['没步骤', '老单', '聊过的单']);
    // first contact usually takes seven days
    expect(reasonsOf(day.cold, '老单')).toEqual(['slow 10', 'silent 10']);
    expect(reasonsOf(day.cold, '聊过的单')).toEqual(['slow 10']);
    expect(reasonsOf(day.cold, '没步骤')).toEqual(['noStep']);
    expect(sections['base.agenda'].items.map((one: { subject: string }) => one.subject)).toEqual(['下午的会']);
    expect(Object.keys(sections)).not.toContain('sales.team');
  });

  it('tells the last follow-up of the first thing, and goes on when it is done', async () => {
    const { seller } = tenant.as;
    const [first] = (await seller.post('/records/opportunity/query', { filter: { field: 'name', op: 'eq', value: '大单' } })).body.records;
    const call = { type: 'call', subject: '价格谈妥', related: [{ object: 'opportunity', id: first.id }], done: true };
    await make(seller, 'activity', call);
    expect((await home(seller)).sections['sales.day'].now.last).toMatchObject({ subject: '价格谈妥' });
    ok(await seller.patch(`/records/opportunity/${first.id}`, { nextStepOn: '2026-03-30' }));
    expect((await home(seller)).sections['sales.day'].now.deal.name).toBe('逾期单');
  });

  it('says whom to ring up about the first thing: a person before the company, only where the number is seen in plain', async () => {
    const { seller, outsider } = tenant.as;
    const callOf = async (who: Client) => (await home(who)).sections['sales.day'].now.call;
    expect(await callOf(seller)).toBeNull();
    ok(await seller.patch(`/records/account/${account}`, { phone: '057112345678' }));
    expect(await callOf(seller)).toEqual({ name: '恒润化工', numbers: [{ label: { zh: '电话', en: 'Phone' }, number: '057112345678' }] });
    const contact = await make(seller, 'contact', { name: '陈国栋', account, phone: '13900001111', workPhone: '0571-88886666' });
    const [first] = (await seller.post('/records/opportunity/query', { filter: { field: 'name', op: 'eq', value: '逾期单' } })).body
      .records;
    ok(await seller.patch(`/records/opportunity/${first.id}`, { contact }));
    expect(await callOf(seller)).toEqual({
      name: '陈国栋',
      numbers: [
        { label: { zh: '手机', en: 'Phone' }, number: '13900001111' },
        { label: { zh: '办公电话', en: 'Work phone' }, number: '0571-88886666' },
      ],
    });
    // a person of somebody else
    await make(outsider, 'activity', {
      type: 'visit',
      subject: '路过',
      startAt: '2026-03-05T07:00:00.000Z',
      related: [{ object: 'account', id: await make(outsider, 'account', { name: '无号码' }) }],
    });
    expect(await callOf(outsider)).toBeNull();
  });

  it('shows leads whose clock runs, the most urgent first, and drops those answered', async () => {
    const { seller, colleague } = tenant.as;
    const late = await before(1, () => make(seller, 'lead', { name: '昨天的', phone: '13800138001' }));
    await make(seller, 'lead', { name: '今天的', phone: '13800138002' });
    const answered = await make(seller, 'lead', { name: '答过的', phone: '13800138003' });
    await make(colleague, 'lead', { name: '同事的', phone: '13800138004' });
    ok(await seller.patch(`/records/lead/${answered}`, { status: 'following' }));
    const leads = (await home(seller)).sections['sales.leads'];
    expect(leads.count).toBe(2);
    expect(leads.records.map((one: { name: string }) => one.name)).toEqual(['昨天的', '今天的']);
    // nine to six, thirty minutes
    expect(leads.records[0]).toMatchObject({ id: late, slaDueAt: '2026-03-04T02:30:00.000Z' });
    const listed = await seller.post('/records/lead/query', { filter: leads.filter, count: 'exact' });
    expect(listed.body.count.value).toBe(2);
  });

  it('counts what its lists count', async () => {
    const { seller, colleague } = tenant.as;
    const won = { stage: 'won', closedOn: '2026-03-02', amount: '7000.50' };
    await deal(seller, '赢了', won);
    await deal(seller, '上月赢的', { ...won, closedOn: '2026-02-27' });
    await deal(colleague, '同事赢的', won);
    const { figures } = (await home(seller)).sections['sales.figures'];
    expect(figures.map(({ key }: { key: string }) => key)).toEqual(['pipeline', 'wonMonth', 'closingSoon', 'followUps']);
    expect(figures[1]).toMatchObject({ count: 1, sum: '7000.50' });
    const all = (await seller.post('/records/opportunity/query', { limit: 200, fields: ['name', 'stage', 'amount', 'owner'] })).body
      .records;
    const open = all.filter(
      ({ stage, owner }: { stage: string; owner: { id: string } }) => !['won', 'lost'].includes(stage) && owner.id === seller.user,
    );
    expect(figures[0].count).toBe(open.length);
    expect(Number(figures[0].sum)).toBe(open.reduce((sum: number, one: { amount: string }) => sum + Number(one.amount), 0));
    expect(figures[3].count).toBe(2);
    for (const { object, filter, count } of figures)
      expect((await seller.post(`/records/${object}/query`, { filter, count: 'exact' })).body.count.value).toBe(count);
  });

  it('hands over what waits: requests for help and reviews', async () => {
    const { seller, colleague } = tenant.as;
    const [mine] = (await seller.post('/records/opportunity/query', { filter: { field: 'name', op: 'eq', value: '大单' } })).body.records;
    await make(tenant.as.admin, 'collabRequest', { name: '做演示', opportunity: mine.id, type: 'presales', owner: colleague.user });
    const { groups } = (await home(colleague)).sections['sales.waiting'];
    expect(groups).toMatchObject([{ object: 'collabRequest', count: 1, records: [{ name: '做演示' }] }]);
    ok(await colleague.patch(`/records/collabRequest/${groups[0].records[0].id}`, { status: 'done' }));
    expect((await home(colleague)).sections['sales.waiting'].groups).toEqual([]);
  });
});

describe('the home of a manager', () => {
  const groupOf = async (client: Client, key: string) =>
    (await home(client)).sections['sales.team'].exceptions.find((one: { key: string }) => one.key === key);

  /** Slow and obvious: every deal the caller sees, one by one. */
  async function oracle(client: Client) {
    const { records } = (
      await client.post('/records/opportunity/query', { limit: 200, fields: ['stage', 'nextStepOn', 'closeOn', 'owner'] })
    ).body;
    const open = records.filter(({ stage }: { stage: string }) => !['won', 'lost'].includes(stage));
    const count = (test: (one: Record<string, string | null>) => boolean) => open.filter(test).length;
    return {
      lateSteps: count(({ nextStepOn }) => nextStepOn != null && nextStepOn < '2026-03-05'),
      pastClose: count(({ closeOn }) => closeOn != null && closeOn < '2026-03-05'),
      noStep: count(({ nextStepOn }) => nextStepOn == null),
      thisMonth: count(({ closeOn }) => closeOn?.startsWith('2026-03') === true),
    };
  }

  it('counts exceptions of exactly what each may see', async () => {
    const { manager, outsider, admin } = tenant.as;
    await deal(outsider, '外部逾期', { nextStepOn: '2026-03-01', closeOn: '2026-03-02' });
    for (const person of [manager, admin]) {
      const wanted = await oracle(person);
      const { exceptions } = (await home(person)).sections['sales.team'];
      const found = Object.fromEntries(
        exceptions
          .filter(({ object }: { object: string }) => object === 'opportunity')
          .map(({ key, count }: { key: string; count: number }) => [key, count]),
      );
      expect(found).toEqual(Object.fromEntries(Object.entries(wanted).filter(([, count]) => count > 0)));
      for (const { object, filter, count } of exceptions)
        expect((await person.post(`/records/${object}/query`, { filter, count: 'exact' })).body.count.value).toBe(count);
    }
    // the other department is not the manager's
    expect((await oracle(admin)).lateSteps).toBe((await oracle(manager)).lateSteps + 1);
    expect(await groupOf(manager, 'pastClose')).toBeUndefined();
    expect(await groupOf(admin, 'pastClose')).toMatchObject({ count: 1, people: [{ id: outsider.user, count: 1 }] });
  });

  it('names leads answered too late and leads nobody owns', async () => {
    const { admin, manager, seller } = tenant.as;
    await app.app.registry.jobs
      .get('sales.leadSla')
      ?.run({ app: app.app, contextFor: app.app.contextFor, signal: new AbortController().signal }, undefined);
    expect(await groupOf(manager, 'slaBreached')).toMatchObject({
      count: 1,
      people: [{ id: seller.user, count: 1 }],
      records: [{ name: '昨天的' }],
    });
    const lost = await make(admin, 'lead', { name: '没人的', phone: '13800138009' });
    ok(await admin.patch(`/records/lead/${lost}`, { owner: null }));
    expect(await groupOf(admin, 'unassigned')).toMatchObject({ count: 1, people: [], records: [{ name: '没人的' }] });
    expect(await groupOf(manager, 'unassigned')).toBeUndefined();
  });

  it('names people with deals who wrote nothing down for three working days', async () => {
    const { manager, seller, colleague, outsider } = tenant.as;
    const quiet = async () => (await home(manager)).sections['sales.team'].quiet;
    // whoever looks is not told of themselves
    const own = await deal(manager, '经理自己的单');
    // Thursday less three working days is Monday
    expect(await quiet()).toMatchObject({ since: '2026-03-02', count: 1, people: [{ id: colleague.user, lastAt: null }] });
    ok(await manager.delete(`/records/opportunity/${own}`));
    const [held] = (await colleague.post('/records/opportunity/query', { filter: { field: 'owner', op: 'eq', value: 'me' } })).body.records;
    const call = { type: 'call', subject: '通话', related: [{ object: 'opportunity', id: held.id }], done: true };
    await before(4, () => make(colleague, 'activity', call));
    expect((await quiet()).people).toMatchObject([{ id: colleague.user, lastAt: '2026-03-01T02:00:00.000Z' }]);
    await before(3, () => make(colleague, 'activity', call));
    expect(await quiet()).toMatchObject({ count: 0, people: [] });
    const all = async () => (await home(tenant.as.admin)).sections['sales.team'].quiet.people.map(({ id }: { id: string }) => id);
    expect(await all()).toEqual([outsider.user]);
    expect(seller.user).not.toBe(colleague.user);
    // what is logged by itself: a call that nobody took is none, one kept to oneself is nobody's business
    const phoned = async (values: object) => {
      const ctx = (await app.app.contextFor({ tenant: tenant.id })).elevated();
      const said = { subject: '通话', direction: 'out', startAt: new Date(now).toISOString(), owner: outsider.user, ...values };
      await createRecord(ctx, metaOf(ctx, 'callLog'), said, { asSystem: true });
    };
    await phoned({ outcome: 'missed' });
    await phoned({ outcome: 'answered', isPrivate: true });
    expect(await all()).toEqual([outsider.user]);
    await phoned({ outcome: 'answered' });
    expect(await all()).toEqual([]);
  });

  it('ranks who won, and tells a company nothing of another', async () => {
    const { manager, seller, colleague } = tenant.as;
    const { rows } = (await home(manager)).sections['sales.team'].won;
    expect(rows).toMatchObject([
      { seller: { id: seller.user }, count: 2, sum: '14001.00' },
      { seller: { id: colleague.user }, count: 1, sum: '7000.50' },
    ]);
    const text = JSON.stringify(await home(tenant.as.admin));
    expect(text).not.toContain('别家');
    const theirs = (await home(other.as.seller)).sections['sales.day'];
    expect(theirs.now.deal.name).toBe('别家的单');
  });
});

describe('what a home costs', () => {
  it('a fixed number of statements, however many records there are', async () => {
    const { seller, manager } = tenant.as;
    const statements = async (client: Client) => {
      const ctx = await client.context();
      let count = 0;
      await readHome({
        ...ctx,
        query: (statement) => {
          count += 1;
          return ctx.query(statement);
        },
      });
      return count;
    };
    const before = [await statements(seller), await statements(manager)];
    const records = Array.from({ length: 40 }, (_, index) => ({
      name: `批量${index}`,
      account,
      stage: ['initial', 'qualified'][index % 2],
      amount: String(1000 + index),
      closeOn: ['2026-02-20', '2026-03-06', '2026-05-01'][index % 3],
      nextStep: index % 4 === 0 ? null : '报价',
      nextStepOn: [null, '2026-03-01', '2026-03-05', '2026-03-09'][index % 4],
    }));
    ok(await seller.post('/records/opportunity/bulk', { operation: 'create', records }));
    expect((await home(seller)).sections['sales.day'].late.count).toBeGreaterThan(9);
    // past the expected close is a kind of exception the manager had none of: its first records are one statement more, with its titles two
    const after = [await statements(seller), await statements(manager)];
    expect(after[0]).toBe(before[0]);
    expect((after[1] ?? 0) - (before[1] ?? 0)).toBeLessThanOrEqual(2);
    expect(after[1]).toBeLessThan(40);
  });
});

describe('who may see what', () => {
  it('asks for a session', async () => {
    expect((await app.anonymous.get('/home')).status).toBe(401);
  });

  it('leaves out sections and figures of what somebody may not read', async () => {
    const { admin, colleague } = tenant.as;
    const roles = ok(await admin.get('/roles')).body.items;
    const member = roles.find(({ key }: { key: string }) => key === 'member');
    const hide = (fields: object) => admin.patch(`/roles/${member.id}`, { fields });
    ok(await hide({ opportunity: { amount: 'hidden', nextStep: 'hidden', nextStepOn: 'hidden' } }));
    const { sections } = await home(colleague);
    expect(sections['sales.figures'].figures[0]).toMatchObject({ key: 'pipeline', sum: null });
    expect(JSON.stringify(sections['sales.day'])).not.toMatch(/"amount"|nextStep|noStep|报价/);
    ok(await hide({}));
    const made = ok(
      await admin.post('/roles', { name: '只看客户', permissions: ['account.read'], scopes: { read: 'own' }, home: 'seller' }),
    ).body;
    ok(await admin.put(`/users/${colleague.user}/roles`, { roles: [made.id] }));
    expect((await home(colleague)).sections).toEqual({});
    ok(await admin.put(`/users/${colleague.user}/roles`, { roles: [member.id] }));
  });
});
