import type { AggregateAnswer, Filter, Option } from '@huanke/platform/ui';

/** Number and sum of an account's deals, by how they stand. */
export interface DealFigures {
  readonly open: { readonly count: number; readonly sum: string };
  readonly won: { readonly count: number; readonly sum: string };
}

/** Adds decimal strings of two decimals without floats. */
export function addAmounts(a: string, b: string): string {
  const cents = (text: string) => {
    const [whole = '0', rest = ''] = text.replace('-', '').split('.');
    return BigInt(whole + rest.padEnd(2, '0').slice(0, 2)) * (text.startsWith('-') ? -1n : 1n);
  };
  const sum = cents(a) + cents(b);
  const digits = String(sum < 0n ? -sum : sum).padStart(3, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The stages that count as open: on hold is open, too, as long as nobody has closed it. */
export function stagesOf(options: readonly Option[] | undefined, category: 'open' | 'won'): readonly string[] {
  return (options ?? []).filter((option) => option.category === category).map((option) => option.key);
}

export function dealFigures(answer: AggregateAnswer | undefined, options: readonly Option[] | undefined): DealFigures {
  const of = (category: 'open' | 'won') => {
    const keys = stagesOf(options, category);
    return (answer?.rows ?? [])
      .filter((row) => keys.includes(String(row['stage'])))
      .reduce<{ count: number; sum: string }>(
        (total, row) => ({ count: total.count + Number(row['count']), sum: addAmounts(total.sum, String(row['sum:amount'] ?? '0')) }),
        { count: 0, sum: '0.00' },
      );
  };
  return { open: of('open'), won: of('won') };
}

/** What a tile counts is what the list behind it shows. */
export const filters = {
  deals: (account: string, stages: readonly string[]): Filter => ({
    and: [
      { field: 'account', op: 'eq', value: account },
      { field: 'stage', op: 'in', value: stages },
    ],
  }),
  contacts: (account: string): Filter => ({ field: 'account', op: 'eq', value: account }),
  tasks: (account: string): Filter => ({
    and: [
      { field: 'related', op: 'eq', value: account },
      { field: 'type', op: 'eq', value: 'task' },
      { field: 'done', op: 'ne', value: true },
    ],
  }),
  activities: (account: string): Filter => ({
    and: [
      { field: 'related', op: 'eq', value: account },
      { field: 'type', op: 'ne', value: 'task' },
    ],
  }),
};
