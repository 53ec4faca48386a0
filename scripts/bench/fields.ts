import type { FieldRow } from '../../platform/metadata/merge.ts';

const label = (zh: string, en: string) => ({ zh, en });

/** The custom fields of the measured tenant, one of each bank that lists sort and filter by, in the first slots. */
export const customFields: readonly (FieldRow & { readonly position: number })[] = [
  {
    object: 'account',
    name: 'x_volume',
    key: 'f1',
    slot: 'n1',
    custom: true,
    position: 1,
    definition: { type: 'number', label: label('年用量', 'Yearly volume'), indexed: true },
  },
  {
    object: 'account',
    name: 'x_territory',
    key: 'f2',
    slot: 't1',
    custom: true,
    position: 2,
    definition: { type: 'text', label: label('片区编码', 'Territory'), indexed: true, max: 40 },
  },
  {
    object: 'opportunity',
    name: 'x_deliveryOn',
    key: 'f1',
    slot: 'n1',
    custom: true,
    position: 1,
    definition: { type: 'date', label: label('要求交期', 'Delivery on'), indexed: true },
  },
  {
    object: 'opportunity',
    name: 'x_priority',
    key: 'f2',
    slot: 't1',
    custom: true,
    position: 2,
    definition: {
      type: 'picklist',
      label: label('优先级', 'Priority'),
      indexed: true,
      options: [
        { key: 'high', label: label('高', 'High') },
        { key: 'middle', label: label('中', 'Middle') },
        { key: 'low', label: label('低', 'Low') },
      ],
    },
  },
];
