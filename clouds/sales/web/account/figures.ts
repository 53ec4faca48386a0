import type { Filter, Option } from '@huanke/platform/ui';

/** The stages that count as open: on hold is open, too, as long as nobody has closed it. */
export function stagesOf(options: readonly Option[] | undefined, category: 'open' | 'won'): readonly string[] {
  return (options ?? []).filter((option) => option.category === category).map((option) => option.key);
}

/** What a part counts is what the list behind it shows. */
export const filters = {
  deals: (account: string, stages: readonly string[]): Filter => ({
    and: [
      { field: 'account', op: 'eq', value: account },
      { field: 'stage', op: 'in', value: stages },
    ],
  }),
  contacts: (account: string): Filter => ({ field: 'account', op: 'eq', value: account }),
};
