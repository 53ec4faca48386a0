import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';

/** People who have rejected these records, by record. */
export async function rejectersOf(tx: Context, ids: readonly string[]): Promise<Map<string, ReadonlySet<string>>> {
  const rows = await tx.query<{ record: string; users: string[] }>(sql`
    select record_id as record, array_agg(distinct user_id) as users from assign_rejection
    where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[]) group by record_id`);
  return new Map(rows.map(({ record, users }) => [record, new Set(users)]));
}
