import { sql } from '@huanke/platform/database';
import { externalIdOf, type StoryWriter } from '@huanke/platform/demo';
import { createUser, demoPassword, demoPeople, giveRoles } from '@huanke/platform/identity';
import type { Application } from '@huanke/platform/module';
import { type DemoPerson, demoDomain, departments, mailOf, people } from './people.ts';

/**
 * The departments and people of 华泵科技. Those one may try sign in with the demo password; they may be there already. Everybody else
 * has a name and an address, and no way in.
 */
export async function seedPeople(app: Application, writer: StoryWriter): Promise<void> {
  const started = new Date(app.clock.now().getTime() - 800 * 86_400_000);
  for (const department of departments) {
    const known = await writer.ids('department');
    await writer.save('department', [
      {
        by: null,
        operation: 'create',
        at: started,
        values: {
          name: department.name,
          parent: department.parent ? (known.get(department.parent) ?? null) : null,
          externalId: externalIdOf('department', department.key),
        },
      },
    ]);
  }
  const inDepartment = await writer.ids('department');
  const signed = await usersByMail(writer);
  for (const person of people) {
    const known = await writer.ids('user');
    const values = {
      position: person.position,
      department: inDepartment.get(person.department) ?? null,
      manager: person.manager ? (known.get(person.manager) ?? null) : null,
      phone: phoneOf(person),
      externalId: externalIdOf('user', person.key),
    };
    const id = signed.get(mailOf(person));
    if (id) await writer.save('user', [{ by: null, operation: 'update', id, values }]);
    else {
      await writer.save('user', [
        { by: null, operation: 'create', at: started, values: { ...values, name: person.name, email: mailOf(person), active: true } },
      ]);
      const made = (await writer.ids('user')).get(person.key);
      if (made) await giveRoles(writer.ctx, made, person.roles);
    }
  }
  const users = await writer.ids('user');
  const led = departments.filter((department) => department.manager);
  await writer.save(
    'department',
    led.map((department) => ({
      by: null,
      operation: 'update',
      id: inDepartment.get(department.key) ?? '',
      values: { manager: users.get(department.manager ?? '') ?? null },
    })),
  );
}

/** The people one may try the product as, made in a company that has none of them yet. */
export async function ensureSignIns(app: Application, tenant: number): Promise<void> {
  const rows = await app.database.read(tenant, (connection) =>
    connection.query<{ email: string }>(
      sql`select email from app_user where tenant_id = ${tenant} and email like ${`%@${demoDomain}`} and deleted_at is null`,
    ),
  );
  const there = new Set(rows.map(({ email }) => email));
  for (const { name, email, role } of demoPeople) {
    if (!there.has(email))
      await createUser(app, { tenant, name, email, password: demoPassword, roles: [role === 'seller' ? 'member' : role] });
  }
}

async function usersByMail(writer: StoryWriter): Promise<Map<string, string>> {
  const rows = await writer.ctx.query<{ id: string; email: string }>(sql`
    select id, email from app_user where tenant_id = ${writer.ctx.tenant.id} and email is not null and deleted_at is null`);
  return new Map(rows.map(({ id, email }) => [email, id]));
}

/** A number of a beginning that nobody has. */
function phoneOf(person: DemoPerson): string {
  return `1540000${String(1001 + people.indexOf(person) * 37)}`;
}

/** Colleagues of somebody who tries sample data in a company of their own: names on records, switched off from the start. */
const colleagues = ['wang', 'chen', 'zhang'];

/** Who of the story's people are whom in a company with sample data: the user is 李娜, three colleagues share the others' work. */
export async function seedColleagues(writer: StoryWriter): Promise<void> {
  await writer.save(
    'user',
    people
      .filter(({ key }) => colleagues.includes(key))
      .map((person) => ({
        by: null,
        operation: 'create',
        values: { name: person.name, position: `${person.position}（示例）`, externalId: externalIdOf('user', person.key) },
      })),
  );
}

/** Keys of the story → ids of users. */
export async function castOf(writer: StoryWriter, sampleFor?: string): Promise<Map<string, string>> {
  const users = await writer.ids('user');
  if (sampleFor === undefined) return users;
  return new Map(
    people.map(({ key }, index) => [
      key,
      key === 'lina' ? sampleFor : (users.get(key) ?? users.get(colleagues[index % colleagues.length] ?? '') ?? sampleFor),
    ]),
  );
}
