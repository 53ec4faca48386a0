import { sql } from '../database/sql.ts';
import { AppError, errors, fieldError, type Language, label } from '../kernel/index.ts';
import type { Application, Context } from '../module/index.ts';
import { readEmail, readLine } from './input.ts';
import { hashPassword, passwordProblem } from './passwords.ts';
import { join, personByEmail, setPasswordHash } from './people.ts';
import { findRoles, insertShippedRoles, writeRoles } from './role-store.ts';
import { saveUser } from './save-one.ts';
import { accountOf, checkPassword } from './sign-in.ts';
import { globalQuery } from './store.ts';
import { raiseAccessVersion, type TenantStatus } from './tenant-info.ts';

export interface NewTenant {
  readonly company: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly language?: Language;
}

export interface MadeTenant {
  readonly tenant: number;
  readonly user: string;
  readonly person: string;
}

/**
 * A company with its roles and its owner. An e-mail that has an account already needs that account's password: the person then has
 * one company more.
 */
export async function createTenant(app: Application, input: NewTenant): Promise<MadeTenant> {
  const company = readLine(input.company, 'company', 100);
  const name = readLine(input.name, 'name', 80);
  const email = readEmail(input.email);
  const person = await ownerAccount(app, name, email, input.password);
  const [made] = await globalQuery<{ id: number }>(
    app,
    sql`
    insert into tenant (name, language, status, created_at) values (${company}, ${input.language ?? 'zh-CN'}, 'creating', ${app.clock.now()}) returning id`,
  );
  const tenant = made?.id ?? 0;
  try {
    const system = await app.contextFor({ tenant });
    const user = await system.transaction(async (ctx) => {
      await ctx.query(insertShippedRoles(tenant));
      const id = await saveUser(ctx, { values: { name, email, active: true, language: input.language ?? null } });
      const [owner] = await findRoles(ctx, tenant, ['owner']);
      await writeRoles(ctx, tenant, id, owner ? [owner.id] : []);
      await join(ctx, person, tenant, id);
      await ctx.query(raiseAccessVersion(tenant));
      await ctx.query(sql`update tenant set status = 'active' where id = ${tenant}`);
      return id;
    });
    return { tenant, user, person };
  } catch (error) {
    await globalQuery(app, sql`delete from tenant where id = ${tenant}`);
    throw error;
  }
}

async function ownerAccount(app: Application, name: string, email: string, password: string): Promise<string> {
  const [known] = await globalQuery<{ id: string }>(app, sql`select id from person where email = ${email} and password_hash is not null`);
  if (known) {
    if (await checkPassword(app, accountOf(known.id), password)) return known.id;
    throw fieldError(
      'DUPLICATE',
      'email',
      label(
        '此邮箱已注册，请直接登录；要新建公司，请填写该账号的密码',
        'This e-mail is registered; sign in, or give its password to add a company',
      ),
    );
  }
  const problem = passwordProblem(password, email);
  if (problem) throw problem;
  const hash = await hashPassword(password);
  const now = app.clock.now();
  return app.database.global(async (connection) => {
    const person = await personByEmail(connection, email, name, now);
    if (person.passwordHash !== null) throw fieldError('DUPLICATE', 'email');
    await setPasswordHash(connection, person.id, hash);
    return person.id;
  });
}

export interface TenantSummary {
  readonly id: number;
  readonly name: string;
  readonly status: TenantStatus;
  readonly members: number;
  readonly createdAt: string;
  readonly eraseAt: string | null;
}

/** All companies of this installation, for the operator. */
export function listTenants(app: Application): Promise<TenantSummary[]> {
  return globalQuery<TenantSummary>(
    app,
    sql`
    select t.id, t.name, t.status, t.created_at as "createdAt", t.erase_at as "eraseAt",
      (select count(*)::int from membership m where m.tenant_id = t.id and m.active) as members
    from tenant t order by t.id`,
  );
}

async function setStatus(app: Application, id: number, status: TenantStatus, eraseAt: Date | null): Promise<void> {
  const rows = await globalQuery(
    app,
    sql`update tenant set status = ${status}, erase_at = ${eraseAt} where id = ${id} and status <> 'creating' returning id`,
  );
  if (rows.length === 0) throw errors.NOT_FOUND();
  // its sandboxes open, close and go with it
  await globalQuery(
    app,
    sql`update tenant set status = ${status}, erase_at = ${eraseAt} where (settings ->> 'sandboxOf')::int = ${id} and status <> 'creating'`,
  );
}

/** Nobody of the company gets in until it is resumed; nothing is lost. */
export function suspendTenant(app: Application, id: number): Promise<void> {
  return setStatus(app, id, 'suspended', null);
}

/** Opens a company again; an erasure that waits is called off. */
export function resumeTenant(app: Application, id: number): Promise<void> {
  return setStatus(app, id, 'active', null);
}

const dayMs = 86_400_000;

