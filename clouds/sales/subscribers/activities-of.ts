import { sql } from '@huanke/platform/database';
import type { Context, EventRecord } from '@huanke/platform/module';

/** What tells that a record was followed up. */
export const followUpEvents: readonly string[] = [
  'activity.created',
  'activity.updated',
  'activity.restored',
  'checkIn.created',
  'emailMessage.created',
  'emailMessage.updated',
  'callLog.created',
  'callLog.updated',
];

/** The activities that events are about, each once: a check-in says of its visit that it is held. */
export async function activitiesOf(ctx: Context, events: readonly EventRecord[]): Promise<string[]> {
  const own = events.filter(({ object }) => object === 'activity').map(({ record }) => record);
  const checkIns = events.filter(({ object }) => object === 'checkIn').map(({ record }) => record);
  if (checkIns.length === 0) return [...new Set(own)];
  const rows = await ctx.query<{ activity: string }>(sql`
    select c.activity from check_in c where c.tenant_id = ${ctx.tenant.id} and c.id = any(${checkIns}::uuid[])`);
  return [...new Set([...own, ...rows.map(({ activity }) => activity)])];
}
