import { sql } from '@huanke/platform/database';
import { defineSubscriber } from '@huanke/platform/module';
import { markStalled } from '../deals/stalled.ts';

/** A follow-up takes the mark of a stalled deal away at once. */
export const dealActivity = defineSubscriber({
  name: 'sales.dealActivity',
  events: ['activity.created', 'activity.updated', 'activity.deleted'],
  async run(ctx, events) {
    const rows = await ctx.query<{ id: string }>(sql`
      select distinct o.id from record_link l join opportunity o on o.tenant_id = l.tenant_id and o.id = l.target_id and o.stalled
      where l.tenant_id = ${ctx.tenant.id} and l.record_id = any(${events.map(({ record }) => record)}::uuid[]) and l.object = 'activity'`);
    if (rows.length === 0) return;
    await markStalled(
      ctx,
      rows.map(({ id }) => id),
    );
  },
});
