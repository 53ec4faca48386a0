import type { RecordData, Reference } from '@huanke/platform/ui';
import { cents, decimal, textIn, unitsOf } from '../money.ts';

/** What somebody has typed for instalments, by their id. */
export type Typed = Readonly<Record<string, string>>;

export interface Sum {
  readonly units: bigint;
  /** Instalments whose amount can not be: no number, or more than is open. */
  readonly wrong: ReadonlySet<string>;
  readonly allocations: readonly { readonly plan: string; readonly amount: string }[];
}

/** What is typed, added up; the server says the same and has the last word. */
export function sumOf(plans: readonly RecordData[], typed: Typed): Sum {
  const wrong = new Set<string>();
  const allocations: { plan: string; amount: string }[] = [];
  let units = 0n;
  for (const plan of plans) {
    const said = (typed[plan.id] ?? '').replaceAll(/[,，\s]/g, '');
    const amount = said === '' ? 0n : unitsOf(said, 2);
    if (amount === undefined || amount > cents(textIn(plan, 'open'))) wrong.add(plan.id);
    else if (amount > 0n) {
      units += amount;
      allocations.push({ plan: plan.id, amount: decimal(amount) });
    }
  }
  return { units, wrong, allocations };
}

/** What a field offers to take with one press: what is open, as far as there is something left beside what is typed elsewhere. */
export function fitting(plan: RecordData, left: bigint, sum: Sum): bigint {
  const own = cents(sum.allocations.find((one) => one.plan === plan.id)?.amount ?? null);
  const [open, rest] = [cents(textIn(plan, 'open')), left - sum.units + own];
  return rest < open ? (rest < 0n ? 0n : rest) : open;
}

export interface Paid {
  readonly plan: Reference;
  readonly contract: Reference | null;
  readonly units: bigint;
  /** In the company's currency; null where there is none. */
  readonly fx: bigint | null;
}

/** What stands of the rows of allocations, by instalment, in the order it was first paid. */
export function standing(rows: readonly RecordData[]): readonly Paid[] {
  const paid = new Map<string, Paid>();
  for (const row of rows) {
    const plan = row['plan'] as Reference | null;
    if (!plan) continue;
    const before = paid.get(plan.id);
    const fx = textIn(row, 'fxDifference');
    paid.set(plan.id, {
      plan: { ...plan, title: textIn(row, 'name') ?? plan.title },
      contract: (row['contract'] as Reference | null) ?? null,
      units: (before?.units ?? 0n) + cents(textIn(row, 'amount')),
      fx: fx === null ? (before?.fx ?? null) : (before?.fx ?? 0n) + cents(fx),
    });
  }
  return [...paid.values()].filter(({ units }) => units > 0n);
}
