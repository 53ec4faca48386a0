import { effectiveRole, loadPerson, makeAccess } from '../../access/index.ts';
import { sql } from '../../database/sql.ts';
import { Department } from '../../identity/objects/department.ts';
import { User } from '../../identity/objects/user.ts';
import { label } from '../../kernel/index.ts';
import {
  attachment,
  boolean,
  type Context,
  defineModule,
  defineObject,
  makeContext,
  picklist,
  reference,
  references,
  text,
} from '../../module/index.ts';
import { poolFields } from '../../pools/fields.ts';
import { Pool } from '../../pools/object.ts';
import { followRules } from '../../records/shares/index.ts';
import { reindexBatch } from '../../search/reindex.ts';
import type { TestEngine } from '../../testing/engine.ts';
import { sharingRuleKind } from '../rules.ts';
import type { Organisation } from './organisation.ts';

const keys = ['a', 'b', 'c'];

const Thing = defineObject({
  name: 'thing',
  label: label('物', 'Thing'),
  title: 'name',
  fields: {
    name: text({ label: label('名', 'Name'), search: 'name' }),
    kind: picklist({ label: label('类', 'Kind'), options: keys.map((key) => ({ key, label: label(key, key) })) }),
    code: text({ label: label('码', 'Code') }),
    files: attachment({ label: label('附件', 'Files') }),
    ...poolFields,
  },
  pooled: {},
  page: {
    highlights: ['kind'],
    related: [{ name: 'parts', object: 'part', field: 'thing', label: label('件', 'Parts'), columns: ['name'] }],
  },
  duplicates: { active: true, criteria: [{ kind: 'exact', fields: ['code'], score: 90, action: 'warn' }] },
  access: { owned: true, default: 'private' },
});

const Part = defineObject({
  name: 'part',
  label: label('件', 'Part'),
  title: 'name',
  fields: {
    name: text({ label: label('名', 'Name'), search: 'name' }),
    thing: { ...reference('thing', { label: label('物', 'Thing'), onDelete: 'cascade' }), type: 'masterDetail' as const },
  },
  access: { owned: true, default: 'private' },
});

const Note = defineObject({
  name: 'note',
  label: label('笺', 'Note'),
  title: 'name',
  fields: {
    name: text({ label: label('名', 'Name'), search: 'name' }),
    about: references(['thing'], { label: label('关于', 'About') }),
    closed: boolean({ label: label('仅自己可见', 'Private') }),
  },
  access: { owned: true, default: 'private', through: { field: 'about', objects: ['thing'] }, closed: 'closed' },
});

/** What the world adds to a whole application. */
export const worldObjects = defineModule({ name: 'worlds', label: label('世界', 'World'), objects: [Thing, Part, Note] });

export const worldModule = defineModule({
  name: 'world',
  label: label('世界', 'World'),
  objects: [User, Department, Pool, Thing, Part, Note],
  parts: [sharingRuleKind],
});

