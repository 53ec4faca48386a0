import { sql } from '@huanke/platform/database';
import { type Context, defineSubscriber, type EventRecord, type Values } from '@huanke/platform/module';
import { loadValues, saveRecords } from '@huanke/platform/records';
import { isWaiting } from '../domain/lead-status.ts';
import { answeredAt, answersLead } from '../domain/speaking.ts';
import { activitiesOf, followUpEvents } from './activities-of.ts';

interface Row {
  readonly id: string;
  readonly status: string;
  readonly first: string;
}

/** Leads that were spoken to since they have their owner: the first time is the answer. One statement finds them all; run again it changes nothing. */
export async function noteAnswers(ctx: Context, leads: readonly string[]): Promise<void> {
  const meta = ctx.meta.object('lead');
  if (!meta || leads.length === 0) return;
  const now = ctx.clock.now();
  await ctx.transaction(async (tx) => {
    const rows = await tx.query<Row>(sql`
      select l.id, l.status, min(${answeredAt(now)}) as first
      from lead l
      join record_link k on k.tenant_id = l.tenant_id and k.target_id = l.id and k.object = 'activity' and k.field = 'related'
      join activity a on a.tenant_id = k.tenant_id and a.id = k.record_id and a.deleted_at is null and ${answersLead(now)}
      where l.tenant_id = ${tx.tenant.id} and l.id = any(${leads}::uuid[]) and l.deleted_at is null and l.status <> 'converted'
        and l.first_response_at is null
      group by l.tenant_id, l.id`);
    await answer(tx, rows);
  });
}

/** Writes down when leads were answered; who waits no more is being followed. */
async function answer(tx: Context, rows: readonly Row[]): Promise<void> {
  const meta = tx.meta.object('lead');
  if (!meta || rows.length === 0) return;
  await saveRecords(
    tx,
    meta,
    rows.map(({ id, status, first }) => ({
      operation: 'update',
      id,
      values: { firstResponseAt: first, ...(isWaiting(status) ? { status: 'following' } : {}) },
    })),
    { asSystem: true, channel: 'automation' },
  );
}

interface Spoken {
  readonly lead: string;
  readonly at: string;
}

/** What a letter or call says of leads: that somebody of ours wrote, or that they spoke. */
function spokenIn({ direction, outcome, sentAt, startAt, related }: Values): Spoken[] {
  const at = direction === 'out' && sentAt ? sentAt : outcome === 'answered' ? startAt : undefined;
  const leads = ((related ?? []) as readonly { object: string; id: string }[]).filter(({ object }) => object === 'lead');
  return at === undefined ? [] : leads.map(({ id }) => ({ lead: id, at: String(at) }));
}

/** Letters and calls that were logged by themselves answer a lead as well as one that was written down; those of before it had its owner do not. */
async function noteSpoken(ctx: Context, events: readonly EventRecord[]): Promise<void> {
  for (const [object, told] of Map.groupBy(events, (event) => event.object)) {
    const meta = ctx.meta.object(object);
    const ids = told.map(({ record }) => record);
    const spoken = meta ? [...(await loadValues(ctx, meta, ids)).values()].flatMap(spokenIn) : [];
    if (spoken.length === 0) continue;
    await ctx.transaction(async (tx) => {
      const rows = await tx.query<Row>(sql`
        select l.id, l.status, min(s.at) as first
        from unnest(${spoken.map(({ lead }) => lead)}::uuid[], ${spoken.map(({ at }) => at)}::timestamptz[]) s (lead, at)
        join lead l on l.tenant_id = ${tx.tenant.id} and l.id = s.lead and l.deleted_at is null
        where l.status <> 'converted' and l.first_response_at is null and s.at >= coalesce(l.owner_since, l.created_at)
        group by l.tenant_id, l.id`);
      await answer(tx, rows);
    });
  }
}

/** The leads among what activities are about. */
async function leadsOf(ctx: Context, activities: readonly string[]): Promise<string[]> {
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct target_id as id from record_link
    where tenant_id = ${ctx.tenant.id} and record_id = any(${activities}::uuid[]) and field = 'related' and target_object = 'lead'`);
  return rows.map((row) => row.id);
}

/** Whoever writes down a call with a lead, or checks in at one, has answered it; the lead is being followed. Demo data and files tell what was. */
export const leadResponse = defineSubscriber({
  name: 'sales.leadResponse',
  events: followUpEvents,
  async run(ctx, all) {
    const isDone = ({ object }: EventRecord) => object === 'activity' || object === 'checkIn';
    await noteSpoken(
      ctx,
      all.filter((event) => !isDone(event)),
    );
    const told = all.filter((event) => isDone(event) && event.channel !== 'sync' && event.channel !== 'import');
    if (told.length === 0) return;
    await noteAnswers(ctx, await leadsOf(ctx, await activitiesOf(ctx, told)));
  },
});
