import { formatDecimal, label, parseDecimal } from '@huanke/platform/kernel';
import { type Context, metaOf, type PanelDefinition } from '@huanke/platform/module';
import { aggregateRecords, type FilterInput, withoutWorth } from '@huanke/platform/records';
import { stagesOf } from '../deals/stages.ts';

/** A sum of deals: in the company's currency as a decimal text, and what is in others without a rate, and so not in the sum. */
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

interface Rows {
  readonly counted: readonly Row[];
  /** Of these, amounts as they are written for whose currency no rate is known. */
  readonly uncounted: readonly Row[];
}

function moneyOf({ counted, uncounted }: Rows, measure: 'amount' | 'weighted'): Money {
  const total = (rows: readonly Row[]) =>
    formatDecimal(
      rows.reduce((all, row) => all + BigInt(parseDecimal(row[measure] ?? '0', SCALE)), 0n),
      SCALE,
    );
  const others = [...Map.groupBy(uncounted, ({ currency }) => currency ?? '')].map(([currency, rows]) => ({ currency, sum: total(rows) }));
  return {
    sum: total(counted),
    count: counted.reduce((all, { count }) => all + Number(count), 0),
    others: others.sort((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

async function dealRows(ctx: Context, filter: FilterInput): Promise<Rows> {
  const meta = metaOf(ctx, 'opportunity');
  const read = async (of: FilterInput, money: 'base' | 'asWritten') => {
    const request = {
      filter: of,
      groupBy: [{ field: 'stage' }, { field: 'currency' }],
      measures: [
        { fn: 'count', as: 'count' },
        { fn: 'sum', field: 'amount', as: 'amount' },
        { fn: 'sum', field: 'weightedAmount', as: 'weighted' },
      ],
      limit: 1000,
    };
    return (await aggregateRecords(ctx, meta, request, { money })).rows as unknown as Row[];
  };
  const counted = await read(filter, 'base');
  const amount = meta.fields.get('amount');
  const without = amount && withoutWorth(ctx, meta, amount);
  const isForeign = counted.some(({ currency }) => (currency ?? ctx.tenant.currency) !== ctx.tenant.currency);
  return { counted, uncounted: isForeign && without ? await read({ and: [filter, without] }, 'asWritten') : [] };
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
    const of = (keys: readonly string[]): Rows => {
      const inStages = ({ stage }: Row) => stage !== null && keys.includes(stage);
      return { counted: all.counted.filter(inStages), uncounted: all.uncounted.filter(inStages) };
    };
    const [open, won] = [of(stagesOf(ctx, 'open')), of(stagesOf(ctx, 'won'))];
    return {
      pipeline: moneyOf(open, 'amount'),
      weighted: moneyOf(open, 'weighted'),
      wonRecently: moneyOf(recent, 'amount'),
      won: moneyOf(won, 'amount'),
    };
  },
};
