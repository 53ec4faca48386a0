import { sql } from '@huanke/platform/database';
import { testClock } from '@huanke/platform/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Client, ok, type TestApp, type TestTenant, testApp } from './testing.ts';

/** SAL-11 from outside: the timeline of an account, and the panels of its page. */
const start = '2026-03-20T02:00:00.000Z';
const clock = testClock(start);
let app: TestApp;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await testApp({ clock });
  tenant = await app.tenant();
  other = await app.tenant();
});
afterAll(() => app.close());
beforeEach(() => clock.set(start));

const refusal = ({ status, body }: Answer) => [status, body.code, body.errors?.[0]?.field];
let names = 0;
const make = async (object: string, values: object, client: Client = tenant.as.seller): Promise<string> =>
  ok(await client.post(`/records/${object}`, values)).body.id;
const account = (values: object = {}) => {
  names += 1;
  return make('account', { name: `澄湖第${names}机械厂`, ...values });
};
const panel = async (client: Client, id: string, name: string) => ok(await client.get(`/records/account/${id}/panels/${name}`)).body.data;

interface Item {
  readonly id: string;
  readonly kind: string;
  readonly object?: string;
  readonly record?: Record<string, unknown>;
  readonly source?: { name: string; label: { zh: string } };
}
const timeline = async (client: Client, id: string, query = ''): Promise<Item[]> =>
  ok(await client.get(`/records/account/${id}/timeline?limit=200${query}`)).body.items;
const upload = async (): Promise<string> => {
  const body =
    '--x\r\ncontent-disposition: form-data; name="file"; filename="验收单.txt"\r\ncontent-type: text/plain\r\n\r\n验收\r\n--x--\r\n';
  return ok(await tenant.as.seller.send('POST', '/files', body, { 'content-type': 'multipart/form-data; boundary=x' })).body.id;
};

/** An account that a lead was turned into, with a project, a tender, a deal and activities. */
async function known() {
  const { seller } = tenant.as;
  names += 1;
  const touch = {
    source: 'exhibition',
    campaign: '泵阀展',
    at: '2026-03-18T02:00:00.000Z',
    lead: { name: '钱工', company: `澄湖甲${names}公司`, phone: `1381111${String(names).padStart(4, '0')}` },
  };
  const { lead } = ok(await seller.post('/leads/capture', touch)).body;
  const { result } = ok(
    await seller.post(`/records/lead/${lead}/actions/convert`, {
      input: { opportunityName: '循环水', closeOn: '2026-06-30', amount: '50000' },
    }),
  ).body;
  const project = await make('project', { name: '循环水改造', account: result.account });
  const milestone = await make('projectMilestone', { name: '到货', project, planOn: '2026-03-30', weight: '100' });
  clock.set('2026-03-21T02:00:00.000Z');
  ok(await seller.post(`/records/projectMilestone/${milestone}/actions/accept`, { input: { proof: [await upload()] } }));
  return { account: result.account as string, deal: result.opportunity as string, lead, project, milestone };
}

