import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { OutboundError } from '../outbound/index.ts';
import { deadAfterMs, restAfter, restAfterFailures, waitAfter } from './policy.ts';
import { signatureOf } from './sign.ts';
import type { Try } from './types.ts';

/** Where a webhook's deliveries go. */
export interface Target {
  readonly url: string;
  readonly secrets: readonly string[];
}

export interface Message {
  readonly id: string;
  readonly event_id: string;
  readonly event: string;
  readonly body: string;
}

/** What is kept of an answer. */
const keptText = 1000;
/** Tries that are kept of one delivery. */
const keptTries = 10;

/** Sends one message once. Never throws: what went wrong is part of the answer. */
export async function attempt(ctx: Context, { url, secrets }: Target, message: Message): Promise<Try> {
  const at = ctx.clock.now();
  const start = performance.now();
  const done = () => ({ at: at.toISOString(), ms: Math.round(performance.now() - start) });
  try {
    const answer = await ctx.app.outbound.send({
      url,
      body: message.body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Huanke-Webhook/1',
        'huanke-event': message.event,
        'huanke-event-id': message.event_id,
        'huanke-delivery-id': message.id,
        'huanke-signature': signatureOf(message.body, at, secrets),
      },
    });
    // U+0000 can not be stored
    return { ...done(), status: answer.status, body: answer.body.replaceAll('\u0000', '').slice(0, keptText) };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { ...done(), error: error.fault };
  }
}

export const isTaken = ({ status }: Try): boolean => status !== undefined && status >= 200 && status < 300;

/** Writes down how a try ended: delivered, waiting for the next one, or dead after a day. */
export async function noteTry(
  ctx: Context,
  message: { readonly id: string; readonly tries: number; readonly first_at: string | null },
  result: Try,
): Promise<void> {
  const now = ctx.clock.now();
  const tries = message.tries + 1;
  const first = message.first_at === null ? now : new Date(message.first_at);
  const isDead = !isTaken(result) && now.getTime() - first.getTime() >= deadAfterMs;
  const status = isTaken(result) ? 'delivered' : isDead ? 'dead' : 'waiting';
  // the last try is made when the day is over
  const next = new Date(Math.min(now.getTime() + waitAfter(tries), Math.max(first.getTime() + deadAfterMs, now.getTime())));
  await ctx.transaction((tx) =>
    tx.query(sql`
    update webhook_delivery set status = ${status}, tries = ${tries}, first_at = ${first}, next_at = ${next},
      done_at = ${status === 'waiting' ? null : now}::timestamptz,
      log = (select coalesce(jsonb_agg(e order by n), '[]') from (select e, n from jsonb_array_elements(log || ${JSON.stringify([result])}::jsonb) with ordinality x (e, n) order by n desc limit ${keptTries}) y)
    where tenant_id = ${tx.tenant.id} and id = ${message.id} and status = 'waiting'`),
  );
}

/** Counts failures in a row of the address; answers how it stands now. */
export async function noteHealth(
  ctx: Context,
  webhook: string,
  ok: boolean,
): Promise<{ failures: number; failingSince: string | null } | undefined> {
  const now = ctx.clock.now();
  const [row] = await ctx.transaction((tx) =>
    tx.query<{ failures: number; failingSince: string | null }>(
      ok
        ? sql`update webhook set failures = 0, failing_since = null, retry_at = null
            where tenant_id = ${tx.tenant.id} and id = ${webhook} and failures > 0 returning failures, failing_since as "failingSince"`
        : sql`update webhook set failures = failures + 1, failing_since = coalesce(failing_since, ${now})
            where tenant_id = ${tx.tenant.id} and id = ${webhook} returning failures, failing_since as "failingSince"`,
    ),
  );
  if (row && row.failures >= restAfter) {
    const until = new Date(now.getTime() + restAfterFailures(row.failures));
    await ctx.transaction((tx) =>
      tx.query(sql`update webhook set retry_at = ${until} where tenant_id = ${tx.tenant.id} and id = ${webhook}`),
    );
  }
  return row;
}
