import { sql } from '@huanke/platform/database';
import { type Context, metaOf } from '@huanke/platform/module';
import { noticeId, notify } from '@huanke/platform/notifications';
import { loadValues, updateRecord } from '@huanke/platform/records';
import type { Found } from '../matching/find.ts';
import { texted } from './allowed.ts';

export interface Settled {
  readonly status: 'sent' | 'delivered' | 'failed' | 'unconfirmed';
  readonly reason?: string;
  readonly providerId?: string;
  readonly segments?: number | null;
}

/** What may follow: a receipt ends it, and what ended stays as it is, however often it is told. */
const follows: Readonly<Record<string, readonly Settled['status'][]>> = {
  queued: ['sent', 'delivered', 'failed', 'unconfirmed'],
  sent: ['delivered', 'failed'],
  unconfirmed: ['delivered', 'failed'],
};

/** Writes down what became of a message, once, and tells its sender when it did not arrive. Never sent again from here on. */
export async function settle(tx: Context, message: string, { status, reason, providerId, segments }: Settled): Promise<void> {
  const system = tx.elevated();
  const meta = metaOf(system, 'sentMessage');
  await tx.query(sql`
    update message_dispatch set state = 'done', content = null, provider_id = coalesce(provider_id, ${providerId ?? null})
    where tenant_id = ${tx.tenant.id} and record_id = ${message}::uuid`);
  const record = (await loadValues(system, meta, [message], { lock: true })).get(message);
  if (!record) return;
  const isNews = follows[String(record['status'])]?.includes(status) ?? false;
  const values = {
    ...(isNews ? { status, reason: reason?.slice(0, 300) ?? null } : {}),
    ...(isNews && status !== 'sent' ? { settledAt: tx.clock.now().toISOString() } : {}),
    ...(isNews && segments ? { segments } : {}),
    ...(providerId && !record['providerId'] ? { providerId } : {}),
  };
  if (Object.keys(values).length > 0) await updateRecord(system, meta, message, values, { asSystem: true });
  if (isNews && (status === 'failed' || status === 'unconfirmed')) await tellSender(tx, message, record, reason ?? '');
}

async function tellSender(tx: Context, message: string, record: Readonly<Record<string, unknown>>, reason: string): Promise<void> {
  const person = ((record['related'] ?? []) as readonly Found[]).find(({ object }) => (texted as readonly string[]).includes(object));
  const user = record['owner'];
  if (typeof user !== 'string' || !person) return;
  await notify(tx, [
    { user, kind: 'messageFailed', object: person.object, record: person.id, data: { reason }, id: noticeId(`message ${message}`, user) },
  ]);
}
