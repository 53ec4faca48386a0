import { mayGrant } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { AppError, errors, fieldError, label } from '../kernel/index.ts';
import { type Application, type Context, systemUser } from '../module/index.ts';
import { readEmail, readLine } from './input.ts';
import { makeLink, type OneTimeLink, peekLink, useLink } from './one-time-tokens.ts';
import { hashPassword, passwordProblem } from './passwords.ts';
import { join, namelessPerson, personByEmail, personById, personOfUser, setPasswordHash } from './people.ts';
import { refuseWiderFields } from './role-fields.ts';
import { findRoles, ownersAmong, writeRoles } from './role-store.ts';
import { saveUser } from './save-one.ts';
import { accountOf, checkPassword, closedCompany, wrongPassword } from './sign-in.ts';
import { loadTenant, raiseAccessVersion } from './tenant-info.ts';

export interface Invitation {
  readonly email?: string | null;
  readonly name: string;
  readonly department?: string | null;
  readonly manager?: string | null;
  readonly position?: string | null;
  readonly phone?: string | null;
  readonly roles?: readonly string[];
}

interface UserRow {
  id: string;
  name: string;
  email: string | null;
  active: boolean;
}

export async function findUser(ctx: Context, id: string): Promise<UserRow> {
  const [user] = await ctx.query<UserRow>(sql`
    select id, name, email, coalesce(active, false) as active from app_user where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid and deleted_at is null`);
  if (!user) throw errors.NOT_FOUND();
  return user;
}

/** Owners, and the installation's operator. */
const actsAsOwner = (ctx: Context) => ctx.user.roles.includes('owner') || ctx.user.id === systemUser.id;

/** Nobody hands out rights they do not have themselves, and only owners make owners. */
export async function rolesToGrant(ctx: Context, names: readonly string[]): Promise<string[]> {
  const rows = await findRoles(ctx, ctx.tenant.id, names);
  rows.forEach((row, index) => {
    const role = ctx.app.identity.role(row);
    if (!mayGrant(ctx.access.permissions, role.permissions) || (role.key === 'owner' && !actsAsOwner(ctx))) {
      throw new AppError('FORBIDDEN', 403, label('您不能授予比自己更大的权限', 'You can not give more rights than you have'), {
        errors: [{ field: `roles[${index}]`, code: 'FORBIDDEN', message: label('不能授予这个角色', 'You can not give this role') }],
      });
    }
    refuseWiderFields(ctx, role);
  });
  return rows.map((row) => row.id);
}

/** Only owners act on the accounts of owners: an administrator must not get in as one. */
export async function refuseForeignOwner(ctx: Context, user: string): Promise<void> {
  if (!actsAsOwner(ctx) && (await ownersAmong(ctx, ctx.tenant.id, [user])).has(user)) throw errors.FORBIDDEN();
}

/** A new user with roles, and the link they come in by; without an e-mail an inactive user and no link. */
export async function inviteUser(
  ctx: Context,
  input: Invitation,
): Promise<{ user: string; link: string | null; expiresAt: string | null }> {
  const email = input.email ? readEmail(input.email) : null;
  const name = readLine(input.name, 'name', 80);
  return ctx.transaction(async (tx) => {
    const roles = await rolesToGrant(tx, input.roles ?? ['member']);
    const { department = null, manager = null, position = null, phone = null } = input;
    const user = await saveUser(tx, { values: { name, email, department, manager, position, phone } });
    await writeRoles(tx, tx.tenant.id, user, roles);
    await tx.query(raiseAccessVersion(tx.tenant.id));
    await audit(tx, { event: 'user.invited', object: 'user', record: user, data: { roles } });
    if (email === null) return { user, link: null, expiresAt: null };
    return { user, ...(await invitationFor(tx, user, email, name)) };
  });
}

async function invitationFor(ctx: Context, user: string, email: string, name: string): Promise<OneTimeLink> {
  const now = ctx.clock.now();
  const person = await personByEmail(ctx, email, name, now);
  if (person.tenants.includes(ctx.tenant.id)) throw new AppError('STATE', 409, label('此人已经加入公司', 'This person has already joined'));
  return makeLink(ctx, now, { purpose: 'invitation', person: person.id, tenant: ctx.tenant.id, user });
}

/** The invitation anew, for somebody who has not come in yet. Who was made without an e-mail was inactive until now and comes to work by it. */
export async function inviteAgain(ctx: Context, id: string): Promise<OneTimeLink> {
  return ctx.transaction(async (tx) => {
    const user = await findUser(tx, id);
    await refuseForeignOwner(tx, id);
    if (!user.email) throw fieldError('REQUIRED', 'email', label('请先填写邮箱', 'Enter the e-mail first'));
    const link = await invitationFor(tx, user.id, user.email, user.name);
    if (!user.active) await saveUser(tx, { id: user.id, values: { active: true } });
    await audit(tx, { event: 'user.invited', object: 'user', record: user.id });
    return link;
  });
}

