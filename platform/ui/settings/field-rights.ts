import type { FieldMeta, ObjectMeta } from '../data/meta.ts';

export const FIELD_RIGHTS = ['hidden', 'masked', 'read', 'edit'] as const;
export type FieldRight = (typeof FIELD_RIGHTS)[number];
export type RoleFields = Readonly<Record<string, Readonly<Record<string, FieldRight>>>>;

const FIXED: ReadonlySet<string> = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'recordType']);

/** The rights the server takes for a field: what names a record is never hidden, what decides who sees it always readable. */
export function offeredRights(meta: Pick<ObjectMeta, 'title'>, field: FieldMeta): readonly FieldRight[] {
  if (FIXED.has(field.name)) return [];
  if (field.name === 'owner' || field.type === 'masterDetail') return ['read', 'edit'];
  return field.name === meta.title ? ['masked', 'read', 'edit'] : FIELD_RIGHTS;
}

interface Place {
  readonly object: string;
  readonly field: string;
  readonly isSet: boolean;
}

/** What a role says of a field; '' where a permission set says nothing. */
export const rightIn = (fields: RoleFields, { object, field, isSet }: Place): FieldRight | '' =>
  fields[object]?.[field] ?? (isSet ? '' : 'edit');

export const limitedIn = (fields: RoleFields, object: string): number => Object.keys(fields[object] ?? {}).length;

/** Gives fields of one object a right, those that can have it; what a job role need not say is left out. */
export function withFieldRights(
  fields: RoleFields,
  meta: Pick<ObjectMeta, 'name' | 'title' | 'fields'>,
  { names, right, isSet }: { readonly names: readonly string[]; readonly right: FieldRight | ''; readonly isSet: boolean },
): RoleFields {
  const own: Record<string, FieldRight> = { ...fields[meta.name] };
  for (const field of meta.fields) {
    if (!names.includes(field.name)) continue;
    if (right === '' || (right === 'edit' && !isSet)) delete own[field.name];
    else if (offeredRights(meta, field).includes(right)) own[field.name] = right;
  }
  const { [meta.name]: _old, ...others } = fields;
  return Object.keys(own).length > 0 ? { ...others, [meta.name]: own } : others;
}
