import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';

/** A person or a department whose managers are asked for; `key` says for what. */
export interface ManagedBy {
  readonly key: string;
  readonly person: string | null;
  readonly department: string | null;
}

/** A tree of departments is no deeper. */
const mostLevels = 30;

/**
 * Managers who are there, by key, in the order of those they lead: a person's own manager, then the manager of their department, then of the
 * departments above it. Nobody is their own manager (decision 0052).
 */
export async function managersOf(ctx: Context, led: readonly ManagedBy[]): Promise<Map<string, string[]>> {
  if (led.length === 0) return new Map();
  const tenant = ctx.tenant.id;
  const rows = await ctx.query<{ key: string; manager: string }>(sql`
    with recursive led (key, place, person, own, department) as (
      select w.key, w.place, w.person, u.manager, coalesce(w.department, u.department)
      from unnest(${led.map(({ key }) => key)}::text[], ${led.map(({ person }) => person)}::uuid[], ${led.map(({ department }) => department)}::uuid[])
        with ordinality w (key, person, department, place)
      left join app_user u on u.tenant_id = ${tenant} and u.id = w.person
    ), up (key, place, level, person, manager, parent) as (
      select l.key, l.place, 0, l.person, l.own, l.department from led l
      union all
      select up.key, up.place, up.level + 1, up.person, d.manager, d.parent from up
      join department d on d.tenant_id = ${tenant} and d.id = up.parent and d.deleted_at is null
      where up.level < ${mostLevels}
    )
    select up.key, up.manager from up
    join app_user m on m.tenant_id = ${tenant} and m.id = up.manager and m.active and m.deleted_at is null
    where up.manager is distinct from up.person order by up.place, up.level`);
  return new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, list]) => [key, [...new Set(list.map(({ manager }) => manager))]]));
}
