import { sql } from '../database/sql.ts';
import { AppError, errors, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { networkCheck, networksOf, readNetworks } from './networks.ts';
import { raiseAccessVersion } from './tenant-info.ts';

/** Sets the networks of a role. Refused when it would shut out who asks; and since only owners set those of owners, an owner always remains. */
export async function saveNetworks(ctx: Context, role: string, texts: readonly string[], address: string): Promise<string[]> {
  const networks = readNetworks(texts);
  await ctx.transaction(async (tx) => {
    const [known] = await tx.query<{ key: string }>(sql`select key from role where tenant_id = ${tx.tenant.id} and id = ${role}`);
    if (!known) throw errors.NOT_FOUND();
    if (known.key === 'owner' && !tx.user.roles.includes('owner')) throw errors.FORBIDDEN();
    await tx.query(sql`update role set networks = ${networks}::text[] where tenant_id = ${tx.tenant.id} and id = ${role}`);
    await refuseLockOut(tx, address);
    await tx.query(raiseAccessVersion(tx.tenant.id));
  });
  const { report } = ctx.app.identity;
  report({ event: 'role.networksChanged', tenant: ctx.tenant.id, user: ctx.user.id, data: { role, networks: networks.join(' ') } });
  return networks;
}

/** Asked after the change, in its transaction: may I still come in from where I am? Owners answer to their own role's networks alone. */
async function refuseLockOut(tx: Context, address: string): Promise<void> {
  const roles = await tx.query<{ key: string; system: boolean; networks: string[] }>(sql`
    select r.key, r.system, r.networks from user_role ur join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
    where ur.tenant_id = ${tx.tenant.id} and ur.user_id = ${tx.user.id}::uuid`);
  if (networkCheck(networksOf(roles))?.(address) ?? true) return;
  throw new AppError(
    'STATE',
    409,
    label(
      `这样会把您自己挡在外面：当前地址 ${address} 不在名单里，请先把它加进去`,
      `This would shut you out: your address ${address} is not in the list; add it first`,
    ),
  );
}
