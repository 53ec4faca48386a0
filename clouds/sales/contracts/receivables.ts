import { dayIn, formatDecimal, label, parseDecimal } from '@huanke/platform/kernel';
import { type Context, metaOf, type PanelDefinition } from '@huanke/platform/module';
import { aggregateRecords, type FilterInput, withoutWorth } from '@huanke/platform/records';
import { daysAfter } from '../deals/loss-reviews.ts';
import { owedStates } from './payment-plan.ts';

/** The ages of what is owed in days past due, the youngest first; the first is not due yet, or not yet certain. Source: SAL-28. */
export const ages = ['notDue', '1-30', '31-60', '61-90', '90+'] as const;
export type Age = (typeof ages)[number];

interface Owed {
  /** In the company's currency, as a decimal text. */
  readonly sum: string;
  readonly count: number;
}

type Row = Readonly<Record<string, unknown>>;

const scale = 2;
const total = (rows: readonly Row[]) =>
  formatDecimal(
    rows.reduce((all, { sum }) => all + BigInt(parseDecimal(String(sum ?? '0'), scale)), 0n),
    scale,
  );

/** Between which days what is of an age fell due; null is open. What is not due says nothing of days. */
function spanOf(today: string, age: Age): { readonly from: string | null; readonly to: string | null } {
  const days = { notDue: null, '1-30': [1, 30], '31-60': [31, 60], '61-90': [61, 90], '90+': [91, null] } as const;
  const span = days[age];
  if (span === null) return { from: null, to: null };
  const [least, most] = span;
  return { from: most === null ? null : daysAfter(today, -most), to: daysAfter(today, -least) };
}

function ofAge(today: string, age: Age): FilterInput {
  if (age === 'notDue') return { field: 'status', op: 'in', value: owedStates.filter((state) => state !== 'overdue') };
  const { from, to } = spanOf(today, age);
  const bounds = [...(from === null ? [] : [{ field: 'dueOn', op: 'gte', value: from }]), { field: 'dueOn', op: 'lte', value: to }];
  return { and: [{ field: 'status', op: 'eq', value: 'overdue' }, ...bounds] };
}

/** 应收: what an account owes by contracts in force, by how long it is overdue, of what the caller sees. */
export const receivablesPanel: PanelDefinition = {
  name: 'receivables',
  label: label('应收', 'Receivables'),
  of: 'account',
  needs: ['contract', 'paymentPlan', ...['account', 'status', 'open', 'currency', 'dueOn'].map((field) => `paymentPlan.${field}`)],
  async read(ctx, account) {
    const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
    const inForce: FilterInput = {
      and: [
        { field: 'account', op: 'eq', value: account },
        { field: 'status', op: 'in', value: owedStates },
      ],
    };
    const [uncounted, ...byAge] = await Promise.all([
      others(ctx, inForce),
      ...ages.map((age) => sumOf(ctx, { and: [inForce, ofAge(today, age)] })),
    ]);
    return {
      ages: ages.map((age, index) => ({ age, ...byAge[index], ...spanOf(today, age) })),
      open: total(byAge.map(({ sum }) => ({ sum }))),
      overdue: total(byAge.slice(1).map(({ sum }) => ({ sum }))),
      others: uncounted,
    };
  },
};

async function sumOf(ctx: Context, filter: FilterInput): Promise<Owed> {
  const request = {
    filter,
    measures: [
      { fn: 'count', as: 'count' },
      { fn: 'sum', field: 'open', as: 'sum' },
    ],
  };
  const { rows } = await aggregateRecords(ctx, metaOf(ctx, 'paymentPlan'), request, { money: 'base' });
  return { sum: total(rows as Row[]), count: Number((rows as Row[])[0]?.count ?? 0) };
}

/** What is owed in currencies without a rate, which is in no sum. */
async function others(ctx: Context, filter: FilterInput): Promise<{ currency: string; sum: string }[]> {
  const meta = metaOf(ctx, 'paymentPlan');
  const open = meta.fields.get('open');
  const without = open && withoutWorth(ctx, meta, open);
  if (!without) return [];
  const request = {
    filter: { and: [filter, without] },
    groupBy: [{ field: 'currency' }],
    measures: [{ fn: 'sum', field: 'open', as: 'sum' }],
    limit: 100,
  };
  const { rows } = await aggregateRecords(ctx, meta, request, { money: 'asWritten' });
  return (rows as Row[]).map((row) => ({ currency: String(row.currency), sum: total([row]) }));
}
