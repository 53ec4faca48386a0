import { sql } from '@huanke/platform/database';
import { type Context, defineSubscriber } from '@huanke/platform/module';
import { saveRecords } from '@huanke/platform/records';
import { isWaiting } from '../domain/lead-status.ts';

/** Kinds of activities by which somebody has spoken to the person; a note or a task is none, nor what is still to come. */
const speaking = ['call', 'visit', 'meeting', 'email', 'message', 'demo'];

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
      select l.id, l.status, min(greatest(a.created_at, least(a.start_at, ${now}))) as first
      from lead l
      join record_link k on k.tenant_id = l.tenant_id and k.target_id = l.id and k.object = 'activity' and k.field = 'related'
      join activity a on a.tenant_id = k.tenant_id and a.id = k.record_id and a.deleted_at is null and a.type = any(${speaking}::text[])
      where l.tenant_id = ${tx.tenant.id} and l.id = any(${leads}::uuid[]) and l.deleted_at is null and l.status <> 'converted'
        and l.first_response_at is null
        and a.created_at >= coalesce(l.owner_since, l.created_at)
        and a.status is distinct from 'cancelled' and (a.done or a.start_at is null or a.start_at <= ${now})
      group by l.tenant_id, l.id`);
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
  });
}

/** The leads among what activities are about. */
async function leadsOf(ctx: Context, activities: readonly string[]): Promise<string[]> {
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct target_id as id from record_link
    where tenant_id = ${ctx.tenant.id} and record_id = any(${activities}::uuid[]) and field = 'related' and target_object = 'lead'`);
  return rows.map((row) => row.id);
}

/** Whoever writes down a call with a lead has answered it; the lead is being followed. Demo data and files tell what was. */
export const leadResponse = defineSubscriber({
  name: 'sales.leadResponse',
  events: ['activity.created', 'activity.updated'],
  async run(ctx, events) {
    const told = events.filter(({ channel }) => channel !== 'sync' && channel !== 'import');
    if (told.length === 0) return;
    await noteAnswers(ctx, await leadsOf(ctx, [...new Set(told.map((event) => event.record))]));
  },
});
