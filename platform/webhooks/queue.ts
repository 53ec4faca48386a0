import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import type { Message } from './attempt.ts';

/** A webhook as the sender needs it. */
export interface HookRow {
  readonly id: string;
  readonly url: string;
  readonly user_id: string;
  readonly secret: string;
  readonly old_secret: string | null;
  readonly old_until: string | null;
  readonly retry_at: string | null;
  readonly failures: number;
}

/** A message that is not taken yet. */
export interface Waiting extends Message {
  readonly record_id: string;
  readonly tries: number;
  readonly first_at: string | null;
}

/** Messages that are looked at together. */
const windowSize = 200;

/** The webhook while it is on. */
export async function findHook(ctx: Context, id: string): Promise<HookRow | undefined> {
  const [row] = await ctx.query<HookRow>(sql`
    select id, url, user_id, secret, old_secret, old_until, retry_at, failures from webhook
    where tenant_id = ${ctx.tenant.id} and id = ${id} and active`);
  return row;
}

/** What may go now, in order: nothing behind a message of the same record that waits for its next try. */
export function dueMessages(ctx: Context, webhook: string): Promise<Waiting[]> {
  const [tenant, now] = [ctx.tenant.id, ctx.clock.now()];
  return ctx.query<Waiting>(sql`
    select d.id, d.event_id, d.event, d.record_id, d.body, d.tries, d.first_at from webhook_delivery d
    where d.tenant_id = ${tenant} and d.webhook_id = ${webhook} and d.status = 'waiting' and d.next_at <= ${now}
      and not exists (select from webhook_delivery e
        where e.tenant_id = ${tenant} and e.webhook_id = ${webhook} and e.status = 'waiting' and e.record_id = d.record_id and e.seq < d.seq and e.next_at > ${now})
    order by d.seq limit ${windowSize}`);
}

/** When the next message that must wait may go. */
export async function nextTime(ctx: Context, webhook: string): Promise<number | undefined> {
  const [row] = await ctx.query<{ at: string | null }>(sql`
    select min(next_at) as at from webhook_delivery
    where tenant_id = ${ctx.tenant.id} and webhook_id = ${webhook} and status = 'waiting' and next_at > ${ctx.clock.now()}`);
  return row?.at ? Date.parse(row.at) : undefined;
}
