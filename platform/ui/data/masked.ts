import type { FieldMeta, FieldType, ObjectMeta } from './meta.ts';

/** What a person can write anew without seeing what was there. */
const WRITTEN_BLIND: ReadonlySet<FieldType> = new Set([
  'text',
  'longText',
  'phone',
  'email',
  'url',
  'idNumber',
  'barcode',
  'number',
  'currency',
]);

/** A masked value comes as a text, whatever its field holds: no link, no amount, no choice. */
function masked(field: FieldMeta): FieldMeta {
  const { options: _options, many: _many, object: _object, ...rest } = field;
  return { ...rest, type: 'text', readOnly: field.readOnly === true || !WRITTEN_BLIND.has(field.type), unmasked: field };
}

/** Fields that are masked for this person are shown, filtered and sorted as what they get: a text that says little. */
export function withMasks(meta: ObjectMeta): ObjectMeta {
  if (!meta.fields.some((field) => field.masked)) return meta;
  return { ...meta, fields: meta.fields.map((field) => (field.masked ? masked(field) : field)) };
}
