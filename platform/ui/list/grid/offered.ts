import type { FieldMeta, ObjectMeta } from '../../data/meta.ts';
import type { RecordData } from '../../data/records.ts';
import { offered, typeOf } from '../../layout/arrange.ts';

/** A field as one record offers it: only the options of its type. */
export function fieldOfRecord(meta: ObjectMeta, field: FieldMeta, record: RecordData): FieldMeta {
  const options = offered(field, typeOf(meta, record));
  return options && options !== field.options ? { ...field, options } : field;
}

/** What decides which options of a field are offered, besides the field itself. */
export function decidedBy(meta: ObjectMeta, field: FieldMeta | undefined): readonly string[] {
  if (field?.type !== 'picklist' && field?.type !== 'multiPicklist') return [];
  return [...(field.dependsOn ? [field.dependsOn] : []), ...(meta.recordTypes?.length ? ['recordType'] : [])];
}

/**
 * A field as all chosen records offer it: an option that one of them does not offer would be refused there. Where it is not known what
 * they hold, all options stay; the server has the last word.
 */
export function fieldOfAll(
  meta: ObjectMeta,
  field: FieldMeta,
  records: readonly RecordData[] | null,
): { readonly field: FieldMeta; readonly record?: Readonly<Record<string, unknown>> } {
  const deciding = decidedBy(meta, field);
  const [first] = records ?? [];
  const isKnown = deciding.length > 0 && first !== undefined && records?.every((record) => deciding.every((name) => name in record));
  if (!isKnown) return { field };
  const isSame = (name: string) => records?.every((record) => JSON.stringify(record[name]) === JSON.stringify(first[name])) ?? false;
  const narrowed = isSame('recordType') ? fieldOfRecord(meta, field, first) : field;
  return field.dependsOn && isSame(field.dependsOn)
    ? { field: narrowed, record: { [field.dependsOn]: first[field.dependsOn] } }
    : { field: narrowed };
}
