import { masterOf, masterVerb, scopeOf } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { columnOf } from '../storage/columns.ts';

type Verb = 'read' | 'edit' | 'delete' | 'transfer';

/**
 * The caller's reach over an object as one indexed predicate. It belongs in every statement that reads or writes records:
 * lists, counts, aggregates, search, related lists, history, export, locks. Never check afterwards. Records that belong to a master are
 * reached through it: their own owner does not matter.
 */
export function accessPredicate(ctx: Context, meta: ObjectMeta, alias: string, verb: Verb = 'read'): Sql {
  const scope = scopeOf(ctx, meta, verb);
  if (scope.kind === 'all') return sql`true`;
  if (scope.kind === 'none') return sql`false`;
  const master = masterOf(ctx.meta, meta.name);
  const above = master && ctx.meta.object(master.object ?? '');
  if (master && above) {
    const name = `${alias}_m`;
    return sql`exists (
      select 1 from ${sql.id(above.table)} ${sql.ref(name)} where ${sql.ref(`${name}.tenant_id`)} = ${ctx.tenant.id}
      and ${sql.ref(`${name}.id`)} = ${columnOf(alias, master).sql} and ${accessPredicate(ctx, above, name, masterVerb(verb))})`;
  }
  const owner = sql.ref(`${alias}.owner`);
  // one owner is written as equality: an index by owner then also gives the order of what follows it
  if (scope.owners.length === 1) return sql`${owner} = ${scope.owners[0]}::uuid`;
  return sql`${owner} = any(${scope.owners}::uuid[])`;
}

/** `tenant_id = …`, not deleted, and for the shared table of tenant-made objects the object: the frame of every statement. */
export function baseCondition(ctx: Pick<Context, 'tenant'>, meta: ObjectMeta, alias: string): Sql {
  const live = sql`${sql.ref(`${alias}.tenant_id`)} = ${ctx.tenant.id} and ${sql.ref(`${alias}.deleted_at`)} is null`;
  return meta.custom ? sql`${live} and ${sql.ref(`${alias}.object`)} = ${meta.name}` : live;
}
