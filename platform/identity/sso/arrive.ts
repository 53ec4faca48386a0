import { sql } from '../../database/sql.ts';
import { cleanLine } from '../../kernel/index.ts';
import type { Application, Context } from '../../module/index.ts';
import { readEmail } from '../input.ts';
import { findUser } from '../invitations.ts';
import { join, namelessPerson, personByEmail, personOfUser } from '../people.ts';
import { saveUser } from '../save-one.ts';
import { giveRoles } from '../tenants.ts';
import type { OidcSettings, SamlSettings, SsoKind } from './connections.ts';

/** Why somebody who was sent back by their provider does not come in; the sign-in page explains it. */
export type SsoProblem = 'notLinked' | 'failed' | 'off' | 'unverified' | 'domain' | 'noAccount' | 'inactive' | 'network';

export class SsoRefusal extends Error {
  readonly problem: SsoProblem;
  constructor(problem: SsoProblem, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

/** Whom a provider vouches for. */
export interface Arrival {
  readonly kind: SsoKind;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** The provider has seen that the address is theirs. */
  readonly verified: boolean;
  readonly name: string | null;
}

type Common = Pick<OidcSettings | SamlSettings, 'domains' | 'createUsers' | 'role' | 'department'>;

interface Found {
  readonly id: string;
  readonly active: boolean;
}

/**
 * The user behind an arrival. Known subjects come in; else a verified e-mail leads to who is or was invited to this company; else,
 * where the company wants it, somebody new is made. What a provider says counts for its own company only.
 */
export async function arrive(app: Application, tenant: number, settings: Common, who: Arrival): Promise<{ person: string; user: string }> {
  const system = await app.contextFor({ tenant, channel: 'api' });
  return system.transaction(async (tx) => {
    const known = await userOfSubject(tx, who);
    const user = known ?? (await userByEmail(tx, settings, who));
    const person = await entering(tx, user);
    if (!known) {
      await tx.query(sql`
        insert into sso_identity (tenant_id, kind, issuer, subject, user_id) values (${tenant}, ${who.kind}, ${who.issuer}, ${who.subject}, ${user.id})
        on conflict (tenant_id, kind, issuer, subject) do update set user_id = excluded.user_id`);
      tx.afterCommit(() => app.identity.report({ event: 'sso.linked', person, tenant, user: user.id, data: { kind: who.kind } }));
    }
    return { person, user: user.id };
  });
}

/** The person who comes in as a user. @throws SsoRefusal where that user is switched off, or nobody comes in as them yet */
async function entering(tx: Context, user: Found): Promise<string> {
  if (!user.active) throw new SsoRefusal('inactive');
  const person = await personOfUser(tx, tx.tenant.id, user.id);
  if (!person) throw new SsoRefusal('noAccount');
  const [member] = await tx.query(
    sql`select 1 from membership where tenant_id = ${tx.tenant.id} and user_id = ${user.id} and person_id = ${person.id} and active`,
  );
  if (!member) throw new SsoRefusal('inactive');
  return person.id;
}

/**
 * As `entering`; somebody whom the company has made or invited, and who never came in, gets their account here.
 *
 * @throws SsoRefusal, too, where their e-mail is that of somebody's account: only its owner may say that it is theirs
 */
export async function enteringFirst(tx: Context, user: Found): Promise<string> {
  if (user.active && !(await personOfUser(tx, tx.tenant.id, user.id))) {
    const { name, email } = await findUser(tx, user.id);
    const now = tx.clock.now();
    const person = email ? await personByEmail(tx, email, name, now) : await namelessPerson(tx, name, now);
    const isTaken = person.tenants.length > 0 || person.passwordHash !== null;
    if (isTaken || !(await join(tx, person.id, tx.tenant.id, user.id))) throw new SsoRefusal('noAccount');
  }
  return entering(tx, user);
}

async function userOfSubject(tx: Context, who: Arrival): Promise<Found | undefined> {
  const [found] = await tx.query<Found>(sql`
    select u.id, coalesce(u.active, false) as active from sso_identity i join app_user u on u.tenant_id = i.tenant_id and u.id = i.user_id and u.deleted_at is null
    where i.tenant_id = ${tx.tenant.id} and i.kind = ${who.kind} and i.issuer = ${who.issuer} and i.subject = ${who.subject}`);
  return found;
}

function checkedEmail(settings: Common, who: Arrival): string {
  if (!who.email || !who.verified) throw new SsoRefusal('unverified');
  let email: string;
  try {
    email = readEmail(who.email);
  } catch (cause) {
    throw new SsoRefusal('unverified', cause);
  }
  const domain = email.split('@')[1] ?? '';
  if (settings.domains.length > 0 && !settings.domains.includes(domain)) throw new SsoRefusal('domain');
  return email;
}

async function userByEmail(tx: Context, settings: Common, who: Arrival): Promise<Found> {
  const email = checkedEmail(settings, who);
  const tenant = tx.tenant.id;
  const [member] = await tx.query<Found>(sql`
    select u.id, coalesce(u.active, false) as active from person p join membership m on m.person_id = p.id and m.tenant_id = ${tenant}
    join app_user u on u.tenant_id = m.tenant_id and u.id = m.user_id and u.deleted_at is null where p.email = ${email}`);
  if (member) return member;
  const [invited] = await tx.query<Found>(sql`
    select id, coalesce(active, false) as active from app_user where tenant_id = ${tenant} and email = ${email} and deleted_at is null`);
  if (!invited && !settings.createUsers) throw new SsoRefusal('noAccount');
  if (invited && !invited.active) return invited;
  const name = cleanLine(who.name ?? '').slice(0, 80) || (email.split('@')[0] ?? email);
  const user = invited?.id ?? (await newUser(tx, settings, email, name));
  const person = await personByEmail(tx, email, name, tx.clock.now());
  if (!(await join(tx, person.id, tenant, user))) throw new SsoRefusal('noAccount');
  return { id: user, active: true };
}

async function newUser(tx: Context, settings: Common, email: string, name: string): Promise<string> {
  const [department] = settings.department
    ? await tx.query<{ id: string }>(
        sql`select id from department where tenant_id = ${tx.tenant.id} and id = ${settings.department} and deleted_at is null`,
      )
    : [];
  const user = await saveUser(tx, { values: { name, email, active: true, ...(department ? { department: department.id } : {}) } });
  const [role] = settings.role
    ? await tx.query<{ id: string }>(sql`select id from role where tenant_id = ${tx.tenant.id} and id = ${settings.role}`)
    : [];
  await giveRoles(tx, user, [role?.id ?? 'member']);
  return user;
}
