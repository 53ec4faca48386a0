import { sql } from '@huanke/platform/database';
import { errors, isId, textOf } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { notDelivered } from './failure.ts';
import type { Receipt, SmsProvider } from './provider.ts';
import { settle } from './settle.ts';

interface Known {
  readonly message: string;
  readonly providerId: string | null;
}

/** The messages that receipts are about, by the service's id or ours, the newest first. One query, however many. */
async function known(ctx: Context, provider: string, receipts: readonly Receipt[]): Promise<Known[]> {
  return ctx.query<Known>(sql`
    select record_id as message, provider_id as "providerId" from message_dispatch
    where tenant_id = ${ctx.tenant.id} and provider = ${provider} and (provider_id = any(${receipts.map(({ providerId }) => providerId)}::text[])
      or record_id = any(${receipts.flatMap(({ id }) => (id !== null && isId(id) ? [id.toLowerCase()] : []))}::uuid[]))
    order by queued_at desc`);
}

/** Nothing asks for so long: whoever was asking has died. */
const staleMs = 2 * 60_000;

/** Whether a message is being asked for right now: its id at the service is not known yet. */
async function isCalling(ctx: Context, provider: string): Promise<boolean> {
  const [row] = await ctx.query(sql`
    select from message_dispatch where tenant_id = ${ctx.tenant.id} and provider = ${provider} and state = 'calling'
      and called_at > ${new Date(ctx.clock.now().getTime() - staleMs)} limit 1`);
  return row !== undefined;
}

/**
 * Takes in what a service reports. The same account may send for others as well: what is none of ours is passed over.
 *
 * @returns how many receipts were of our messages
 * @throws UNAVAILABLE where a report may be of a message whose id is about to be written down: the service reports again
 */
export async function takeReceipts(ctx: Context, provider: SmsProvider, receipts: readonly Receipt[]): Promise<number> {
  const calling = await isCalling(ctx, provider.name);
  const rows = await known(ctx, provider.name, receipts);
  const messageOf = ({ id, providerId }: Receipt) =>
    (rows.find((row) => row.message === id?.toLowerCase()) ?? rows.find((row) => providerId !== '' && row.providerId === providerId))
      ?.message;
  let taken = 0;
  for (const receipt of receipts) {
    const message = messageOf(receipt);
    if (!message) continue;
    taken += 1;
    await ctx.transaction((tx) =>
      settle(tx, message, {
        status: receipt.delivered ? 'delivered' : 'failed',
        ...(receipt.delivered ? {} : { reason: textOf(notDelivered(receipt.refusal), tx.tenant.language) }),
        ...(receipt.providerId ? { providerId: receipt.providerId } : {}),
        segments: receipt.segments,
      }),
    );
  }
  await ctx.transaction((tx) =>
    tx.query(sql`update sms_account set heard_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and provider = ${provider.name}`),
  );
  if (taken < receipts.length && calling) throw errors.UNAVAILABLE({ retryAfter: 60 });
  return taken;
}