describe('the timeline of an account', () => {
  it('tells of all that belongs to it, and filters by kind and source', async () => {
    const one = await known();
    const { seller } = tenant.as;
    ok(await seller.patch(`/records/opportunity/${one.deal}`, { stage: 'qualified' }));
    const visit = await make('activity', { type: 'visit', subject: '看现场', related: [{ object: 'project', id: one.project }] });
    const items = await timeline(seller, one.account);
    const of = (kind: string) => items.filter((item) => item.kind === kind);
    expect(of('activity').map(({ id }) => id)).toEqual([visit]);
    expect(of('stage').map(({ object, record }) => [object, record?.['id']])).toEqual([['opportunity', one.deal]]);
    expect(of('created')).toHaveLength(1);
    expect(new Set(of('added').map(({ object }) => object))).toEqual(new Set(['lead', 'contact', 'opportunity', 'project']));
    expect(of('record').map(({ source, record }) => [source?.name, record?.['campaign'] ?? record?.['name']])).toEqual([
      ['milestone', '到货'],
      ['touch', '泵阀展'],
    ]);
    expect((await timeline(seller, one.account, '&kinds=touch')).map(({ source }) => source?.label.zh)).toEqual(['触达']);
    expect((await timeline(seller, one.account, '&kinds=added')).every(({ kind }) => kind === 'added')).toBe(true);
    expect(refusal(await seller.get(`/records/account/${one.account}/timeline?kinds=nothing`))).toEqual([422, 'INVALID_VALUE', 'kinds']);
    expect((await other.as.admin.get(`/records/account/${one.account}/timeline`)).status).toBe(404);
  });

  it('goes through pages without a gap or a repetition', async () => {
    const one = await known();
    for (let n = 0; n < 7; n += 1)
      await make('activity', {
        type: 'call',
        subject: `第 ${n} 次`,
        startAt: '2026-03-19T02:00:00.000Z',
        related: [
          { object: 'account', id: one.account },
          { object: 'opportunity', id: one.deal },
        ],
      });
    const whole = (await timeline(tenant.as.seller, one.account)).map(({ id }) => id);
    expect(new Set(whole).size).toBe(whole.length);
    const paged: string[] = [];
    let cursor = '';
    do {
      const { items, nextCursor } = ok(
        await tenant.as.seller.get(`/records/account/${one.account}/timeline?limit=3${cursor && `&cursor=${cursor}`}`),
      ).body;
      paged.push(...items.map(({ id }: Item) => id));
      cursor = nextCursor ?? '';
    } while (cursor);
    expect(paged).toEqual(whole);
  });

  it('keeps the order of activities when they are put off, linked later or unlinked', async () => {
    const id = await account();
    const related = [{ object: 'account', id }];
    const first = await make('activity', { type: 'visit', subject: '先', startAt: '2026-03-10T02:00:00.000Z', related });
    const second = await make('activity', { type: 'visit', subject: '后', startAt: '2026-03-12T02:00:00.000Z', related });
    const loose = await make('activity', { type: 'note', subject: '没有时间' });
    const order = async () => (await timeline(tenant.as.seller, id, '&kinds=activity')).map((item) => item.id);
    expect(await order()).toEqual([second, first]);
    const change = async (activity: string, values: object) => ok(await tenant.as.seller.patch(`/records/activity/${activity}`, values));
    await change(first, { startAt: '2026-03-15T02:00:00.000Z' });
    expect(await order()).toEqual([first, second]);
    clock.set('2026-03-25T02:00:00.000Z');
    await change(loose, { related });
    // made on the 20th, whenever it was linked
    expect(await order()).toEqual([loose, first, second]);
    await change(first, { startAt: '2026-03-22T02:00:00.000Z', related: [] });
    expect(await order()).toEqual([loose, second]);
    await change(second, { startAt: null });
    expect(new Set(await order())).toEqual(new Set([loose, second]));
  });

  it('gives every line once, in order, however many there are (SAL-11 a)', async () => {
    const size = process.env['HUANKE_TEST_FULL'] ? 50_000 : 500;
    const one = await known();
    const { seller, colleague } = tenant.as;
    const rows = await app.app.database.write(tenant.id, (tx) =>
      tx.query<{ id: string }>(sql`
        with made as (
          insert into activity (tenant_id, id, type, subject, done, start_at, owner, created_at, updated_at)
          select ${tenant.id}, gen_random_uuid(), 'call', n::text, true, timestamptz '2026-03-19' - (n % 997) * interval '17 minutes',
            (array[${seller.user}, ${colleague.user}]::uuid[])[1 + n % 2], now(), now() from generate_series(1, ${size}::int) n returning id, subject, start_at, owner),
        linked as (
          insert into record_link (tenant_id, record_id, field, target_id, object, target_object, at)
          select ${tenant.id}, id, 'related', case subject::int % 3 when 0 then ${one.deal}::uuid else ${one.account}::uuid end, 'activity', 'account', start_at from made)
        select id from made where owner = ${seller.user}::uuid order by start_at desc, id desc`),
    );
    // as the database does by itself within a minute of so many rows
    await app.app.owner.query('analyze activity, record_link');
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = ok(
        await seller.get(`/records/account/${one.account}/timeline?kinds=activity&limit=200${cursor && `&cursor=${cursor}`}`),
      ).body;
      seen.push(...page.items.map(({ id }: Item) => id));
      cursor = page.nextCursor ?? '';
    } while (cursor);
    // those of a colleague are not for the seller
    expect(seen).toEqual(rows.map(({ id }) => id));
  });
});

