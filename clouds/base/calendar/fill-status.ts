import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';

/** The name under which it is written down that this is done. */
export const statusWork = 'activities.1';
const batchSize = 2000;

/**
 * Gives activities of before there were states the one their tick says; version and time of change stay. Batch by batch in the order of
 * ids, each with its checkpoint; done once for a company.
 */
export async function fillStatus(ctx: Context): Promise<void> {
  const [state] = await ctx.query<{ after: string | null; done_at: string | null }>(
    sql`select after, done_at from deal_upkeep where tenant_id = ${ctx.tenant.id} and name = ${statusWork}`,
  );
  if (state?.done_at) return;
  let after = state?.after ?? null;
  for (;;) {
    const last: string | null = await ctx.transaction((tx) => fillBatch(tx, after));
    if (last === null) return;
    after = last;
  }
}

async function fillBatch(tx: Context, after: string | null): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(sql`
    with chosen as (
      select id from activity where tenant_id = ${tx.tenant.id} ${after ? sql`and id > ${after}::uuid` : sql``} order by id limit ${batchSize} for no key update),
    filled as (
      update activity t set status = case when t.done then 'done' else 'open' end from chosen c
      where t.tenant_id = ${tx.tenant.id} and t.id = c.id and t.status is null)
    select id from chosen order by id`);
  const last = rows.length < batchSize ? null : (rows.at(-1)?.id ?? null);
  await tx.query(sql`
    insert into deal_upkeep (tenant_id, name, after, done_at)
    values (${tx.tenant.id}, ${statusWork}, ${last}::uuid, ${last === null ? tx.clock.now() : null}::timestamptz)
    on conflict (tenant_id, name) do update set after = excluded.after, done_at = excluded.done_at`);
  return last;
}
