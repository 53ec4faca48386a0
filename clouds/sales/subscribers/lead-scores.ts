import { sql } from '@huanke/platform/database';
import { defineSubscriber } from '@huanke/platform/module';
import { rescoreLeads } from '../scoring/rescore.ts';
import { activeModels } from '../scoring/store.ts';

/** A lead that changes, comes again or is spoken to, by letter and by call too, is scored anew; nothing where the company has no model. */
export const leadScores = defineSubscriber({
  name: 'sales.leadScores',
  events: [
    'lead.created',
    'lead.updated',
    'lead.restored',
    'lead.touched',
    'lead.reverted',
    'activity.created',
    'activity.updated',
    'activity.deleted',
    'activity.restored',
    'emailMessage.created',
    'emailMessage.updated',
    'callLog.created',
    'callLog.updated',
  ],
  automation: 'other',
  async run(ctx, events) {
    const { published, publishing } = await activeModels(ctx);
    if (!published && !publishing) return;
    const leads = events.filter(({ object }) => object === 'lead').map(({ record }) => record);
    const done = events.filter(({ object }) => object !== 'lead').map(({ record }) => record);
    const about = await ctx.query<{ id: string }>(sql`
      select distinct target_id as id from record_link
      where tenant_id = ${ctx.tenant.id} and record_id = any(${done}::uuid[]) and field = 'related' and target_object = 'lead'`);
    await rescoreLeads(ctx, [...leads, ...about.map(({ id }) => id)]);
  },
});
