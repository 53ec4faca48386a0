import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { noticeId, notify } from '../notifications/index.ts';

/** Switches a webhook off that cannot go on, and tells who made it. What waits stays and goes out when it is switched on again. */
export async function pauseWebhook(ctx: Context, id: string, why: 'failing' | 'user'): Promise<void> {
  await ctx.transaction(async (tx) => {
    const [row] = await tx.query<{ name: string; created_by: string | null; user_id: string }>(sql`
      update webhook set active = false, paused = ${why} where tenant_id = ${tx.tenant.id} and id = ${id} and active returning name, created_by, user_id`);
    if (!row) return;
    await audit(tx, { event: 'webhook.paused', record: id, data: { why } });
    const told = [...new Set([row.created_by ?? row.user_id, ...(why === 'failing' ? [row.user_id] : [])])];
    const day = tx.clock.now().toISOString().slice(0, 10);
    await notify(
      tx,
      told.map((user) => ({
        user,
        kind: why === 'failing' ? 'webhookFailing' : 'webhookUserGone',
        data: { name: row.name },
        id: noticeId('webhook', id, user, day),
      })),
    );
  });
}
