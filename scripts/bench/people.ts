import type pg from 'pg';
import { compile } from '../../platform/database/sql.ts';
import { personName, seeded } from '../../platform/demo/index.ts';
import { hashPassword } from '../../platform/identity/passwords.ts';
import { insertShippedRoles } from '../../platform/identity/role-store.ts';
import { copyRows } from './copy.ts';
import { mix, rowId } from './rows.ts';

export const benchPassword = 'huanke-bench';

/** Somebody whose sight is measured. */
export interface BenchPerson {
  readonly user: string;
  readonly name: string;
  readonly email: string;
}

export interface Organisation {
  readonly tenant: number;
  /** One of the sellers, the manager of the area with 12 % of them, an administrator. */
  readonly people: Readonly<Record<'seller' | 'manager' | 'admin', BenchPerson>>;
  /** In turn the owners of all rows. */
  readonly sellers: readonly string[];
}

const sellerCount = 500;
/** 12 % of the sellers. */
const areaOfManager = 60;
const areas = 9;

/** A company with nine areas of teams of ten, 500 sellers, nine managers and an administrator; three of them may sign in. */
export async function createOrganisation(client: pg.Client, name: string, now: number): Promise<Organisation> {
  const tenant = await createTenant(client, name);
  const { text, values } = compile(insertShippedRoles(tenant));
  await client.query(text, values);
  const at = new Date(now - 3 * 365 * 86_400_000).toISOString();
  let made = 0;
  const id = () => rowId(9, tenant, made++, now - 3 * 365 * 86_400_000 + made);
  const departments: unknown[][] = [];
  const users: unknown[][] = [];
  const roles: [string, string][] = [];
  const department = (title: string, parent: string | null): string => {
    const own = id();
    departments.push([tenant, own, at, at, title, parent]);
    return own;
  };
  const user = (title: string, email: string | null, of: string, manager: string | null, role: string): string => {
    const own = id();
    users.push([tenant, own, at, at, title, email, of, manager, true]);
    roles.push([own, role]);
    return own;
  };
  const root = department('销售中心', null);
  const admin = user('管理员', 'admin@bench.huanke.local', root, null, 'admin');
  const sellers: string[] = [];
  const managers: string[] = [];
  for (let area = 0; area < areas; area += 1) {
    const size = area === 0 ? areaOfManager : (sellerCount - areaOfManager) / (areas - 1);
    const areaId = department(`第${area + 1}大区`, root);
    const manager = user(
      `大区经理${area + 1}`,
      area === 0 ? 'manager@bench.huanke.local' : `manager${area + 1}@bench.huanke.local`,
      areaId,
      null,
      'manager',
    );
    managers.push(manager);
    let team = '';
    for (let i = 0; i < size; i += 1) {
      if (i % 10 === 0) team = department(`大区${area + 1}第${i / 10 + 1}组`, areaId);
      const number = sellers.length + 1;
      const { name: title } = personName(seeded(mix(10, tenant, number)));
      sellers.push(user(title, number === 1 ? 'seller@bench.huanke.local' : `seller${number}@bench.huanke.local`, team, manager, 'member'));
    }
  }
  await copyRows(client, 'department', ['tenant_id', 'id', 'created_at', 'updated_at', 'name', 'parent'], departments);
  await copyRows(
    client,
    'app_user',
    ['tenant_id', 'id', 'created_at', 'updated_at', 'name', 'email', 'department', 'manager', 'active'],
    users,
  );
  await client.query(
    `insert into user_role (tenant_id, user_id, role_id) select $1, w.user_id, r.id from unnest($2::uuid[], $3::text[]) w (user_id, key) join role r on r.tenant_id = $1 and r.key = w.key`,
    [tenant, roles.map(([own]) => own), roles.map(([, role]) => role)],
  );
  const person = (own: string): BenchPerson => {
    const row = users.find((candidate) => candidate[1] === own);
    return { user: own, name: String(row?.[4]), email: String(row?.[5]) };
  };
  const people = { seller: person(sellers[0] ?? ''), manager: person(managers[0] ?? ''), admin: person(admin) };
  const hash = await hashPassword(benchPassword);
  for (const { user: own, name: title, email } of Object.values(people)) {
    const { rows } = await client.query<{ id: string }>(
      `insert into person (id, email, name, password_hash) values ($1, $2, $3, $4) on conflict (email) do update set password_hash = excluded.password_hash returning id`,
      [id(), email, title, hash],
    );
    await client.query('insert into membership (person_id, tenant_id, user_id, active) values ($1, $2, $3, true)', [
      rows[0]?.id,
      tenant,
      own,
    ]);
  }
  return { tenant, people, sellers };
}

export async function createTenant(client: pg.Client, name: string): Promise<number> {
  const { rows } = await client.query<{ id: number }>('insert into tenant (name) values ($1) returning id', [name]);
  return rows[0]?.id ?? 0;
}
