import { sql } from '../../database/sql.ts';
import { newId } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import { authorOf } from './defaults.ts';

interface About {
  readonly object: string;
  readonly record: string;
  readonly changes?: unknown;
}

/**
 * Leaves an event in the outbox, in the transaction under way: it is delivered when and only when that commits.
 *
 * @example await emit(ctx, 'lead.converted', { object: 'lead', record: id, changes: { account } });
 */
export async function emit(ctx: Context, event: string, about: About): Promise<void> {
  await emitAll(ctx, event, [about]);
}

/** As `emit`, for many records in one statement. */
export async function emitAll(ctx: Context, event: string, about: readonly About[]): Promise<void> {
  if (about.length === 0) return;
  const rows = about.map(({ object, record, changes }) => ({ id: newId(), object, record, changes: changes ?? null }));
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes)
      select ${tx.tenant.id}, e.id, ${tx.clock.now()}, ${event}, e.object, e.record, ${authorOf(tx)}, ${tx.channel}, e.changes
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (id uuid, object text, record uuid, changes jsonb)`);
    tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
  });
}
