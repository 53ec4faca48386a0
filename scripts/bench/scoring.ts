import { withClient } from '../../platform/database/index.ts';
import { onFreshServer } from './fresh.ts';
import { type Figures, measure } from './measure.ts';
import { benchPassword, createOrganisation } from './people.ts';
import { asked } from './server.ts';

const leadCount = 1_000_000;
/** Of so many leads one has touches, and one has activities. */
const every = 4;

export async function fillLeads(url: string, tenant: number, count: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `insert into lead (tenant_id, id, name, company, title, phone, email, source, status, created_at, updated_at)
       select $1, gen_random_uuid(), '线索' || n, '测试' || n || '有限公司', case n % 5 when 0 then '采购经理' else '工程师' end, '139' || lpad(n::text, 8, '0'),
         case n % 3 when 0 then 'a' || n || '@bench.local' end, (array['website', 'exhibition', 'ads', 'referral'])[1 + n % 4], 'following',
         now() - (n % 300) * interval '1 day', now() from generate_series(1, $2::int) n`,
      [tenant, count],
    );
    await client.query(
      `insert into lead_touch (tenant_id, id, lead, touched_at, source, created_at, updated_at)
       select l.tenant_id, gen_random_uuid(), l.id, now() - k * interval '9 days', 'ads', now(), now() from lead l, generate_series(1, 2) k
       where l.tenant_id = $1 and hashtext(l.id::text) % $2 = 0`,
      [tenant, every],
    );
    await client.query(
      `with made as (
         select gen_random_uuid() as id, l.id as lead, k from lead l, generate_series(1, 3) k where l.tenant_id = $1 and hashtext(l.id::text) % $2 = 1),
       rows as (
         insert into activity (tenant_id, id, type, subject, done, start_at, created_at, updated_at)
         select $1, id, (array['call', 'visit', 'email'])[k], '沟通', true, now() - k * interval '5 days', now(), now() from made)
       insert into record_link (tenant_id, record_id, field, target_id, object, target_object)
       select $1, id, 'related', lead, 'activity', 'lead' from made`,
      [tenant, every],
    );
    await client.query('analyze');
  });
}

export const scoreModel = {
  groups: [
    {
      name: '匹配度',
      cap: 60,
      rules: [
        { kind: 'fit', name: '来源', points: 25, filter: { field: 'source', op: 'in', value: ['referral', 'exhibition'] } },
        { kind: 'fit', name: '职务', points: 20, filter: { field: 'title', op: 'contains', value: '经理' } },
        { kind: 'fit', name: '邮箱', points: 15, filter: { field: 'email', op: 'isNotNull' } },
      ],
    },
    {
      name: '行为',
      cap: 60,
      rules: [
        { kind: 'touch', name: '触达', points: 20, keys: [] },
        { kind: 'activity', name: '沟通', points: 15, keys: ['call', 'visit', 'meeting', 'demo'] },
        { kind: 'activity', name: '书信', points: 5, keys: ['email', 'message'] },
      ],
    },
  ],
};

/** SAL-7: how long it takes until all leads have their score by a new version, and how lists do meanwhile. */
export async function benchScoring(scale: number): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  const count = Math.max(1, Math.round(leadCount * scale));
  return onFreshServer('scoring', async (server, url) => {
    const tenant = await withClient(url, async (client) => (await createOrganisation(client, '评分压测公司', Date.now())).tenant);
    await fillLeads(url, tenant, count);
    const admin = await server.signIn('admin', 'admin@bench.huanke.local', benchPassword);
    const { id } = await asked<{ id: string }>(admin, '/score-models', scoreModel);
    const began = performance.now();
    const { job } = await asked<{ job: string }>(admin, `/score-models/${id}/publish`, {});
    let status = 'running';
    const follow = async () => {
      while (status === 'running' || status === 'queued') {
        await new Promise((wake) => setTimeout(wake, 250));
        status = (await asked<{ status: string }>(admin, `/jobs/${job}`)).status;
      }
      return (performance.now() - began) / 1000;
    };
    const list = { sort: [{ field: 'score', direction: 'desc' }], filter: { field: 'source', op: 'eq', value: 'ads' }, limit: 50 };
    const [seconds, figures] = await Promise.all([
      follow(),
      measure('list of leads meanwhile', { clients: 2, count: 400, seconds: 20, target: 'p95 < 300' }, () =>
        admin.send('POST', '/api/v1/records/lead/query', list),
      ),
    ]);
    const check = await withClient(url, async (client) => {
      const { rows } = await client.query(
        `select count(*)::int as leads, count(score)::int as scored, count(*) filter (where grade in ('A', 'B'))::int as good from lead where tenant_id = $1`,
        [tenant],
      );
      return rows[0] as Record<string, number>;
    });
    if (status !== 'done' || check['scored'] !== count) throw new Error(`scored ${JSON.stringify(check)}, job ${status}`);
    const perSecond = Math.round(count / seconds);
    return {
      figures: [figures],
      notes: { leads: count, seconds: Math.round(seconds * 10) / 10, perSecond, ...check, target: '1,000,000 < 600 s' },
    };
  });
}
