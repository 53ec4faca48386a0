import { titleMask } from '../access/index.ts';
import type { Context, FieldMeta, ObjectMeta, SearchKind, Values } from '../module/index.ts';

/** A text of a record that can be found, and the field it comes from. The record's title is the first. */
export interface FieldText {
  readonly field: string;
  readonly text: string;
  readonly kind: SearchKind;
}

// Tenant-made fields do not say how they are found: their type does.
const kindOfType: Partial<Record<FieldMeta['type'], SearchKind>> = {
  text: 'text',
  longText: 'text',
  phone: 'phone',
  email: 'email',
  autoNumber: 'code',
  barcode: 'code',
  idNumber: 'code',
  tags: 'text',
  multiPicklist: 'text',
};

/** How a field takes part in search; undefined: not at all. */
export function searchKindOf(meta: Pick<ObjectMeta, 'title'>, field: FieldMeta): SearchKind | undefined {
  if (field.name === 'id') return undefined;
  if (field.search) return field.search;
  if (field.name === meta.title) return field.type === 'autoNumber' ? 'code' : 'name';
  if (field.name === 'externalId') return 'code';
  return field.custom ? kindOfType[field.type] : undefined;
}

const fieldsOf = new WeakMap<ObjectMeta, readonly { field: FieldMeta; kind: SearchKind }[]>();

/** The fields of an object that are found by search, its title first. */
export function searchFields(meta: ObjectMeta): readonly { field: FieldMeta; kind: SearchKind }[] {
  const known = fieldsOf.get(meta);
  if (known) return known;
  const found = [...meta.fields.values()].flatMap((field) => {
    const kind = field.storage.kind === 'formula' ? undefined : searchKindOf(meta, field);
    return kind ? [{ field, kind }] : [];
  });
  const ordered = [...found.filter(({ field }) => field.name === meta.title), ...found.filter(({ field }) => field.name !== meta.title)];
  fieldsOf.set(meta, ordered);
  return ordered;
}

/**
 * How the texts of an object are found by a caller; those of fields that are hidden or masked for them are not (undefined). Of a field
 * that is gone the text lies in the row until the record is next written, and is found as plain text.
 */
export function openKinds(ctx: Pick<Context, 'meta' | 'whole'>, meta: ObjectMeta): (field: string) => SearchKind | undefined {
  const kinds = new Map(searchFields(meta).map(({ field, kind }) => [field.name, field.masked ? undefined : kind]));
  const gone = ctx.whole().meta === ctx.meta ? ('text' as const) : undefined;
  return (field) => (kinds.has(field) ? kinds.get(field) : gone);
}

/** The texts of a search row that a caller may search; the title, which comes first, is empty where it is masked for them. */
export function openTexts(
  kindOf: ReturnType<typeof openKinds>,
  meta: ObjectMeta,
  row: { readonly title: string; readonly texts: readonly [string, string][]; readonly owner: string | null },
): { text: string; kind: SearchKind }[] {
  const title = { text: titleMask(meta) ? '' : row.title, kind: kindOf(meta.title) ?? 'name' };
  const texts = row.texts.flatMap(([field, text]) => {
    // a record without an owner may lie in a pool in which the field is masked
    const kind = row.owner === null && meta.fields.get(field)?.veil ? undefined : kindOf(field);
    return kind ? [{ text, kind }] : [];
  });
  return [title, ...texts];
}

/** Whether records of the object are kept for search. */
export function isSearchable(meta: Pick<ObjectMeta, 'searchable'>): boolean {
  return meta.searchable !== false;
}

/** The searchable texts of a record from its canonical values. */
export function searchTexts(meta: ObjectMeta, values: Values): FieldText[] {
  const texts: FieldText[] = [];
  for (const { field, kind } of searchFields(meta)) {
    const value = values[field.name];
    if (value === null || value === undefined || value === '') continue;
    const text =
      field.type === 'multiPicklist'
        ? optionTexts(field, value)
        : Array.isArray(value)
          ? value.join(' ')
          : typeof value === 'object'
            ? ''
            : String(value);
    if (text !== '') texts.push({ field: field.name, text, kind });
  }
  return texts;
}

function optionTexts(field: FieldMeta, value: unknown): string {
  const keys = Array.isArray(value) ? value : [];
  return (field.options ?? [])
    .filter((option) => keys.includes(option.key))
    .map((option) => `${option.label.zh} ${option.label.en}`)
    .join(' ');
}
