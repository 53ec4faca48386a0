import { label } from '@huanke/platform/kernel';
import type { TileDefinition } from '@huanke/platform/module';

/** What stands at the head of an account, beside what other clouds add. */
export const accountTiles: readonly TileDefinition[] = [
  {
    name: 'contacts',
    label: label('联系人', 'Contacts'),
    icon: 'contact',
    of: 'account',
    object: 'contact',
    unit: label('位', 'people'),
    order: 50,
    asks: ['account'],
    filter: (_ctx, account) => ({ field: 'account', op: 'eq', value: account }),
  },
  {
    name: 'tasks',
    label: label('未完成任务', 'Open tasks'),
    icon: 'check',
    of: 'account',
    object: 'activity',
    unit: label('项', 'tasks'),
    order: 60,
    asks: ['related', 'type', 'done'],
    filter: (_ctx, account) => ({
      and: [
        { field: 'related', op: 'eq', value: account },
        { field: 'type', op: 'eq', value: 'task' },
        { field: 'done', op: 'ne', value: true },
      ],
    }),
  },
];
