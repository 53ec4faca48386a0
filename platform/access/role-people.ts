import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';

/** Ids of the active people who have one of the roles, each once, in the order of the ids. `keys`: of roles; one the company lacks has nobody. */
export async function peopleWithRoles(ctx: Context, keys: readonly string[]): Promise<string[]> {
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct u.id from role r
    join user_role ur on ur.tenant_id = r.tenant_id and ur.role_id = r.id
    join app_user u on u.tenant_id = ur.tenant_id and u.id = ur.user_id and u.active and u.deleted_at is null
    where r.tenant_id = ${ctx.tenant.id} and r.key = any(${keys}::text[]) order by u.id`);
  return rows.map(({ id }) => id);
}
