import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';

/** Who manages a person (`u`, with their department `d`): their manager, else the head of their department. */
export const manager = sql`coalesce(u.manager, nullif(d.manager, u.id))`;
export const department = sql`left join department d on d.tenant_id = u.tenant_id and d.id = u.department and d.deleted_at is null`;

/**
 * The manager of the owner of records of a shipped object, by its table, where there is one; who stands in for managers that are not there is
 * another question (platform/assignment).
 */
export const managersOf = (ctx: Context, table: string, ids: readonly string[]): Promise<{ id: string; manager: string }[]> =>
  ctx.query(sql`
    select t.id, ${manager} as manager from ${sql.id(table)} t join app_user u on u.tenant_id = t.tenant_id and u.id = t.owner ${department}
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and ${manager} is not null order by t.id`);
