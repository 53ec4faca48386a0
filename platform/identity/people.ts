import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import type { Queryable } from '../module/index.ts';

/** One human being, whichever company they work for. */
export interface PersonAccount {
  readonly id: string;
  readonly email: string | null;
  readonly passwordHash: string | null;
  /** Companies they belong to. */
  readonly tenants: readonly number[];
}

const columns = sql`p.id, p.email, p.password_hash as "passwordHash",
  array(select m.tenant_id from membership m where m.person_id = p.id order by m.tenant_id) as tenants`;

/** The person with this e-mail, made if there is none yet; a new one has no password. */
export async function personByEmail(on: Queryable, email: string, name: string, now: Date): Promise<PersonAccount> {
  await on.query(
    sql`insert into person (id, email, name, created_at) values (${newId(now.getTime())}, ${email}, ${name}, ${now}) on conflict (email) do nothing`,
  );
  const [person] = await on.query<PersonAccount>(sql`select ${columns} from person p where p.email = ${email}`);
  if (!person) throw new Error('the person just made is not there');
  return person;
}

/** Who signs in as this user of this company. */
export async function personOfUser(on: Queryable, tenant: number, user: string): Promise<PersonAccount | undefined> {
  const [person] = await on.query<PersonAccount>(sql`
    select ${columns} from person p join membership u on u.person_id = p.id where u.tenant_id = ${tenant} and u.user_id = ${user}`);
  return person;
}

export async function personById(on: Queryable, id: string): Promise<PersonAccount | undefined> {
  const [person] = await on.query<PersonAccount>(sql`select ${columns} from person p where p.id = ${id}`);
  return person;
}

/** Somebody without an e-mail, who comes in by an administrator's link only. */
export async function namelessPerson(on: Queryable, name: string, now: Date): Promise<PersonAccount> {
  const id = newId(now.getTime());
  await on.query(sql`insert into person (id, name, created_at) values (${id}, ${name}, ${now})`);
  return { id, email: null, passwordHash: null, tenants: [] };
}

export async function setPasswordHash(on: Queryable, person: string, hash: string): Promise<void> {
  await on.query(sql`update person set password_hash = ${hash}, failed_sign_ins = 0, locked_until = null where id = ${person}`);
}

/** Lets the person into a company as that user. False when they are in it as somebody else, or somebody else is that user. */
export async function join(on: Queryable, person: string, tenant: number, user: string): Promise<boolean> {
  const [taken] = await on.query(
    sql`select 1 from membership where tenant_id = ${tenant} and user_id = ${user} and person_id <> ${person}`,
  );
  if (taken) return false;
  const rows = await on.query(sql`
    insert into membership (person_id, tenant_id, user_id, active) values (${person}, ${tenant}, ${user}, true)
    on conflict (person_id, tenant_id) do update set active = true where membership.user_id = excluded.user_id returning 1`);
  return rows.length > 0;
}
