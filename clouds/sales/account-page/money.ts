import { formatDecimal, label, parseDecimal } from '@huanke/platform/kernel';
import { type Context, metaOf, type PanelDefinition } from '@huanke/platform/module';
import { aggregateRecords } from '@huanke/platform/records';
import { stagesOf } from '../accounts/figures.ts';

/** A sum of deals: in the company's currency as a decimal text, and what is in others. */
export interface Money {
  readonly sum: string;
  readonly count: number;
  readonly others: readonly { readonly currency: string; readonly sum: string }[];
}

const SCALE = 2;

interface Row {
  readonly stage: string | null;
  readonly currency: string | null;
  readonly count: number;
  readonly amount: string | null;
  readonly weighted: string | null;
}

function moneyOf(ctx: Context, rows: readonly Row[], measure: 'amount' | 'weighted'): Money {
  const sums = new Map<string, bigint>([[ctx.tenant.currency, 0n]]);
  for (const row of rows) {
    const currency = row.currency ?? ctx.tenant.currency;
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(parseDecimal(row[measure] ?? '0', SCALE)));
  }
  const text = (sum: bigint) => formatDecimal(sum, SCALE, SCALE);
  const others = [...sums]
    .filter(([currency]) => currency !== ctx.tenant.currency)
    .map(([currency, sum]) => ({ currency, sum: text(sum) }));
  return {
    sum: text(sums.get(ctx.tenant.currency) ?? 0n),
    count: rows.reduce((all, { count }) => all + Number(count), 0),
    others: others.sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

async function dealRows(ctx: Context, filter: unknown): Promise<Row[]> {
  const { rows } = await aggregateRecords(ctx, metaOf(ctx, 'opportunity'), {
    filter,
    groupBy: [{ field: 'stage' }, { field: 'currency' }],
    measures: [
      { fn: 'count', as: 'count' },
      { fn: 'sum', field: 'amount', as: 'amount' },
      { fn: 'sum', field: 'weightedAmount', as: 'weighted' },
    ],
    limit: 1000,
  });
  return rows as unknown as Row[];
}

/** 资金: what is in the pipeline and what was won, of the deals the caller sees. */
export const moneyPanel: PanelDefinition = {
  name: 'money',
  label: label('资金', 'Money'),
  of: 'account',
  needs: [
    'opportunity',
    ...['account', 'stage', 'currency', 'amount', 'weightedAmount', 'closedOn'].map((field) => `opportunity.${field}`),
  ],
  async read(ctx, account) {
    const ofAccount = { field: 'account', op: 'eq', value: account };
    const all = await dealRows(ctx, ofAccount);
    const recent = await dealRows(ctx, {
      and: [
        ofAccount,
        { field: 'stage', op: 'in', value: stagesOf(ctx, 'won') },
        { field: 'closedOn', op: 'within', value: 'lastNMonths:12' },
      ],
    });
    const of = (keys: readonly string[]) => all.filter(({ stage }) => stage !== null && keys.includes(stage));
    const [open, won] = [of(stagesOf(ctx, 'open')), of(stagesOf(ctx, 'won'))];
    return {
      pipeline: moneyOf(ctx, open, 'amount'),
      weighted: moneyOf(ctx, open, 'weighted'),
      wonRecently: moneyOf(ctx, recent, 'amount'),
      won: moneyOf(ctx, won, 'amount'),
    };
  },
};
