import { label } from '@huanke/platform/kernel';
import type { TileDefinition, TimelineSourceDefinition } from '@huanke/platform/module';

export const receiptTiles: readonly TileDefinition[] = [
  {
    name: 'receipts',
    label: label('近 12 个月回款', 'Received in 12 months'),
    icon: 'transfer',
    of: 'account',
    object: 'receipt',
    unit: label('笔', 'receipts'),
    order: 27,
    sum: { field: 'amount', currency: 'currency' },
    asks: ['account', 'status', 'receivedOn'],
    filter: (_ctx, account) => ({
      and: [
        { field: 'account', op: 'eq', value: account },
        { field: 'status', op: 'eq', value: 'confirmed' },
        { field: 'receivedOn', op: 'within', value: 'lastNMonths:12' },
      ],
    }),
  },
];

export const receiptTimeline: readonly TimelineSourceDefinition[] = [
  {
    name: 'receipt',
    label: label('回款到账', 'Money received'),
    icon: 'transfer',
    of: 'account',
    object: 'receipt',
    path: ['account'],
    at: 'confirmedAt',
    fields: ['amount', 'receivedOn', 'contract', 'status'],
  },
];

/** The receipts of whom they came from, and of what they were paid for. */
export const receiptsOf = [
  {
    of: 'account',
    name: 'receipts',
    label: label('回款', 'Receipts'),
    object: 'receipt',
    field: 'account',
    columns: ['no', 'receivedOn', 'amount', 'currency', 'method', 'status', 'unapplied', 'contract'],
    sort: [{ field: 'receivedOn', direction: 'desc' }],
  },
  {
    of: 'contract',
    name: 'receipts',
    label: label('回款', 'Receipts'),
    object: 'receipt',
    field: 'contract',
    columns: ['no', 'receivedOn', 'amount', 'currency', 'method', 'status', 'unapplied', 'account'],
    sort: [{ field: 'receivedOn', direction: 'desc' }],
  },
  {
    of: 'contract',
    name: 'allocations',
    label: label('核销明细', 'Allocations'),
    object: 'receiptAllocation',
    field: 'contract',
    columns: ['name', 'receipt', 'amount', 'currency', 'fxDifference', 'at', 'by', 'reason'],
    sort: [{ field: 'at', direction: 'desc' }],
    hideEmpty: true,
  },
] as const;
