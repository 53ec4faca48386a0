import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { stageOf } from './stage-of.ts';

/** Who closed the deal keeps the credit, whoever owns it later; reopened, it is nobody's yet. */
function credit(ctx: Context, change: Change): Values | undefined {
  const now = { ...change.before, ...change.values };
  const isClosed = (values: Values | undefined) => ['won', 'lost'].includes(stageOf(ctx, values?.stage)?.category ?? '');
  if (!isClosed(now)) return now.creditTo ? { creditTo: null } : undefined;
  if (!isClosed(change.before)) return { creditTo: now.owner ?? null };
  // closed before there was this field
  return now.creditTo || !change.before?.owner ? undefined : { creditTo: change.before.owner };
}

export const opportunityCredit = defineHook({
  name: 'sales.opportunityCredit',
  object: 'opportunity',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes) => changes.map((change) => credit(ctx, change)),
});
