import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { emitAll, saveRecords } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';

const MINUTE = 60_000;

/** Requests a minute over their time that nobody has been told of. */
export const overdue = (tenant: number, now: Date) => sql`
  r.tenant_id = ${tenant} and r.deleted_at is null and r.status in ('open', 'doing')
  and r.due_at <= ${new Date(now.getTime() - MINUTE)} and r.breached_at is null`;

interface Row {
  readonly id: string;
  readonly owner: string | null;
  readonly asked: string | null;
  readonly notice: string;
}

/** Requests that are a minute over their time enter the list of breaches: written, told to who does it and who asked, each once. */
export async function tellBreaches(ctx: Context): Promise<number> {
  const meta = ctx.meta.object('collabRequest');
  if (!meta) return 0;
  const now = ctx.clock.now();
  return ctx.transaction(async (tx) => {
    const rows = await tx.query<Row>(sql`
      select r.id, r.owner, r.created_by as asked, md5('breach' || r.id::text || r.due_at::text)::uuid as notice from collab_request r
      where ${overdue(tx.tenant.id, now)}
      order by r.id limit 1000 for no key update skip locked`);
    await saveRecords(
      tx.elevated(),
      meta,
      rows.map(({ id }) => ({ operation: 'update', id, values: { breachedAt: now.toISOString() } })),
      { asSystem: true },
    );
    await emitAll(
      tx,
      rows.map(({ id }) => ({ event: salesEvents.collabRequestBreached, object: 'collabRequest', record: id })),
    );
    await notify(
      tx,
      rows.flatMap(({ id, owner, asked, notice }) =>
        [...new Set([owner, asked])].flatMap((user) =>
          user ? [{ user, kind: 'collabBreached', object: 'collabRequest', record: id, id: notice, data: { by: owner } }] : [],
        ),
      ),
    );
    return rows.length;
  });
}
