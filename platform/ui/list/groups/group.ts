import { type CellTools, cellText } from '../../cells/text.ts';
import type { FieldMeta, FieldType, ObjectMeta } from '../../data/meta.ts';
import { type Filter, isReference, type SortKey } from '../../data/records.ts';
import { both } from '../../filter/grammar.ts';

export const BUCKETS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** What a list is grouped by: a field, dates by a period. */
export interface GroupBy {
  readonly field: string;
  readonly bucket?: Bucket;
}

/** One group as the sums of the whole list tell it. */
export interface Group {
  /** Tells it from the others, the same when the list is asked anew. */
  readonly key: string;
  /** What its records hold; null where they hold nothing. */
  readonly value: unknown;
  readonly count: number;
  readonly sums: ReadonlyMap<string, unknown>;
}

/** The server answers at most so many. */
export const MOST_GROUPS = 1000;
const MOST_SUMS = 12;
const DATES = new Set<FieldType>(['date', 'datetime']);
const GROUPABLE = new Set<FieldType>([
  'stage',
  'picklist',
  'boolean',
  'lookup',
  'masterDetail',
  'user',
  'department',
  'rating',
  'date',
  'datetime',
]);

export const isDated = (field: Pick<FieldMeta, 'type'> | undefined): boolean => field !== undefined && DATES.has(field.type);

/** Fields whose values are few enough, or periods, to make groups of. */
export function groupFields(meta: ObjectMeta): readonly FieldMeta[] {
  // Of a lookup to several objects an id alone does not say where it leads.
  return meta.fields.filter((field) => GROUPABLE.has(field.type) && !field.many && !field.objects);
}

/** Dates begin with months. */
export const groupByField = (field: FieldMeta): GroupBy =>
  isDated(field) ? { field: field.name, bucket: 'month' } : { field: field.name };

/** `closedOn:month` */
export const writeGroup = (group: GroupBy | undefined): string => (group ? `${group.field}${group.bucket ? `:${group.bucket}` : ''}` : '');

export function readGroup(meta: ObjectMeta, text: unknown): GroupBy | undefined {
  if (typeof text !== 'string') return undefined;
  const [name, bucket] = text.split(':');
  const field = groupFields(meta).find((one) => one.name === name);
  if (!field) return undefined;
  const known = BUCKETS.find((one) => one === bucket);
  return isDated(field) && known ? { field: field.name, bucket: known } : groupByField(field);
}

/** The fields whose sums stand in the heads of groups: amounts and numbers that are shown, but no years. */
export function summedFields(fields: readonly FieldMeta[]): readonly FieldMeta[] {
  const isSummed = ({ name, type }: FieldMeta) => (type === 'currency' || type === 'number') && !name.includes('.') && !/year/i.test(name);
  return fields.filter(isSummed).slice(0, MOST_SUMS);
}

/** The one question that gives all groups; they follow the order of the list where it is sorted by their field. */
export function groupQuestion(by: GroupBy, sums: readonly FieldMeta[], sort: readonly SortKey[]) {
  const direction = sort[0]?.field === by.field ? sort[0].direction : 'asc';
  return {
    groupBy: [by],
    measures: [{ fn: 'count' as const, as: 'count' }, ...sums.map((field) => ({ fn: 'sum' as const, field: field.name }))],
    sort: [{ field: by.field, direction }],
    limit: MOST_GROUPS,
  };
}

export function groupsOf(rows: readonly Readonly<Record<string, unknown>>[], by: GroupBy, sums: readonly FieldMeta[]): readonly Group[] {
  const name = writeGroup(by);
  // While another grouping loads, the answer is still that of the last one.
  const own = rows.filter((row) => name in row);
  return own.map((row) => {
    const value = row[name] ?? null;
    return {
      key: isReference(value) ? value.id : String(value),
      value,
      count: Number(row['count'] ?? 0),
      sums: new Map(sums.map(({ name }) => [name, row[`sum:${name}`]])),
    };
  });
}

const DAY_MS = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** First and last day of a period: `2026-Q1` → 2026-01-01 to 2026-03-31. */
export function daysOf(key: string, bucket: Bucket): readonly [from: string, to: string] {
  const year = Number(key.slice(0, 4));
  const between = (from: number, after: number) => [iso(from), iso(after - DAY_MS)] as const;
  if (bucket === 'day') return [key, key];
  if (bucket === 'year') return between(Date.UTC(year, 0), Date.UTC(year + 1, 0));
  if (bucket === 'week') {
    // The week of 4 January is the first of its year.
    const fourth = Date.UTC(year, 0, 4);
    const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS + (Number(key.slice(6)) - 1) * 7 * DAY_MS;
    return between(monday, monday + 7 * DAY_MS);
  }
  const months = bucket === 'quarter' ? 3 : 1;
  const month = bucket === 'quarter' ? (Number(key.slice(6)) - 1) * 3 : Number(key.slice(5, 7)) - 1;
  return between(Date.UTC(year, month), Date.UTC(year, month + months));
}

/** The filter of the list, narrowed to one group. */
export function groupFilter(filter: Filter | undefined, { field, bucket }: GroupBy, value: unknown): Filter | undefined {
  if (value === null) return both(filter, { field, op: 'isNull' });
  if (bucket) return both(filter, { field, op: 'between', value: daysOf(String(value), bucket) });
  return both(filter, { field, op: 'eq', value: isReference(value) ? value.id : value });
}

/** The name of a group; `empty` is what stands for no value. */
export function groupName(field: FieldMeta, { bucket }: GroupBy, value: unknown, tools: CellTools, empty: string): string {
  if (value === null) return empty;
  return bucket ? String(value) : cellText(field, value, tools);
}
