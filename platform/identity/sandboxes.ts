import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { join, personOfUser } from './people.ts';
import { findRoles, insertShippedRoles, writeRoles } from './role-store.ts';
import { saveUser } from './save-one.ts';
import { raiseAccessVersion } from './tenant-info.ts';

/** The row of a trial copy of this company, not open yet: settings as here, and whose copy it is. In the transaction under way. */
export async function newSandbox(tx: Context, name: string): Promise<number> {
  const [made] = await tx.query<{ id: number }>(sql`
    insert into tenant (name, logo, time_zone, currency, language, week_start, fiscal_year_start, settings, status, created_at)
    select left(name, 60) || ' · ' || ${name}, case when logo like 'data:%' then logo end, time_zone, currency, language, week_start, fiscal_year_start,
      jsonb_build_object('sandboxOf', id), 'creating', ${tx.clock.now()}
    from tenant where id = ${tx.tenant.id} returning id`);
  if (!made) throw errors.NOT_FOUND();
  return made.id;
}

/** Roles, and the person who asked for the sandbox as its owner. Done once, however often it is called; gives that person's id in there. */
export async function joinSandbox(production: Context, sandbox: Context): Promise<string> {
  const { user } = production;
  return sandbox.transaction(async (tx) => {
    const tenant = tx.tenant.id;
    const account = await personOfUser(tx, production.tenant.id, user.id);
    if (!account) throw errors.STATE();
    const [member] = await tx.query<{ user: string }>(
      sql`select user_id as user from membership where tenant_id = ${tenant} and person_id = ${account.id}`,
    );
    if (member) return member.user;
    await tx.query(insertShippedRoles(tenant));
    const id = await saveUser(tx, { values: { name: user.name, email: account.email, active: true } });
    const [owner] = await findRoles(tx, tenant, ['owner']);
    await writeRoles(tx, tenant, id, owner ? [owner.id] : []);
    await join(tx, account.id, tenant, id);
    await tx.query(raiseAccessVersion(tenant));
    return id;
  });
}

/** Lets its people in. False when it was given up meanwhile. */
export async function openSandbox(tx: Context, sandbox: number): Promise<boolean> {
  const rows = await tx.query(
    sql`update tenant set status = 'active' where id = ${sandbox} and status in ('creating', 'active') returning 1`,
  );
  return rows.length > 0;
}

/** Who leaves a company leaves its sandboxes, too. */
export async function leaveSandboxes(ctx: Context, users: readonly string[]): Promise<void> {
  const rows = await ctx.query<{ tenant: number; person: string }>(sql`
    update membership m set active = false from membership p, tenant t
    where p.tenant_id = ${ctx.tenant.id} and p.user_id = any(${users}::uuid[]) and m.person_id = p.person_id
      and t.id = m.tenant_id and (t.settings ->> 'sandboxOf')::int = ${ctx.tenant.id}
    returning m.tenant_id as tenant, m.person_id as person`);
  for (const { tenant, person } of rows) await ctx.query(sql`delete from session where tenant_id = ${tenant} and person_id = ${person}`);
}
