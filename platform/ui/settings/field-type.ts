import type { FieldMeta, FieldType } from '../data/meta.ts';
import type { IconName } from '../primitives/icons.ts';

const ICONS: Readonly<Partial<Record<FieldType, IconName>>> = {
  number: 'number',
  currency: 'quote',
  percent: 'number',
  rating: 'star',
  date: 'calendar',
  datetime: 'calendar',
  time: 'clock',
  boolean: 'check',
  picklist: 'tag',
  multiPicklist: 'tag',
  tags: 'tag',
  stage: 'flag',
  lookup: 'link',
  masterDetail: 'link',
  user: 'contact',
  department: 'department',
  phone: 'phone',
  email: 'mail',
  url: 'globe',
  address: 'visit',
  geolocation: 'visit',
  autoNumber: 'number',
  image: 'image',
  attachment: 'attach',
  signature: 'pencil',
  barcode: 'table',
  idNumber: 'shield',
  encrypted: 'lock',
  formula: 'bolt',
  rollup: 'bolt',
};

/** A sign for the kind of a field; text for all that is text. */
export function fieldIcon(field: Pick<FieldMeta, 'type'>): IconName {
  return ICONS[field.type] ?? 'text';
}
