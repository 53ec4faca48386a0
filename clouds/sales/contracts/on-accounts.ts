import { label } from '@huanke/platform/kernel';
import type { FigureDefinition, TileDefinition } from '@huanke/platform/module';
import { owedStates } from './payment-plan.ts';
import { statesLike } from './states.ts';

const owed = (name: string, text: FigureDefinition['label'], states: readonly string[]): FigureDefinition => ({
  name,
  label: text,
  of: 'account',
  object: 'paymentPlan',
  field: 'account',
  sum: 'open',
  currency: 'currency',
  filter: () => ({ field: 'status', op: 'in', value: states }),
});

/** What contracts add to the figures of an account and its group: what is owed, and what of it is overdue. */
export const contractFigures: readonly FigureDefinition[] = [
  owed('receivable', label('应收余额', 'Receivable'), owedStates),
  owed('overdue', label('逾期金额', 'Overdue'), ['overdue']),
];

export const contractTiles: readonly TileDefinition[] = [
  {
    name: 'contracts',
    label: label('履行中合同', 'Active contracts'),
    icon: 'file',
    of: 'account',
    object: 'contract',
    unit: label('份', 'contracts'),
    order: 25,
    sum: { field: 'amount', currency: 'currency' },
    asks: ['account', 'status'],
    filter: (ctx, account) => ({
      and: [
        { field: 'account', op: 'eq', value: account },
        { field: 'status', op: 'in', value: statesLike(ctx, 'active') },
      ],
    }),
  },
];

/** The contracts of what they are about. */
export const ofAccount = [
  {
    of: 'account',
    name: 'contracts',
    label: label('合同', 'Contracts'),
    object: 'contract',
    field: 'account',
    columns: ['name', 'no', 'type', 'status', 'amount', 'open', 'signedOn', 'owner'],
    sort: [{ field: 'createdAt', direction: 'desc' }],
  },
  {
    of: 'opportunity',
    name: 'contracts',
    label: label('合同', 'Contracts'),
    object: 'contract',
    field: 'opportunity',
    columns: ['name', 'no', 'status', 'amount', 'open', 'signedOn'],
    hideEmpty: true,
  },
  {
    of: 'tender',
    name: 'contracts',
    label: label('合同', 'Contracts'),
    object: 'contract',
    field: 'tender',
    columns: ['name', 'no', 'status', 'amount', 'signedOn'],
    hideEmpty: true,
  },
] as const;
