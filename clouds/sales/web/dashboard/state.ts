import type { Condition, Filter } from '@huanke/platform/ui';
import { addYears, type Bucket, bucketDays, bucketOf, daysBetween, isDay } from '../days.ts';

export const ranges = ['thisQuarter', 'thisYear', 'lastYear', 'all', 'custom'] as const;
export type Range = (typeof ranges)[number];

/** What the whole board is asked for; it lives in the address. */
export interface BoardState {
  readonly range: Range;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly department?: string | undefined;
  readonly owner?: string | undefined;
  readonly series?: string | undefined;
  readonly by?: Bucket | undefined;
}

export interface Period {
  readonly from: string;
  readonly to: string;
}

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) || undefined : undefined);

/** Reads the address; what makes no sense there is as if it were not said. */
export function readBoard(search: Readonly<Record<string, unknown>>): BoardState {
  const { from, to } = search;
  const asked = ranges.find((range) => range === search['range']) ?? 'thisQuarter';
  const whole = isDay(from) && isDay(to) && from <= to;
  const by = search['by'];
  return {
    range: asked === 'custom' && !whole ? 'thisQuarter' : asked,
    ...(asked === 'custom' && whole ? { from, to } : {}),
    department: text(search['department']),
    owner: text(search['owner']),
    series: text(search['series']),
    by: by === 'month' || by === 'quarter' ? by : undefined,
  };
}

/** The address for a state: only what differs from how the board opens. */
export function writeBoard({ range, ...rest }: BoardState): Record<string, unknown> {
  const search: Record<string, unknown> = range === 'thisQuarter' ? {} : { range };
  for (const [key, value] of Object.entries(rest)) if (value !== undefined && value !== '') search[key] = value;
  if (range !== 'custom') {
    delete search['from'];
    delete search['to'];
  }
  return search;
}

/** The days of the range; null is all time. */
export function periodOf({ range, from, to }: BoardState, today: string): Period | null {
  const year = today.slice(0, 4);
  switch (range) {
    case 'thisQuarter':
      return bucketDays(bucketOf(today, 'quarter'));
    case 'thisYear':
      return { from: `${year}-01-01`, to: `${year}-12-31` };
    case 'lastYear':
      return { from: addYears(`${year}-01-01`, -1), to: addYears(`${year}-12-31`, -1) };
    case 'custom':
      return from && to ? { from, to } : null;
    default:
      return null;
  }
}

/** The same days a year before; `toDate` stops where today stands in a period that still runs. */
export function yearBefore(period: Period | null, today: string, toDate: boolean): Period | null {
  if (!period) return null;
  const to = toDate && period.from <= today && today < period.to ? today : period.to;
  return { from: addYears(period.from, -1), to: addYears(to, -1) };
}

/** Several conditions at once; those that are missing do not count. */
export function allOf(...filters: readonly (Filter | undefined)[]): Filter | undefined {
  const given = filters.filter((filter) => filter !== undefined);
  return given.length < 2 ? given[0] : { and: given };
}

export const between = (field: string, { from, to }: Period): Condition => ({ field, op: 'between', value: [from, to] });

/** The range as a condition on the day of decision, in words where there are some: a list opened by it reads 本季度, not two dates. */
export function rangeFilter(state: BoardState, today: string): Condition | undefined {
  if (state.range === 'all') return undefined;
  if (state.range !== 'custom') return { field: 'closedOn', op: 'within', value: state.range };
  const period = periodOf(state, today);
  return period ? between('closedOn', period) : undefined;
}

/** Department, person and product line: they hold for every card. Closed deals are told by who has the credit, open ones by their owner. */
export function boardFilter({ department, owner, series }: BoardState, whose: 'owner' | 'creditTo' = 'owner'): Filter | undefined {
  return allOf(
    department ? { field: `${whose}.department`, op: 'under', value: department } : undefined,
    owner ? { field: whose, op: 'eq', value: owner } : undefined,
    series ? { field: 'product.series', op: 'eq', value: series } : undefined,
  );
}

export const inStages = (keys: readonly string[]): Condition => ({ field: 'stage', op: 'in', value: keys });

/** Months up to a year and a half, quarters beyond, unless the person chose. */
export function bucketFor({ by }: BoardState, period: Period | null): Bucket {
  return by ?? (period && daysBetween(period.from, period.to) <= 550 ? 'month' : 'quarter');
}
