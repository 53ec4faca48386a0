import { audit } from '@huanke/platform/audit';
import { sql } from '@huanke/platform/database';
import { referenceOf } from '@huanke/platform/mailboxes';
import { type Context, metaOf } from '@huanke/platform/module';
import { deleteRecord, purgeDeleted, saveAll } from '@huanke/platform/records';
import { lockOwned, ownersIn } from './owned.ts';

/**
 * Takes a letter out of the CRM for the caller, for good: it is never fetched again for them. Who else has it in their mailbox keeps it; with
 * its last owner it goes at once, recycle bin and all, because private mail must not lie about.
 */
export async function removeLetter(tx: Context, id: string): Promise<{ gone: boolean }> {
  const values = await lockOwned(tx, id);
  const meta = metaOf(tx, 'emailMessage');
  await tx.query(sql`
    insert into mail_removed (tenant_id, user_id, reference, at)
    values (${tx.tenant.id}, ${tx.user.id}::uuid, ${referenceOf(String(values.messageId))}, ${tx.clock.now()}) on conflict do nothing`);
  const others = ownersIn(values).filter((one) => one.id !== tx.user.id);
  const heir = others[0];
  const system = tx.elevated();
  await audit(tx, { event: 'emailMessage.removed', object: 'emailMessage', record: id, data: { gone: !heir } });
  if (heir) {
    await saveAll(system, meta, [{ operation: 'update', id, values: { owners: others, owner: heir.id } }], { asSystem: true });
    return { gone: false };
  }
  // what was told of it says nothing any more
  await tx.query(
    sql`update event set changes = null where tenant_id = ${tx.tenant.id} and object = 'emailMessage' and record_id = ${id}::uuid`,
  );
  await deleteRecord(system, meta, id, { asSystem: true });
  await purgeDeleted(system, new Date(tx.clock.now().getTime() + 1), { object: 'emailMessage', ids: [id] });
  return { gone: true };
}
