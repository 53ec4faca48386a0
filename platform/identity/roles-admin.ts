import {
  forgetPrincipal,
  isPermission,
  mayGrant,
  type RoleFields,
  type RoleKind,
  type RoleRow,
  type RoleScopes,
  scopeLevels,
  scopeVerbs,
  shippedRoles,
} from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, errors, fieldError, isId, type Label, label, newId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { readLine } from './input.ts';
import { readRoleFields, refuseWiderFields } from './role-fields.ts';
import { loadRoles } from './role-store.ts';
import { raiseAccessVersion } from './tenant-info.ts';

export interface RoleView {
  readonly id: string;
  readonly key: string;
  readonly name: Label;
  readonly system: boolean;
  readonly permissions: readonly string[];
  readonly scopes: RoleScopes;
  readonly fields: RoleFields;
  readonly kind: RoleKind;
  readonly home: string | null;
  readonly networks: readonly string[];
  /** People who hold it. */
  readonly users: number;
}

export interface RoleInput {
  readonly key?: string;
  readonly name?: string | { readonly zh: string; readonly en: string };
  readonly permissions?: readonly string[];
  readonly scopes?: Readonly<Record<string, unknown>>;
  readonly fields?: unknown;
  readonly kind?: RoleKind;
  readonly home?: string | null;
}

/** All roles of the company, shipped ones first, with what they come to. */
export async function listRoles(ctx: Context): Promise<RoleView[]> {
  const rows = await loadRoles(ctx, ctx.tenant.id);
  const counts = await ctx.query<{ role_id: string; users: number }>(sql`
    select ur.role_id, count(*)::int as users from user_role ur
    join app_user u on u.tenant_id = ur.tenant_id and u.id = ur.user_id and u.deleted_at is null
    where ur.tenant_id = ${ctx.tenant.id} group by ur.role_id`);
  const order = Object.keys(shippedRoles);
  const place = (row: RoleRow) => (row.system ? order.indexOf(row.key) : order.length);
  return rows
    .sort((a, b) => place(a) - place(b))
    .map((row) => ({
      ...ctx.app.identity.role(row),
      networks: row.networks ?? [],
      users: counts.find((count) => count.role_id === row.id)?.users ?? 0,
    }));
}

async function viewOf(ctx: Context, id: string): Promise<RoleView> {
  const role = (await listRoles(ctx)).find((candidate) => candidate.id === id);
  if (!role) throw errors.NOT_FOUND();
  return role;
}

function readName(name: NonNullable<RoleInput['name']>): Label {
  if (typeof name === 'string') return label(readLine(name, 'name', 40), readLine(name, 'name', 40));
  return label(readLine(name.zh, 'name.zh', 40), readLine(name.en, 'name.en', 40));
}

function readPermissions(ctx: Context, permissions: readonly string[]): string[] {
  permissions.forEach((permission, index) => {
    if (!isPermission(permission))
      throw fieldError('INVALID_VALUE', `permissions[${index}]`, label('权限写法应为 对象.动作', 'A permission is written object.verb'));
    if (!mayGrant(ctx.access.permissions, [permission]))
      throw new AppError('FORBIDDEN', 403, label('您不能授予比自己更大的权限', 'You can not give more rights than you have'));
  });
  return [...new Set(permissions)];
}

function readLevels(ctx: Context, raw: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
  const scopes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const at = `${path}.${key}`;
    if (key === 'objects' && path === 'scopes') {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fieldError('WRONG_TYPE', at);
      scopes.objects = Object.fromEntries(
        Object.entries(value).map(([object, levels]) => {
          if (!ctx.meta.object(object))
            throw fieldError('UNKNOWN_FIELD', `${at}.${object}`, label('没有这个对象', 'There is no such object'));
          if (typeof levels !== 'object' || levels === null || Array.isArray(levels)) throw fieldError('WRONG_TYPE', `${at}.${object}`);
          return [object, readLevels(ctx, levels as Record<string, unknown>, `${at}.${object}`)];
        }),
      );
    } else if (!(scopeVerbs as readonly string[]).includes(key)) {
      throw fieldError('UNKNOWN_FIELD', at, label('没有这个动作', 'There is no such verb'));
    } else if (!(scopeLevels as readonly unknown[]).includes(value)) {
      throw fieldError(
        typeof value === 'string' ? 'INVALID_VALUE' : 'WRONG_TYPE',
        at,
        label(`应为 ${scopeLevels.join('、')} 之一`, `Must be one of ${scopeLevels.join(', ')}`),
      );
    } else scopes[key] = value;
  }
  return scopes;
}

function readKind(kind: unknown): RoleKind {
  if (kind === undefined || kind === 'role' || kind === 'set') return kind ?? 'role';
  throw fieldError('INVALID_VALUE', 'kind', label('应为 role 或 set', 'Must be role or set'));
}

