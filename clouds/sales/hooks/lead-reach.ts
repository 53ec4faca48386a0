import { fieldError } from '@huanke/platform/kernel';
import { defineHook, metaOf } from '@huanke/platform/module';
import { leadRules } from '../domain/lead-rules.ts';
import { isReachable, unreachable } from '../domain/reachable.ts';

/**
 * A new lead is somebody who can be reached (SAL-1), unless the company asks for nothing (decision 0055). A number of a form that nobody could call
 * stands in its touch, and the lead is kept.
 */
export const leadReach = defineHook({
  name: 'sales.leadReach',
  object: 'lead',
  stage: 'beforeSave',
  on: ['create'],
  run(ctx, changes, reject) {
    if (ctx.channel === 'sync' || !leadRules(ctx).reachable) return undefined;
    const lead = metaOf(ctx.whole(), 'lead');
    for (const [index, { values, submitted }] of changes.entries())
      if (!submitted && !isReachable(lead, values)) reject(index, fieldError('REQUIRED', 'phone', unreachable));
    return undefined;
  },
});