describe('the panels of an account', () => {
  it('tiles count what their lists show', async () => {
    const one = await known();
    await make('opportunity', { name: '已赢', account: one.account, amount: '1200.50', stage: 'won', closedOn: '2026-01-15' });
    await make('opportunity', { name: '早就赢了', account: one.account, amount: '900', stage: 'won', closedOn: '2024-01-15' });
    await make('opportunity', { name: '美元单', account: one.account, amount: '300', currency: 'USD', stage: 'initial' });
    await make('tender', { name: '泵站招标', buyer: one.account, deadlineAt: '2026-04-20T02:00:00.000Z' });
    await make('activity', { type: 'task', subject: '回电', related: [{ object: 'account', id: one.account }] });
    await make('activity', { type: 'task', subject: '已回', done: true, related: [{ object: 'account', id: one.account }] });
    const { tiles } = await panel(tenant.as.seller, one.account, 'tiles');
    expect(
      tiles.map(({ name, count, sum, others }: { name: string; count: number; sum?: string; others?: unknown }) => [
        name,
        count,
        sum,
        others,
      ]),
    ).toEqual([
      ['openDeals', 2, '50000.00', [{ currency: 'USD', sum: '300.00' }]],
      ['wonDeals', 1, '1200.50', []],
      ['contracts', 0, '0.00', []],
      ['receipts', 0, '0.00', []],
      ['tenders', 1, undefined, undefined],
      ['projects', 1, undefined, undefined],
      ['contacts', 1, undefined, undefined],
      ['tasks', 1, undefined, undefined],
    ]);
    for (const { object, filter, count } of tiles) {
      const { records } = ok(await tenant.as.seller.post(`/records/${object}/query`, { filter, limit: 200 })).body;
      expect(records).toHaveLength(count);
    }
    const money = await panel(tenant.as.seller, one.account, 'money');
    expect(money).toMatchObject({
      pipeline: { sum: '50000.00', count: 2, others: [{ currency: 'USD', sum: '300.00' }] },
      wonRecently: { sum: '1200.50', count: 1 },
      won: { sum: '2100.50', count: 2 },
    });
  });

  it('next actions are the three that weigh most, each with its reason, and go when they are done', async () => {
    const one = await known();
    const task = await make('activity', {
      type: 'task',
      subject: '寄样品',
      dueOn: '2026-03-18',
      related: [{ object: 'account', id: one.account }],
    });
    await make('tender', { name: '泵站招标', buyer: one.account, deadlineAt: '2026-03-24T02:00:00.000Z' });
    ok(await tenant.as.seller.patch(`/records/opportunity/${one.deal}`, { closeOn: '2026-03-01' }));
    const next = async () =>
      (await panel(tenant.as.seller, one.account, 'next')).items.map(({ title, why }: { title: { zh: string }; why: { zh: string } }) => [
        title.zh,
        why.zh,
      ]);
    expect(await next()).toEqual([
      ['递交投标：泵站招标', '3 天后截止'],
      ['完成任务：寄样品', '已逾期 3 天'],
      [expect.stringMatching(/^更新预计成交日：/), '预计成交日已过 20 天'],
    ]);
    ok(await tenant.as.seller.patch(`/records/activity/${task}`, { done: true }));
    expect((await next()).map(([title]: string[]) => title)).not.toContain('完成任务：寄样品');
    const quiet = await account();
    expect((await panel(tenant.as.seller, quiet, 'next')).items.map(({ why }: { why: { zh: string } }) => why.zh)).toEqual([
      '这家客户还没有联系人',
      '还没有跟进记录',
    ]);
    const related = [{ object: 'account', id: quiet }];
    await make('activity', { type: 'call', subject: '问候', startAt: '2026-02-08T02:00:00.000Z', related });
    await make('activity', { type: 'note', subject: '备注不算', related });
    await make('activity', { type: 'visit', subject: '取消了', status: 'cancelled', startAt: '2026-03-22T02:00:00.000Z', related });
    await make('activity', { type: 'visit', subject: '看样机', startAt: '2026-03-24T02:00:00.000Z', related });
    expect(
      (await panel(tenant.as.seller, quiet, 'next')).items.map(({ title, why }: { title: { zh: string }; why: { zh: string } }) => [
        title.zh,
        why.zh,
      ]),
    ).toEqual([
      ['准备日程：看样机', '安排在 3 天后'],
      ['联系客户', '41 天没有联系'],
      ['补充联系人', '这家客户还没有联系人'],
    ]);
    // what was said to somebody there was said to the account
    const contact = await make('contact', { name: '葛工', account: quiet });
    await make('activity', {
      type: 'call',
      subject: '回访',
      startAt: '2026-03-20T08:00:00.000Z',
      related: [{ object: 'contact', id: contact }],
    });
    await make('activity', {
      type: 'task',
      subject: '发资料',
      dueOn: '2026-03-21',
      related: [{ object: 'contact', id: contact }, ...related],
    });
    expect((await panel(tenant.as.seller, quiet, 'next')).items.map(({ title }: { title: { zh: string } }) => title.zh)).toEqual([
      '完成任务：发资料',
      '准备日程：看样机',
    ]);
  });

  it('people come with their last touch and their strongest role', async () => {
    const one = await known();
    const [boss, quiet] = [
      await make('contact', { name: '吕总', title: '副总', account: one.account }),
      await make('contact', { name: '静工', account: one.account }),
    ];
    const second = await make('opportunity', { name: '备件', account: one.account });
    await make('opportunityContact', { opportunity: second, contact: boss, role: 'user', attitude: 1, influence: 2 });
    await make('opportunityContact', { opportunity: one.deal, contact: boss, role: 'economicBuyer', attitude: 2, influence: 5 });
    await make('activity', {
      type: 'call',
      subject: '谈价',
      startAt: '2026-03-20T06:00:00.000Z',
      related: [{ object: 'contact', id: boss }],
    });
    await make('activity', {
      type: 'visit',
      subject: '将来',
      startAt: '2026-04-20T06:00:00.000Z',
      related: [{ object: 'contact', id: quiet }],
    });
    const { people, count } = await panel(tenant.as.seller, one.account, 'people');
    expect(count).toEqual({ value: 3, capped: false });
    expect(people[0]).toMatchObject({
      id: boss,
      name: '吕总',
      title: '副总',
      lastTouchAt: '2026-03-20T06:00:00.000Z',
      role: { role: 'economicBuyer', influence: 5 },
    });
    expect(people.find(({ id }: { id: string }) => id === quiet)).toMatchObject({ lastTouchAt: null, role: null });
  });

  it('refuses what there is not, and other companies', async () => {
    const id = await account();
    expect((await tenant.as.seller.get(`/records/account/${id}/panels/nothing`)).status).toBe(404);
    expect((await tenant.as.seller.get(`/records/product/${id}/panels/tiles`)).status).toBe(404);
    for (const name of ['', '/tiles', '/completeness', '/money']) {
      expect((await tenant.as.outsider.get(`/records/account/${id}/panels${name}`)).status).toBe(404);
      expect((await other.as.admin.get(`/records/account/${id}/panels${name}`)).status).toBe(404);
    }
  });
});

