import { errors, fieldError, type Label, label } from '../../kernel/index.ts';
import type { FieldMeta } from '../../module/index.ts';

/** What one can ask of a field, by its type. */
export type Family =
  | 'text'
  | 'number'
  | 'date'
  | 'datetime'
  | 'boolean'
  | 'option'
  | 'keys'
  | 'reference'
  | 'links'
  | 'id'
  | 'address'
  | 'place'
  | 'files'
  | 'secret';

export function familyOf(field: Pick<FieldMeta, 'name' | 'type' | 'system' | 'many'>): Family {
  if (field.system && field.name === 'id') return 'id';
  switch (field.type) {
    case 'number':
    case 'currency':
    case 'percent':
    case 'rating':
      return 'number';
    case 'date':
    case 'datetime':
    case 'boolean':
    case 'address':
      return field.type;
    case 'geolocation':
      return 'place';
    case 'picklist':
    case 'stage':
      return 'option';
    case 'multiPicklist':
    case 'tags':
      return 'keys';
    case 'lookup':
    case 'masterDetail':
    case 'user':
    case 'department':
      return field.many ? 'links' : 'reference';
    case 'image':
    case 'attachment':
    case 'signature':
      return 'files';
    case 'encrypted':
      return 'secret';
    default:
      return 'text';
  }
}

const set = ['eq', 'ne', 'in', 'notIn'];
const order = ['lt', 'lte', 'gt', 'gte', 'between'];
const empty = ['isNull', 'isNotNull'];

/** The operators of contract.md section 3 that make sense for each family. */
export const operators: Readonly<Record<Family, readonly string[]>> = {
  text: [...set, ...order, 'contains', 'startsWith', ...empty],
  number: [...set, ...order, ...empty],
  date: [...set, ...order, 'within', ...empty],
  datetime: [...set, ...order, 'within', ...empty],
  boolean: [...set, ...empty],
  option: [...set, ...empty],
  keys: [...set, 'contains', ...empty],
  reference: [...set, 'under', ...empty],
  links: [...set, 'contains', ...empty],
  id: [...set, 'under', ...empty],
  address: [...set, 'startsWith', 'contains', 'under', 'near', ...empty],
  place: ['near', ...empty],
  files: [...empty],
  // by its keyed hash: only the whole text is found
  secret: [...set, ...empty],
};

export type Json = Readonly<Record<string, unknown>>;

/** A JSON object with no other members than these; `at` is the place named in the refusal. */
export function objectOf(raw: unknown, at: string, members: readonly string[]): Json {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw fieldError('WRONG_TYPE', at, label('应为一个对象', 'Must be an object'));
  for (const key of Object.keys(raw)) {
    if (!members.includes(key))
      throw fieldError(
        'UNKNOWN_FIELD',
        at === '' ? shorten(key) : `${at}.${shorten(key)}`,
        label('不认识这一项', 'This member is not known'),
      );
  }
  return raw as Json;
}

export function listOf(raw: unknown, at: string, most: number): readonly unknown[] {
  if (!Array.isArray(raw)) throw fieldError('WRONG_TYPE', at, label('应为列表', 'Must be a list'));
  if (raw.length > most) throw tooMany(at, label(`最多 ${most} 项`, `At most ${most} items`));
  return raw;
}

export function tooMany(at: string, message: Label) {
  return errors.LIMIT_EXCEEDED({ errors: [{ field: at, code: 'LIMIT_EXCEEDED', message }] });
}

export const shorten = (text: string): string => text.slice(0, 100);
