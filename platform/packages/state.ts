import type { RoleRow } from '../access/index.ts';
import { sql } from '../database/sql.ts';
import type { Label } from '../kernel/index.ts';
import { label } from '../kernel/index.ts';
import { fieldKeys } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { sorted } from './canonical.ts';
import { fileTokens } from './files.ts';
import { type Body, type Item, type ItemKind, keyOf } from './types.ts';

/** An item as the tenant has it now. `raw` is the stored definition, to write it back some day. */
export interface Held extends Omit<Item, 'place'> {
  readonly raw: unknown;
  /** A tenant-made object or field; of shipped ones a tenant holds only changes. */
  readonly custom: boolean;
  /** Of roles and views: the row's id. */
  readonly id?: string;
}

export interface State {
  /** In the order in which a package carries them. */
  readonly items: readonly Held[];
  readonly byKey: ReadonlyMap<string, Held>;
  /** What can not travel, since it names a person or a record, and why. */
  readonly left: readonly { readonly key: string; readonly reason: Label }[];
  /** `object:x_old`, `field:account.x_old`: in the recycle bin, their names are taken. */
  readonly binned: ReadonlySet<string>;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const rolePrefix = '@role:';

/**
 * Roles by their keys instead of their ids, wherever a value or a key of a definition is exactly such an id; files by their tokens
 * (files.ts).
 */
export function withNames(value: unknown, roles: ReadonlyMap<string, string>, files: ReadonlyMap<string, string> = new Map()): unknown {
  const name = (text: string) => {
    const key = roles.get(text);
    return key === undefined ? (files.get(text) ?? text) : `${rolePrefix}${key}`;
  };
  if (typeof value === 'string') return name(value);
  if (Array.isArray(value)) return value.map((one) => withNames(one, roles, files));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [name(key), withNames(one, roles, files)]));
}

/** The contrary of `withNames`, for the tenant that takes a package in. Unknown roles stay as they are: the owner of the kind refuses them. */
export function withIds(value: unknown, roles: ReadonlyMap<string, string>, files: ReadonlyMap<string, string> = new Map()): unknown {
  const id = (text: string) => files.get(text) ?? (text.startsWith(rolePrefix) ? (roles.get(text.slice(rolePrefix.length)) ?? text) : text);
  if (typeof value === 'string') return id(value);
  if (Array.isArray(value)) return value.map((one) => withIds(one, roles, files));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [id(key), withIds(one, roles, files)]));
}

/** A stored definition of an object as the body that makes it: `access.default` is `access`, `list.columns` is `listColumns`. */
function objectBody(definition: Record<string, unknown>): Body {
  const { access, list, page, searchable: _searchable, ...rest } = definition;
  return {
    ...rest,
    ...(access ? { access: (access as { default: unknown }).default } : {}),
    ...(list ? { listColumns: (list as { columns: unknown }).columns } : {}),
    ...(page ? { highlights: (page as { highlights: unknown }).highlights } : {}),
  };
}

interface Row {
  readonly name: string;
  readonly definition: Record<string, unknown>;
  readonly deleted: boolean;
}

/** Everything a tenant has configured, in the transaction under way, in a fixed order. */
export async function readState(ctx: Context): Promise<State> {
  const tenant = ctx.tenant.id;
  const objects = await ctx.query<Row>(sql`
    select name, definition, deleted_at is not null as deleted from meta_object where tenant_id = ${tenant} order by name collate "C"`);
  const fields = await ctx.query<Row & { object: string; custom: boolean }>(sql`
    select object, name, custom, definition, deleted_at is not null as deleted from meta_field where tenant_id = ${tenant}
    order by object collate "C", custom, position, name collate "C"`);
  const parts = await ctx.query<{ kind: string; object: string; name: string; definition: unknown }>(sql`
    select kind, object, name, definition from meta_part where tenant_id = ${tenant} and deleted_at is null
    order by object <> '', kind collate "C", object collate "C", position, name collate "C"`);
  const roles = await ctx.query<RoleRow>(sql`
    select id, key, name, system, permissions, scopes, fields, kind, home from role where tenant_id = ${tenant} order by key collate "C"`);
  const views = await ctx.query<{ id: string; object: string; name: string; definition: Body }>(sql`
    select distinct on (object collate "C", name collate "C") id, object, name, definition from saved_view
    where tenant_id = ${tenant} and shared order by object collate "C", name collate "C", id`);

  const files = await fileTokens(ctx, parts);
  const roleKeys = new Map(roles.map((role) => [role.id, role.key]));
  const items: Held[] = [];
  const left: { key: string; reason: Label }[] = [];
  const binned = new Set<string>();
  const gone = new Set(objects.filter((row) => row.deleted).map((row) => row.name));
  const add = (kind: ItemKind, object: string, name: string, body: unknown, more: Pick<Held, 'raw' | 'custom'> & Partial<Held>) => {
    const named = withNames(body, roleKeys, files) as Body;
    const item = { kind, object, name, body: sorted(named), ...more };
    const key = keyOf(item);
    if (uuid.test(JSON.stringify(named))) left.push({ key, reason: label('引用了具体的人或记录', 'Names a person or a record') });
    else items.push({ ...item, key });
    uuid.lastIndex = 0;
  };

  for (const row of objects) {
    const custom = !ctx.app.registry.objects.has(row.name);
    if (row.deleted) binned.add(`object:${row.name}`);
    else if (custom || Object.keys(row.definition).length > 0)
      add('object', row.name, row.name, objectBody(row.definition), { raw: row.definition, custom });
  }
  for (const row of fields) {
    if (gone.has(row.object)) continue;
    if (row.deleted) binned.add(`field:${row.object}.${row.name}`);
    else if (row.custom || Object.keys(row.definition).length > 0) {
      // what else lies there the system has worked out
      const body = Object.fromEntries(
        Object.entries(row.definition).filter(([key]) => fieldKeys.has(key) && !(key === 'result' && row.definition.rollup)),
      );
      // a default that is a certain person is good for this company only
      const personal = typeof body.default === 'string' && body.default.match(uuid);
      if (personal) {
        left.push({
          key: `field:${row.object}.${row.name}`,
          reason: label('默认值是具体的人或记录', 'Its default is a person or a record'),
        });
        delete body.default;
      }
      add('field', row.object, row.name, body, { raw: row.definition, custom: row.custom });
    }
  }
  for (const row of parts)
    if (ctx.app.registry.parts.has(row.kind) && !gone.has(row.object))
      add('part', row.object, row.name, row.definition, { partKind: row.kind, raw: row.definition, custom: true });
  for (const row of roles) {
    const { name, permissions, scopes, home } = row;
    const fields = Object.keys(row.fields).length > 0 ? { fields: row.fields } : {};
    const changed = Object.keys({ ...scopes, ...fields }).length > 0 || home !== null;
    const body = row.system
      ? { scopes, ...fields, home }
      : { name, permissions, scopes, ...fields, home, ...(row.kind === 'set' ? { kind: row.kind } : {}) };
    if (!row.system || changed) add('role', '', row.key, body, { raw: body, custom: !row.system, id: row.id });
  }
  for (const row of views)
    if (!gone.has(row.object)) add('view', row.object, row.name, row.definition, { raw: row.definition, custom: true, id: row.id });
  return { items, byKey: new Map(items.map((item) => [item.key, item])), left, binned };
}