describe('rights (SAL-11 b)', () => {
  it('whoever may not read deals finds no row, sum or count of them anywhere on the page', async () => {
    const { admin, outsider } = tenant.as;
    const one = await known();
    ok(await tenant.as.seller.patch(`/records/opportunity/${one.deal}`, { name: '绝密商机', amount: '777123', stage: 'qualified' }));
    const hidden = await make('activity', { type: 'call', subject: '只谈商机', related: [{ object: 'opportunity', id: one.deal }] });
    const role = {
      name: '客服',
      permissions: ['account.read', 'contact.read', 'activity.read', 'project.read'],
      scopes: { read: 'all', edit: 'own' },
    };
    const { id: roleId } = ok(await admin.post('/roles', role)).body;
    ok(await admin.put(`/users/${outsider.user}/roles`, { roles: [roleId] }));

    const seen = await Promise.all(
      ['timeline?limit=200', 'panels', 'panels/tiles', 'panels/next', 'panels/people', 'panels/completeness'].map(
        async (path) => ok(await outsider.get(`/records/account/${one.account}/${path}`)).text,
      ),
    );
    seen.push(ok(await outsider.get(`/accounts/${one.account}/rollup`)).text);
    for (const text of seen) for (const secret of [one.deal, '绝密', '777123', hidden, 'opportunity']) expect(text).not.toContain(secret);
    expect(refusal(await outsider.get(`/records/account/${one.account}/panels/money`))[0]).toBe(403);
    const { tiles } = await panel(outsider, one.account, 'tiles');
    expect(tiles.map(({ name }: { name: string }) => name)).toEqual(['projects', 'contacts', 'tasks']);
    // and with the right they are all there
    ok(await admin.patch(`/roles/${roleId}`, { permissions: [...role.permissions, 'opportunity.read'] }));
    expect((await panel(outsider, one.account, 'tiles')).tiles[0]).toMatchObject({ name: 'openDeals', count: 1, sum: '777123.00' });
    expect((await timeline(outsider, one.account)).map(({ id }) => id)).toContain(hidden);
  });

  it('a hidden amount takes the sums away, not the counts', async () => {
    const { admin, colleague } = tenant.as;
    const one = await known();
    const role = {
      name: '助理',
      permissions: ['account.read', 'opportunity.read'],
      scopes: { read: 'all', edit: 'own' },
      fields: { opportunity: { amount: 'hidden' } },
    };
    const { id: roleId } = ok(await admin.post('/roles', role)).body;
    ok(await admin.put(`/users/${colleague.user}/roles`, { roles: [roleId] }));
    const { tiles } = await panel(colleague, one.account, 'tiles');
    expect(tiles[0]).toMatchObject({ name: 'openDeals', count: 1 });
    expect(tiles[0]).not.toHaveProperty('sum');
    expect((await colleague.get(`/records/account/${one.account}/panels/money`)).status).toBe(403);
  });
});

