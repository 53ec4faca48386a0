import { sql } from '../../database/sql.ts';
import { fieldError, isId, label } from '../../kernel/index.ts';
import type { Application, Context } from '../../module/index.ts';
import type { FlowKind } from '../flows.ts';
import { findRoles } from '../role-store.ts';
import type { SessionVia } from '../sessions.ts';
import { globalQuery } from '../store.ts';

/** Who of a company must have a second step. */
export interface TwoStepPolicy {
  readonly required: 'nobody' | 'everybody' | 'roles';
  /** Ids; counts with `roles`. */
  readonly roles: readonly string[];
}

const optional: TwoStepPolicy = { required: 'nobody', roles: [] };

export async function readPolicy(app: Pick<Application, 'database'>, tenant: number): Promise<TwoStepPolicy> {
  const [row] = await globalQuery<{ policy: TwoStepPolicy | null }>(
    app,
    sql`select settings -> 'twoStep' as policy from tenant where id = ${tenant}`,
  );
  return row?.policy ?? optional;
}

export async function savePolicy(ctx: Context, policy: TwoStepPolicy): Promise<TwoStepPolicy> {
  const ids = policy.roles.map((role) => role.toLowerCase());
  if (ids.some((id) => !isId(id))) throw fieldError('LOOKUP_NOT_FOUND', 'roles', label('没有这个角色', 'There is no such role'));
  const roles = policy.required === 'roles' ? (await findRoles(ctx, ctx.tenant.id, ids)).map((role) => role.id) : [];
  if (policy.required === 'roles' && roles.length === 0)
    throw fieldError('REQUIRED', 'roles', label('请至少选一个角色', 'Choose at least one role'));
  const next: TwoStepPolicy = { required: policy.required, roles };
  await globalQuery(
    ctx.app,
    sql`update tenant set settings = settings || ${JSON.stringify({ twoStep: next })}::jsonb where id = ${ctx.tenant.id}`,
  );
  return next;
}

/** Whether this company asks a second step of this person. */
export async function isRequired(app: Application, who: { tenant: number; user: string }, policy?: TwoStepPolicy): Promise<boolean> {
  const { required, roles } = policy ?? (await readPolicy(app, who.tenant));
  if (required !== 'roles') return required === 'everybody';
  const tenant = await app.identity.tenant(who.tenant);
  const member = tenant && (await app.identity.member(tenant, who.user));
  return member?.roles.some((role) => roles.includes(role.id)) ?? false;
}

/**
 * What is still missing before somebody may come in. A passkey asks for the person's finger or PIN and so is two steps by itself; a
 * company's own sign-in service has its own rules.
 */
export async function stepMissing(
  app: Application,
  who: { person: string; tenant: number; user: string; via: SessionVia },
): Promise<Extract<FlowKind, 'code' | 'enrol'> | undefined> {
  if (who.via !== 'password' && who.via !== 'link') return undefined;
  const [row] = await globalQuery<{ policy: TwoStepPolicy | null; on: boolean }>(
    app,
    sql`
    select settings -> 'twoStep' as policy,
      exists (select from person_totp where person_id = ${who.person} and confirmed_at is not null) as on
    from tenant where id = ${who.tenant}`,
  );
  if (row?.on) return 'code';
  if (!row?.policy || !(await isRequired(app, who, row.policy))) return undefined;
  return 'enrol';
}
