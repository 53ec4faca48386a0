import type { FieldMeta, Label, ObjectMeta, StageRules } from '../data/meta.ts';

/** A record type as it is stored. */
export interface TypeBody {
  readonly label: Label;
  readonly help?: Label;
  readonly active: boolean;
  readonly isDefault: boolean;
  readonly roles: readonly string[];
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly stages: Readonly<Record<string, readonly string[]>>;
  readonly rules?: Readonly<Record<string, Readonly<Record<string, StageRules>>>>;
}

export interface StoredType {
  readonly name: string;
  readonly definition: TypeBody;
}

/** Fields whose options a type may narrow. */
export function narrowable(meta: ObjectMeta): readonly FieldMeta[] {
  return meta.fields.filter(
    (field) => !field.system && ['picklist', 'multiPicklist', 'stage'].includes(field.type) && (field.options?.length ?? 0) > 0,
  );
}

const sideOf = (field: FieldMeta) => (field.type === 'stage' ? 'stages' : 'options');
const live = (field: FieldMeta) => (field.options ?? []).filter((option) => option.active !== false).map(({ key }) => key);

export function isOffered(type: TypeBody, field: FieldMeta, key: string): boolean {
  return type[sideOf(field)][field.name]?.includes(key) ?? true;
}

/** The type with an option offered or not. One option always stays; all of them in their order is the same as saying nothing. */
export function toggleOffered(type: TypeBody, field: FieldMeta, key: string): TypeBody {
  const side = sideOf(field);
  const { [field.name]: named, ...rest } = type[side];
  const before = named ?? live(field);
  const isIn = before.includes(key);
  const order = [...before, ...live(field).filter((one) => !before.includes(one))];
  const next = isIn ? before.filter((one) => one !== key) : order.filter((one) => one === key || before.includes(one));
  if (next.length === 0) return type;
  const isAll = next.join() === live(field).join();
  return { ...type, [side]: isAll ? rest : { ...rest, [field.name]: next } };
}

/** A free name for a new type. */
export function typeName(label: Label, taken: readonly string[]): string {
  const word = label.en
    .replace(/[^A-Za-z0-9 ]/g, '')
    .trim()
    .split(/\s+/)
    .map((part, at) => (at === 0 ? part.toLowerCase() : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')
    .slice(0, 40);
  const base = /^[a-z]/.test(word) ? word : 'type';
  if (base !== 'type' && !taken.includes(base)) return base;
  let number = taken.length + 1;
  while (taken.includes(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}
