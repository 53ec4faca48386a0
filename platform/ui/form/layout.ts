import type { FieldMeta, Label, ObjectMeta } from '../data/meta.ts';
import { isEmpty, isWritable } from './values.ts';

/** Must a person fill this field in the create form? A default answers for a field that is required everywhere. */
export function isAsked(field: FieldMeta): boolean {
  return field.form === 'required' || (field.required === true && isEmpty(field.default));
}

/** Who makes a record may say whose it is: by right, or since that is what the object is for (`given`: then it is asked for at once). */
const mayGive = (meta: ObjectMeta) => meta.access?.given === true || (meta.can?.includes('transfer') ?? false);

/** Which fields the create form shows at once and which it folds; both in the order of the object. */
export function formFields(meta: ObjectMeta): { readonly shown: readonly FieldMeta[]; readonly folded: readonly FieldMeta[] } {
  const canGive = mayGive(meta);
  const placed = meta.layout?.sections && meta.sections?.flatMap((section) => section.fields);
  if (placed) return laidOut(meta, placed);
  const all = meta.fields.filter(
    (field) => isWritable(field) && field.form !== 'hidden' && (!field.system || (field.name === 'owner' && canGive)),
  );
  const isFirst = (field: FieldMeta) =>
    field.system ? field.name === 'owner' && meta.access?.given === true : isAsked(field) || field.form === 'essential';
  // An object of nothing but optional fields (a new custom one) shows them all.
  if (!all.some(isFirst)) return { shown: all, folded: [] };
  // what names a record of an object of one's own is never folded away
  const isShown = (field: FieldMeta) => isFirst(field) || (meta.custom === true && field.name === meta.title);
  return { shown: all.filter(isShown), folded: all.filter((field) => !isShown(field)) };
}

/** With a layout: its fields in its order, those of folded sections folded; what must be filled to save at all is never left out. */
function laidOut(meta: ObjectMeta, placed: readonly string[]) {
  const canGive = mayGive(meta);
  const fields = placed
    .flatMap((name) => meta.fields.find((field) => field.name === name) ?? [])
    .filter((field) => isWritable(field) && (!field.system || field.name === 'externalId' || (field.name === 'owner' && canGive)));
  const rest = meta.fields.filter(
    (field) => !placed.includes(field.name) && !field.system && isWritable(field) && field.required && isAsked(field),
  );
  const collapsed = new Set(meta.sections?.filter((section) => section.collapsed).flatMap((section) => section.fields));
  const isFolded = (field: FieldMeta) => collapsed.has(field.name) && !isAsked(field);
  return { shown: [...rest, ...fields.filter((field) => !isFolded(field))], folded: fields.filter(isFolded) };
}

/** The heading above a field of the form: where a section of the layout begins. */
export function headingAt(meta: ObjectMeta, fields: readonly FieldMeta[], index: number): Label | undefined {
  if (!meta.layout || (meta.sections?.length ?? 0) < 2) return undefined;
  const sectionOf = (field: FieldMeta | undefined) => field && meta.sections?.find((section) => section.fields.includes(field.name));
  const section = sectionOf(fields[index]);
  return section && section !== sectionOf(fields[index - 1]) ? section.label : undefined;
}

/** What the form begins with: defaults of the object, then what the caller already knows. */
export function startValues(meta: ObjectMeta, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // a formula is worked out by the server when the record is made
  const isFormula = (value: unknown) => typeof value === 'object' && value !== null && 'formula' in value;
  const defaults = meta.fields
    .filter((field) => !isEmpty(field.default) && !isFormula(field.default))
    .map((field) => [field.name, field.default] as const);
  return { ...Object.fromEntries(defaults), ...given };
}

/** Groups of which one must hold a value, when none does. */
export function missingAny(meta: ObjectMeta, values: Readonly<Record<string, unknown>>): readonly (readonly string[])[] {
  return (meta.requireAny ?? []).filter((group) => group.every((name) => isEmpty(values[name])));
}

const WIDE = new Set(['longText', 'richText', 'address', 'attachment', 'image', 'tags', 'multiPicklist']);

/** Fields that need the whole width of a form in two columns. */
export function isWide(field: FieldMeta): boolean {
  return WIDE.has(field.type) || field.many === true;
}
