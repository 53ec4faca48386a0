import type pg from 'pg';
import { withClient } from '../../platform/database/index.ts';
import { onFreshServer } from './fresh.ts';
import { type Figures, measure } from './measure.ts';
import { benchPassword, createOrganisation, type Organisation } from './people.ts';
import type { Caller, Reply } from './server.ts';

/** What hangs on the one account: 50,000 lines of its timeline. */
const items = {
  activities: 30_000,
  comments: 10_000,
  changes: 6_000,
  contacts: 300,
  deals: 300,
  moves: 5,
  files: 1_000,
  touches: 600,
} as const;
/** Activities of others in the same company. */
const elsewhere = 300_000;

const account = '01900000-0000-7000-8000-0000000000a1';

export async function fillOthers(client: pg.Client, { tenant, sellers }: Organisation, scale: number): Promise<void> {
  await client.query(
    `with firms as (
       insert into account (tenant_id, id, name, owner, created_at, updated_at)
       select $1, gen_random_uuid(), '旁的公司' || n, ($2::uuid[])[1 + n % 500], now(), now() from generate_series(1, 20000) n returning id, owner),
     numbered as (select id, owner, row_number() over () as n from firms),
     made as (
       insert into activity (tenant_id, id, type, subject, done, start_at, owner, created_at, updated_at)
       select $1, gen_random_uuid(), 'call', f.n::text, true, now() - k * interval '3 hours', f.owner, now(), now()
       from generate_series(1, $3::int) k join numbered f on f.n = 1 + k % 20000 returning id, subject, start_at)
     insert into record_link (tenant_id, record_id, field, target_id, object, target_object, at)
     select $1, m.id, 'related', f.id, 'activity', 'account', m.start_at from made m join numbered f on f.n::text = m.subject`,
    [tenant, sellers, Math.round(elsewhere * scale)],
  );
}

async function fillActivities(client: pg.Client, tenant: number, sellers: readonly string[]): Promise<void> {
  await client.query(
    `with targets as (
       select $2::uuid as id, 'account' as object, 0 as n
       union all select id, 'opportunity', row_number() over () from opportunity where tenant_id = $1
       union all select id, 'contact', 300 + row_number() over () from contact where tenant_id = $1),
     made as (
       insert into activity (tenant_id, id, type, subject, content, done, start_at, owner, created_by, created_at, updated_at)
       select $1, gen_random_uuid(), (array['call', 'visit', 'email', 'meeting'])[1 + k % 4], k::text, '沟通了交期、价格和付款方式', true,
         now() - k * interval '40 minutes', ($3::uuid[])[1 + k % 5], ($3::uuid[])[1 + k % 5], now(), now() from generate_series(1, $4::int) k returning id, subject, start_at)
     insert into record_link (tenant_id, record_id, field, target_id, object, target_object, at)
     select $1, m.id, 'related', t.id, 'activity', t.object, m.start_at from made m
     join targets t on t.n = case when m.subject::int % 2 = 0 then 0 else 1 + m.subject::int % 600 end`,
    [tenant, account, sellers, items.activities],
  );
}

async function fillHistory(client: pg.Client, tenant: number, by: string): Promise<void> {
  const line = 'insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)';
  await client.query(
    `${line} select $1, $2, gen_random_uuid(), 'account', now() - k * interval '3 hours', $3, 'web', 'update',
       jsonb_build_array(jsonb_build_object('field', 'annualRevenue', 'old', k || '.00', 'new', (k + 1) || '.00')) from generate_series(1, $4::int) k`,
    [tenant, account, by, items.changes],
  );
  await client.query(
    `${line} select $1, o.id, gen_random_uuid(), 'opportunity', now() - k * interval '9 days', $2, 'web', case k when 6 then 'create' else 'update' end,
       jsonb_build_array(jsonb_build_object('field', 'stage', 'old', 'initial', 'new', 'qualified'))
     from opportunity o cross join generate_series(1, $3::int + 1) k where o.tenant_id = $1`,
    [tenant, by, items.moves],
  );
  await client.query(
    `insert into comment (tenant_id, id, object, record_id, body, created_by, created_at)
     select $1, gen_random_uuid(), 'account', $2, '<p>第 ' || k || ' 条</p>', $3, now() - k * interval '2 hours' from generate_series(1, $4::int) k`,
    [tenant, account, by, items.comments],
  );
  await client.query(
    `with made as (
       insert into file (tenant_id, id, name, size, type, sha256, created_by, created_at)
       select $1, gen_random_uuid(), '图纸' || k || '.pdf', 1000, 'application/pdf', md5(k::text), $3, now() - k * interval '1 day' from generate_series(1, $4::int) k returning id)
     insert into file_use (tenant_id, file_id, object, record_id) select $1, id, 'account', $2 from made`,
    [tenant, account, by, items.files],
  );
}

