import { type Label, label } from '@huanke/platform/kernel';
import type { FieldMeta, ObjectMeta } from '@huanke/platform/module';
import { defaultMax, displayScale } from '@huanke/platform/storage';

const numbers: ReadonlySet<FieldMeta['type']> = new Set(['number', 'currency']);
const texts: ReadonlySet<FieldMeta['type']> = new Set(['text', 'longText']);
/** What can be told as a text without loss. */
const readable: ReadonlySet<FieldMeta['type']> = new Set([
  'text',
  'phone',
  'email',
  'url',
  'number',
  'currency',
  'percent',
  'date',
  'picklist',
  'autoNumber',
]);
/** Files are seen with the new records without being copied; what is worked out, sealed or a state of its own is not taken over. */
const never: ReadonlySet<FieldMeta['type']> = new Set(['stage', 'masterDetail', 'rollup', 'encrypted', 'image', 'attachment', 'signature']);
/** What a conversion sets itself. */
const fixed: ReadonlySet<string> = new Set(['owner', 'contact.account', 'opportunity.account']);

const isOffered = (field: FieldMeta) => !field.system && !never.has(field.type) && field.storage.kind !== 'formula';

/** Whether a field of the lead can be taken over. */
export const isSource = (field: FieldMeta): boolean => isOffered(field);

/** Whether a conversion may fill a field of what it makes. */
export const isTarget = (object: ObjectMeta, field: FieldMeta): boolean =>
  isOffered(field) &&
  field.type !== 'autoNumber' &&
  !field.readOnly &&
  !fixed.has(field.name) &&
  !fixed.has(`${object.name}.${field.name}`);

const longest = (field: FieldMeta): number => field.max ?? defaultMax[field.type as keyof typeof defaultMax] ?? 255;

const differ = label('“{from}”和“{to}”类型不同，不能带入', '“{from}” and “{to}” are of different types');

/**
 * Why values of one field can not be kept in another; undefined when they can. Options and lengths are compared as they are now; for a line that
 * is there already options are not: one that was added since has broken nothing, and each value is looked at when it is taken over.
 */
export function whyNot(from: FieldMeta, to: FieldMeta, { isKept = false } = {}): Label | undefined {
  if (texts.has(to.type) && (readable.has(from.type) || from.type === to.type)) return tooLong(from, to);
  if (numbers.has(from.type) && numbers.has(to.type)) return tooFine(from, to);
  if (from.type !== to.type || Boolean(from.many) !== Boolean(to.many)) return filled(differ, from, to);
  switch (from.type) {
    case 'percent':
      return tooFine(from, to);
    case 'picklist':
      // imports give open picklists options of their own (decision 0005): each value is looked at when it is taken over
      return to.open || isKept ? undefined : unknownOptions(from, to);
    case 'multiPicklist':
      return isKept ? undefined : unknownOptions(from, to);
    case 'lookup':
      return namesAll(from, to) ? undefined : filled(differ, from, to);
    default:
      // a barcode or number of law of one kind is none of another
      return from.kind === to.kind ? tooLong(from, to) : filled(differ, from, to);
  }
}

/** What a field that takes over another one keeps of a value: of options those it has. */
export function keptOf(from: FieldMeta, to: FieldMeta, value: unknown): unknown {
  const has = (one: unknown) => to.options?.some(({ key, active }) => key === one && active !== false) ?? false;
  if (from.type === 'picklist' && to.type === 'picklist') return has(value) ? value : null;
  if (from.type !== 'multiPicklist' || !Array.isArray(value)) return value;
  const known = value.filter(has);
  return known.length > 0 ? known : null;
}

/** Whether a lookup may name whatever the other names. */
function namesAll(from: FieldMeta, to: FieldMeta): boolean {
  const known = new Set([to.object, ...(to.objects ?? [])]);
  return known.has('*') || [from.object, ...(from.objects ?? [])].every((object) => object === undefined || known.has(object));
}

function tooLong(from: FieldMeta, to: FieldMeta): Label | undefined {
  if (!(from.type in defaultMax) || longest(from) <= longest(to)) return undefined;
  return filled(
    label('“{to}”最多 {max} 个字，装不下“{from}”', '“{to}” holds {max} characters, which is less than “{from}” may have'),
    from,
    to,
  );
}

function tooFine(from: FieldMeta, to: FieldMeta): Label | undefined {
  if (displayScale(from) <= displayScale(to)) return undefined;
  return filled(label('“{to}”的小数位比“{from}”少', '“{to}” has fewer decimals than “{from}”'), from, to);
}

function unknownOptions(from: FieldMeta, to: FieldMeta): Label | undefined {
  const known = new Set(to.options?.map(({ key }) => key));
  if ((from.options ?? []).every(({ key, active }) => active === false || known.has(key))) return undefined;
  return filled(label('“{to}”没有“{from}”的全部选项', '“{to}” lacks options of “{from}”'), from, to);
}

function filled(text: Label, from: FieldMeta, to: FieldMeta): Label {
  const fill = (pattern: string, language: 'zh' | 'en') =>
    pattern
      .replace('{from}', from.label[language])
      .replace('{to}', to.label[language])
      .replace('{max}', String(longest(to)));
  return label(fill(text.zh, 'zh'), fill(text.en, 'en'));
}