/**
 * A link that signs a user in once, for who has forgotten the password or has no e-mail. Refused for somebody who works for other
 * companies too: this company's administrator must not come into their account.
 */
export async function signInLinkFor(ctx: Context, id: string): Promise<OneTimeLink> {
  return ctx.transaction(async (tx) => {
    const now = tx.clock.now();
    const user = await findUser(tx, id);
    await refuseForeignOwner(tx, id);
    if (!user.active) throw new AppError('STATE', 409, label('请先启用此人', 'Activate this person first'));
    const known = await personOfUser(tx, tx.tenant.id, id);
    const person = known ?? (user.email ? await personByEmail(tx, user.email, user.name, now) : await namelessPerson(tx, user.name, now));
    if (person.tenants.some((tenant) => tenant !== tx.tenant.id) || (!known && person.passwordHash !== null)) {
      throw new AppError(
        'STATE',
        409,
        label(
          '此人还有其他公司的账号，请让本人用自己的密码登录或接受邀请',
          'This person has an account with another company; they sign in with their own password or accept an invitation',
        ),
      );
    }
    if (!known && !(await join(tx, person.id, tx.tenant.id, id)))
      throw new AppError('STATE', 409, label('此邮箱已属于公司里的另一个人', 'This e-mail belongs to somebody else of the company'));
    await audit(tx, { event: 'user.signInLinkMade', object: 'user', record: id });
    return makeLink(tx, now, { purpose: 'signIn', person: person.id, tenant: tx.tenant.id, user: id });
  });
}

export interface InvitationView {
  readonly company: string;
  readonly name: string;
  readonly email: string;
  /** The person has an account already: they accept with its password instead of choosing one. */
  readonly existing: boolean;
}

interface Pending extends InvitationView {
  readonly person: string;
  readonly tenant: number;
  readonly user: string;
}

async function pending(app: Application, secret: string): Promise<Pending> {
  const token = await app.database.global((connection) => peekLink(connection, app.clock.now(), secret, ['invitation']));
  if (!token?.tenant || !token.user) throw errors.NOT_FOUND();
  const { tenant, user, person } = token;
  const [company, account, invited] = await Promise.all([
    loadTenant(app, tenant),
    app.database.global((connection) => personById(connection, person)),
    app.database.read(tenant, (connection) =>
      connection.query<UserRow>(
        sql`select id, name, email, active from app_user where tenant_id = ${tenant} and id = ${user} and active and deleted_at is null`,
      ),
    ),
  ]);
  if (!company || !account?.email || !invited[0]) throw errors.NOT_FOUND();
  if (company.status !== 'active') throw closedCompany();
  return {
    person,
    tenant,
    user,
    company: company.name,
    name: invited[0].name,
    email: account.email,
    existing: account.passwordHash !== null,
  };
}

export async function viewInvitation(app: Application, secret: string): Promise<InvitationView> {
  const { company, name, email, existing } = await pending(app, secret);
  return { company, name, email, existing };
}

/** Joins the company: a new person chooses a password, one who has an account proves it. */
export async function acceptInvitation(
  app: Application,
  secret: string,
  password: string,
): Promise<{ person: string; tenant: number; user: string }> {
  const invited = await pending(app, secret);
  const { person, tenant, user, email, existing } = invited;
  let hash: string | undefined;
  if (existing) {
    if (!(await checkPassword(app, accountOf(person), password))) throw wrongPassword();
  } else {
    const problem = passwordProblem(password, email);
    if (problem) throw problem;
    hash = await hashPassword(password);
  }
  await app.database.global(async (connection) => {
    if (!(await useLink(connection, app.clock.now(), secret, ['invitation']))) throw errors.NOT_FOUND();
    if (hash !== undefined) await setFirstPassword(connection, person, hash);
    if (!(await join(connection, person, tenant, user)))
      throw new AppError('STATE', 409, label('您已经在这家公司', 'You are already in this company'));
  });
  return { person, tenant, user };
}

async function setFirstPassword(connection: Parameters<typeof setPasswordHash>[0], person: string, hash: string): Promise<void> {
  const [free] = await connection.query(sql`select 1 from person where id = ${person} and password_hash is null for update`);
  // another invitation of the same person was accepted meanwhile: its password counts
  if (!free) throw errors.STATE();
  await setPasswordHash(connection, person, hash);
}
