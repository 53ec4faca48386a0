import { sql } from '@huanke/platform/database';
import { dayIn, daysBetween } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { weighted } from '../deals/worth.ts';
import { stageOf } from './stage-of.ts';

const earliest = '0001-01-01';

/** How often the expected day of an open deal was put off; `said`: the last day that stood there, where it was emptied since. */
function pushes(ctx: Context, { before, values }: Change, isOpen: boolean, said: string | undefined): number | undefined {
  const [old, now] = [before?.closeOn ?? said, values.closeOn];
  if (ctx.channel === 'import' || !isOpen || typeof old !== 'string' || typeof now !== 'string' || now <= old) return undefined;
  return Number(before?.pushCount ?? 0) + 1;
}

/** Dates and numbers that follow from the stage: closed on, engaged on, probability, cycle days. Nobody types what can be derived. */
function outcome(ctx: Context, change: Change, said: string | undefined): Values | undefined {
  const now = { ...change.before, ...change.values };
  const moved = change.values.stage !== undefined && change.values.stage !== change.before?.stage;
  const stage = stageOf(ctx, now.stage, now.recordType);
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  const derived: Record<string, unknown> = {};
  const given = (field: string) => change.values[field] !== undefined;
  const retyped = given('recordType') && change.values.recordType !== change.before?.recordType;
  if ((moved || retyped) && stage) {
    // what somebody set by hand stays only where they said so, and no closed deal is open to chance
    const fixed = now.probabilityFixed === true && change.operation === 'update' && stage.category === 'open';
    if (!given('probability') && !fixed && stage.probability !== undefined) derived.probability = stage.probability;
  }
  if (moved && stage) {
    const closed = stage.category !== 'open';
    if (closed && now.probabilityFixed === true) derived.probabilityFixed = false;
    if (change.before?.stalled === true) Object.assign(derived, { stalled: null, stalledAt: null, stalledWhy: null });
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
  const probability = derived.probability === undefined ? now.probability : derived.probability;
  derived.weightedAmount = weighted(now.amount, probability, now.currency ?? ctx.tenant.currency);
  derived.baseWeightedAmount = weighted(now.baseAmount, probability, ctx.tenant.currency);
  const wasOpen = stageOf(ctx, change.before?.stage)?.category === 'open';
  const pushCount = pushes(ctx, change, wasOpen && stage?.category === 'open', said);
  if (pushCount !== undefined) derived.pushCount = pushCount;
  return Object.keys(derived).length > 0 ? derived : undefined;
}

/** The last expected day of deals that get one again: emptying it in between does not make a push undone. */
async function lastDays(ctx: Context, changes: readonly Change[]): Promise<ReadonlyMap<string, string>> {
  const asked = changes.filter(({ before, values }) => before && !before.closeOn && typeof values.closeOn === 'string');
  if (asked.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; day: string }>(sql`
    select distinct on (h.record_id) h.record_id as id, c ->> 'old' as day from record_history h, jsonb_array_elements(h.changes) c
    where h.tenant_id = ${ctx.tenant.id} and h.record_id = any(${asked.map(({ id }) => id)}::uuid[]) and h.object = 'opportunity'
      and h.operation = 'update' and c ->> 'field' = 'closeOn' and c ->> 'old' is not null
    order by h.record_id, h.id desc`);
  return new Map(rows.map(({ id, day }) => [id, day]));
}

export const opportunityOutcome = defineHook({
  name: 'sales.opportunityOutcome',
  object: 'opportunity',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const said = await lastDays(ctx, changes);
    return changes.map((change) => outcome(ctx, change, said.get(change.id)));
  },
});
