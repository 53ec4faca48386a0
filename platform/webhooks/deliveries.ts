import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { attempt } from './attempt.ts';
import { findWebhook, openSecrets } from './store.ts';
import type { Delivery, DeliveryStatus, Try } from './types.ts';

export interface DeliveryQuery {
  readonly status?: DeliveryStatus;
  readonly cursor?: string;
  readonly limit: number;
}

const columns = sql`
  d.id, d.event_id as "eventId", d.event, d.object, d.record_id as record, d.status, d.tries,
  case when d.status = 'waiting' then d.next_at end as "nextAt", d.created_at as "createdAt", d.done_at as "doneAt", d.log`;

/** Deliveries of a webhook, the newest first. */
export async function listDeliveries(
  ctx: Context,
  webhook: string,
  { status, cursor, limit }: DeliveryQuery,
): Promise<{ items: Delivery[]; nextCursor: string | null }> {
  const { id } = await findWebhook(ctx, webhook);
  if (cursor !== undefined && !isId(cursor)) throw errors.BAD_CURSOR();
  const items = await ctx.query<Delivery>(sql`
    select ${columns} from webhook_delivery d
    where d.tenant_id = ${ctx.tenant.id} and d.webhook_id = ${id} ${status ? sql`and d.status = ${status}` : sql``}
      ${cursor ? sql`and d.id < ${cursor}::uuid` : sql``}
    order by d.id desc limit ${limit + 1}`);
  const shown = items.slice(0, limit);
  return { items: shown, nextCursor: items.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** One delivery with what was (or will be) sent. */
export async function findDelivery(ctx: Context, webhook: string, delivery: string): Promise<Delivery & { readonly body: string }> {
  const { id } = await findWebhook(ctx, webhook);
  const [found] = isId(delivery)
    ? await ctx.query<Delivery & { body: string }>(sql`
        select ${columns}, d.body from webhook_delivery d where d.tenant_id = ${ctx.tenant.id} and d.webhook_id = ${id} and d.id = ${delivery}`)
    : [];
  if (!found) throw errors.NOT_FOUND();
  return found;
}

export interface Replay {
  /** These ones; */
  readonly deliveries?: readonly string[];
  /** or all made in this time, of one status when said. */
  readonly from?: string;
  readonly to?: string;
  readonly status?: 'delivered' | 'dead';
}

/** Sends what is done once more, in the old order: the same deliveries under the same ids. Answers how many. */
export async function replay(ctx: Context, webhook: string, input: Replay): Promise<{ count: number }> {
  const { id, active } = await findWebhook(ctx, webhook);
  if (!active) throw errors.STATE({ errors: [{ field: 'active', code: 'STATE', message: label('请先启用', 'Switch it on first') }] });
  const which = input.deliveries ? sql`id = any(${input.deliveries.filter(isId)}::uuid[])` : rangeOf(input);
  return ctx.transaction(async (tx) => {
    const rows = await tx.query(sql`
      update webhook_delivery set status = 'waiting', next_at = ${tx.clock.now()}, first_at = null, done_at = null, tries = 0
      where tenant_id = ${tx.tenant.id} and webhook_id = ${id} and status in ('delivered', 'dead') and ${which} returning 1`);
    await audit(tx, { event: 'webhook.replayed', record: id, data: { count: rows.length } });
    tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
    return { count: rows.length };
  });
}

function rangeOf({ from, to, status }: Replay): Sql {
  const instant = (field: 'from' | 'to', raw: string | undefined) => {
    if (raw === undefined) return undefined;
    const at = new Date(raw);
    if (Number.isNaN(at.getTime())) throw fieldError('INVALID_VALUE', field, label('应为时刻', 'Must be an instant'));
    return at;
  };
  const [start, end] = [instant('from', from), instant('to', to)];
  if (!start && !end && !status)
    throw fieldError('REQUIRED', 'deliveries', label('请选择要重发的记录或时间段', 'Say which deliveries, or from when'));
  return sql`${start ? sql`created_at >= ${start}` : sql`true`} and ${end ? sql`created_at <= ${end}` : sql`true`}
    and ${status ? sql`status = ${status}` : sql`true`}`;
}

/** Sends a made-up event now and answers what came back. It is no delivery: nothing is written down and nothing is tried again. */
export async function sendTest(ctx: Context, webhook: string): Promise<Try> {
  const { id, url } = await findWebhook(ctx, webhook);
  const [row] = await ctx.query<{ secret: string; old_secret: string | null; old_until: string | null }>(sql`
    select secret, old_secret, old_until from webhook where tenant_id = ${ctx.tenant.id} and id = ${id}`);
  if (!row) throw errors.NOT_FOUND();
  const event = {
    id: newId(),
    at: ctx.clock.now().toISOString(),
    event: 'webhook.tested',
    object: 'webhook',
    record: id,
    by: { id: ctx.user.id, title: ctx.user.name },
    channel: ctx.channel,
    changes: [],
  };
  const secrets = await openSecrets(ctx, row);
  return attempt(ctx, { url, secrets }, { id: newId(), event_id: event.id, event: event.event, body: JSON.stringify(event) });
}
