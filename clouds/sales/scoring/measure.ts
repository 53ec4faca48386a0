import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { type Sql, sql } from '@huanke/platform/database';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { compileFilter, createJoins, parseFilter } from '@huanke/platform/records';
import { spokenAbout } from '../deals/spoken.ts';
import { type Hit, rulesOf, type ScoreDefinition, type Scored, type ScoreRule, scoreOf } from './points.ts';

const DAY = 86_400;
// 0.5 to the power of more can not be written any more, and PostgreSQL refuses it
const mostHalvings = 1000;

type Behaviour = Extract<ScoreRule, { kind: 'touch' | 'activity' }>;

/** One column for the faded weight and one for the count of each rule, as `w3`, `n3` by the place of the rule. */
function columnsOf(rules: readonly { readonly rule: Behaviour; readonly at: number }[], word: Sql): Sql {
  return sql.join(
    rules.map(({ rule, at }) => {
      const meant = rule.keys.length === 0 ? sql`true` : sql`${word} = any(${rule.keys}::text[])`;
      return sql`coalesce(sum(f.f) filter (where ${meant}), 0) as ${sql.ref(`w${at}`)}, count(*) filter (where ${meant}) as ${sql.ref(`n${at}`)}`;
    }),
    sql`, `,
  );
}

const faded = (ctx: Context, halfLifeDays: number, at: Sql): Sql => sql`
  cross join lateral (select power(0.5::float8, least(${mostHalvings}, extract(epoch from (${ctx.clock.now()}::timestamptz - ${at}))::float8 / ${DAY * halfLifeDays}))) as f (f)`;

/** What happened up to now. Tasks count once they are done; what is planned or was called off does not. Letters and calls are activities. */
function happened(ctx: Context, { halfLifeDays }: ScoreDefinition, rules: readonly ScoreRule[]): Sql {
  const placed = rules.map((rule, at) => ({ rule, at }));
  const of = (kind: Behaviour['kind']) => placed.filter((one): one is { rule: Behaviour; at: number } => one.rule.kind === kind);
  const touches = of('touch');
  const activities = of('activity');
  const now = ctx.clock.now();
  return sql`
    ${
      touches.length === 0
        ? sql``
        : sql`left join lateral (
      select ${columnsOf(touches, sql`k.source`)} from lead_touch k ${faded(ctx, halfLifeDays, sql`k.touched_at`)}
      where k.tenant_id = o.tenant_id and k.lead = o.id and k.deleted_at is null and k.touched_at <= ${now}) touch on true`
    }
    ${
      activities.length === 0
        ? sql``
        : sql`left join lateral (
      select ${columnsOf(activities, sql`d.type`)} from (
        select ${followUpAt('a')} as at, a.type from record_link l
        join activity a on a.tenant_id = l.tenant_id and a.id = l.record_id and a.deleted_at is null
        where l.tenant_id = o.tenant_id and l.target_id = o.id and l.object = 'activity' and l.field = 'related'
          and ${tookPlace('a')} and ${followUpAt('a')} <= ${now}
        union all ${spokenAbout(ctx, sql`l.target_id = o.id`)}) d ${faded(ctx, halfLifeDays, sql`d.at`)}) doing on true`
    }`;
}

/** Scores leads (`condition` on `o`) by a model; one statement whatever their number. Writes nothing. */
export async function measure(
  ctx: Context,
  lead: ObjectMeta,
  definition: ScoreDefinition,
  condition: Sql,
): Promise<(Scored & { readonly id: string })[]> {
  const system = ctx.elevated();
  const rules = rulesOf(definition);
  const joins = createJoins(system);
  const values = rules.map((rule, at) => {
    if (rule.kind !== 'fit') {
      const table = rule.kind === 'touch' ? 'touch' : 'doing';
      return { weight: sql.ref(`${table}.w${at}`), count: sql.ref(`${table}.n${at}`) };
    }
    const fits = compileFilter(system, lead, parseFilter(system, lead, rule.filter), joins);
    return { weight: sql`case when ${fits} then 1 else 0 end`, count: sql`0` };
  });
  const listOf = (of: (value: (typeof values)[number]) => Sql) => sql`jsonb_build_array(${sql.join(values.map(of), sql`, `)})`;
  const rows = await system.query<{ id: string; weights: number[]; counts: number[] }>(sql`
    select o.id, ${listOf(({ weight }) => weight)} as weights, ${listOf(({ count }) => count)} as counts
    from lead o ${joins.sql()} ${happened(system, definition, rules)}
    where o.tenant_id = ${ctx.tenant.id} and ${condition}`);
  return rows.map(({ id, weights, counts }) => {
    const hits = weights.map((weight, at): Hit => ({ weight, count: counts[at] ?? 0 }));
    return { id, ...scoreOf(definition, hits) };
  });
}
