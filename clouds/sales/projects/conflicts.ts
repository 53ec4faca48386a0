import { peopleWithRoles } from '@huanke/platform/access';
import { type Sql, sql } from '@huanke/platform/database';
import { type Context, metaOf } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { accessPredicate, emitAll } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { projectSettings } from './settings.ts';

const DAY = 86_400_000;
const mostShown = 50;

/** Another project for the same end customer and product family. Who may not see it learns only whose it is and since when. */
export interface Conflict {
  readonly id: string | null;
  readonly title: string | null;
  readonly owner: string | null;
  readonly createdAt: string;
}

const sameAim = (a: Sql, b: Sql) => sql`lower(btrim(${a})) = lower(btrim(${b}))`;

/** Projects for this end customer and family that were made within the days of the setting and are not cancelled, `except` one. */
export async function conflictsOf(
  ctx: Context,
  { endCustomer, family, except }: { readonly endCustomer: string; readonly family: string; readonly except?: string },
): Promise<Conflict[]> {
  const since = new Date(ctx.clock.now().getTime() - projectSettings(ctx).conflictDays * DAY);
  const rows = await ctx.query<{ id: string; name: string; owner: string | null; at: Date | string; seen: boolean }>(sql`
    select o.id, o.name, u.name as owner, o.created_at as at, ${accessPredicate(ctx, metaOf(ctx, 'project'), 'o')} as seen from project o
    left join app_user u on u.tenant_id = o.tenant_id and u.id = o.owner
    where o.tenant_id = ${ctx.tenant.id} and o.deleted_at is null and o.end_customer = ${endCustomer}::uuid
      and ${sameAim(sql`o.family`, sql`${family}::text`)} and o.created_at >= ${since} and o.status is distinct from 'cancelled'
      ${except ? sql`and o.id <> ${except}::uuid` : sql``}
    order by o.created_at, o.id limit ${mostShown}`);
  return rows.map(({ id, name, owner, at, seen }) => ({
    id: seen ? id : null,
    title: seen ? name : null,
    owner,
    createdAt: new Date(at).toISOString(),
  }));
}

interface Met {
  readonly id: string;
  readonly count: number;
  readonly manager: string | null;
}

/** Tells the channel managers (or, without that role, the owner's manager) of projects that meet another one; one query for the batch. */
export async function tellConflicts(tx: Context, projects: readonly string[]): Promise<void> {
  if (projects.length === 0) return;
  const { conflictDays, channelRole } = projectSettings(tx);
  const since = new Date(tx.clock.now().getTime() - conflictDays * DAY);
  const met = await tx.query<Met>(sql`
    select p.id, count(*)::int as count, coalesce(u.manager, nullif(d.manager, p.owner)) as manager from project p
    join project o on o.tenant_id = p.tenant_id and o.end_customer = p.end_customer and o.id <> p.id and o.deleted_at is null
      and ${sameAim(sql`o.family`, sql`p.family`)} and o.created_at >= ${since} and o.status is distinct from 'cancelled'
    left join app_user u on u.tenant_id = p.tenant_id and u.id = p.owner
    left join department d on d.tenant_id = u.tenant_id and d.id = u.department and d.deleted_at is null
    where p.tenant_id = ${tx.tenant.id} and p.id = any(${projects}::uuid[]) group by p.id, p.owner, u.manager, d.manager order by p.id`);
  if (met.length === 0) return;
  const channel = await peopleWithRoles(tx, [channelRole]);
  await emitAll(
    tx,
    met.map(({ id, count }) => ({ event: salesEvents.projectConflicted, object: 'project', record: id, changes: { count } })),
  );
  await notify(
    tx,
    met.flatMap(({ id, count, manager }) => {
      const people = channel.length > 0 ? channel : manager ? [manager] : [];
      return people.map((user) => ({ user, kind: 'projectConflict', object: 'project', record: id, data: { count } }));
    }),
  );
}
