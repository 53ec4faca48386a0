import { sql } from '../../database/sql.ts';
import { newId } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { authorOf } from './defaults.ts';

/**
 * Leaves an event in the outbox, in the transaction under way: it is delivered when and only when that commits.
 *
 * @example await emit(ctx, 'lead.converted', { object: 'lead', record: id, changes: { account } });
 */
export async function emit(
  ctx: Context,
  event: string,
  about: { readonly object: string; readonly record: string; readonly changes?: unknown },
): Promise<void> {
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes)
      values (${tx.tenant.id}, ${newId()}, ${tx.clock.now()}, ${event}, ${about.object}, ${about.record}, ${authorOf(tx)}, ${tx.channel}, ${JSON.stringify(about.changes ?? null)}::jsonb)`);
    tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
  });
}
