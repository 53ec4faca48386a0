import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClient } from '../database/client.ts';
import { type Database, openDatabase } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import { Department } from '../identity/objects/department.ts';
import { User } from '../identity/objects/user.ts';
import { idAt } from '../kernel/index.ts';
import type { Context, ObjectMeta, TenantMetadata } from '../module/index.ts';
import { defineObject, text } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
import { tableStatements } from '../storage/tables.ts';
import { testDatabase } from '../testing/database.ts';
import { makeAccess } from './access.ts';
import { loadPerson } from './load.ts';
import { effectiveRole, type RoleRow, type ScopeLevel, scopeLevels } from './roles.ts';

// Thousands of random organisations, one per tenant; what the SQL predicate lets through is compared with the rule said in plain code.
const organisations = 2000;
const seed = Number(process.env['SEED'] ?? 20_260_331);

const Thing = defineObject({
  name: 'thing',
  label: { zh: '物', en: 'Thing' },
  title: 'name',
  fields: { name: text({ label: { zh: '名', en: 'Name' } }) },
  access: { owned: true, default: 'private' },
});
const thing = { ...Thing, custom: false, table: 'thing' } as unknown as ObjectMeta;

interface Dept {
  id: string;
  parent: number | null;
  manager: number | null;
}
interface Man {
  id: string;
  department: number | null;
  manager: number | null;
  roles: number[];
}
interface Organisation {
  tenant: number;
  departments: Dept[];
  people: Man[];
  roles: RoleRow[];
  things: { id: string; owner: number | null }[];
}

function randomness(start: number) {
  let state = start >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { below: (n: number) => Math.floor(next() * n), maybe: (p: number) => next() < p };
}

function invent(tenant: number): Organisation {
  const r = randomness(seed + tenant * 7919);
  const peopleCount = 1 + r.below(10);
  const departmentCount = r.below(7);
  const departments = Array.from(
    { length: departmentCount },
    (_, i): Dept => ({
      id: idAt(tenant),
      parent: i > 0 && r.maybe(0.7) ? r.below(i) : null,
      manager: r.maybe(0.5) ? r.below(peopleCount) : null,
    }),
  );
  const roles = Array.from({ length: 3 }, (_, i): RoleRow => {
    const level = (): ScopeLevel => scopeLevels[r.below(4)] ?? 'own';
    return {
      id: idAt(tenant),
      key: `x_r${i}`,
      name: { zh: '', en: '' },
      system: false,
      home: null,
      fields: {},
      kind: 'role',
      permissions: [...(r.maybe(0.8) ? ['*.read'] : []), ...(r.maybe(0.5) ? ['thing.edit'] : [])],
      scopes: { read: level(), edit: level(), ...(r.maybe(0.2) ? { objects: { thing: { read: level() } } } : {}) },
    };
  });
  const people = Array.from(
    { length: peopleCount },
    (_, i): Man => ({
      id: idAt(tenant),
      department: departmentCount > 0 && r.maybe(0.8) ? r.below(departmentCount) : null,
      manager: i > 0 && r.maybe(0.6) ? r.below(i) : null,
      roles: [0, 1, 2].filter(() => r.maybe(0.45)),
    }),
  );
  const things = Array.from({ length: peopleCount + 2 }, (_, i) => ({ id: idAt(tenant), owner: i < peopleCount ? i : null }));
  return { tenant, departments, people, roles, things };
}

/** The rule, slow and obvious: may person `p` use `verb` on a record of `owner`? */
function mayReach(o: Organisation, p: number, owner: number | null, verb: 'read' | 'edit'): boolean {
  const me = o.people[p];
  const isUnder = (d: number | null, top: number): boolean => d !== null && (d === top || isUnder(o.departments[d]?.parent ?? null, top));
  const mine = o.departments.map((_, d) => d).filter((d) => d === me?.department || o.departments[d]?.manager === p);
  return (me?.roles ?? []).some((index) => {
    const role = o.roles[index];
    if (!role || !(role.permissions.includes(`*.${verb}`) || role.permissions.includes(`thing.${verb}`))) return false;
    const level = role.scopes.objects?.['thing']?.[verb] ?? role.scopes[verb];
    if (level === 'all') return true;
    if (owner === null) return false;
    if (owner === p) return true;
    const theirs = o.people[owner]?.department ?? null;
    if (level === 'department') return theirs !== null && mine.includes(theirs);
    return level === 'departmentAndBelow' && mine.some((top) => isUnder(theirs, top));
  });
}

let database: Database;
const all = Array.from({ length: organisations }, (_, i) => invent(i + 1));

