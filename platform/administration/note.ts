import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';

/** A value that the system changed in a record. */
export interface ValueChange {
  readonly id: string;
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
  /** In the recycle bin: noted in the history, but nobody is told. */
  readonly deleted: boolean;
}

const columns = sql`jsonb_to_recordset`;

/** History and outbox rows of a batch of changes, in the transaction that makes them; `by` is who asked for the work. */
export async function noteChanges(tx: Context, meta: ObjectMeta, by: string | null, changes: readonly ValueChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = JSON.stringify(
    changes.map((change) => ({
      id: newId(),
      event: newId(),
      record: change.id,
      deleted: change.deleted,
      changes: [{ field: change.field, old: change.old ?? null, new: change.new ?? null }],
    })),
  );
  const now = tx.clock.now();
  await tx.query(sql`
    insert into record_history (tenant_id, record_id, id, object, at, by_user, channel, operation, changes)
    select ${tx.tenant.id}::int, r.record, r.id, ${meta.name}::text, ${now}::timestamptz, ${by}::uuid, 'automation', 'update', r.changes
    from ${columns}(${rows}::jsonb) as r (id uuid, record uuid, changes jsonb)`);
  await tx.query(sql`
    insert into event (tenant_id, id, at, event, object, record_id, by_user, channel, changes)
    select ${tx.tenant.id}::int, r.event, ${now}::timestamptz, ${`${meta.name}.updated`}::text, ${meta.name}::text, r.record, ${by}::uuid, 'automation', r.changes
    from ${columns}(${rows}::jsonb) as r (event uuid, record uuid, deleted boolean, changes jsonb) where not r.deleted`);
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}
