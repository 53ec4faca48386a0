import { effectiveRole, permissionSet, type RoleRow } from '../../access/index.ts';
import { sql } from '../../database/sql.ts';
import { fieldError, isId, label } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { mayEditMetadata } from '../change-log.ts';

/** Who looks at an object's description: their rights and roles. */
export type Viewer = Pick<Context, 'access' | 'user'>;

/** Somebody who holds only this role (id or key), for a true preview. Only for those who edit the configuration. */
export async function viewerAs(ctx: Context, role: string): Promise<Viewer> {
  mayEditMetadata(ctx);
  const [row] = await ctx.query<RoleRow>(sql`
    select id, key, name, system, permissions, scopes, home from role
    where tenant_id = ${ctx.tenant.id} and ${isId(role) ? sql`id = ${role.toLowerCase()}::uuid` : sql`key = ${role}`}`);
  if (!row) throw fieldError('LOOKUP_NOT_FOUND', 'as', label('没有这个角色', 'There is no such role'));
  const { modules, objects } = ctx.app.registry;
  const { permissions } = effectiveRole(row, (key) => modules.flatMap((module) => module.permissions?.[key] ?? []));
  const guarded = new Set([...objects.values()].filter((object) => !object.access.owned).map(({ name }) => name));
  const held = permissionSet(permissions, guarded);
  return { user: { ...ctx.user, roles: [row.key] }, access: { ...ctx.access, permissions, can: (permission) => held.has(permission) } };
}
