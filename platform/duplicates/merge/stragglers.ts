import { sql } from '../../database/sql.ts';
import type { Context } from '../../module/index.ts';
import { moveChildren } from './children.ts';

const lookedAtMs = 3 * 3_600_000;

interface Row {
  readonly object: string;
  readonly target_id: string;
  readonly ids: string[];
}

/**
 * A save that began before a merge and ended after it may name a record that is merged away since: what the last hours left behind follows
 * the redirect. Returns how many places that were.
 */
export async function followStragglers(ctx: Context): Promise<number> {
  const rows = await ctx.query<Row>(sql`
    select r.object, r.target_id, array_agg(r.record_id) as ids
    from record_redirect r join record_merge m on m.tenant_id = r.tenant_id and m.id = r.merge_id
    where r.tenant_id = ${ctx.tenant.id} and m.at > ${new Date(ctx.clock.now().getTime() - lookedAtMs)}
    group by r.object, r.target_id`);
  let moved = 0;
  for (const { object, target_id: target, ids } of rows)
    moved += (await ctx.transaction((tx) => moveChildren(tx, object, target, ids))).length;
  return moved;
}
