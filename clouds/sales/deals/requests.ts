import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { followTeam } from '@huanke/platform/sharing';

/** Whose deal it is sees and may change its requests for help, and only as long as it is theirs. */
export async function followDealOwners(tx: Context, deals: readonly string[]): Promise<void> {
  if (deals.length === 0) return;
  const rows = await tx.query<{ id: string; owner: string | null }>(sql`
    select r.id, o.owner from collab_request r join opportunity o on o.tenant_id = r.tenant_id and o.id = r.opportunity
    where r.tenant_id = ${tx.tenant.id} and r.opportunity = any(${deals}::uuid[]) and r.deleted_at is null`);
  await followTeam(tx, {
    object: 'collabRequest',
    part: 'dealOwner',
    level: 'edit',
    records: rows.map(({ id }) => id),
    members: rows.flatMap(({ id, owner }) => (owner ? [{ record: id, user: owner }] : [])),
  });
}
