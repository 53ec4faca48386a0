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

const ownKinds = [
  { object: 'emailMessage', at: sql`s.sent_at`, counts: sql`s.direction = 'out'` },
  { object: 'callLog', at: sql`s.start_at`, counts: sql`s.outcome = 'answered'` },
] as const;

/** What answered a record by itself, as rows `(at)`: letters to it and calls that were taken, up to now. `target`: its id. */
export function answersIn(ctx: Context, target: Sql): Sql {
  const parts = ownKinds.flatMap(({ object, at, counts }) => {
    const meta = ctx.elevated().meta.object(object);
    if (!meta) return [];
    return sql`select ${at} as at from record_link k
      join ${sql.table(meta.table)} s on s.tenant_id = k.tenant_id and s.id = k.record_id and s.deleted_at is null and ${counts}
      where k.tenant_id = ${ctx.tenant.id} and k.target_id = ${target} and k.object = ${object} and k.field = 'related' and ${at} <= ${ctx.clock.now()}`;
  });
  return parts.length > 0 ? sql.join(parts, sql` union all `) : sql`select null::timestamptz as at where false`;
}

/** What somebody has written or said themselves, as rows `(at)`, up to now; what they keep to themselves is nobody's business. `person`: their id. */
export function spokenBy(ctx: Context, person: Sql): Sql {
  const parts = ownKinds.flatMap(({ object, at, counts }) => {
    const meta = ctx.elevated().meta.object(object);
    if (!meta) return [];
    return sql`select ${at} as at from ${sql.table(meta.table)} s
      where s.tenant_id = ${ctx.tenant.id} and s.owner = ${person} and s.deleted_at is null and s.is_private is not true and ${counts} and ${at} <= ${ctx.clock.now()}`;
  });
  return parts.length > 0 ? sql.join(parts, sql` union all `) : sql`select null::timestamptz as at where false`;
}
