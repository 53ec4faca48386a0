import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { accountSettings } from '@huanke/base/settings';
import { type Sql, sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { type SaveRow, saveRecords } from '@huanke/platform/records';
import { stagesOf } from '../deals/stages.ts';
import { amountWorth, dealWorth } from '../deals/worth.ts';
import { levelFor, lifecycleFor } from '../domain/account-rules.ts';

const batchSize = 500;

type Moment = Date | string;
const dateOf = (moment: Moment | null): Date | null => (moment === null ? null : new Date(moment));

interface Row {
  readonly id: string;
  readonly level: string | null;
  /** Who has set it: the rule or somebody by hand. */
  readonly by: string | null;
  /** Whether the rule sets its level: it has none, had one from the rule, or one by hand whose time is over. */
  readonly ruled: boolean;
  readonly lifecycle: string | null;
  readonly since: Moment | null;
  readonly created_at: Moment;
  /** Won in twelve months, or paid where levels go by that; in the company's currency, scaled by 10⁴. */
  readonly bought: string;
  readonly last_won: Moment | null;
  readonly last_activity: Moment | null;
}

/**
 * Levels and lifecycles of accounts by the rules of the company: all of them batch by batch, or only those named. What stays as it is is
 * not written. Answers how many have changed.
 */
export async function judgeAccounts(ctx: Context, accounts?: readonly string[], step: () => void = () => undefined): Promise<number> {
  let changed = 0;
  for (let after: string | null = null; ; ) {
    step();
    const done: { last: string | null; changed: number } = await ctx.transaction((tx) => judgeBatch(tx, after, accounts));
    changed += done.changed;
    if (done.last === null) return changed;
    after = done.last;
  }
}

async function judgeBatch(tx: Context, after: string | null, accounts: readonly string[] | undefined) {
  const meta = tx.meta.object('account');
  if (!meta) return { last: null, changed: 0 };
  const rows = await tx.query<Row>(factsSql(tx, after, accounts));
  const changes = rows.flatMap((row) => changeOf(tx, row));
  // also where a person asks for the rule: whose the level is, is said with it
  await saveRecords(tx.elevated(), meta, changes, { asSystem: true, duplicates: 'allow', told: true });
  return { last: rows.length < batchSize ? null : (rows.at(-1)?.id ?? null), changed: changes.length };
}

function changeOf(ctx: Context, row: Row): SaveRow[] {
  const settings = accountSettings(ctx);
  const level = row.ruled && settings.levelByRule ? levelFor(BigInt(row.bought), settings) : row.level;
  const life = {
    level,
    lifecycle: row.lifecycle,
    since: dateOf(row.since),
    createdAt: new Date(row.created_at),
    lastWon: dateOf(row.last_won),
    lastActivity: dateOf(row.last_activity),
  };
  const lifecycle = lifecycleFor(life, ctx.clock.now(), settings.dormantDays);
  const claims = row.ruled && settings.levelByRule && row.by !== 'rule';
  if (level === row.level && lifecycle === row.lifecycle && !claims) return [];
  const values = {
    ...(level === row.level ? {} : { level }),
    ...(lifecycle === row.lifecycle ? {} : { lifecycle, lifecycleAt: ctx.clock.now().toISOString(), lifecycleReason: null }),
    ...(row.ruled && settings.levelByRule ? { levelBy: 'rule', levelUntil: null, levelReason: null } : {}),
  };
  return [{ operation: 'update', id: row.id, values }];
}

/** The accounts in the order of ids, locked, each with what the rules ask: one statement for all of them. */
function factsSql(ctx: Context, after: string | null, accounts: readonly string[] | undefined) {
  const now = ctx.clock.now();
  const today = dayIn(ctx.tenant.timeZone, now);
  const won = stagesOf(ctx, 'won');
  const inYear = (day: Sql) => sql`${day} > ${today}::date - interval '12 months' and ${day} <= ${today}::date`;
  const byPaid = accountSettings(ctx).levelByPaid;
  const paid = sql`
    select r.account, sum(${amountWorth(ctx, 'receipt', 'r')}) as sum from receipt r
    where r.tenant_id = ${ctx.tenant.id} and r.deleted_at is null and r.status = 'confirmed' and ${inYear(sql`r.received_on`)}
      and r.account = any(array(select id from chosen)) group by r.account`;
  return sql`
    with chosen as (
      select a.* from account a where a.tenant_id = ${ctx.tenant.id} and a.deleted_at is null
        ${after ? sql`and a.id > ${after}::uuid` : sql``} ${accounts ? sql`and a.id = any(${accounts}::uuid[])` : sql``}
      order by a.id limit ${batchSize} for no key update),
    sales as (
      select o.account, max(o.closed_on) as last,
        coalesce(sum(${dealWorth(ctx, 'o')}) filter (where ${inYear(sql`o.closed_on`)}), 0) as won
      from opportunity o where o.tenant_id = ${ctx.tenant.id} and o.deleted_at is null and o.stage = any(${won}::text[])
        and o.account = any(array(select id from chosen)) group by o.account),
    ${byPaid ? sql`paid as (${paid}),` : sql``}
    about as (
      select id as account, id as target from chosen
      union all select c.account, c.id from contact c where c.tenant_id = ${ctx.tenant.id} and c.deleted_at is null and c.account = any(array(select id from chosen))
      union all select o.account, o.id from opportunity o where o.tenant_id = ${ctx.tenant.id} and o.deleted_at is null and o.account = any(array(select id from chosen))),
    acts as (
      select b.account, max(${followUpAt('x')}) as last from about b
      join record_link l on l.tenant_id = ${ctx.tenant.id} and l.target_id = b.target and l.object = 'activity'
      join activity x on x.tenant_id = l.tenant_id and x.id = l.record_id and x.deleted_at is null
      where ${tookPlace('x')} and ${followUpAt('x')} <= ${now} group by b.account)
    select a.id, a.level, a.level_by as by, a.lifecycle, a.lifecycle_at as since, a.created_at,
      (a.level is null or a.level_by = 'rule' or (a.level_by = 'manual' and a.level_until < ${today}::date)) as ruled,
      coalesce(${byPaid ? sql`p.sum` : sql`s.won`}, 0)::text as bought, (s.last::timestamp at time zone ${ctx.tenant.timeZone}) as last_won, x.last as last_activity
    from chosen a left join sales s on s.account = a.id ${byPaid ? sql`left join paid p on p.account = a.id` : sql``} left join acts x on x.account = a.id order by a.id`;
}
