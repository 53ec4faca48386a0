import type { FieldMeta } from '../data/meta.ts';
import { isReference } from '../data/records.ts';

/** A file as image and attachment fields hold it. */
export interface FileValue {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

export interface AddressValue {
  readonly region?: string | null;
  readonly street?: string | null;
  readonly lng?: number;
  readonly lat?: number;
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && 'street' in value ? !value.street && !('region' in value && value.region) : false;
}

/** Read as the API gives it, sent as the API takes it: a lookup goes as its id, links as `{object, id}`, nothing as null. */
export function toWire(field: Pick<FieldMeta, 'many'>, value: unknown): unknown {
  if (isEmpty(value)) return null;
  if (field.many && Array.isArray(value))
    return value.map((item: unknown) => (isReference(item) ? { object: item.object, id: item.id } : item));
  return isReference(value) ? value.id : value;
}

export function toWireValues(fields: readonly FieldMeta[], values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = new Map(fields.map((field) => [field.name, field]));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toWire(known.get(name) ?? {}, value)]));
}

function comparable(field: Pick<FieldMeta, 'type'>, value: unknown): unknown {
  if (isEmpty(value)) return null;
  if (isReference(value)) return value.id;
  if (Array.isArray(value)) return value.map((item: unknown) => (isReference(item) ? item.id : item));
  if (field.type === 'number' || field.type === 'currency' || field.type === 'percent' || field.type === 'rating') {
    const text = String(value);
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }
  return value;
}

/** Would saving `after` over `before` change anything? */
export function sameValue(field: Pick<FieldMeta, 'type'>, before: unknown, after: unknown): boolean {
  return JSON.stringify(comparable(field, before)) === JSON.stringify(comparable(field, after));
}

const READ_ONLY = new Set(['formula', 'rollup', 'autoNumber']);
const SYSTEM = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']);

/** May a person write this field at all (in a form or in place)? */
export function isWritable(field: FieldMeta): boolean {
  return !field.readOnly && !READ_ONLY.has(field.type) && !SYSTEM.has(field.name);
}
