import { prepared, type Sql, sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { authorOf } from '../records/index.ts';
import type { PoolLine } from './store.ts';

/** Who had records last before they came into the pool they lie in, as the log knows it. */
export async function formerOwners(ctx: Context, records: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (records.length === 0) return new Map();
  const rows = await ctx.query<{ record: string; owner: string }>(sql`
    select distinct on (l.record_id) l.record_id as record, l.from_user as owner from pool_log l
    where l.tenant_id = ${ctx.tenant.id} and l.record_id = any(${records}::uuid[]) and l.what in ('returned', 'reclaimed') and l.from_user is not null
    order by l.record_id, l.at desc, l.id desc`);
  return new Map(rows.map(({ record, owner }) => [record, owner]));
}

/**
 * Writes down what happened to records and tells of it (`pool.claimed` …), by one statement, in the transaction under way.
 *
 * @param beside what else the statement writes
 */
export async function logAndTell(tx: Context, rows: readonly PoolLine[], beside?: Sql): Promise<void> {
  if (rows.length === 0) return;
  const list = rows.map((row) => ({
    id: newId(tx.clock.now().getTime()),
    event: newId(),
    pool: row.pool,
    object: row.object,
    record: row.record,
    what: row.what,
    reason: row.reason ?? '',
    note: row.note ?? '',
    from_user: row.from,
    to_user: row.to,
  }));
  const statement = sql`
    with r as (
      select * from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
        as r (id uuid, event uuid, pool uuid, object text, record uuid, what text, reason text, note text, from_user uuid, to_user uuid)
    ), told as (
      insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes, automation)
      select ${tx.tenant.id}::int, r.event, ${tx.clock.now()}::timestamptz, 'pool.' || r.what, r.object, r.record, ${authorOf(tx)}::uuid, ${tx.channel}::text,
        jsonb_build_object('pool', r.pool, 'from', r.from_user, 'to', r.to_user, 'reason', r.reason), ${tx.automation}::text from r
    )${beside ? sql`, beside as (${beside})` : sql``}
    insert into pool_log (tenant_id, id, pool_id, object, record_id, what, reason, note, from_user, to_user, by_user, at)
    select ${tx.tenant.id}::int, r.id, r.pool, r.object, r.record, r.what, r.reason, r.note, r.from_user, r.to_user, ${authorOf(tx)}::uuid, ${tx.clock.now()}::timestamptz
    from r`;
  await tx.query(prepared(statement));
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}
