import { effectiveRole, makeAccess, type Reach, type RoleRow } from '../../access/index.ts';
import { sql } from '../../database/sql.ts';
import { fieldError, isId, label } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { mayEditMetadata } from '../change-log.ts';

/** Who looks at an object's description: their rights, roles and what they may know. */
export type Viewer = Pick<Context, 'access' | 'user' | 'meta'>;

/** Somebody who holds only this role (id or key), for a true preview. Only for those who edit the configuration. */
export async function viewerAs(ctx: Context, role: string): Promise<Viewer> {
  mayEditMetadata(ctx);
  const [row] = await ctx.query<RoleRow>(sql`
    select id, key, name, system, permissions, scopes, fields, kind, home from role
    where tenant_id = ${ctx.tenant.id} and ${isId(role) ? sql`id = ${role.toLowerCase()}::uuid` : sql`key = ${role}`}`);
  if (!row) throw fieldError('LOOKUP_NOT_FOUND', 'as', label('没有这个角色', 'There is no such role'));
  const { modules, objects } = ctx.app.registry;
  const held = effectiveRole(row, (key) => modules.flatMap((module) => module.permissions?.[key] ?? []));
  const guarded = new Set([...objects.values()].filter((object) => !object.access.owned).map(({ name }) => name));
  const access = makeAccess({ user: ctx.user.id, roles: [held], reach: nowhere, guarded });
  return { user: { ...ctx.user, roles: [row.key] }, access, meta: access.view(ctx.whole().meta) };
}

/** What is described does not depend on whose records the role reaches. */
const nowhere: Reach = { department: null, departments: [], departmentPeople: [], belowPeople: [], reports: [] };
