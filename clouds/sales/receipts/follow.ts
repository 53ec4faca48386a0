import { type Change, type Context, defineHook } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { emitAll, type Told } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { after } from '../contracts/facts.ts';
import { takeBack } from './take-back.ts';

const told: Readonly<Record<string, string>> = { confirmed: salesEvents.receiptConfirmed, reversed: salesEvents.receiptReversed };

const facts = (change: Change, fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, after(change, field)]));

function eventsOf(change: Change): Told[] {
  const event = change.values.status === change.before?.status ? undefined : told[String(change.values.status)];
  const changes = facts(change, ['account', 'contract', 'amount', 'currency', 'receivedOn']);
  return event ? [{ event, object: 'receipt', record: change.id, changes }] : [];
}

/** Whose receipt it is hears that the money has been seen, or that it was wrong. */
function noticesOf(change: Change, by: string) {
  const status = change.values.status === change.before?.status ? undefined : change.values.status;
  const owner = after(change, 'owner');
  if ((status !== 'confirmed' && status !== 'reversed') || typeof owner !== 'string' || owner === by) return [];
  const kind = status === 'confirmed' ? 'receiptConfirmed' : 'receiptReversed';
  return [{ user: owner, kind, object: 'receipt', record: change.id, data: { reason: String(after(change, 'reverseReason') ?? '') } }];
}

/** Receipts that are reversed by the same reason are taken back together. */
async function takeBackReversed(ctx: Context, changes: readonly Change[]): Promise<void> {
  const reversed = changes.filter(({ before, values }) => before?.status === 'confirmed' && values.status === 'reversed');
  const byReason = Map.groupBy(reversed, (change) => String(after(change, 'reverseReason')));
  for (const [reason, group] of byReason)
    await takeBack(
      ctx,
      group.map(({ id }) => id),
      { reason },
    );
}

/** What follows a change of a receipt in the same transaction: a reversal gives everything back that was allocated, whichever way it came. */
export const receiptFollow = defineHook({
  name: 'sales.receiptFollow',
  object: 'receipt',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    await takeBackReversed(ctx, changes);
    await emitAll(ctx, changes.flatMap(eventsOf));
    if (ctx.channel !== 'import')
      await notify(
        ctx,
        changes.flatMap((change) => noticesOf(change, ctx.user.id)),
      );
    return undefined;
  },
});

/** Tells of instalments that are paid. */
export const planPaid = defineHook({
  name: 'sales.planPaid',
  object: 'paymentPlan',
  stage: 'afterSave',
  on: ['update'],
  async run(ctx, changes) {
    const paid = changes.filter(({ before, values }) => values.status === 'paid' && before?.status !== 'paid');
    await emitAll(
      ctx,
      paid.map(
        (change): Told => ({
          event: salesEvents.planPaid,
          object: 'paymentPlan',
          record: change.id,
          changes: facts(change, ['contract', 'account', 'amount', 'currency']),
        }),
      ),
    );
    return undefined;
  },
});
