import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { loadTitles } from '../records/index.ts';
import { poolsWhere, rulesPool } from './store.ts';

interface Row {
  readonly id: string;
  readonly pool: string;
  readonly object: string;
  readonly record: string;
  readonly user: string;
  readonly status: 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'lapsed';
  readonly reason: string;
  readonly at: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
}

/** Requests one may answer that wait, and one's own of any state, the newest first. */
export async function listRequests(ctx: Context) {
  const pools = (await poolsWhere(ctx, sql`true`)).filter((pool) => rulesPool(ctx, pool)).map(({ id }) => id);
  const rows = await ctx.query<Row>(sql`
    select id, pool_id as pool, object, record_id as record, user_id as "user", status, reason, at, decided_by as "decidedBy", decided_at as "decidedAt"
    from pool_request
    where tenant_id = ${ctx.tenant.id} and (user_id = ${ctx.user.id} or (status = 'waiting' and pool_id = any(${pools}::uuid[])))
    order by id desc limit 200`);
  const titles = await loadTitles(
    ctx,
    rows.flatMap((row) => [
      { object: row.object, id: row.record },
      { object: 'pool', id: row.pool },
      ...[row.user, row.decidedBy].flatMap((id) => (id ? [{ object: 'user', id }] : [])),
    ]),
  );
  const named = (id: string | null) => (id === null ? null : { id, title: titles.get(id) ?? '' });
  const items = rows.map((row) => ({
    ...row,
    pool: named(row.pool),
    record: named(row.record),
    user: named(row.user),
    decidedBy: named(row.decidedBy),
    mayDecide: row.status === 'waiting' && pools.includes(row.pool),
  }));
  return { items };
}