describe('completeness (SAL-11 c)', () => {
  const shipped = [
    'name',
    'industry',
    'level',
    'phone',
    'uscc',
    'foundedYear',
    'annualRevenue',
    'employees',
    'country',
    'region',
    'parent',
    'source',
    'tags',
  ];
  const own = ['x_site', 'x_brand', 'x_fax'];

  it('is what is filled of what the layout requires: 12 of 16 are 75 %', async () => {
    const { admin, seller, manager } = other.as;
    for (const name of own) ok(await admin.post('/meta/objects/account/fields', { name, type: 'text', label: { zh: name, en: name } }));
    const parent = await make('account', { name: '上级集团' }, seller);
    const filled = {
      industry: 'chemical',
      level: 'A',
      phone: '13812345678',
      foundedYear: 1999,
      annualRevenue: '10',
      employees: 5,
      country: '中国',
      region: '浙江',
      parent,
      source: 'ads',
    };
    const id = await make('account', { name: '恒润化工', ...filled, x_site: 'hengrun.example' }, seller);
    const completeness = async (client: Client) => ok(await client.get(`/records/account/${id}/panels/completeness`)).body.data;
    // no layout of the company's own: what the shipped one calls essential
    expect(await completeness(seller)).toEqual({ filled: 5, asked: 5, percent: 100, missing: [] });

    const section = (fields: readonly object[]) => ({ key: 'main', label: { zh: '关键信息', en: 'Key facts' }, columns: 2, fields });
    const layout = (roles: readonly string[], fields: readonly object[]) => ({
      label: { zh: '布局', en: 'Layout' },
      roles,
      highlights: [],
      sections: [section(fields)],
    });
    const required = [...shipped, ...own].map((name) => ({ name, required: true }));
    ok(await admin.put('/meta/objects/account/parts/layout/sellers', layout(['member'], [...required, { name: 'externalId' }])));
    expect(await completeness(seller)).toMatchObject({ filled: 12, asked: 16, percent: 75 });
    expect((await completeness(seller)).missing.map(({ field }: { field: string }) => field)).toEqual(['uscc', 'tags', 'x_brand', 'x_fax']);
    // another role has no such layout
    expect(await completeness(manager)).toMatchObject({ percent: 100 });
    ok(await seller.patch(`/records/account/${id}`, { x_brand: '恒润', tags: ['老客户'] }));
    // 14 of 16 are 87.5 %
    expect(await completeness(seller)).toMatchObject({ filled: 14, asked: 16, percent: 87 });

    const conditional = [
      { name: 'name' },
      { name: 'x_fax', requiredWhen: "level = 'A'" },
      { name: 'x_brand', required: true, visibleWhen: "level = 'B'" },
    ];
    ok(await admin.put('/meta/objects/account/parts/layout/sellers', layout(['member'], conditional)));
    expect(await completeness(seller)).toMatchObject({ filled: 1, asked: 2, missing: [{ field: 'x_fax' }] });
    ok(await seller.patch(`/records/account/${id}`, { level: 'B' }));
    expect(await completeness(seller)).toMatchObject({ filled: 2, asked: 2, missing: [] });
  });
});
