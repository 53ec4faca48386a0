import { fieldError, label } from '@huanke/platform/kernel';

/** Days of the week as RFC 5545 writes them, by ISO number less one: 0 Monday … 6 Sunday. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;

export interface DayRule {
  /** 0 Monday … 6 Sunday. */
  readonly weekday: number;
  /** The first, second … of the month or year, from its end when negative; absent: every one. */
  readonly nth?: number;
}

/** A repeat as RFC 5545 section 3.3.10 describes it, without the parts below a day and without weeks and days of a year. */
export interface Rule {
  readonly freq: (typeof frequencies)[number];
  readonly interval: number;
  readonly count?: number;
  /** `20261231T155959Z`, or `20261231`: that whole day in the event's zone. */
  readonly until?: string;
  readonly byDay: readonly DayRule[];
  readonly byMonthDay: readonly number[];
  readonly byMonth: readonly number[];
  readonly bySetPos: readonly number[];
  readonly weekStart: number;
}

/** More would be no plan but a list; a series without end has no number. */
export const mostOccurrences = 1000;

/** The rule of a series that has its first start and beside it only added ones. */
export const onceRule = 'FREQ=DAILY;COUNT=1';

const known = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST']);
const isUntil = (text: string) => {
  const match = /^(\d{4})(\d\d)(\d\d)(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d)Z)?$/.exec(text);
  if (!match) return false;
  const [, year, month, day] = match.map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
};

const refuse = (zh: string, en: string) => fieldError('INVALID_VALUE', 'recurrence', label(zh, en));

function integers(name: string, text: string | undefined, most: number, below = false): number[] {
  if (text === undefined) return [];
  return text.split(',').map((part) => {
    const value = /^[+-]?\d{1,4}$/.test(part) ? Number(part) : 0;
    if (value === 0 || value > most || value < (below ? -most : 1))
      throw refuse(`重复规则的 ${name} 不正确`, `${name} of the rule is wrong`);
    return value;
  });
}

function readDay(text: string): DayRule {
  const match = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text);
  const nth = match?.[1] === undefined ? undefined : Number(match[1]);
  if (!match || nth === 0 || Math.abs(nth ?? 1) > 53) throw refuse('重复规则的 BYDAY 不正确', 'BYDAY of the rule is wrong');
  const weekday = weekdays.indexOf(match[2] as (typeof weekdays)[number]);
  return nth === undefined ? { weekday } : { weekday, nth };
}

/** The parts by name; each may stand once. */
function partsOf(text: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase()
    .split(';')) {
    const [name = '', value = '', ...rest] = part.split('=');
    if (!known.has(name) || value === '' || rest.length > 0 || parts.has(name))
      throw refuse('应为 RFC 5545 的重复规则，例如 FREQ=WEEKLY;BYDAY=MO', 'Must be a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO');
    parts.set(name, value);
  }
  return parts;
}

/**
 * Reads an RRULE. `parseRule('FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10')`
 *
 * @throws INVALID_VALUE on `recurrence` for what is no rule, and for parts that are not supported (BYHOUR, BYWEEKNO, BYYEARDAY …).
 */
export function parseRule(text: string): Rule {
  const parts = partsOf(text);
  const freq = frequencies.find((name) => name === parts.get('FREQ'));
  if (!freq) throw refuse('只支持按天、周、月、年重复', 'Only DAILY, WEEKLY, MONTHLY and YEARLY are supported');
  const [interval = 1] = integers('INTERVAL', parts.get('INTERVAL'), 999);
  const [count] = integers('COUNT', parts.get('COUNT'), mostOccurrences);
  const until = parts.get('UNTIL');
  if (until !== undefined && (count !== undefined || !isUntil(until)))
    throw refuse('重复规则的 UNTIL 不正确，且不能与 COUNT 同时使用', 'UNTIL of the rule is wrong, or stands beside COUNT');
  const byDay = (parts.get('BYDAY')?.split(',') ?? []).map(readDay);
  if (byDay.some(({ nth }) => nth !== undefined) && (freq === 'DAILY' || freq === 'WEEKLY'))
    throw refuse('按天、按周重复时不能指定第几个星期几', 'The nth weekday is for monthly and yearly rules only');
  const weekStart = weekdays.indexOf((parts.get('WKST') ?? 'MO') as (typeof weekdays)[number]);
  if (weekStart < 0) throw refuse('重复规则的 WKST 不正确', 'WKST of the rule is wrong');
  const byMonthDay = integers('BYMONTHDAY', parts.get('BYMONTHDAY'), 31, true);
  if (byMonthDay.length > 0 && freq === 'WEEKLY') throw refuse('按周重复时不能指定日期', 'A weekly rule has no BYMONTHDAY');
  return {
    freq,
    interval,
    ...(count === undefined ? {} : { count }),
    ...(until === undefined ? {} : { until }),
    byDay,
    byMonthDay,
    byMonth: integers('BYMONTH', parts.get('BYMONTH'), 12),
    bySetPos: integers('BYSETPOS', parts.get('BYSETPOS'), 366, true),
    weekStart,
  };
}

/** The rule as it is stored and sent to calendars. */
export function ruleText(rule: Rule): string {
  const list = (name: string, values: readonly (number | string)[]) => (values.length > 0 ? [`${name}=${values.join(',')}`] : []);
  return [
    `FREQ=${rule.freq}`,
    ...(rule.interval > 1 ? [`INTERVAL=${rule.interval}`] : []),
    ...(rule.count === undefined ? [] : [`COUNT=${rule.count}`]),
    ...(rule.until === undefined ? [] : [`UNTIL=${rule.until}`]),
    ...list('BYMONTH', rule.byMonth),
    ...list('BYMONTHDAY', rule.byMonthDay),
    ...list(
      'BYDAY',
      rule.byDay.map(({ nth, weekday }) => `${nth ?? ''}${weekdays[weekday]}`),
    ),
    ...list('BYSETPOS', rule.bySetPos),
    ...(rule.weekStart > 0 ? [`WKST=${weekdays[rule.weekStart]}`] : []),
  ].join(';');
}

/** The rule of a series that ends before a moment: an end of its own by number or day gives way. */
export function endedBefore({ count: _count, ...rule }: Rule, at: Date): Rule {
  return { ...rule, until: compactInstant(new Date(at.getTime() - 1000)) };
}

/** `20260309T010000Z` */
export const compactInstant = (at: Date): string => `${at.toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
