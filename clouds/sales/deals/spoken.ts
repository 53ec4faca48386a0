import { type Sql, sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';

/** What is logged by itself, as activities of which type, and what of it counts: a call that nobody took is none. `r`: its row. */
const kinds = [
  { object: 'emailMessage', type: 'email', counts: sql`true` },
  { object: 'callLog', type: 'call', counts: sql`r.outcome = 'answered'` },
] as const;

/**
 * Letters, in or out, and calls that were taken as rows `(at, type)`, up to now; none where the company has switched them off. `target`: a
 * condition on `l.target_id`, the records they concern.
 */
export function spokenAbout(ctx: Context, target: Sql): Sql {
  const parts = kinds.flatMap(({ object, type, counts }) => {
    const meta = ctx.elevated().meta.object(object);
    if (!meta) return [];
    return sql`select l.at, ${type}::text as type from record_link l
      join ${sql.table(meta.table)} r on r.tenant_id = l.tenant_id and r.id = l.record_id and r.deleted_at is null and ${counts}
      where l.tenant_id = ${ctx.tenant.id} and ${target} and l.object = ${object} and l.field = 'related' and l.at <= ${ctx.clock.now()}`;
  });
  return parts.length > 0 ? sql.join(parts, sql` union all `) : sql`select null::timestamptz as at, null::text as type where false`;
}
