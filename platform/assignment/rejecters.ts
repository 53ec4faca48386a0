import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';

/** People who have rejected these records, by record. */
export async function rejectersOf(tx: Context, ids: readonly string[]): Promise<Map<string, ReadonlySet<string>>> {
  const rows = await tx.query<{ record: string; users: string[] }>(sql`
    select record_id as record, array_agg(distinct user_id) as users from assign_rejection
    where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[]) group by record_id`);
  return new Map(rows.map(({ record, users }) => [record, new Set(users)]));
}

/** People who have handed this record over and work on: it does not come back to them. Few companies have more than some hundred handovers. */
export async function leaversOf(tx: Context, record: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(sql`
    select distinct h.from_user as id from handover h
    join handover_item i on i.tenant_id = h.tenant_id and i.handover_id = h.id and i.record_id = ${record}::uuid
    where h.tenant_id = ${tx.tenant.id}`);
  return new Set(rows.map(({ id }) => id));
}
