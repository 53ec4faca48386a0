import { type Sql, sql } from '@huanke/platform/database';
import { createTenant, demoPassword } from '@huanke/platform/identity';
import { testClock } from '@huanke/platform/kernel';
import { until } from '@huanke/platform/testing';
import { isMobile, isUscc } from '@huanke/platform/text';
import { type TestApp, testApp } from '@huanke/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from './seed.ts';

const clock = testClock('2026-03-05T06:10:00Z');
const tables = [
  'department',
  'app_user',
  'product',
  'account',
  'contact',
  'lead',
  'opportunity',
  'activity',
  'stage_entry',
  'record_history',
  'record_link',
  'record_search',
  'event',
  'role',
];

let t: TestApp;
let tenant = 0;
let other = 0;
let before: Record<string, number>;

const read = <R>(statement: Sql, of = tenant) => t.app.database.read(of, (connection) => connection.query<R>(statement));

async function counts(of: number): Promise<Record<string, number>> {
  const [row] = await read<Record<string, number>>(
    sql`select ${sql.join(tables.map((table) => sql`(select count(*)::int from ${sql.table(table)} where tenant_id = ${of}) as ${sql.ref(table)}`))}`,
    of,
  );
  return row ?? {};
}

/** Everything people see, without ids: two tellings of one story must be equal in it. */
const telling = (of: number) =>
  read<{ line: string }>(
    sql`
  select concat_ws('|', o.external_id, o.name, a.name, o.amount, o.stage, o.close_on, o.closed_on, o.next_step, o.next_step_on, o.updated_at, u.name) as line
  from opportunity o join account a on a.tenant_id = o.tenant_id and a.id = o.account join app_user u on u.tenant_id = o.tenant_id and u.id = o.owner where o.tenant_id = ${of}
  union all select concat_ws('|', external_id, name, uscc, phone, region, created_at) from account where tenant_id = ${of}
  union all select concat_ws('|', external_id, subject, content, due_on, created_at) from activity where tenant_id = ${of}
  order by line`,
    of,
  );

beforeAll(async () => {
  t = await testApp({ clock });
  other = (await t.tenant()).id;
  before = await counts(other);
  ({ tenant } = await createTenant(t.app, { company: '华泵科技', name: '方哲', email: 'admin@demo.huanke.local', password: demoPassword }));
  await seedDemo({ app: t.app, tenant });
}, 180_000);
afterAll(() => t.close());