/** A role of the company's own. */
export async function createRole(ctx: Context, input: RoleInput): Promise<RoleView> {
  const name = readName(input.name ?? '');
  const id = newId(ctx.clock.now().getTime());
  const key = input.key ?? `x_r${id.slice(-12)}`;
  if (!/^x_[a-z][A-Za-z0-9]{0,38}$/.test(key))
    throw fieldError('INVALID_VALUE', 'key', label('应以 x_ 开头，只含字母和数字', 'Begins with x_, then letters and digits'));
  const permissions = readPermissions(ctx, input.permissions ?? []);
  const scopes = readLevels(ctx, input.scopes ?? {}, 'scopes');
  const kind = readKind(input.kind);
  const fields = readRoleFields(ctx, input.fields ?? {}, {});
  refuseWiderFields(ctx, { fields, kind });
  return ctx.transaction(async (tx) => {
    const rows = await tx.query(sql`
      insert into role (tenant_id, id, key, name, permissions, scopes, fields, kind, home)
      values (${tx.tenant.id}, ${id}, ${key}, ${JSON.stringify(name)}::jsonb, ${JSON.stringify(permissions)}::jsonb, ${JSON.stringify(scopes)}::jsonb,
        ${JSON.stringify(fields)}::jsonb, ${kind}, ${input.home ?? null})
      on conflict (tenant_id, key) do nothing returning id`);
    if (rows.length === 0) throw fieldError('DUPLICATE', 'key');
    await audit(tx, { event: 'role.created', object: 'role', record: id, data: { key, permissions, scopes } });
    return viewOf(tx, id);
  });
}

async function stored(ctx: Context, id: string): Promise<RoleRow> {
  const row = isId(id) ? (await loadRoles(ctx, ctx.tenant.id)).find((role) => role.id === id.toLowerCase()) : undefined;
  if (!row) throw errors.NOT_FOUND();
  return row;
}

/** Changes a role. Of shipped roles only data scopes, rights on fields and home page may differ; owner and admin stay as they are. */
export async function updateRole(ctx: Context, id: string, input: RoleInput): Promise<RoleView> {
  return ctx.transaction(async (tx) => {
    const row = await stored(tx, id);
    if (row.key === 'owner' || row.key === 'admin')
      throw new AppError('STATE', 409, label('所有者和管理员的权限不能修改', 'The rights of owners and administrators can not be changed'));
    if (input.key !== undefined && input.key !== row.key)
      throw fieldError('INVALID_VALUE', 'key', label('标识不能修改', 'The key can not be changed'));
    if (row.system && (input.permissions !== undefined || input.name !== undefined)) {
      throw new AppError(
        'STATE',
        409,
        label(
          '内置角色只能修改数据范围、字段权限和首页；要调整其他权限，请新建角色',
          'Of a shipped role only data scopes, rights on fields and home page can be changed; make a role of your own for other rights',
        ),
      );
    }
    // whoever changes a role must hold what it holds: else they could widen the reach of rights above their own
    if (!mayGrant(ctx.access.permissions, ctx.app.identity.role(row).permissions)) throw errors.FORBIDDEN();
    const name = input.name === undefined ? row.name : readName(input.name);
    const permissions = input.permissions === undefined ? row.permissions : readPermissions(tx, input.permissions);
    const scopes = input.scopes === undefined ? row.scopes : readLevels(tx, input.scopes, 'scopes');
    const fields = input.fields === undefined ? row.fields : readRoleFields(tx, input.fields, row.fields);
    if (input.kind !== undefined && input.kind !== row.kind)
      throw fieldError(
        'INVALID_VALUE',
        'kind',
        label('建好后不能在角色和权限集之间切换', 'A role can not become a permission set, nor the other way'),
      );
    refuseWiderFields(ctx, { fields, kind: row.kind });
    const home = input.home === undefined ? row.home : input.home;
    await tx.query(sql`
      update role set name = ${JSON.stringify(name)}::jsonb, permissions = ${JSON.stringify(permissions)}::jsonb, scopes = ${JSON.stringify(scopes)}::jsonb, fields = ${JSON.stringify(fields)}::jsonb,
        home = ${home}
      where tenant_id = ${tx.tenant.id} and id = ${row.id}`);
    await tx.query(raiseAccessVersion(tx.tenant.id));
    const old = { permissions: row.permissions, scopes: row.scopes };
    await audit(tx, { event: 'role.changed', object: 'role', record: row.id, data: { key: row.key, old, new: { permissions, scopes } } });
    return viewOf(tx, row.id);
  });
}

export async function deleteRole(ctx: Context, id: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const row = await stored(tx, id);
    if (row.system) throw new AppError('STATE', 409, label('内置角色不能删除', 'A shipped role can not be deleted'));
    const [held] = await tx.query(sql`select 1 from user_role where tenant_id = ${tx.tenant.id} and role_id = ${row.id} limit 1`);
    if (held)
      throw new AppError(
        'STATE',
        409,
        label('还有人在用这个角色，请先为他们换一个', 'People still hold this role; give them another one first'),
      );
    for (const statement of forgetPrincipal(tx.tenant.id, row.id)) await tx.query(statement);
    await tx.query(sql`delete from role where tenant_id = ${tx.tenant.id} and id = ${row.id}`);
    await tx.query(raiseAccessVersion(tx.tenant.id));
    await audit(tx, { event: 'role.deleted', object: 'role', record: row.id, data: { key: row.key, permissions: row.permissions } });
  });
}
