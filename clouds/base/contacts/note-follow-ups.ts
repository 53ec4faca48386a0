import type { Change, Context, Values } from '@huanke/platform/module';
import { type FollowUp, type FollowUpChange, reviewFollowUps as review } from '@huanke/platform/pools';
import { customersOf } from './customers.ts';
import { followUpsThere } from './follow-ups-there.ts';

/** What saves make of follow-ups: those that were, by the values before, and those that are. Reading by `read`, one at a time. */
export function followUpChanges(changes: readonly Change[], read: (values: Values) => FollowUp | undefined): FollowUpChange[] {
  const withTime = ({ before, values, at }: Change): Values => ({ createdAt: at.toISOString(), ...before, ...values });
  return changes.map((change) => ({
    was: change.operation === 'update' || change.operation === 'delete' ? read(change.before ?? {}) : undefined,
    is: change.operation === 'delete' ? undefined : read(withTime(change)),
  }));
}

/**
 * Notes follow-ups with what they are about and with its customers: who speaks about a deal has followed up its account. Those that are gone, or count
 * no more, take their time back (decision 0064).
 */
export async function reviewFollowUps(ctx: Context, changes: readonly FollowUpChange[]): Promise<void> {
  const customers = await customersOf(
    ctx,
    changes.flatMap(({ was, is }) => [...(was?.related ?? []), ...(is?.related ?? [])]),
  );
  const wider = (one: FollowUp | undefined): FollowUp | undefined => {
    if (!one) return undefined;
    const all = [...one.related, ...one.related.flatMap(({ id }) => customers.get(id) ?? [])];
    return { ...one, related: [...new Map(all.map((link) => [link.id, link])).values()] };
  };
  await review(
    ctx,
    changes.map(({ was, is }) => ({ was: wider(was), is: wider(is) })),
    followUpsThere,
  );
}
