import { sql } from '@huanke/platform/database';
import { defineSubscriber } from '@huanke/platform/module';
import { markStalled } from '../deals/stalled.ts';
import { activitiesOf, followUpEvents } from './activities-of.ts';

/** A follow-up, a check-in, a letter or a call takes the mark of a stalled deal away at once; letters and calls also those with its account, its contact or people of its map. */
export const dealActivity = defineSubscriber({
  name: 'sales.dealActivity',
  events: [...followUpEvents, 'activity.deleted'],
  async run(ctx, events) {
    const about = [...(await activitiesOf(ctx, events)), ...events.map(({ record }) => record)];
    const rows = await ctx.query<{ id: string }>(sql`
      with meant as (
        select distinct l.target_id as id, l.object <> 'activity' as around from record_link l
        where l.tenant_id = ${ctx.tenant.id} and l.record_id = any(${about}::uuid[]) and l.field = 'related')
      select o.id from opportunity o join meant m on m.id = o.id where o.tenant_id = ${ctx.tenant.id} and o.stalled
      union select o.id from opportunity o join meant m on m.id = o.account and m.around where o.tenant_id = ${ctx.tenant.id} and o.stalled
      union select o.id from opportunity o join meant m on m.id = o.contact and m.around where o.tenant_id = ${ctx.tenant.id} and o.stalled
      union select o.id from opportunity_role p join meant m on m.id = p.contact and m.around
        join opportunity o on o.tenant_id = p.tenant_id and o.id = p.opportunity and o.stalled
        where p.tenant_id = ${ctx.tenant.id} and p.deleted_at is null`);
    if (rows.length === 0) return;
    await markStalled(
      ctx,
      rows.map(({ id }) => id),
    );
  },
});