/** Writes an organisation as it would lie in the database; rules by filter and search by the code that keeps them. */
export async function settle(engine: Pick<TestEngine, 'app' | 'owner'>, tenant: number, o: Organisation): Promise<Context> {
  const at = '2026-01-01T00:00:00Z';
  const system = { tenant_id: tenant, version: 1, created_at: at, updated_at: at };
  const insert = (table: string, rows: readonly object[]) =>
    rows.length === 0
      ? undefined
      : engine.owner.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows)]);
  const departments = o.departments.map(({ id, parent, manager }, i) => ({
    ...system,
    id,
    name: `D${i}`,
    parent: parent === null ? null : o.departments[parent]?.id,
    manager: manager === null ? null : o.people[manager]?.id,
  }));
  await insert('department', departments);
  const idOf = (list: readonly { readonly id: string }[], index: number | null) => (index === null ? null : list[index]?.id);
  await insert(
    'app_user',
    o.people.map((p, i) => ({ ...system, id: p.id, name: `P${i}`, active: true, department: idOf(o.departments, p.department) })),
  );
  await insert(
    'role',
    o.roles.map((role, i) => ({
      tenant_id: tenant,
      key: `x_r${i}`,
      name: label('', ''),
      system: false,
      fields: {},
      kind: 'role',
      ...role,
    })),
  );
  await insert(
    'user_role',
    o.people.flatMap((p) => p.roles.map((role) => ({ tenant_id: tenant, user_id: p.id, role_id: o.roles[role]?.id }))),
  );
  await insert(
    'user_group',
    o.groups.map(({ id }, i) => ({ tenant_id: tenant, id, name: `G${i}`, created_at: at })),
  );
  await insert(
    'user_group_member',
    o.groups.flatMap(({ id, members }) => members.map((m) => ({ tenant_id: tenant, group_id: id, kind: m.kind, member_id: m.id }))),
  );
  await insert(
    'thing',
    o.things.map(({ id, owner, kind, pool }, i) => ({
      ...system,
      ...{ id, name: `共享物料${i}`, kind, owner: idOf(o.people, owner), pool: idOf(o.pools, pool), home_pool: idOf(o.pools, pool) },
    })),
  );
  await insert(
    'pool',
    o.pools.map(({ id, visibility, active }, i) => ({ ...system, id, name: `公海${i}`, for_object: 'thing', visibility, active })),
  );
  await insert(
    'pool_access',
    o.pools.map(({ id, visibility, active }) => ({ tenant_id: tenant, pool_id: id, object: 'thing', visibility, active, version: 1 })),
  );
  await insert(
    'pool_member',
    o.pools.flatMap(({ id, members }) =>
      members.map((one) => ({ tenant_id: tenant, pool_id: id, principal: one.id, kind: one.kind, admin: one.admin })),
    ),
  );
  await insert(
    'note',
    o.notes.map(({ id, owner, closed }, i) => ({ ...system, id, name: `便笺${i}`, owner: o.people[owner]?.id, closed })),
  );
  await insert(
    'record_link',
    o.notes.flatMap(({ id, things }) =>
      things.map((thing) => ({
        ...{ tenant_id: tenant, record_id: id, field: 'about', target_id: o.things[thing]?.id },
        ...{ object: 'note', target_object: 'thing', at },
      })),
    ),
  );
  await insert(
    'part',
    o.parts.map(({ id, thing }, i) => ({ ...system, id, name: `配件${i}`, thing: o.things[thing]?.id, owner: o.people[0]?.id })),
  );
  await insert(
    'record_share',
    o.given.map((one) => ({
      tenant_id: tenant,
      record_id: o.things[one.thing]?.id,
      source: one.source,
      source_id: '',
      principal: one.principal.id,
      kind: one.principal.kind,
      object: 'thing',
      level: one.level,
      from_on: one.from,
      until_on: one.until,
      at,
    })),
  );
  const noted = o.notes.flatMap(({ id, given }) => (given ? [{ id, ...given }] : []));
  await insert(
    'record_share',
    noted.map(({ id, principal, level }) => ({
      ...{ tenant_id: tenant, record_id: id, source: 'manual', source_id: '', principal: principal.id, kind: principal.kind },
      ...{ object: 'note', level, at },
    })),
  );
  await insert(
    'meta_part',
    o.rules.map(({ name, kind, ...rule }, position) => {
      const definition = { label: label(name, name), ...rule, filter: { field: 'kind', op: 'eq', value: kind } };
      return { tenant_id: tenant, kind: 'sharingRule', object: 'thing', name, position, definition };
    }),
  );
  const holders = [...o.given.map((one) => one.principal.id), ...o.rules.flatMap((rule) => rule.to.map(({ id }) => id))];
  await insert('share_holder', [
    ...[...new Set(holders)].map((principal) => ({ tenant_id: tenant, principal, object: 'thing' })),
    ...[...new Set(noted.map(({ principal }) => principal.id))].map((principal) => ({ tenant_id: tenant, principal, object: 'note' })),
  ]);
  await engine.owner.query('update tenant set metadata_version = metadata_version + 1 where id = $1', [tenant]);
  const ctx = await engine.app.contextFor({ tenant });
  const thing = ctx.meta.object('thing');
  const part = ctx.meta.object('part');
  const note = ctx.meta.object('note');
  if (!thing || !part || !note) throw new Error('the objects are not there');
  const ids = o.things.map(({ id }) => id);
  await ctx.transaction((tx) => followRules(tx, thing, ids));
  await reindexBatch(ctx, thing, null);
  await reindexBatch(ctx, part, null);
  await reindexBatch(ctx, note, null);
  return ctx;
}

/** The context of a person of the organisation, made as a sign-in makes it. `many`: as if they held more shares than are fetched at once. */
export async function asPerson(system: Context, user: string, many: boolean): Promise<Context> {
  const person = await system.app.database.read(system.tenant.id, (connection) => loadPerson(connection, system.tenant.id, user));
  if (!person) throw new Error('the person is not there');
  const { shares } = person.standing;
  const standing = {
    ...person.standing,
    shares: many ? Object.fromEntries(Object.keys(shares).map((object) => [object, Number.MAX_SAFE_INTEGER])) : shares,
  };
  const access = makeAccess({
    user,
    reach: person.reach,
    standing,
    guarded: new Set(),
    roles: person.roles.map((role) => effectiveRole(role, () => [])),
  });
  return makeContext({
    app: system.app,
    tenant: system.tenant,
    meta: system.meta,
    user: { id: user, name: person.name, department: person.department?.id ?? null, roles: [] },
    access,
  });
}

/** Every row of `record_share` made by rules, for a look at what the job and the saves keep. */
export async function ruleRows(ctx: Context): Promise<string[]> {
  const rows = await ctx.query<{ row: string }>(sql`
    select record_id || ' ' || source_id || ' ' || principal || ' ' || level as row from record_share
    where tenant_id = ${ctx.tenant.id} and source = 'rule' order by 1`);
  return rows.map(({ row }) => row);
}
