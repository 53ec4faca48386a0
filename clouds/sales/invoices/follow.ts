import { type Change, defineHook } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { emitAll, type Told } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { after, named } from '../contracts/facts.ts';
import { sumInvoiced } from './sum.ts';

const told: Readonly<Record<string, string>> = {
  submitted: salesEvents.invoiceRequestSubmitted,
  rejected: salesEvents.invoiceRequestRejected,
};

const eventsOf = (change: Change): Told[] => {
  const event = change.before && change.values.status !== change.before.status ? told[String(change.values.status)] : undefined;
  const changes = Object.fromEntries(['contract', 'account', 'amount', 'currency', 'kind'].map((field) => [field, after(change, field)]));
  return event ? [{ event, object: 'invoiceRequest', record: change.id, changes }] : [];
};

/** Who waits for the invoice is told that it is there, or why it is not. */
function noticesOf(change: Change, by: string) {
  const to = change.before?.status === 'submitted' ? change.values.status : undefined;
  const user = after(change, 'submittedBy') ?? after(change, 'owner');
  if ((to !== 'issued' && to !== 'rejected') || typeof user !== 'string' || user === by) return [];
  const at = { user, object: 'invoiceRequest', record: change.id };
  return to === 'issued'
    ? [{ ...at, kind: 'invoiceIssued', data: {} }]
    : [{ ...at, kind: 'invoiceRejected', data: { reason: String(after(change, 'rejectReason') ?? '') } }];
}

/** What follows a change of requests in the same transaction: what their contracts have invoiced, events, and word to who waits. */
export const requestFollow = defineHook({
  name: 'sales.invoiceRequestFollow',
  object: 'invoiceRequest',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    await sumInvoiced(ctx, named(changes, 'contract'));
    await emitAll(ctx, changes.flatMap(eventsOf));
    await notify(
      ctx,
      changes.flatMap((change) => noticesOf(change, ctx.user.id)),
    );
    return undefined;
  },
});
