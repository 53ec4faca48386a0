import { formatDecimal, parseDecimal } from '@huanke/platform/kernel';
import type { Context, Values } from '@huanke/platform/module';
import { daysAfter } from '../deals/loss-reviews.ts';
import { baseOf } from '../deals/worth.ts';

/** Decimals of amounts. */
export const scale = 2;

/** An amount in its smallest units; nothing is nought. */
export const units = (amount: unknown): bigint => {
  const read = parseDecimal(String(amount ?? '0'), scale);
  return typeof read === 'bigint' ? read : 0n;
};

export const decimal = (amount: bigint): string => formatDecimal(amount, scale);

/** Contracts in these states are owed for. */
const inForce: ReadonlySet<unknown> = new Set(['active', 'completed', 'terminated']);
export const isInForce = (contract: Values): boolean => inForce.has(contract.status);

const dayOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A date has four digits for its year. */
const noLater = (day: string): string => (day.startsWith('+') ? '9999-12-31' : day);

/** By when an instalment is due, and whether that is certain: before the signing and the acceptance it is a forecast. */
function dueOf(
  plan: Values,
  contract: Values,
  milestone: Values | undefined,
): { readonly dueOn: string | null; readonly isDueKnown: boolean } {
  const after = (day: string | null) => (day === null ? null : noLater(daysAfter(day, Number(plan.days ?? 0))));
  switch (plan.dueRule) {
    case 'signed':
      return { dueOn: after(dayOf(contract.signedOn)), isDueKnown: isInForce(contract) && dayOf(contract.signedOn) !== null };
    case 'accepted': {
      const isAccepted = milestone?.state === 'accepted';
      return { dueOn: after(dayOf(isAccepted ? milestone.actualOn : milestone?.planOn)), isDueKnown: isInForce(contract) && isAccepted };
    }
    default:
      return { dueOn: dayOf(plan.dueOn), isDueKnown: isInForce(contract) && dayOf(plan.dueOn) !== null };
  }
}

interface Due {
  readonly dueOn: string | null;
  readonly isDueKnown: boolean;
}

/** Of a terminated contract what was due until then stays owed; the rest is not to be paid any more. */
const isDropped = (contract: Values, { dueOn, isDueKnown }: Due): boolean =>
  contract.status === 'terminated' && !(isDueKnown && dueOn !== null && dueOn <= String(contract.endedOn));

function statusOf(plan: Values, contract: Values, due: Due, today: string): string {
  const received = units(plan.received);
  if (!isInForce(contract)) return 'planned';
  if (received >= units(plan.amount)) return 'paid';
  if (isDropped(contract, due)) return 'cancelled';
  if (due.isDueKnown && due.dueOn !== null && due.dueOn < today) return 'overdue';
  return received > 0n ? 'partial' : 'unpaid';
}

const owed: ReadonlySet<string> = new Set(['unpaid', 'partial', 'overdue']);

/** What an instalment has from its contract, its milestone and the day. Source: SAL-26. */
export function workOutPlan(
  ctx: Pick<Context, 'tenant'>,
  {
    plan,
    contract,
    milestone,
    today,
  }: { readonly plan: Values; readonly contract: Values; readonly milestone?: Values; readonly today: string },
): Values {
  const due = dueOf(plan, contract, milestone);
  const status = statusOf(plan, contract, due, today);
  const open = owed.has(status) ? decimal(units(plan.amount) - units(plan.received)) : '0.00';
  const { account = null, currency = null, exchangeRate = null } = contract;
  const received = decimal(units(plan.received));
  const worth = (amount: unknown) => (exchangeRate === null ? null : baseOf(ctx, amount, exchangeRate));
  return {
    ...due,
    status,
    open,
    received,
    account,
    currency,
    exchangeRate,
    baseAmount: worth(plan.amount),
    baseReceived: worth(received),
    baseOpen: worth(open),
  };
}