beforeAll(async () => {
  const { ownerUrl, appUrl } = await testDatabase();
  await withClient(ownerUrl, async (client) => {
    for (const object of [User, Department, Thing]) for (const statement of tableStatements(object)) await client.query(statement);
    const insert = (table: string, rows: unknown[]) =>
      client.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [JSON.stringify(rows)]);
    const system = { version: 1, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };
    await insert(
      'department',
      all.flatMap((o) =>
        o.departments.map((d, i) => ({
          ...system,
          tenant_id: o.tenant,
          id: d.id,
          name: `D${i}`,
          parent: d.parent === null ? null : o.departments[d.parent]?.id,
          manager: d.manager === null ? null : o.people[d.manager]?.id,
        })),
      ),
    );
    await insert(
      'app_user',
      all.flatMap((o) =>
        o.people.map((p, i) => ({
          ...system,
          tenant_id: o.tenant,
          id: p.id,
          name: `P${i}`,
          active: true,
          department: p.department === null ? null : o.departments[p.department]?.id,
          manager: p.manager === null ? null : o.people[p.manager]?.id,
        })),
      ),
    );
    await insert(
      'role',
      all.flatMap((o) => o.roles.map((r) => ({ ...r, tenant_id: o.tenant }))),
    );
    await insert(
      'user_role',
      all.flatMap((o) => o.people.flatMap((p) => p.roles.map((r) => ({ tenant_id: o.tenant, user_id: p.id, role_id: o.roles[r]?.id })))),
    );
    await insert(
      'thing',
      all.flatMap((o) =>
        o.things.map((t) => ({ ...system, tenant_id: o.tenant, id: t.id, owner: t.owner === null ? null : o.people[t.owner]?.id })),
      ),
    );
    await client.query('analyze');
  });
  database = openDatabase({ url: appUrl, max: 4 });
});
afterAll(() => database?.close());

test(`the predicate lets through what the plain rule does, in ${organisations} organisations (seed ${seed})`, async () => {
  let visible = 0;
  for (const o of all) {
    const p = o.tenant % o.people.length;
    const me = o.people[p]?.id ?? '';
    await database.read(o.tenant, async (connection) => {
      const person = await loadPerson(connection, o.tenant, me);
      if (!person) throw new Error('the person is not there');
      const access = makeAccess({
        user: me,
        reach: person.reach,
        guarded: new Set(),
        roles: person.roles.map((row) => effectiveRole(row, () => [])),
      });
      const ctx = { tenant: { id: o.tenant }, access, meta: { objects: [] as readonly ObjectMeta[] } as TenantMetadata } as Context;
      for (const verb of ['read', 'edit'] as const) {
        const rows = await connection.query<{ id: string }>(
          sql`select t.id from thing t where ${baseCondition(ctx, thing, 't')} and ${accessPredicate(ctx, thing, 't', verb)} order by id`,
        );
        const expected = o.things
          .filter((t) => mayReach(o, p, t.owner, verb))
          .map((t) => t.id)
          .sort();
        expect(
          rows.map((row) => row.id),
          `tenant ${o.tenant} ${verb}`,
        ).toEqual(expected);
        visible += rows.length;
      }
      const reports = o.people
        .filter((_, i) => i !== p && chain(o, i).includes(p))
        .map((x) => x.id)
        .sort();
      expect([...access.myReports].sort()).toEqual(reports);
    });
  }
  expect(visible).toBeGreaterThan(organisations);
}, 300_000);

/** Everybody above a person by `manager`. */
function chain(o: Organisation, person: number): number[] {
  const above = o.people[person]?.manager ?? null;
  return above === null ? [] : [above, ...chain(o, above)];
}

test("a circle in the tree ends, and another tenant's people are never in reach", async () => {
  const { ownerUrl, appUrl } = await testDatabase();
  const [a, b, d, e, stranger] = [idAt(1), idAt(1), idAt(1), idAt(1), idAt(1)];
  await withClient(ownerUrl, async (client) => {
    for (const object of [User, Department]) for (const statement of tableStatements(object)) await client.query(statement);
    const head = 'tenant_id, id, created_at, updated_at, name';
    await client.query(
      `insert into department (${head}, parent) values (1, '${d}', now(), now(), 'D', '${e}'), (1, '${e}', now(), now(), 'E', '${d}')`,
    );
    await client.query(
      `insert into app_user (${head}, department, manager) values (1, '${a}', now(), now(), 'A', '${d}', '${b}'), (1, '${b}', now(), now(), 'B', '${e}', '${a}')`,
    );
    // the same department id in another tenant: only the tenant keeps them apart
    await client.query(`insert into app_user (${head}, department, manager) values (2, '${stranger}', now(), now(), 'S', '${d}', '${a}')`);
  });
  const own = openDatabase({ url: appUrl, max: 1 });
  const person = await own.read(1, (connection) => loadPerson(connection, 1, a));
  expect([...(person?.reach.belowPeople ?? [])].sort()).toEqual([a, b].sort());
  expect(person?.reach.reports).toEqual([b]);
  expect(await own.read(2, (connection) => loadPerson(connection, 2, a))).toBeUndefined();
  await own.close();
});
