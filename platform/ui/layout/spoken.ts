import { isEmpty } from '../cells/text.ts';
import { type FieldMeta, fieldOf, type ObjectMeta } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';

/**
 * Whether a page that shows a record speaks of a field: of what an amount is worth in the company's currency (`own`) only where it is in another
 * one, of others that few records have only where there is something.
 */
export function isSpokenOf(meta: ObjectMeta, field: FieldMeta, record: RecordData, own: string): boolean {
  const base = meta.fields.find((one) => one.base?.amount === field.name || one.base?.rate === field.name)?.base;
  if (base && fieldOf(meta, base.currency)) return (record[base.currency] ?? own) !== own;
  return !field.hideEmpty || !isEmpty(record[field.name]);
}
