import type { FieldMeta, FieldType, ObjectMeta } from '../../data/meta.ts';
import type { Load } from '../../module.ts';

/** What a field will be: the properties of the request, as they are typed. */
export type FieldDraft = Partial<FieldMeta> & { readonly type: FieldType } & Readonly<Record<string, unknown>>;

export interface FieldPartProps {
  readonly object: ObjectMeta;
  readonly value: FieldDraft;
  readonly onChange: (patch: Readonly<Record<string, unknown>>) => void;
  /** The server's word on one property of the request. */
  readonly problem: (name: string) => string | undefined;
  /** Closes the drawer: what was opened is no longer what is stored. */
  readonly onClose: () => void;
}

/** What only one type of field asks for. A line here is all it takes. */
export const fieldParts: Partial<Record<FieldType, Load<FieldPartProps>>> = {
  picklist: () => import('./OptionsPart.tsx').then((file) => file.OptionsPart),
  multiPicklist: () => import('./OptionsPart.tsx').then((file) => file.OptionsPart),
  stage: () => import('./OptionsPart.tsx').then((file) => file.OptionsPart),
  lookup: () => import('./LookupPart.tsx').then((file) => file.LookupPart),
  masterDetail: () => import('./MasterPart.tsx').then((file) => file.MasterPart),
  formula: () => import('./FormulaPart.tsx').then((file) => file.FormulaPart),
  rollup: () => import('./RollupPart.tsx').then((file) => file.RollupPart),
  autoNumber: () => import('./NumberingPart.tsx').then((file) => file.NumberingPart),
  number: () => import('./NumberPart.tsx').then((file) => file.NumberPart),
  currency: () => import('./NumberPart.tsx').then((file) => file.NumberPart),
  percent: () => import('./NumberPart.tsx').then((file) => file.NumberPart),
  idNumber: () => import('./KindPart.tsx').then((file) => file.KindPart),
  barcode: () => import('./KindPart.tsx').then((file) => file.KindPart),
};

/** The types in the groups in which the drawer offers them. Those of a part that is not there are not offered. */
export const typeGroups: readonly { readonly key: string; readonly types: readonly FieldType[] }[] = [
  { key: 'text', types: ['text', 'longText', 'richText', 'phone', 'email', 'url', 'barcode', 'idNumber', 'encrypted'] },
  { key: 'number', types: ['number', 'currency', 'percent', 'rating', 'autoNumber'] },
  { key: 'date', types: ['date', 'datetime', 'time'] },
  { key: 'choice', types: ['picklist', 'multiPicklist', 'boolean', 'tags'] },
  { key: 'relation', types: ['lookup', 'masterDetail', 'user', 'department'] },
  { key: 'place', types: ['address', 'geolocation'] },
  { key: 'file', types: ['attachment', 'image', 'signature'] },
  { key: 'advanced', types: ['formula', 'rollup'] },
];

/** Types of the advanced group need a part of their own. */
export const isOffered = (type: FieldType) => !typeGroups.at(-1)?.types.includes(type) || fieldParts[type] !== undefined;