export async function fillAccount(client: pg.Client, { tenant, people, sellers }: Organisation): Promise<void> {
  const mine = [people.seller.user, ...sellers.slice(1, 5)];
  const rows = "now() - n * interval '1 day', now()";
  await client.query(
    `insert into account (tenant_id, id, name, industry, level, phone, region, owner, created_at, updated_at) values ($1, $2, '浙江恒润化工股份有限公司', 'chemical', 'A', '0575-81234567', '绍兴', $3, now() - interval '5 years', now())`,
    [tenant, account, people.seller.user],
  );
  await client.query(
    `insert into contact (tenant_id, id, name, title, account, owner, created_at, updated_at)
     select $1, gen_random_uuid(), '联系人' || n, '工程师', $2, ($3::uuid[])[1 + n % 5], ${rows} from generate_series(1, $4::int) n`,
    [tenant, account, mine, items.contacts],
  );
  await client.query(
    `insert into opportunity (tenant_id, id, name, account, amount, weighted_amount, stage, closed_on, owner, created_at, updated_at)
     select $1, gen_random_uuid(), '商机' || n, $2, n * 10000000::bigint, n * 3000000::bigint, case n % 3 when 0 then 'won' else 'qualified' end,
       case n % 3 when 0 then (now() - n * interval '2 days')::date end, ($3::uuid[])[1 + n % 5], ${rows} from generate_series(1, $4::int) n`,
    [tenant, account, mine, items.deals],
  );
  await client.query(
    `with leads as (
       insert into lead (tenant_id, id, name, source, status, converted_account, owner, created_at, updated_at)
       select $1, gen_random_uuid(), '线索' || n, 'ads', 'converted', $2, $3, ${rows} from generate_series(1, 60) n returning id)
     insert into lead_touch (tenant_id, id, lead, touched_at, source, campaign, created_at, updated_at)
     select $1, gen_random_uuid(), l.id, now() - k * interval '11 days', 'ads', '春季投放', now(), now() from leads l, generate_series(1, $4::int / 60) k`,
    [tenant, account, people.seller.user, items.touches],
  );
  await fillActivities(client, tenant, mine);
  await fillHistory(client, tenant, people.seller.user);
}

const at = `/api/v1/records/account/${account}`;
const ofAccount = { field: 'account', op: 'eq', value: account };

/** Everything the page asks for when it opens, as the browser sends it: at once. */
const firstPaint: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['GET', at],
  ['GET', `${at}/timeline?limit=30`],
  ...['tiles', 'next', 'people', 'money', 'completeness'].map((name) => ['GET', `${at}/panels/${name}`] as const),
  ['GET', `/api/v1/accounts/${account}/rollup`],
  ...['contacts', 'positions', 'children'].map((list) => ['GET', `${at}/related/${list}?limit=5&count=capped`] as const),
  [
    'POST',
    '/api/v1/records/opportunity/query',
    {
      fields: ['name', 'stage', 'amount', 'nextStep', 'nextStepOn'],
      filter: ofAccount,
      sort: [{ field: 'amount', direction: 'desc' }],
      limit: 5,
    },
  ],
  ['POST', '/api/v1/records/accountRelation/query', { fields: ['account', 'other', 'kind'], filter: ofAccount, limit: 50 }],
  ['POST', '/api/v1/records/billingProfile/query', { fields: ['revision'], filter: ofAccount, limit: 20 }],
];

/** Several requests as one: as slow as the slowest, failed when one has. */
async function together(caller: Caller): Promise<Reply> {
  const began = performance.now();
  const replies = await Promise.all(firstPaint.map(([method, path, body]) => caller.send(method, path, body)));
  const worst = replies.reduce((a, b) => (b.status > a.status ? b : a));
  return { ...worst, ms: performance.now() - began };
}

/** Page after page from the newest to the oldest, and again. */
function pages(caller: Caller): () => Promise<Reply> {
  let cursor: string | null = null;
  return async () => {
    const reply = await caller.send('GET', `${at}/timeline?limit=30${cursor === null ? '' : `&cursor=${cursor}`}`);
    cursor = reply.status === 200 ? (JSON.parse(reply.text) as { nextCursor: string | null }).nextCursor : null;
    return reply;
  };
}

async function figuresFor(caller: Caller): Promise<Figures[]> {
  const { name } = caller;
  const load = { clients: 1, count: 200, seconds: 30 };
  const figures = [
    await measure(`${name}: first paint`, { ...load, count: 40, target: 'p95 < 800' }, () => together(caller)),
    await measure(`${name}: next page`, { ...load, target: 'p95 < 200' }, pages(caller)),
  ];
  for (const [method, path, body] of firstPaint.slice(0, 8))
    figures.push(
      await measure(`${name}: ${path.split(account).at(-1) || '/record'}`, { ...load, count: 20 }, () => caller.send(method, path, body)),
    );
  return figures;
}

/** SAL-11 a: an account with 50,000 lines of its timeline, as its seller and as an administrator. */
export async function benchAccount360(scale: number): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  return onFreshServer('account-360', async (server, url) => {
    await withClient(url, async (client) => {
      const organisation = await createOrganisation(client, '全景压测公司', Date.now());
      await fillOthers(client, organisation, scale);
      await fillAccount(client, organisation);
      await client.query('vacuum analyze');
    });
    const figures: Figures[] = [];
    for (const name of ['seller', 'admin'])
      figures.push(...(await figuresFor(await server.signIn(name, `${name}@bench.huanke.local`, benchPassword))));
    return { figures, notes: { items, elsewhere: Math.round(elsewhere * scale), nodePeakMb: server.memory().peak } };
  });
}
