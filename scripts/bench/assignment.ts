import { withClient } from '../../platform/database/index.ts';
import { onFreshServer } from './fresh.ts';
import { type Figures, figuresOf } from './measure.ts';
import { benchPassword, createOrganisation } from './people.ts';
import { asked, type Caller } from './server.ts';

const leadCount = 10_000;
const batch = 500;
const repCount = 300;
const ruleCount = 40;
const provinces = ['浙江', '江苏', '上海', '广东', '福建', '山东', '湖北', '四川', '河南', '北京'];
const sources = ['website', 'exhibition', 'ads', 'referral'];
/** Records a day for each person of a rule that has a limit. */
const dailyCap = 20;
/** Open leads each of the second half of the people may have at most; the first half, among whom turns go round, has room for all. */
const capacity = 60;
const half = repCount / 2;

/** Skills, regions and limits of every person; 40 rules of all four ways to choose, of which each fifth is for everybody, the others for 60. */
async function setUp(admin: Caller, reps: readonly string[]): Promise<void> {
  for (const [at, rep] of reps.entries()) {
    const profile = {
      skills: { 设备: 1 + (at % 5), ...(at % 3 === 0 ? { 外贸: 3 } : {}) },
      regions: at % 2 === 0 ? [] : [provinces[at % 10], provinces[(at + 3) % 10]],
      capacity: at < half ? leadCount : capacity,
    };
    const set = await admin.send('PUT', `/api/v1/assignments/profiles/${rep}`, profile);
    if (set.status !== 204) throw new Error(set.text);
  }
  for (let rule = 0; rule < ruleCount; rule += 1) {
    const method = (['roundRobin', 'weighted', 'load', 'skill'] as const)[rule % 4];
    const among = method === 'roundRobin' ? reps.slice(0, half) : reps;
    const people = rule % 5 === 0 ? among : Array.from({ length: 60 }, (_, at) => among[(rule * 7 + at) % among.length] ?? '');
    await asked(admin, '/assignments/rules/lead', {
      name: `规则${rule + 1}`,
      method,
      filter: {
        and: [
          { field: 'source', op: 'eq', value: sources[Math.floor(rule / 10)] },
          { field: 'title', op: 'eq', value: `职务${rule % 10}` },
        ],
      },
      people: people.map((id, at) => ({ kind: 'user', id, weight: 1 + (at % 3) })),
      ...(method === 'skill' ? { skills: { 设备: 2 } } : {}),
      ...(method === 'load' ? { regionField: 'company' } : {}),
      ...(method === 'roundRobin' ? {} : { dailyCap }),
    });
  }
}

const checks = `
  select (select count(*)::int from lead where tenant_id = $1 and owner is not null) as owned,
    (select count(*)::int from assign_decision where tenant_id = $1 and chosen is not null) as decisions,
    (select count(distinct record_id)::int from assign_decision where tenant_id = $1) as decided,
    (select count(*)::int from event where tenant_id = $1 and event = 'lead.assigned') as events,
    (select count(*)::int from lead l join assign_decision d on d.tenant_id = l.tenant_id and d.record_id = l.id where l.tenant_id = $1 and l.owner is distinct from d.chosen) as "otherOwner",
    (select coalesce(max(n), 0)::int from (
      select count(*) as n from lead l join rep_profile p on p.tenant_id = l.tenant_id and p.user_id = l.owner and p.capacity = $2 where l.tenant_id = $1 group by l.owner) o) as "mostOpen",
    (select coalesce(max(n), 0)::int from (
      select count(*) as n from assign_decision d join assign_rule r on r.tenant_id = d.tenant_id and r.id = d.rule_id
      where d.tenant_id = $1 and r.method <> 'roundRobin' and d.chosen is not null group by d.rule_id, d.chosen) o) as "mostADay",
    (select coalesce(max(most - least), 0)::int from (
      select max(n) as most, min(n) as least from (
        select r.id, p->>'id' as person, (select count(*) from assign_decision d where d.tenant_id = r.tenant_id and d.rule_id = r.id and d.chosen = (p->>'id')::uuid) as n
        from assign_rule r cross join jsonb_array_elements(r.people) p where r.tenant_id = $1 and r.method = 'roundRobin') x group by id) y) as spread`;

/** SP-3: 20 batches of 500 leads are asked for at once; each lead gets one owner and one event, no limit is broken, turns differ by one at most. */
export async function benchAssignment(): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  return onFreshServer('assignment', async (server, url) => {
    const { tenant, sellers } = await withClient(url, (client) => createOrganisation(client, '分配压测公司', Date.now()));
    const admin = await server.signIn('admin', 'admin@bench.huanke.local', benchPassword);
    await setUp(admin, sellers.slice(0, repCount));
    const leads = await withClient(url, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `insert into lead (tenant_id, id, name, company, title, phone, source, status, created_at, updated_at)
         select $1, gen_random_uuid(), '线索' || n, ($3::text[])[1 + n % 10] || '测试' || n || '有限公司', '职务' || (n / 4) % 10, '139' || lpad(n::text, 8, '0'),
           ($4::text[])[1 + n % 4], 'new', now(), now() from generate_series(1, $2::int) n returning id`,
        [tenant, leadCount, provinces, sources],
      );
      await client.query('analyze');
      return rows.map(({ id }) => id);
    });
    const began = performance.now();
    const times = await Promise.all(
      Array.from({ length: leadCount / batch }, async (_, at) => {
        const records = leads.slice(at * batch, (at + 1) * batch);
        await asked(admin, '/assignments/run', { object: 'lead', records });
        return performance.now() - began;
      }),
    );
    const seconds = Math.max(...times) / 1000;
    const check = await withClient(
      url,
      async (client) => (await client.query(checks, [tenant, capacity])).rows[0] as Record<string, number>,
    );
    return {
      figures: [
        figuresOf(`${times.length} batches of ${batch}, from the first request to each answer`, times, { seconds, target: 'max < 60000' }),
      ],
      notes: {
        leads: leadCount,
        reps: repCount,
        rules: ruleCount,
        perMinute: Math.round((leadCount / seconds) * 60),
        ...check,
        target: `≥ 10,000 a minute; owned = decisions = decided = events, otherOwner 0, mostOpen ≤ ${capacity}, mostADay ≤ ${dailyCap}, spread ≤ 1`,
      },
    };
  });
}
