import { sql } from '@huanke/platform/database';
import { dayIn, dayStartIn } from '@huanke/platform/kernel';
import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { consentState } from '@huanke/platform/protection';
import { phoneKey } from '@huanke/platform/text';
import { engagementErrors } from '../errors.ts';
import { bearersOf, type Found } from '../matching/find.ts';
import { smsSettings } from '../settings.ts';

/** Objects whose records are texted. */
export const texted = ['contact', 'lead'] as const;

interface Mobile {
  /** Where it stands in the record. */
  readonly field: string;
  readonly number: string;
}

/** The number a person is texted at: of the mainland, 11 digits. The main one of a lead is passed over where it is known to be bad. */
export function mobileIn(meta: ObjectMeta, record: Values): Mobile | undefined {
  for (const { name, type } of meta.fields.values()) {
    const isBad = name === 'phone' && record['phoneBad'] === true;
    const value = type === 'phone' && !isBad ? record[name] : undefined;
    const key = typeof value === 'string' ? phoneKey(value) : undefined;
    if (key?.kind === 'mobile') return { field: name, number: key.key };
  }
  return undefined;
}

/** @throws SMS_NO_MOBILE */
export function mobileOf(meta: ObjectMeta, record: Values): Mobile {
  const found = mobileIn(meta, record);
  if (!found) throw engagementErrors.SMS_NO_MOBILE();
  return found;
}

/** By what messages to one number are counted, without keeping the number. */
export const hashOf = async (ctx: Context, number: string): Promise<string> =>
  (await ctx.app.vault.sealer(ctx.tenant.id)).hash('sentMessage', 'recipient', number);

export interface Asked {
  readonly number: string;
  readonly hash: string;
  readonly person: Found;
  readonly isMarketing: boolean;
}

/** Hours of the company's zone in which marketing goes out (MKT-18). */
const marketingHours = { from: 8, until: 21 } as const;

/**
 * Refuses a message that may not be sent now: to who took the consent back, marketing to who gave none or at night, more than a day's share.
 * The consent is that of every person's record with this number. In a transaction messages to one number wait for each other.
 *
 * @throws SMS_WITHDRAWN, SMS_NO_CONSENT, SMS_QUIET, SMS_RECIPIENT_LIMIT, SMS_SENDER_LIMIT
 */
export async function checkAllowed(ctx: Context, asked: Asked): Promise<void> {
  const system = ctx.elevated();
  const bearers = (await bearersOf(system, 'phone', [asked.number])).get(asked.number) ?? [];
  const people = bearers.filter(({ object }) => object !== 'account').map(({ id }) => id);
  const state = await consentState(system, [asked.person.id, ...people], 'marketingSms');
  if (state === 'withdrawn') throw engagementErrors.SMS_WITHDRAWN();
  if (asked.isMarketing) {
    if (state !== 'given') throw engagementErrors.SMS_NO_CONSENT();
    const day = dayIn(ctx.tenant.timeZone, ctx.clock.now());
    const hour = (ctx.clock.now().getTime() - dayStartIn(ctx.tenant.timeZone, day).getTime()) / 3_600_000;
    if (hour < marketingHours.from || hour >= marketingHours.until) throw engagementErrors.SMS_QUIET();
  }
  await checkShares(system, asked.hash);
}

async function checkShares(ctx: Context, hash: string): Promise<void> {
  if (ctx.inTransaction)
    for (const key of [`message ${hash}`, `messages of ${ctx.user.id}`])
      await ctx.query(sql`select pg_advisory_xact_lock(hashtext(${key}), ${ctx.tenant.id})`);
  const start = dayStartIn(ctx.tenant.timeZone, dayIn(ctx.tenant.timeZone, ctx.clock.now()));
  const { perRecipient, perSender } = smsSettings(ctx);
  const [row] = await ctx.query<{ received: number; sent: number }>(sql`
    select (select count(*)::int from message_dispatch d
        join sent_message m on m.tenant_id = d.tenant_id and m.id = d.record_id and m.status <> 'failed'
        where d.tenant_id = ${ctx.tenant.id} and d.recipient = ${hash} and d.queued_at >= ${start}) as received,
      (select count(*)::int from sent_message m where m.tenant_id = ${ctx.tenant.id} and m.owner = ${ctx.user.id}::uuid and m.sent_at >= ${start}) as sent`);
  if (row && row.received >= perRecipient) throw engagementErrors.SMS_RECIPIENT_LIMIT({ values: { count: row.received } });
  if (row && row.sent >= perSender) throw engagementErrors.SMS_SENDER_LIMIT({ values: { count: row.sent } });
}
