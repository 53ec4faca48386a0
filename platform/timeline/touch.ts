import { type Sql, sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
import { linkedObjects } from './sources.ts';

/**
 * When a record of an object that is linked to a target last took place, of those the caller sees: a scalar for each row that has the target's
 * id, found by the index of links. `which` asks more of the record `t` and its link `l`.
 */
export function lastLinked(ctx: Context, meta: ObjectMeta, target: Sql, which: Sql = sql`true`): Sql {
  return sql`(select l.at from record_link l
    join ${sql.table(meta.table)} t on ${baseCondition(ctx, meta, 't')} and t.id = l.record_id and ${accessPredicate(ctx, meta, 't')}
    where l.tenant_id = ${ctx.tenant.id} and l.target_id = ${target} and l.object = ${meta.name} and l.at <= ${ctx.clock.now()} and ${which}
    order by l.at desc limit 1)`;
}

/** Objects by whose records people are in touch and that say when that was: letters, calls. `apart`: one that is asked for by itself. */
export const touchingObjects = (ctx: Context, apart: ObjectMeta): ObjectMeta[] =>
  linkedObjects(ctx).flatMap(({ meta }) => (meta.moment === undefined || meta.name === apart.name ? [] : [meta]));