/** Closes a company at once and erases everything it has after the grace period (0: now). */
export async function eraseTenant(app: Application, id: number, options: { graceDays?: number } = {}): Promise<void> {
  const graceDays = options.graceDays ?? 30;
  await setStatus(app, id, 'erasing', new Date(app.clock.now().getTime() + graceDays * dayMs));
  await globalQuery(app, sql`delete from session where tenant_id = ${id}`);
  if (graceDays <= 0) await eraseNow(app, id);
}

/** Erases a company at once, one that was never finished included; for sandboxes. Marks it first, so that a night's work ends what a kill left. */
export async function discardTenant(app: Application, id: number): Promise<void> {
  await globalQuery(app, sql`update tenant set status = 'erasing', erase_at = ${app.clock.now()} where id = ${id}`);
  await globalQuery(app, sql`delete from session where tenant_id = ${id}`);
  await eraseNow(app, id);
}

/** Erases the companies whose grace period is over. */
export async function eraseDueTenants(app: Application): Promise<number> {
  const due = await globalQuery<{ id: number }>(
    app,
    sql`select id from tenant where status = 'erasing' and erase_at <= ${app.clock.now()} order by id`,
  );
  for (const { id } of due) await eraseNow(app, id);
  return due.length;
}

/** Rows of every tenant table, then files, then the company with its memberships, then people who belong nowhere any more. Its sandboxes go first. */
async function eraseNow(app: Application, id: number): Promise<void> {
  for (const sandbox of await globalQuery<{ id: number }>(app, sql`select id from tenant where (settings ->> 'sandboxOf')::int = ${id}`))
    await discardTenant(app, sandbox.id);
  const tables = await globalQuery<{ name: string }>(
    app,
    sql`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relrowsecurity
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`,
  );
  const files = await app.database.read(id, (connection) =>
    connection.query<{ id: string }>(sql`select id from file where tenant_id = ${id}`),
  );
  const empty = () =>
    app.database.write(id, async (transaction) => {
      for (const { name } of tables) await transaction.query(sql`delete from ${sql.table(name)} where tenant_id = ${id}`);
    });
  await empty();
  for (const file of files) await app.files.remove(id, file.id);
  const people = await globalQuery<{ person_id: string }>(app, sql`select person_id from membership where tenant_id = ${id}`);
  await globalQuery(app, sql`delete from tenant where id = ${id}`);
  // work that was under way may have written meanwhile; from here on nothing finds the company
  await empty();
  await globalQuery(
    app,
    sql`
    delete from person p where p.id = any(${people.map((row) => row.person_id)}::uuid[]) and not exists (select from membership m where m.person_id = p.id)`,
  );
}

/** For the command line: a person who may sign in at once, with a password or none yet. */
export async function createUser(
  app: Application,
  input: {
    tenant: number;
    name: string;
    email: string;
    password?: string;
    roles?: readonly string[];
    values?: Readonly<Record<string, unknown>>;
  },
): Promise<{ user: string; person: string }> {
  const email = readEmail(input.email);
  const name = readLine(input.name, 'name', 80);
  const problem = input.password === undefined ? undefined : passwordProblem(input.password, email);
  if (problem) throw problem;
  const hash = input.password === undefined ? undefined : await hashPassword(input.password);
  const system = await app.contextFor({ tenant: input.tenant });
  return system.transaction(async (ctx) => {
    const user = await saveUser(ctx, { values: { ...input.values, name, email, active: true } });
    const person = await personByEmail(ctx, email, name, ctx.clock.now());
    if (hash !== undefined) {
      if (person.passwordHash !== null)
        throw fieldError('DUPLICATE', 'email', label('此邮箱已有登录账号', 'This e-mail already has an account'));
      await setPasswordHash(ctx, person.id, hash);
    }
    await giveRoles(ctx, user, input.roles ?? ['member']);
    if (!(await join(ctx, person.id, input.tenant, user)))
      throw new AppError('STATE', 409, label('此人已在这家公司', 'This person is already in the company'));
    return { user, person: person.id };
  });
}

/** Roles by id or key, in the transaction under way. */
export async function giveRoles(ctx: Context, user: string, roles: readonly string[]): Promise<void> {
  const found = await findRoles(ctx, ctx.tenant.id, roles);
  await writeRoles(
    ctx,
    ctx.tenant.id,
    user,
    found.map((role) => role.id),
  );
  await ctx.query(raiseAccessVersion(ctx.tenant.id));
}

/** For the command line: a new password; every session of the person ends. */
export async function setPassword(app: Application, email: string, password: string): Promise<void> {
  const address = readEmail(email);
  const problem = passwordProblem(password, address);
  if (problem) throw problem;
  const hash = await hashPassword(password);
  await app.database.global(async (connection) => {
    const [person] = await connection.query<{ id: string }>(sql`select id from person where email = ${address}`);
    if (!person) throw errors.NOT_FOUND();
    await setPasswordHash(connection, person.id, hash);
    await connection.query(sql`delete from session where person_id = ${person.id}`);
  });
}
