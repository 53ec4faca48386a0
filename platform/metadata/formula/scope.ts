import type { Scope } from '../../formula/index.ts';
import type { FieldMeta, ObjectMeta, TenantMetadata } from '../../module/index.ts';
import { displayScale } from '../../storage/codec.ts';
import { scopeField } from '../layouts/condition.ts';

type Objects = Pick<TenantMetadata, 'object'>;

/** What a name in a formula stands for: a field of the record, or of one up to two lookups away. */
export interface FormulaPath {
  readonly hops: readonly { readonly field: FieldMeta; readonly target: ObjectMeta }[];
  readonly field: FieldMeta;
  /** The object that has the field. */
  readonly object: ObjectMeta;
}

const mostHops = 2;

function targetOf(objects: Objects, field: FieldMeta): ObjectMeta | undefined {
  if (field.many) return undefined;
  if (field.type === 'user' || field.type === 'department') return objects.object(field.type);
  return (field.type === 'lookup' || field.type === 'masterDetail') && field.object ? objects.object(field.object) : undefined;
}

/** Reads `amount` or `account.owner.name`; undefined when there is no such field, or none a formula can read. */
export function formulaPath(objects: Objects, meta: ObjectMeta, name: string): FormulaPath | undefined {
  const parts = name.split('.');
  const last = parts.pop() ?? '';
  if (parts.length > mostHops) return undefined;
  const hops: { field: FieldMeta; target: ObjectMeta }[] = [];
  let object = meta;
  for (const part of parts) {
    const field = object.fields.get(part);
    const target = field && targetOf(objects, field);
    if (!field || !target) return undefined;
    hops.push({ field, target });
    object = target;
  }
  const field = object.fields.get(last);
  return field && scopeOf(field) ? { hops, field, object } : undefined;
}

function scopeOf(field: FieldMeta) {
  const number = field.type === 'number' || field.type === 'currency' || field.type === 'percent';
  return scopeField(number ? { ...field, scale: displayScale(field) } : field);
}

/** The names a formula about records of this object may use: own fields, and those of records it points to, two levels up. */
export function formulaScope(objects: Objects, meta: ObjectMeta, { hasPrior = false } = {}): Scope {
  return {
    hasPrior,
    field: (name) => {
      const found = formulaPath(objects, meta, name);
      return found && scopeOf(found.field);
    },
    byLabel: (text) => pathOfLabels(objects, meta, text),
    names: () =>
      [...meta.fields.values()].flatMap((field) => {
        const target = targetOf(objects, field);
        return [field.name, ...(target ? [...target.fields.keys()].map((name) => `${field.name}.${name}`) : [])];
      }),
  };
}

/** `客户.行业` → `account.industry` */
function pathOfLabels(objects: Objects, meta: ObjectMeta, text: string): string | undefined {
  const names: string[] = [];
  let object: ObjectMeta | undefined = meta;
  for (const part of text.split('.')) {
    const field: FieldMeta | undefined = [...(object?.fields.values() ?? [])].find(({ label }) => label.zh === part || label.en === part);
    if (!field) return undefined;
    names.push(field.name);
    object = targetOf(objects, field);
  }
  return names.join('.');
}
