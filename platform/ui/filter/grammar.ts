import type { Condition, Filter, FilterOp } from '../data/records.ts';

/**
 * A filter in the address: `owner.eq.myReports*closeOn.within.thisQuarter*amount.gte.200000*stage.in.won..lost`. Only signs that
 * addresses leave as they are. Conditions joined by "and" read like this; anything nested stays JSON, which the router writes itself.
 */
const OPS = new Set<string>([
  'eq',
  'ne',
  'in',
  'notIn',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'contains',
  'startsWith',
  'isNull',
  'isNotNull',
  'under',
  'near',
  'within',
] satisfies FilterOp[]);

/** An empty filter over a view that has one. */
export const NO_FILTER = '-';

const isCondition = (filter: Filter): filter is Condition => 'field' in filter;

/** The conditions of a filter that is a plain list of them; null when it is nested. */
export function flatten(filter: Filter | undefined): readonly Condition[] | null {
  if (!filter) return [];
  if (isCondition(filter)) return [filter];
  if (!('and' in filter)) return null;
  const found: Condition[] = [];
  for (const item of filter.and) {
    const inner = isCondition(item) ? [item] : 'and' in item ? flatten(item) : null;
    if (!inner) return null;
    found.push(...inner);
  }
  return found;
}

export function unflatten(conditions: readonly Condition[]): Filter | undefined {
  if (conditions.length === 0) return undefined;
  return conditions.length === 1 ? conditions[0] : { and: conditions };
}

/** Both at once; either may be missing. */
export function both(...filters: readonly (Filter | undefined)[]): Filter | undefined {
  const given = filters.filter((filter) => filter !== undefined);
  const flat = given.map(flatten);
  if (flat.every((list) => list !== null)) return unflatten(flat.flat());
  return given.length === 1 ? given[0] : { and: given };
}

function escapeSigns(text: string): string {
  return text
    .replaceAll('_', '__')
    .replaceAll('*', '_s')
    .replace(/\.(?=\.)|^\.|\.$/g, '_d');
}

function unescapeSigns(text: string): string {
  return text.replace(/_(.)/g, (_, sign: string) => (sign === 's' ? '*' : sign === 'd' ? '.' : sign));
}

function writeScalar(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const id = (value as { readonly id?: unknown }).id;
    return typeof id === 'string' ? escapeSigns(id) : `_j${escapeSigns(JSON.stringify(value))}`;
  }
  return typeof value === 'boolean' ? `_${value ? 't' : 'f'}` : escapeSigns(String(value));
}

function readScalar(text: string): unknown {
  if (text === '_t' || text === '_f') return text === '_t';
  if (!text.startsWith('_j')) return unescapeSigns(text);
  try {
    return JSON.parse(unescapeSigns(text.slice(2)));
  } catch {
    // Cut off by hand: the server will say what is wrong with it.
    return text;
  }
}

function writeCondition({ field, op, value }: Condition): string {
  if (op === 'isNull' || op === 'isNotNull' || value === undefined) return `${field}.${op}`;
  return `${field}.${op}.${Array.isArray(value) ? `${value.map(writeScalar).join('..')}..` : writeScalar(value)}`;
}

function readCondition(text: string): Condition | null {
  const parts = text.split('.');
  const at = parts.findIndex((part, index) => index > 0 && OPS.has(part));
  if (at < 1) return null;
  const field = parts.slice(0, at).join('.');
  const op = parts[at] as FilterOp;
  if (at === parts.length - 1) return { field, op };
  const rest = parts.slice(at + 1).join('.');
  if (!rest.endsWith('..')) return { field, op, value: readScalar(rest) };
  return { field, op, value: rest.slice(0, -2).split('..').map(readScalar) };
}

/** For the address: text where it can be read, the filter itself where it is nested. */
export function writeFilter(filter: Filter | undefined): string | Filter {
  const flat = flatten(filter);
  if (!flat) return filter as Filter;
  return flat.length === 0 ? NO_FILTER : flat.map(writeCondition).join('*');
}

function isFilter(value: unknown): value is Filter {
  return typeof value === 'object' && value !== null && ['and', 'or', 'not', 'field'].some((key) => key in value);
}

/** From the address. Undefined: nothing is said there; null: no filter. What cannot be read is as if it were not there. */
export function readFilter(text: unknown): Filter | null | undefined {
  if (isFilter(text)) return text;
  if (typeof text !== 'string' || text === '') return undefined;
  if (text === NO_FILTER) return null;
  const conditions = text.split('*').map(readCondition);
  if (conditions.some((condition) => condition === null)) return undefined;
  return unflatten(conditions as readonly Condition[]) ?? null;
}

/** Do both ask the same? Numbers and their texts are one, order counts. */
export function sameFilter(a: Filter | undefined, b: Filter | undefined): boolean {
  const text = (filter: Filter | undefined) => {
    const written = writeFilter(filter);
    return typeof written === 'string' ? written : JSON.stringify(written);
  };
  return text(a) === text(b);
}
