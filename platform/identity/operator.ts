import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { readEmail } from './input.ts';
import { signInLinkFor } from './invitations.ts';
import { makeLink, type OneTimeLink } from './one-time-tokens.ts';
import { personOfUser } from './people.ts';

export interface UserSummary {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly active: boolean;
  readonly roles: readonly string[];
}

/** Everybody of a company, for the command line. */
export function listUsers(app: Application, tenant: number): Promise<UserSummary[]> {
  return app.database.read(tenant, (connection) =>
    connection.query<UserSummary>(sql`
    select u.id, u.name, u.email, coalesce(u.active, false) as active,
      array(select r.key from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
        where ur.tenant_id = ${tenant} and ur.user_id = u.id order by r.key) as roles
    from app_user u where u.tenant_id = ${tenant} and u.deleted_at is null order by u.name collate "zh-x-icu", u.id`),
  );
}

/** A one-time link for somebody of a company: it signs in, or, for who works for other companies too, lets them choose a new password. */
export async function signInLink(app: Application, tenant: number, email: string): Promise<OneTimeLink> {
  const address = readEmail(email);
  const ctx = await app.contextFor({ tenant });
  return ctx.transaction(async (tx) => {
    const [user] = await tx.query<{ id: string }>(
      sql`select id from app_user where tenant_id = ${tenant} and email = ${address} and deleted_at is null`,
    );
    if (!user) throw errors.NOT_FOUND();
    const person = await personOfUser(tx, tenant, user.id);
    if (person && person.tenants.length > 1)
      return makeLink(tx, tx.clock.now(), { purpose: 'passwordReset', person: person.id, tenant: null, user: null });
    return signInLinkFor(tx, user.id);
  });
}
