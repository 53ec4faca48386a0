import type { FieldMeta, FieldType, ObjectMeta } from './meta.ts';

/** What a roll-up counts or sums, over the records of `object` whose `field` points here. */
export interface Rollup {
  readonly object: string;
  readonly field: string;
  readonly function: 'count' | 'sum' | 'min' | 'max' | 'avg';
  readonly of?: string;
  readonly filter?: unknown;
}

/** Roll-ups and formulas are shown, filtered and sorted as what they give: a number, an amount, a day. */
export function withResults(meta: ObjectMeta): ObjectMeta {
  if (!meta.fields.some((field) => field.result)) return meta;
  return { ...meta, fields: meta.fields.map((field) => (field.result ? { ...field, type: field.result } : field)) };
}

/** The type a field was made with, as settings call it. */
export const madeAs = (field: Pick<FieldMeta, 'type' | 'rollup' | 'formula'>): FieldType =>
  field.rollup ? 'rollup' : field.formula === undefined ? field.type : 'formula';
