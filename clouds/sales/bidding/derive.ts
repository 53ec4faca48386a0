import { parseDecimal } from '@huanke/platform/kernel';
import { type Change, defineHook, type Values } from '@huanke/platform/module';
import { over } from './frozen.ts';
import { biddingSettings } from './settings.ts';

const closed: ReadonlySet<unknown> = new Set(over);

const cents = (amount: unknown): bigint => {
  const read = parseDecimal(String(amount ?? ''), 2);
  return typeof read === 'bigint' ? read : 0n;
};

/** Whether a bond is more than this percentage of a budget; without a budget there is nothing to say. */
export function isBondHigh(bond: unknown, budget: unknown, percent: string): boolean {
  const most = cents(budget) * cents(percent);
  return most > 0n && cents(bond) * 10_000n > most;
}

function momentsOf({ before, values }: Change, now: string): Values {
  const made: Record<string, unknown> = {};
  const to = values.status;
  if (values.deadlineAt !== undefined && values.deadlineAt !== before?.deadlineAt) made.nearToldAt = null;
  if (to === undefined || to === before?.status) return made;
  if (to === 'sealed') made.sealedAt = now;
  if (to === 'submitted') made.submittedAt = now;
  if (to === 'preparing' && before?.status === 'sealed') made.sealedAt = null;
  if (closed.has(to) && !closed.has(before?.status)) made.resultAt = now;
  return made;
}

/** What follows from a tender itself: when it was submitted and decided, whether its bond is too high, and that another deadline is told anew. */
export const tenderDerive = defineHook({
  name: 'sales.tenderDerive',
  object: 'tender',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run(ctx, changes) {
    const { bondPercent } = biddingSettings(ctx);
    return changes.map((change): Values => {
      const now = { ...change.before, ...change.values };
      const high = isBondHigh(now.bondAmount, now.budget, bondPercent);
      return { ...momentsOf(change, change.at.toISOString()), bondHigh: high ? true : null };
    });
  },
});
