import type { FieldMeta } from '../data/meta.ts';
import type { Condition, FilterOp } from '../data/records.ts';

/** What one can ask of a field, by its type; follows contract.md section 3. */
export type Family =
  | 'text'
  | 'number'
  | 'day'
  | 'boolean'
  | 'option'
  | 'keys'
  | 'people'
  | 'reference'
  | 'files'
  | 'place'
  | 'secret'
  | 'address';

export function familyOf(field: Pick<FieldMeta, 'type' | 'many'>): Family {
  switch (field.type) {
    case 'number':
    case 'currency':
    case 'percent':
    case 'rating':
      return 'number';
    case 'date':
    case 'datetime':
      return 'day';
    case 'boolean':
      return 'boolean';
    case 'picklist':
    case 'stage':
      return 'option';
    case 'multiPicklist':
    case 'tags':
      return 'keys';
    case 'user':
    case 'department':
      return field.many ? 'reference' : 'people';
    case 'lookup':
    case 'masterDetail':
      return 'reference';
    case 'image':
    case 'attachment':
    case 'signature':
      return 'files';
    case 'geolocation':
      return 'place';
    case 'encrypted':
      return 'secret';
    case 'address':
      return 'address';
    default:
      return 'text';
  }
}

const empty = ['isNull', 'isNotNull'] as const;
const operators: Readonly<Record<Family, readonly FilterOp[]>> = {
  text: ['contains', 'startsWith', 'eq', 'ne', ...empty],
  number: ['gte', 'lte', 'gt', 'lt', 'eq', 'ne', 'between', ...empty],
  day: ['within', 'gte', 'lte', 'eq', 'between', ...empty],
  boolean: ['eq', ...empty],
  option: ['in', 'notIn', ...empty],
  keys: ['in', 'notIn', ...empty],
  people: ['in', 'notIn', ...empty],
  reference: ['in', 'notIn', ...empty],
  files: [...empty],
  place: ['near', ...empty],
  secret: ['eq', 'ne', ...empty],
  address: ['under', 'contains', ...empty],
};

/** The operators offered for a field, the usual one first. */
export function operatorsOf(field: FieldMeta): readonly FilterOp[] {
  // more would tell what it holds, and is refused
  if (field.masked) return empty;
  if (field.kept) return operators[familyOf(field)].filter((op) => op !== 'within' && op !== 'near');
  const list = operators[familyOf(field)];
  const isTree = field.type === 'department' || (field.tree && !field.many);
  return isTree ? [...list.slice(0, 2), 'under', ...list.slice(2)] : list;
}

/** Words that are values of user and department fields. */
export function selfWords(field: Pick<FieldMeta, 'type' | 'many' | 'kept'>): readonly string[] {
  if (field.kept) return [];
  if (field.type === 'user') return ['me', 'myReports', 'myDepartment', 'myDepartmentAndBelow'];
  return field.type === 'department' ? ['myDepartment', 'myDepartmentAndBelow'] : [];
}

/** Relative days, most used first; `lastNDays` and the like take a number. */
export const relativeDays = [
  'today',
  'yesterday',
  'tomorrow',
  'thisWeek',
  'lastWeek',
  'nextWeek',
  'thisMonth',
  'lastMonth',
  'nextMonth',
  'thisQuarter',
  'lastQuarter',
  'nextQuarter',
  'thisYear',
  'lastYear',
  'nextYear',
] as const;
export const rollingDays = ['lastNDays', 'nextNDays', 'lastNWeeks', 'lastNMonths', 'nextNMonths'] as const;

const takesNothing = (op: FilterOp) => op === 'isNull' || op === 'isNotNull';
const takesList = (op: FilterOp) => op === 'in' || op === 'notIn';

/** What is said so far of a place nearby. */
export function pointOf(value: unknown): { readonly lng?: number; readonly lat?: number; readonly km?: number } {
  return typeof value === 'object' && value !== null ? (value as { lng?: number; lat?: number; km?: number }) : {};
}

const isPoint = (value: unknown) => {
  const { lng, lat, km } = pointOf(value);
  return lng !== undefined && lat !== undefined && km !== undefined && Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
};

/** So far one looks at first. */
const FIRST_KM = 5;

const filled = (value: unknown) => value !== undefined && value !== null && value !== '';

/** Can it be sent? Chips in the making are not. */
export function isComplete({ op, value }: Condition): boolean {
  if (takesNothing(op)) return true;
  if (takesList(op)) return Array.isArray(value) && value.length > 0;
  if (op === 'near') return isPoint(value);
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every(filled);
  return filled(value);
}

/** Another operator for the same field: the value stays where it still makes sense. */
export function withOperator(condition: Condition, op: FilterOp): Condition {
  const { field, value } = condition;
  if (takesNothing(op)) return { field, op };
  if (op === 'near') return { field, op, value: { km: FIRST_KM } };
  const first = Array.isArray(value) ? value[0] : value;
  if (takesList(op)) return { field, op, value: Array.isArray(value) ? value : filled(value) ? [value] : [] };
  if (op === 'between') return { field, op, value: [first ?? '', ''] };
  // a place and a text are no answer to each other's question
  if ([condition.op, op].includes('under') && [condition.op, op].includes('contains')) return { field, op, value: '' };
  if (condition.op === 'within' || op === 'within') return { field, op, value: op === 'within' ? 'thisMonth' : '' };
  return { field, op, value: first ?? '' };
}

/** Where a new chip starts. */
export function firstCondition(field: FieldMeta): Condition {
  const op = operatorsOf(field)[0] ?? 'isNotNull';
  if (takesList(op)) return { field: field.name, op, value: [] };
  if (op === 'within') return { field: field.name, op, value: 'thisMonth' };
  if (op === 'near') return { field: field.name, op, value: { km: FIRST_KM } };
  if (field.type === 'boolean') return { field: field.name, op, value: true };
  return { field: field.name, op, value: '' };
}

/** `eq` and `in` with one value are the same question: the editor shows one form. */
export function forEditor(condition: Condition, field: FieldMeta): Condition {
  const lists = operatorsOf(field).includes('in');
  if (lists && (condition.op === 'eq' || condition.op === 'ne'))
    return { field: condition.field, op: condition.op === 'eq' ? 'in' : 'notIn', value: filled(condition.value) ? [condition.value] : [] };
  if (!lists && condition.op === 'in' && Array.isArray(condition.value) && condition.value.length === 1)
    return { field: condition.field, op: 'eq', value: condition.value[0] };
  return condition;
}
