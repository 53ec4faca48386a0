import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { sql } from '@huanke/platform/database';
import { errors, isId, type Label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { accessPredicate, baseCondition } from '@huanke/platform/records';
import { spokenAbout } from '../deals/spoken.ts';
import { dealMeta } from '../deals/stages.ts';
import { type Indexes, indexesOf } from '../domain/coverage.ts';
import { speaking } from '../domain/speaking.ts';
import { salesSettings } from '../settings.ts';

const DAY = 86_400_000;

export interface DealRole {
  readonly id: string;
  readonly contact: string;
  readonly role: string;
  readonly attitude: number;
  readonly influence: number;
  readonly lastTouchAt: string | null;
  readonly contacted: boolean;
  /** No longer with the customer: they stay on the map, and count for nothing. */
  readonly left: boolean;
}

export interface Coverage extends Indexes {
  readonly touchDays: number;
  readonly roles: readonly DealRole[];
  /** Roles the stage the deal is in should know somebody for. */
  readonly missing: readonly { readonly role: string; readonly label: Label }[];
}

interface Row extends Omit<DealRole, 'contacted' | 'lastTouchAt'> {
  readonly touched: Date | null;
}

/** How well a deal is covered: whom we know in which role, whom we spoke to, who is missing for its stage. NOT_FOUND when the caller does not see it. */
export async function coverageOf(ctx: Context, id: string): Promise<Coverage> {
  const meta = dealMeta(ctx);
  if (!isId(id)) throw errors.NOT_FOUND();
  const [deal] = await ctx.query<{ stage: string | null }>(sql`
    select o.stage from opportunity o where ${baseCondition(ctx, meta, 'o')} and ${accessPredicate(ctx, meta, 'o')} and o.id = ${id}::uuid`);
  if (!deal) throw errors.NOT_FOUND();
  const { touchDays, stageRoles } = salesSettings(ctx);
  const since = ctx.clock.now().getTime() - touchDays * DAY;
  const roles = (await rolesOf(ctx, id)).map(({ touched, ...row }): DealRole => {
    const lastTouchAt = touched === null ? null : new Date(touched).toISOString();
    return { ...row, lastTouchAt, contacted: touched !== null && new Date(touched).getTime() >= since };
  });
  const here = roles.filter(({ left }) => !left);
  const held = new Set(here.map(({ role }) => role));
  const options = ctx.meta.object('opportunityContact')?.fields.get('role')?.options ?? [];
  const missing = (stageRoles[deal.stage ?? ''] ?? []).flatMap((role) => {
    const option = options.find(({ key }) => key === role);
    return option && !held.has(role) ? [{ role, label: option.label }] : [];
  });
  return { ...indexesOf(here), touchDays, roles, missing };
}

/**
 * The roles of a deal, the most influential first, each with its last touch: an activity that took place, a letter, a call that was taken. That
 * is a fact of the deal and the same for whoever sees it, though the activity itself may be somebody else's. Left: they had a position at the
 * customer and have none any more.
 */
const rolesOf = (ctx: Context, deal: string) =>
  ctx.query<Row>(sql`
    select m.id, m.contact, m.role, m.attitude::int as attitude, m.influence::int as influence, t.touched,
      coalesce(p.held = 0 and p.gone > 0, false) as left
    from opportunity_role m
    join opportunity o on o.tenant_id = m.tenant_id and o.id = m.opportunity
    left join lateral (
      select count(*) filter (where l.left_on is null) as held, count(*) filter (where l.left_on is not null) as gone from contact_position l
      where l.tenant_id = m.tenant_id and l.contact = m.contact and l.account = o.account and l.deleted_at is null) p on true
    left join lateral (select max(d.at) as touched from (
      select ${followUpAt('a')} as at from record_link k
      join activity a on a.tenant_id = k.tenant_id and a.id = k.record_id and a.deleted_at is null and a.type = any(${speaking}::text[])
        and ${tookPlace('a')} and ${followUpAt('a')} <= ${ctx.clock.now()}
      where k.tenant_id = m.tenant_id and k.target_id = m.contact and k.object = 'activity'
      union all select w.at from (${spokenAbout(ctx, sql`l.target_id = m.contact`)}) w) d) t on true
    where m.tenant_id = ${ctx.tenant.id} and m.opportunity = ${deal}::uuid and m.deleted_at is null
    order by m.influence desc, m.id`);
