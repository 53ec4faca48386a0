import { sql } from '../database/sql.ts';
import { AppError, errors, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { networkCheck, readNetworks } from './networks.ts';
import { raiseAccessVersion } from './tenant-info.ts';

/** Sets the networks of a role. Refused when it would shut out who asks, or leave no owner who could come in from where they are. */
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

/** Asked after a change of networks or roles, in its transaction: from here, may I and may some owner still come in? */
export async function refuseLockOut(tx: Context, address: string): Promise<void> {
  const people = await tx.query<{ id: string; owner: boolean; networks: string[] }>(sql`
    select u.id, bool_or(r.key = 'owner' and r.system) as owner,
      array(select distinct n from user_role x join role y on y.tenant_id = x.tenant_id and y.id = x.role_id cross join unnest(y.networks) n
        where x.tenant_id = ${tx.tenant.id} and x.user_id = u.id) as networks
    from app_user u join user_role ur on ur.tenant_id = u.tenant_id and ur.user_id = u.id
    join role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
    where u.tenant_id = ${tx.tenant.id} and u.active and u.deleted_at is null and (u.id = ${tx.user.id}::uuid or (r.key = 'owner' and r.system))
    group by u.id`);
  const mayCome = (person: { networks: string[] }) => networkCheck(person.networks)?.(address) ?? true;
  const me = people.find((person) => person.id === tx.user.id);
  if ((me && !mayCome(me)) || !people.some((person) => person.owner && mayCome(person)))
    throw new AppError(
      'STATE',
      409,
      label(
        `这样会把自己或唯一的所有者挡在外面：当前地址 ${address} 不在名单里，请先把它加进去`,
        `This would shut out yourself or the last owner: your address ${address} is not in the list; add it first`,
      ),
    );
}
