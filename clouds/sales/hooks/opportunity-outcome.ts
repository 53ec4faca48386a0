import { dayIn, daysBetween } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { stageOf } from './stage-of.ts';

const earliest = '0001-01-01';

/** Dates and numbers that follow from the stage: closed on, engaged on, probability, cycle days. Nobody types what can be derived. */
function outcome(ctx: Context, change: Change): Values | undefined {
  const now = { ...change.before, ...change.values };
  const moved = change.values.stage !== undefined && change.values.stage !== change.before?.stage;
  const stage = stageOf(ctx, now.stage);
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  const derived: Record<string, unknown> = {};
  const given = (field: string) => change.values[field] !== undefined;
  if (moved && stage) {
    if (!given('probability') && stage.probability !== undefined) derived.probability = stage.probability;
    // an import tells history as it was: what the file leaves empty stays empty, but systems with one close date mean the real one by now
    if (ctx.channel === 'import') {
      if (stage.category !== 'open' && !now.closedOn && now.closeOn) derived.closedOn = now.closeOn;
    } else {
      if (stage.category !== 'open' && !given('closedOn') && !now.closedOn) derived.closedOn = today;
      if (stage.category === 'open' && !given('closedOn') && now.closedOn) derived.closedOn = null;
      if (stage.key !== 'initial' && stage.category !== 'lost' && !given('engagedOn') && !now.engagedOn) derived.engagedOn = today;
    }
  }
  const engagedOn = derived.engagedOn ?? now.engagedOn;
  const closedOn = derived.closedOn === undefined ? now.closedOn : derived.closedOn;
  const cycleDays =
    typeof engagedOn === 'string' && typeof closedOn === 'string' && engagedOn > earliest ? daysBetween(engagedOn, closedOn) : null;
  if (cycleDays !== (now.cycleDays ?? null)) derived.cycleDays = cycleDays;
  return Object.keys(derived).length > 0 ? derived : undefined;
}

export const opportunityOutcome = defineHook({
  name: 'sales.opportunityOutcome',
  object: 'opportunity',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes) => changes.map((change) => outcome(ctx, change)),
});
