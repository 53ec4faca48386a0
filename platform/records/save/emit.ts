import { prepared, sql } from '../../database/sql.ts';
import { newId } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { authorOf } from './defaults.ts';

/**
 * Leaves an event in the outbox, in the transaction under way: it is delivered when and only when that commits.
 *
 * @example await emit(ctx, 'lead.converted', { object: 'lead', record: id, changes: { account } });
 */
export function emit(
  ctx: Context,
  event: string,
  about: { readonly object: string; readonly record: string; readonly changes?: unknown },
): Promise<void> {
  return emitAll(ctx, [{ event, ...about }]);
}

/** Something that happened to a record. */
export interface Told {
  readonly event: string;
  readonly object: string;
  readonly record: string;
  readonly changes?: unknown;
}

/** The same for many records by one statement, in the order given. */
export async function emitAll(ctx: Context, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  const list = (of: (one: Told) => unknown) => told.map(of);
  await ctx.transaction(async (tx) => {
    const statement = sql`
      insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes, automation)
      select ${tx.tenant.id}::int, t.id, ${tx.clock.now()}, t.event, t.object, t.record, ${authorOf(tx)}::uuid, ${tx.channel}, t.changes, ${tx.automation}::text
      from unnest(${list(() => newId())}::uuid[], ${list((one) => one.event)}::text[], ${list((one) => one.object)}::text[],
        ${list((one) => one.record)}::uuid[], ${list((one) => JSON.stringify(one.changes ?? null))}::jsonb[]) as t (id, event, object, record, changes)`;
    await tx.query(prepared(statement));
    tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
  });
}
