import { positionsOf } from '@huanke/base/positions';
import { sql } from '@huanke/platform/database';
import { metresBetween, type Point, pointIn } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';

/** Who checked in longer ago is no longer taken to be about there. Days. */
const visitDays = 30;
const DAY = 86_400_000;
/** Points for a kilometre in a straight line; nobody is further away than the most. */
const pointsPerKilometre = 1;
const mostPoints = 100;

/** Where people set out from: where they were last at a visit, else their base; who has neither is not in it. */
async function startsOf(ctx: Context, people: readonly string[]): Promise<Map<string, Point>> {
  const since = new Date(ctx.clock.now().getTime() - visitDays * DAY);
  const rows = await ctx.query<{ id: string; base: unknown; visit: unknown }>(sql`
    select u.id, p.base, c.position as visit from unnest(${people}::uuid[]) as u (id)
    left join rep_profile p on p.tenant_id = ${ctx.tenant.id} and p.user_id = u.id
    left join lateral (
      select position from check_in c where c.tenant_id = ${ctx.tenant.id} and c.created_by = u.id and c.deleted_at is null and c.position is not null
        and c.checked_at >= ${since} order by c.checked_at desc limit 1) c on true`);
  return new Map(
    rows.flatMap(({ id, base, visit }) => {
      const point = pointIn(visit) ?? pointIn(base);
      return point ? [[id, point] as const] : [];
    }),
  );
}

/** Points for a way: 1 for each kilometre in a straight line, 100 at most. */
export const travelPoints = (from: Point, to: Point): number => Math.min(mostPoints, (metresBetween(from, to) / 1000) * pointsPerKilometre);

/** How far it is from somebody to a lead, in points; null where one of the two places is not known: then the way counts nothing. */
export async function travels(
  ctx: Context,
  leads: readonly string[],
  people: readonly string[],
): Promise<(user: string, lead: string) => number | null> {
  const starts = await startsOf(ctx, people);
  const targets = await positionsOf(
    ctx,
    leads.map((id) => ({ object: 'lead', id })),
  );
  return (user, lead) => {
    const [from, to] = [starts.get(user), targets.get(lead)];
    return from && to ? travelPoints(from, to) : null;
  };
}
