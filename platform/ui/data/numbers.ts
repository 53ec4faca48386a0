import { type FieldMeta, fieldOf, type ObjectMeta } from './meta.ts';
import type { RecordData } from './records.ts';

export interface CallableNumber {
  readonly field: FieldMeta;
  readonly number: string;
}

/** The numbers of a record that can be called as they stand, the main one first; one that is masked, by its field or by the pool the record lies in, can not. */
export function numbersOf(meta: ObjectMeta, record: RecordData): readonly CallableNumber[] {
  return meta.fields.flatMap((field) => {
    const number = record[field.name];
    const isPlain = typeof number === 'string' && number !== '' && !number.includes('*');
    return field.type === 'phone' && isPlain && !fieldOf(meta, field.name)?.masked ? [{ field, number }] : [];
  });
}