describe('the demo company', () => {
  test('has its people, customers, deals and entries; nobody else has any of it', async () => {
    const found = await counts(tenant);
    expect(found).toMatchObject({ department: 10, app_user: 15, product: 30, account: 160, contact: 320, lead: 90, opportunity: 420 });
    expect(found.activity).toBeGreaterThan(2400);
    expect(found.activity).toBeLessThan(2600);
    expect(await counts(other)).toEqual(before);
  });

  test('four people sign in; the others have addresses only', async () => {
    for (const [who, name] of [
      ['admin', '方哲'],
      ['manager', '周明远'],
      ['seller', '李娜'],
      ['readonly', '沈佳宁'],
    ]) {
      const answer = await t.anonymous.post('/auth/login', { email: `${who}@demo.huanke.local`, password: demoPassword });
      expect(answer.status).toBe(200);
      expect(answer.body.user.name).toBe(name);
    }
    expect((await t.anonymous.post('/auth/login', { email: 'wang@demo.huanke.local', password: demoPassword })).status).toBe(401);
    const rows = await read<{ name: string; department: string; manager: string }>(sql`
      select u.name, d.name as department, m.name as manager from app_user u join department d on d.tenant_id = u.tenant_id and d.id = u.department
      join app_user m on m.tenant_id = u.tenant_id and m.id = u.manager where u.tenant_id = ${tenant} and m.name = '周明远' order by u.name collate "C"`);
    expect(rows.map(({ name }) => name).sort()).toEqual(['孙倩', '张立群', '李娜', '王浩然', '赵一帆', '陈思雨'].sort());
  });

  test('companies have different names and valid, different credit codes; numbers are well-formed', async () => {
    const accounts = await read<{ name: string; uscc: string }>(sql`select name, uscc from account where tenant_id = ${tenant}`);
    expect(new Set(accounts.map(({ name }) => name)).size).toBe(160);
    expect(new Set(accounts.map(({ uscc }) => uscc)).size).toBe(160);
    for (const { uscc } of accounts) expect(isUscc(uscc)).toBe(true);
    const [parents] = await read<{ count: number }>(
      sql`select count(*)::int as count from account where tenant_id = ${tenant} and parent is not null`,
    );
    expect(parents?.count).toBeGreaterThan(8);
    const contacts = await read<{ phone: string }>(sql`select phone from contact where tenant_id = ${tenant}`);
    expect(new Set(contacts.map(({ phone }) => phone)).size).toBe(320);
    for (const { phone } of contacts) expect(isMobile(phone)).toBe(true);
    const leads = await read<{ wechat: string | null; uscc: string | null; industry: string | null; employees: string | null }>(
      sql`select wechat, uscc, industry, employees from lead where tenant_id = ${tenant}`,
    );
    expect(leads.every(({ industry, employees }) => industry !== null && employees !== null)).toBe(true);
    const codes = leads.flatMap(({ uscc }) => uscc ?? []);
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.every((code) => isUscc(code))).toBe(true);
    expect(leads.filter(({ wechat }) => wechat !== null).length).toBeGreaterThan(30);
  });

  test('恒润 is as in the pictures', async () => {
    const [deal] = await read<Record<string, unknown>>(sql`
      select o.id, o.amount::text, o.stage, o.probability::text, o.close_on::text, o.competitor, o.next_step, o.next_step_on::text, a.name as account, a.uscc, u.name as owner
      from opportunity o join account a on a.tenant_id = o.tenant_id and a.id = o.account join app_user u on u.tenant_id = o.tenant_id and u.id = o.owner
      where o.tenant_id = ${tenant} and o.name = '耐腐蚀磁力泵年度框架采购'`);
    expect(deal).toMatchObject({
      amount: '12860000000',
      stage: 'proposal',
      probability: '60000000',
      close_on: '2026-03-31',
      competitor: '凯洛泵业',
      next_step: '折扣批复后发报价 V3',
      next_step_on: '2026-03-05',
      account: '浙江恒润化工股份有限公司',
      owner: '李娜',
    });
    expect(deal?.uscc).toMatch(/^91330604.{8}2X$/);
    const entries = await read<{ stage: string; days: number }>(sql`
      select stage, extract(day from coalesce(left_at, ${clock.now()}) - entered_at)::int as days from stage_entry where tenant_id = ${tenant} and record_id = ${deal?.id}::uuid order by entered_at`);
    expect(entries).toEqual([
      { stage: 'initial', days: 4 },
      { stage: 'qualified', days: 9 },
      { stage: 'proposal', days: 12 },
    ]);
    const changes = await read<{ at: string; old: string; new: string }>(sql`
      select h.at, c ->> 'old' as old, c ->> 'new' as new from record_history h, jsonb_array_elements(h.changes) c
      where h.tenant_id = ${tenant} and h.record_id = ${deal?.id}::uuid and h.operation = 'update' and c ->> 'field' = 'amount' order by h.at`);
    expect(changes.map(({ old, new: now }) => [old, now])).toEqual([
      ['1443000.00', '1380000.00'],
      ['1380000.00', '1286000.00'],
    ]);
    expect(changes[1]?.at).toBe('2026-03-04T06:21:00.000Z');
    const [all] = await read<{ count: number; open: string }>(sql`
      select count(*)::int as count, (sum(amount) filter (where stage not in ('won', 'lost')))::text as open from opportunity
      where tenant_id = ${tenant} and account = (select id from account where tenant_id = ${tenant} and name = '浙江恒润化工股份有限公司')`);
    expect(all).toMatchObject({ open: '21640000000' });
    expect(all?.count).toBeGreaterThanOrEqual(11);
  });

  test('the board of 华东区 shows the figures of the pictures', async () => {
    const board = await read<{ stage: string; count: number; sum: string }>(sql`
      select o.stage, count(*)::int as count, (sum(o.amount) / 100000000.0)::numeric(12, 1)::text as sum from opportunity o
      join app_user u on u.tenant_id = o.tenant_id and u.id = o.owner join app_user m on m.tenant_id = u.tenant_id and m.id = u.manager and m.name = '周明远'
      where o.tenant_id = ${tenant} and o.amount >= 2000000000 and o.close_on between '2026-01-01' and '2026-03-31' and o.stage not in ('won', 'lost', 'onHold') group by 1 order by 1`);
    expect(board).toEqual([
      { stage: 'initial', count: 9, sum: '478.2' },
      { stage: 'negotiation', count: 11, sum: '895.6' },
      { stage: 'proposal', count: 13, sum: '1041.4' },
      { stage: 'qualified', count: 14, sum: '649.6' },
    ]);
    const won = await read<{ name: string; sum: string }>(sql`
      select u.name, (sum(o.amount) / 100000000.0)::numeric(12, 1)::text as sum from opportunity o
      join app_user u on u.tenant_id = o.tenant_id and u.id = o.owner join app_user m on m.tenant_id = u.tenant_id and m.id = u.manager and m.name = '周明远'
      where o.tenant_id = ${tenant} and o.stage = 'won' and o.closed_on between '2026-01-01' and '2026-03-31' group by 1 order by sum(o.amount) desc`);
    expect(won.map(({ name, sum }) => `${name} ${sum}`)).toEqual([
      '李娜 428.6',
      '王浩然 366.4',
      '陈思雨 298.2',
      '张立群 214.0',
      '赵一帆 121.8',
      '孙倩 57.2',
    ]);
  });

  test('李娜 has 14 open deals, two of them late, 18 leads waiting and four things to do today', async () => {
    const [mine] = await read<Record<string, number>>(sql`
      with me as (select id from app_user where tenant_id = ${tenant} and name = '李娜')
      select (select count(*)::int from opportunity where tenant_id = ${tenant} and owner = me.id and stage not in ('won', 'lost')) as open,
        (select count(*)::int from opportunity where tenant_id = ${tenant} and owner = me.id and stage not in ('won', 'lost') and next_step_on < '2026-03-05') as late,
        (select count(*)::int from lead where tenant_id = ${tenant} and owner = me.id and status in ('assigned', 'following', 'qualified')) as leads,
        (select count(*)::int from activity where tenant_id = ${tenant} and owner = me.id and type = 'task' and not done and due_on = '2026-03-05') as today
      from me`);
    expect(mine).toEqual({ open: 14, late: 2, leads: 18, today: 4 });
    // what is told of the past starts no clock
    expect(await read(sql`select id from lead where tenant_id = ${tenant} and sla_due_at is not null`)).toEqual([]);
  });

  test('eighteen months lie behind it, nothing was done in the future, and there are deals in every stage', async () => {
    const [span] = await read<Record<string, unknown>>(sql`
      select count(distinct stage)::int as stages, min(closed_on) < '2024-11-01' as old, bool_and((closed_on is null) = (stage not in ('won', 'lost'))) as closed,
        bool_and(stage <> 'lost' or loss_reason is not null) as reasons, bool_and((stage = 'won') = (won_proof is not null)) as proofs, bool_and(cycle_days > 0) as cycles,
        count(*) filter (where next_step_on < '2026-03-05' and stage not in ('won', 'lost')) > 5 as late, count(*) filter (where next_step_on = '2026-03-05') > 5 as today,
        count(*) filter (where next_step_on > '2026-03-05') > 50 as later, max(updated_at) <= ${clock.now()} as past, bool_and(created_at <= updated_at) as ordered
      from opportunity where tenant_id = ${tenant}`);
    expect(span).toEqual({
      stages: 7,
      old: true,
      closed: true,
      reasons: true,
      proofs: true,
      cycles: true,
      late: true,
      today: true,
      later: true,
      past: true,
      ordered: true,
    });
    const [entries] = await read<Record<string, unknown>>(sql`
      select bool_and(created_at <= ${clock.now()}) as past, min(created_at) < '2024-11-01' as old, (count(distinct (subject, content)) > 0.98 * count(*)) as different,
        bool_or(content like '%{%' or subject like '%{%' or content like '%undefined%') as holes from activity where tenant_id = ${tenant}`);
    expect(entries).toEqual({ past: true, old: true, different: true, holes: false });
    const [stages] = await read<{ wrong: number }>(sql`
      select count(*)::int as wrong from stage_entry e join opportunity o on o.tenant_id = e.tenant_id and o.id = e.record_id
      where e.tenant_id = ${tenant} and (e.left_at < e.entered_at or e.entered_at < o.created_at or (e.left_at is null) <> (e.stage = o.stage))`);
    expect(stages?.wrong).toBe(0);
    const [early] = await read<{ count: number }>(sql`
      select count(*)::int as count from opportunity o join account a on a.tenant_id = o.tenant_id and a.id = o.account where o.tenant_id = ${tenant} and o.created_at < a.created_at`);
    expect(early?.count).toBe(0);
  });

  test('told again, nothing changes; told after an interruption, it ends as if there had been none', async () => {
    const whole = await telling(tenant);
    await seedDemo({ app: t.app, tenant, size: 3, seed: 9 });
    expect(await telling(tenant)).toEqual(whole);
    // the last steps are undone and taken up on a later day
    await t.app.database.write(tenant, async (transaction) => {
      const contracts = ['receipt_allocation', 'receipt', 'issued_invoice', 'invoice_request', 'payment_plan', 'contract_line', 'contract'];
      const parts = [...contracts, 'bid_doc', 'bid_result', 'tender_line', 'tender', 'project_milestone', 'project_cost', 'project'];
      const ofDeals = ['opportunity_line', 'deal_decision', 'deal_minutes', 'collab_request'];
      const people = [
        'email_message',
        'call_log',
        'sent_message',
        'sms_template',
        'opportunity_role',
        'contact_relation',
        'account_relation',
        'account_address',
        'account_metric',
        'billing_profile',
      ];
      for (const table of [
        ...parts,
        ...ofDeals,
        ...people,
        'activity',
        'loss_review',
        'opportunity_competitor',
        'stage_history',
        'opportunity',
      ])
        await transaction.query(sql`delete from ${sql.table(table)} where tenant_id = ${tenant}`);
      await transaction.query(sql`
        update tenant set settings = jsonb_set(settings, '{demoData,done}', '["people", "products", "accounts", "contacts", "leads", "competitors"]') where id = ${tenant}`);
    });
    clock.advance(3 * 86_400_000);
    await seedDemo({ app: t.app, tenant });
    clock.advance(-3 * 86_400_000);
    expect(await telling(tenant)).toEqual(whole);
  }, 120_000);

  test('one seed tells one story, another seed another', async () => {
    const tell = async (seed: number) => {
      const company = await t.tenant();
      await seedDemo({ app: t.app, tenant: company.id, size: 0.1, seed, sampleFor: company.as.owner.user });
      return telling(company.id);
    };
    const first = await tell(5);
    expect(await tell(5)).toEqual(first);
    expect(await tell(6)).not.toEqual(first);
  }, 120_000);

  test('sample data in a company of one: all under the user and colleagues who can not sign in', async () => {
    const { tenant: own, user } = await createTenant(t.app, {
      company: '新公司',
      name: '老板',
      email: 'boss@new.example',
      password: 'correct horse 42',
    });
    // the server is stopped in the midst of it and started again
    const server = new AbortController();
    const told = seedDemo({ app: t.app, tenant: own, size: 0.2, sampleFor: user, signal: server.signal });
    told.catch(() => undefined);
    await until(async () => (await counts(own)).account === 36, 'the customers', { every: 5 });
    server.abort();
    await expect(told).rejects.toMatchObject({ name: 'AbortError' });
    expect(await counts(own)).toMatchObject({ account: 36, activity: 0 });
    await seedDemo({ app: t.app, tenant: own, size: 0.2, sampleFor: user });
    expect(await counts(own)).toMatchObject({ app_user: 4, department: 0, product: 30, account: 36, opportunity: 84, lead: 18 });
    const [mine] = await read<{ mine: number; active: number; persons: number }>(
      sql`
      select (select count(*)::int from opportunity where tenant_id = ${own} and owner = ${user}::uuid) as mine, (select count(*)::int from app_user where tenant_id = ${own} and active) as active,
        (select count(*)::int from membership where tenant_id = ${own}) as persons`,
      own,
    );
    expect(mine).toMatchObject({ active: 1, persons: 1 });
    expect(mine?.mine).toBeGreaterThan(15);
    const answer = await t.anonymous.post('/auth/login', { email: 'boss@new.example', password: 'correct horse 42' });
    expect(answer.status).toBe(200);
  }, 120_000);
});
