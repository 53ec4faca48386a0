import { type FieldMeta, type FieldRight, fieldRights } from '../module/index.ts';
import { type MaskKind, maskKinds } from '../text/index.ts';

/** What a role says of fields, by object and field; `edit` where nothing is said. */
export type RoleFields = Readonly<Record<string, Readonly<Record<string, FieldRight>>>>;

/** A job role counts with what it does not say; a permission set only with what it says. */
export type RoleKind = 'role' | 'set';

/** One role as its rights on fields are worked out. */
export interface FieldSource {
  readonly fields: RoleFields;
  readonly kind: RoleKind;
  readonly held: { has(permission: string): boolean };
}

/** By object and field, only what is less than `edit`. */
export type FieldLimits = ReadonlyMap<string, ReadonlyMap<string, Exclude<FieldRight, 'edit'>>>;

const rank = (right: FieldRight) => fieldRights.indexOf(right);

export const widestRight = (rights: readonly FieldRight[]): FieldRight | undefined =>
  rights.length === 0 ? undefined : rights.reduce((a, b) => (rank(a) >= rank(b) ? a : b));

export const narrowestRight = (rights: readonly FieldRight[]): FieldRight => rights.reduce((a, b) => (rank(a) <= rank(b) ? a : b), 'edit');

/** Whether one right allows at least as much as another. */
export const allows = (held: FieldRight, wanted: FieldRight): boolean => rank(held) >= rank(wanted);

/**
 * What several roles come to for one field: the widest of those that open the object at all. Like a wide reading scope, a wide right of a
 * role that only reads does not let anybody write.
 */
export function rightOf(sources: readonly FieldSource[], object: string, field: string): FieldRight {
  const readers = sources.filter(({ held }) => held.has(`${object}.read`));
  const counting = readers.length > 0 ? readers : sources;
  const widest = (from: readonly FieldSource[]) =>
    widestRight(from.flatMap(({ fields, kind }) => fields[object]?.[field] ?? (kind === 'set' ? [] : ['edit' as const]))) ?? 'edit';
  const read = widest(counting);
  if (read !== 'edit') return read;
  const writers = counting.filter(({ held }) => held.has(`${object}.edit`) || held.has(`${object}.create`));
  return widest(writers) === 'edit' ? 'edit' : 'read';
}

/** All fields on which these roles leave less than `edit`. */
export function limitsOf(sources: readonly FieldSource[]): FieldLimits {
  const limits = new Map<string, Map<string, Exclude<FieldRight, 'edit'>>>();
  for (const { fields } of sources)
    for (const [object, named] of Object.entries(fields))
      for (const field of Object.keys(named)) {
        const right = rightOf(sources, object, field);
        if (right !== 'edit') limits.set(object, (limits.get(object) ?? new Map()).set(field, right));
      }
  return limits;
}

/** Fields that say which record it is, whose, and of whom: without them nothing else could be shown or decided. */
const essential: ReadonlySet<string> = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'recordType']);

/** The rights that can be given on a field. What decides about access stays readable; what only the system writes is never edited. */
export function rightsFor(field: Pick<FieldMeta, 'name' | 'type'>, isTitle: boolean): readonly FieldRight[] {
  if (essential.has(field.name)) return [];
  if (field.name === 'owner' || field.type === 'masterDetail') return ['read', 'edit'];
  return isTitle ? ['masked', 'read', 'edit'] : fieldRights;
}

const maskOfType: Partial<Record<FieldMeta['type'], MaskKind>> = { phone: 'phone', email: 'email', idNumber: 'idNumber' };

/** How a field is masked: as it says itself, else as its type is. */
export function maskKindOf(field: Pick<FieldMeta, 'type' | 'mask' | 'search'>): MaskKind {
  return maskKinds.find((kind) => kind === field.mask) ?? maskOfType[field.type] ?? (field.search === 'name' ? 'name' : 'all');
}
