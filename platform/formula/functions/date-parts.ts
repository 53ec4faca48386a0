import { Decimal } from '../numbers.ts';
import { DAY, daysIn, isLeap, parts, wallClock, weekday } from '../time.ts';
import { define, type FunctionDefinition, type Value } from './define.ts';

const number = (value: number) => new Decimal(value);
const day = (value: Value | undefined) => value as number;
const DATE_PART = 'date:date -> number';
const CLOCK_PART = 'datetime:datetime -> number';
const quarter = (of: number) => Math.ceil(parts(of).month / 3);
// the Thursday of a week decides its year (ISO 8601)
const thursday = (of: number) => of - weekday(of) + 4;
const firstOfYear = (of: number) => of - dayOfYear(of) + 1;

function dayOfYear(of: number): number {
  const { year, month, day: inMonth } = parts(of);
  let count = inMonth;
  for (let each = 1; each < month; each++) count += daysIn(year, each);
  return count;
}

const clock =
  (unit: number, round: number): FunctionDefinition['body'] =>
  ([at], { moment }) =>
    number(Math.floor((((wallClock(day(at), moment.zone) % DAY) + DAY) % DAY) / unit) % round);

export const dateParts: readonly FunctionDefinition[] = [
  define('date', 'YEAR', DATE_PART, '年份。', 'The year.', [['YEAR(DATE(2026, 3, 31))', '2026']], ([a]) => number(parts(day(a)).year)),
  define('date', 'MONTH', DATE_PART, '月份，1–12。', 'The month, 1–12.', [['MONTH(DATE(2026, 3, 31))', '3']], ([a]) =>
    number(parts(day(a)).month),
  ),
  define('date', 'DAY', DATE_PART, '几号，1–31。', 'The day of the month, 1–31.', [['DAY(DATE(2026, 3, 31))', '31']], ([a]) =>
    number(parts(day(a)).day),
  ),
  define('date', 'QUARTER', DATE_PART, '季度，1–4。', 'The quarter, 1–4.', [['QUARTER(DATE(2026, 3, 31))', '1']], ([a]) =>
    number(quarter(day(a))),
  ),
  define(
    'date',
    'WEEKDAY',
    DATE_PART,
    '星期几：1 为星期一，7 为星期日。',
    'The day of the week: 1 is Monday, 7 Sunday.',
    [['WEEKDAY(DATE(2026, 10, 1))', '4']],
    ([a]) => number(weekday(day(a))),
  ),
  define(
    'date',
    'ISOWEEK',
    DATE_PART,
    '一年中的第几周（ISO 8601，星期一开始）。',
    'The week of the year (ISO 8601).',
    [['ISOWEEK(DATE(2027, 1, 1))', '53']],
    ([a]) => number(Math.floor((dayOfYear(thursday(day(a))) - 1) / 7) + 1),
  ),
  define(
    'date',
    'ISOYEAR',
    DATE_PART,
    '该周所属的年份（ISO 8601）。',
    'The year the week belongs to (ISO 8601).',
    [['ISOYEAR(DATE(2027, 1, 1))', '2026']],
    ([a]) => number(parts(thursday(day(a))).year),
  ),
  define('date', 'DAYOFYEAR', DATE_PART, '一年中的第几天。', 'The day of the year.', [['DAYOFYEAR(DATE(2024, 3, 1))', '61']], ([a]) =>
    number(dayOfYear(day(a))),
  ),
  define(
    'date',
    'DAYSINMONTH',
    DATE_PART,
    '当月的天数。',
    'How many days the month has.',
    [['DAYSINMONTH(DATE(2024, 2, 1))', '29']],
    ([a]) => number(daysIn(parts(day(a)).year, parts(day(a)).month)),
  ),
  define(
    'date',
    'ISLEAPYEAR',
    'date:date -> boolean',
    '该年为闰年时为真。',
    'True in a leap year.',
    [
      ['ISLEAPYEAR(DATE(2024, 1, 1))', true],
      ['ISLEAPYEAR(DATE(1900, 1, 1))', false],
    ],
    ([a]) => isLeap(parts(day(a)).year),
  ),
  define(
    'date',
    'HOUR',
    CLOCK_PART,
    '小时，0–23，按企业时区。',
    'The hour in the tenant’s zone, 0–23.',
    [['HOUR(DATETIME(2026, 3, 31, 18, 5))', '18']],
    clock(3_600_000, 24),
  ),
  define(
    'date',
    'MINUTE',
    CLOCK_PART,
    '分钟，0–59。',
    'The minute, 0–59.',
    [['MINUTE(DATETIME(2026, 3, 31, 18, 5))', '5']],
    clock(60_000, 60),
  ),
  define(
    'date',
    'SECOND',
    CLOCK_PART,
    '秒，0–59。',
    'The second, 0–59.',
    [['SECOND(DATETIME(2026, 3, 31, 18, 5, 9))', '9']],
    clock(1000, 60),
  ),
  define(
    'date',
    'STARTOFWEEK',
    'date:date -> date',
    '当周的星期一。',
    'The Monday of the week.',
    [['STARTOFWEEK(DATE(2026, 10, 1))', '2026-09-28']],
    ([a]) => day(a) - weekday(day(a)) + 1,
  ),
  define(
    'date',
    'ENDOFWEEK',
    'date:date -> date',
    '当周的星期日。',
    'The Sunday of the week.',
    [['ENDOFWEEK(DATE(2026, 10, 1))', '2026-10-04']],
    ([a]) => day(a) - weekday(day(a)) + 7,
  ),
  define(
    'date',
    'STARTOFMONTH',
    'date:date -> date',
    '当月的第一天。',
    'The first day of the month.',
    [['STARTOFMONTH(DATE(2026, 3, 31))', '2026-03-01']],
    ([a]) => day(a) - parts(day(a)).day + 1,
  ),
  define(
    'date',
    'ENDOFMONTH',
    'date:date -> date',
    '当月的最后一天。',
    'The last day of the month.',
    [['ENDOFMONTH(DATE(2024, 2, 10))', '2024-02-29']],
    ([a]) => endOfMonth(day(a)),
  ),
  define(
    'date',
    'STARTOFQUARTER',
    'date:date -> date',
    '当季的第一天。',
    'The first day of the quarter.',
    [['STARTOFQUARTER(DATE(2026, 5, 20))', '2026-04-01']],
    ([a]) => startOfQuarter(day(a)),
  ),
  define(
    'date',
    'ENDOFQUARTER',
    'date:date -> date',
    '当季的最后一天。',
    'The last day of the quarter.',
    [['ENDOFQUARTER(DATE(2026, 5, 20))', '2026-06-30']],
    ([a]) => endOfMonth(startOfQuarter(day(a)) + 64),
  ),
  define(
    'date',
    'STARTOFYEAR',
    'date:date -> date',
    '当年的第一天。',
    'The first day of the year.',
    [['STARTOFYEAR(DATE(2026, 5, 20))', '2026-01-01']],
    ([a]) => firstOfYear(day(a)),
  ),
  define(
    'date',
    'ENDOFYEAR',
    'date:date -> date',
    '当年的最后一天。',
    'The last day of the year.',
    [['ENDOFYEAR(DATE(2026, 5, 20))', '2026-12-31']],
    ([a]) => firstOfYear(day(a)) + (isLeap(parts(day(a)).year) ? 365 : 364),
  ),
];

export function endOfMonth(of: number): number {
  const { year, month, day: inMonth } = parts(of);
  return of - inMonth + daysIn(year, month);
}

function startOfQuarter(of: number): number {
  let start = of - parts(of).day + 1;
  while ((parts(start).month - 1) % 3 !== 0) start -= parts(start - 1).day;
  return start;
}
