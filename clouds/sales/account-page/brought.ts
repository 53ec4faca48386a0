import { label } from '@huanke/platform/kernel';

/** What an account brought as a partner; most never do. */
export const dealsBrought = {
  of: 'account',
  name: 'brought',
  label: label('带来的商机', 'Deals brought'),
  object: 'opportunity',
  field: 'partner',
  columns: ['name', 'account', 'stage', 'amount', 'currency', 'closeOn', 'owner'],
  sort: [{ field: 'closeOn', direction: 'desc' }],
  hideEmpty: true,
} as const;
