import { sql } from '../database/sql.ts';
import { type EventItem, eventItems, visibleEvents } from '../events/index.ts';
import { newId } from '../kernel/index.ts';
import { type Access, type Context, defineSubscriber, type EventRecord } from '../module/index.ts';
import { wants } from './match.ts';
import { wakeSender } from './sender.ts';

interface Row {
  readonly id: string;
  readonly events: readonly string[];
  readonly objects: readonly string[];
  readonly user_id: string;
  readonly scopes: Access['scopes'] | null;
}

/** Writes down what each webhook is to be told: as its user sees it at this moment. From here on nothing is lost. */
export const webhookSubscriber = defineSubscriber({
  name: 'webhooks',
  events: ['*'],
  automation: 'other',
  async run(ctx, events) {
    const webhooks = await ctx.query<Row>(
      sql`select id, events, objects, user_id, scopes from webhook where tenant_id = ${ctx.tenant.id} and active`,
    );
    for (const webhook of webhooks) {
      const wanted = events.filter((event) => wants(webhook, event));
      if (wanted.length > 0) await keep(ctx, webhook, await itemsFor(ctx, webhook, wanted));
    }
  },
});

async function itemsFor(ctx: Context, { user_id: user, scopes }: Row, events: readonly EventRecord[]): Promise<EventItem[]> {
  const member = await ctx.app.identity.member(ctx.tenant, user);
  // switched off by the sender, which says so; nothing is shown to nobody
  if (!member?.person.active) return [];
  const as = await ctx.app.contextFor({ tenant: ctx.tenant.id, user, scopes });
  return eventItems(as, await visibleEvents(as, events));
}

/** Told twice, an event still is one delivery. */
async function keep(ctx: Context, { id }: Row, items: readonly EventItem[]): Promise<void> {
  if (items.length === 0) return;
  const now = ctx.clock.now();
  const column = (of: (item: EventItem) => string) => items.map(of);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      insert into webhook_delivery (tenant_id, id, webhook_id, event_id, event, object, record_id, body, next_at, created_at)
      select ${tx.tenant.id}, i.id, ${id}, i.event_id, i.event, i.object, i.record, i.body, ${now}, ${now}
      from unnest(${items.map(() => newId())}::uuid[], ${column((item) => item.id)}::uuid[], ${column((item) => item.event)}::text[],
        ${column((item) => item.object)}::text[], ${column((item) => item.record)}::uuid[], ${column((item) => JSON.stringify(item))}::text[])
        with ordinality as i (id, event_id, event, object, record, body, place)
      order by i.place on conflict (tenant_id, webhook_id, event_id) do nothing`);
    tx.afterCommit(() => wakeSender(tx.app, tx.tenant.id));
  });
}
