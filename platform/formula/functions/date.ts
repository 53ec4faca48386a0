import { isWeekend, upTo, workdayAfter, workdaysUpTo } from '../calendar.ts';
import { Decimal, whole } from '../numbers.ts';
import { addMonths, DAY, dayAt, dayOf, instantOf, parts } from '../time.ts';
import { endOfMonth } from './date-parts.ts';
import { dayFromWriting } from './date-writing.ts';
import { define, type FunctionDefinition, type Value } from './define.ts';
import { formatTime } from './format.ts';
import { daysToMs } from './operators.ts';

const number = (value: Value | undefined) => value as Decimal;
const count = (value: Value | undefined) => whole(number(value));
const at = (value: Value | undefined) => value as number;

/** Whole months from one day to another: a month is full when the same day of the month is reached. */
function months(from: number, to: number): number {
  if (to < from) return -months(to, from) || 0;
  const [a, b] = [parts(from), parts(to)];
  const far = (b.year - a.year) * 12 + b.month - a.month;
  return b.day < a.day ? far - 1 : far;
}

const units: Readonly<Record<string, (from: number, to: number) => number>> = {
  day: (from, to) => to - from,
  week: (from, to) => Math.trunc((to - from) / 7),
  month: months,
  quarter: (from, to) => Math.trunc(months(from, to) / 3),
  year: (from, to) => Math.trunc(months(from, to) / 12),
};

const milliseconds =
  (unit: number): FunctionDefinition['body'] =>
  ([from, to]) =>
    new Decimal(at(to) - at(from)).div(unit).toDecimalPlaces(6);
const later =
  (unit: number): FunctionDefinition['body'] =>
  ([from, n]) =>
    at(from) + (number(n).abs().gte(1e9) ? Number.NaN : number(n).times(unit).toDecimalPlaces(0).toNumber());

export const dateFunctions: readonly FunctionDefinition[] = [
  define(
    'date',
    'TODAY',
    '-> date',
    '今天，按企业时区。',
    'Today in the tenant’s zone.',
    [['TODAY() = DATEVALUE(NOW())', true]],
    (_, { moment }) => dayAt(moment.now, moment.zone),
  ),
  define(
    'date',
    'NOW',
    '-> datetime',
    '现在的日期和时间。',
    'The present date and time.',
    [['NOW() - NOW()', '0']],
    (_, { moment }) => moment.now,
  ),
  define(
    'date',
    'DATE',
    'year:number month:number day:number -> date',
    '由年、月、日组成日期；没有这一天时为空。',
    'A date from year, month and day; empty when there is no such day.',
    [
      ['DATE(2026, 3, 31)', '2026-03-31'],
      ['DATE(2026, 2, 30)', null],
    ],
    ([y, m, d]) => dayOf(count(y), count(m), count(d)),
  ),
  define(
    'date',
    'DATETIME',
    'year:number month:number day:number hour:number minute:number second:number? -> datetime',
    '由年、月、日、时、分、秒组成日期时间，按企业时区。',
    'A date and time in the tenant’s zone; empty when there is none.',
    [['DATETIME(2026, 3, 31, 9, 30)', '2026-03-31T01:30:00.000Z']],
    ([y, m, d, h, mi, s], { moment }) =>
      dateTime(dayOf(count(y), count(m), count(d)), count(h), count(mi), s === undefined ? 0 : count(s), moment.zone),
  ),
  define(
    'date',
    'DATEVALUE',
    ['datetime:datetime -> date', 'text:text -> date', 'date:date -> date'],
    '取日期时间在企业时区的那一天，或把“2026-03-31”“2026/3/31”“2026年3月31日”读作日期。',
    'The day of an instant in the tenant’s zone, or a text such as 2026-03-31 read as a date.',
    [
      ['DATEVALUE("2026年3月5日")', '2026-03-05'],
      ['DATEVALUE("2026-02-30")', null],
      ['DATEVALUE(DATETIME(2026, 3, 31, 23, 59))', '2026-03-31'],
    ],
    ([a], { types, moment }) =>
      types[0] === 'text' ? dayFromWriting(a as string) : types[0] === 'datetime' ? dayAt(at(a), moment.zone) : at(a),
  ),
  define(
    'date',
    'STARTOFDAY',
    'date:date -> datetime',
    '该日零点，按企业时区。',
    'The first instant of the day in the tenant’s zone.',
    [['STARTOFDAY(DATE(2026, 3, 31))', '2026-03-30T16:00:00.000Z']],
    ([a], { moment }) => instantOf(at(a) * DAY, moment.zone),
  ),
  define(
    'date',
    'DAYS',
    'to:date from:date -> number',
    '两个日期相差的天数（前者减后者）。',
    'Days between two dates, the first minus the second.',
    [['DAYS(DATE(2024, 3, 1), DATE(2024, 2, 1))', '29']],
    ([to, from]) => new Decimal(at(to) - at(from)),
  ),
  define(
    'date',
    'DATEDIFF',
    'from:date to:date unit:format -> number',
    '从前到后相差的整天、周、月、季、年数，单位写 "day"、"week"、"month"、"quarter" 或 "year"。',
    'Whole days, weeks, months, quarters or years from the first date to the second; the unit is "day", "week", "month", "quarter" or "year".',
    [
      ['DATEDIFF(DATE(2026, 1, 31), DATE(2026, 2, 28), "month")', '0'],
      ['DATEDIFF(DATE(2020, 2, 29), DATE(2026, 3, 1), "year")', '6'],
    ],
    ([from, to, unit]) => new Decimal(units[unit as string]?.(at(from), at(to)) ?? 0),
  ),
  define(
    'date',
    'HOURSBETWEEN',
    'from:datetime to:datetime -> number',
    '相差的小时数，保留 6 位小数。',
    'Hours from the first instant to the second, 6 decimals.',
    [['HOURSBETWEEN(DATETIME(2026, 1, 1, 8, 0), DATETIME(2026, 1, 1, 17, 45))', '9.75']],
    milliseconds(3_600_000),
  ),
  define(
    'date',
    'MINUTESBETWEEN',
    'from:datetime to:datetime -> number',
    '相差的分钟数，保留 6 位小数。',
    'Minutes from the first instant to the second, 6 decimals.',
    [['MINUTESBETWEEN(DATETIME(2026, 1, 1, 8, 0), DATETIME(2026, 1, 1, 9, 30))', '90']],
    milliseconds(60_000),
  ),
  define(
    'date',
    'AGE',
    'birthday:date -> number',
    '到今天为止的周岁（整年数）。',
    'Whole years until today.',
    [['AGE(TODAY())', '0']],
    ([from], { moment }) => new Decimal(units['year']?.(at(from), dayAt(moment.now, moment.zone)) ?? 0),
  ),
  define(
    'date',
    'ADDDAYS',
    ['datetime:datetime days:number -> datetime', 'date:date days:number -> date'],
    '若干天之后；也可写作 日期 + 天数。',
    'Some days later; also written date + days.',
    [['ADDDAYS(DATE(2024, 2, 28), 2)', '2024-03-01']],
    ([from, n], { types }) => at(from) + (types[0] === 'date' ? count(n) : daysToMs(number(n))),
  ),
  define(
    'date',
    'ADDWEEKS',
    'date:date weeks:number -> date',
    '若干周之后。',
    'Some weeks later.',
    [['ADDWEEKS(DATE(2026, 1, 1), 2)', '2026-01-15']],
    ([from, n]) => at(from) + 7 * count(n),
  ),
  define(
    'date',
    'ADDMONTHS',
    'date:date months:number -> date',
    '若干个月之后；当月没有这一天时取月末。',
    'Some months later; the last day where a month is shorter.',
    [['ADDMONTHS(DATE(2026, 1, 31), 1)', '2026-02-28']],
    ([from, n]) => addMonths(at(from), count(n)),
  ),
  define(
    'date',
    'EDATE',
    'date:date months:number -> date',
    '与 ADDMONTHS 相同。',
    'The same as ADDMONTHS.',
    [['EDATE(DATE(2024, 3, 31), -1)', '2024-02-29']],
    ([from, n]) => addMonths(at(from), count(n)),
  ),
  define(
    'date',
    'EOMONTH',
    'date:date months:number -> date',
    '若干个月之后的月末。',
    'The last day of the month some months later.',
    [['EOMONTH(DATE(2026, 1, 15), 1)', '2026-02-28']],
    ([from, n]) => {
      const month = addMonths(at(from), count(n));
      return month === null ? null : endOfMonth(month);
    },
  ),
  define(
    'date',
    'ADDYEARS',
    'date:date years:number -> date',
    '若干年之后；2 月 29 日在平年取 28 日。',
    'Some years later; 29 February becomes 28 in common years.',
    [['ADDYEARS(DATE(2024, 2, 29), 1)', '2025-02-28']],
    ([from, n]) => addMonths(at(from), 12 * count(n)),
  ),
  define(
    'date',
    'ADDHOURS',
    'datetime:datetime hours:number -> datetime',
    '若干小时之后。',
    'Some hours later.',
    [['HOUR(ADDHOURS(DATETIME(2026, 1, 1, 23, 0), 2))', '1']],
    later(3_600_000),
  ),
  define(
    'date',
    'ADDMINUTES',
    'datetime:datetime minutes:number -> datetime',
    '若干分钟之后。',
    'Some minutes later.',
    [['MINUTE(ADDMINUTES(DATETIME(2026, 1, 1, 8, 50), 15))', '5']],
    later(60_000),
  ),
  define(
    'date',
    'FORMATDATE',
    ['datetime:datetime format:format -> text', 'date:date format:format -> text'],
    '按格式写出日期，如 "yyyy年M月d日"、"MM-dd HH:mm"。',
    'The date in a format such as "yyyy/MM/dd" or "MM-dd HH:mm".',
    [
      ['FORMATDATE(DATE(2026, 3, 5), "yyyy/MM/dd")', '2026/03/05'],
      ['FORMATDATE(DATETIME(2026, 3, 5, 9, 7), "M月d日 HH:mm")', '3月5日 09:07'],
    ],
    ([value, format], { types, moment }) => formatTime(at(value), types[0] === 'datetime', format as string, moment),
  ),
  define(
    'date',
    'WEEKDAYNAME',
    'date:date -> text',
    '中文的星期几。',
    'The day of the week in Chinese.',
    [['WEEKDAYNAME(DATE(2026, 10, 1))', '星期四']],
    ([a]) => `星期${'一二三四五六日'.charAt((((at(a) + 3) % 7) + 7) % 7)}`,
  ),
  define(
    'date',
    'ISWEEKEND',
    'date:date -> boolean',
    '星期六或星期日时为真，不看调休。',
    'True on Saturdays and Sundays, made-up working days included.',
    [['ISWEEKEND(DATE(2026, 10, 10))', true]],
    ([a]) => isWeekend(at(a)),
  ),
  define(
    'date',
    'ISHOLIDAY',
    'date:date -> boolean',
    '法定节假日（含放假期间的周末）或企业自定的休息日时为真。',
    'True on legal holidays, weekends inside them included, and on the company’s own days off.',
    [
      ['ISHOLIDAY(DATE(2026, 10, 1))', true],
      ['ISHOLIDAY(DATE(2026, 11, 1))', false],
    ],
    ([a], { moment }) => has(at(a), moment.calendar.holidays),
  ),
  define(
    'date',
    'ISWORKDAY',
    'date:date -> boolean',
    '工作日（含调休上班的周末）时为真。',
    'True on working days, made-up ones included.',
    [
      ['ISWORKDAY(DATE(2026, 10, 10))', true],
      ['ISWORKDAY(DATE(2026, 10, 2))', false],
    ],
    ([a], { moment }) => workdaysUpTo(at(a), moment.calendar) > workdaysUpTo(at(a) - 1, moment.calendar),
  ),
  define(
    'date',
    'WORKDAY',
    'date:date days:number -> date',
    '若干个工作日之后（负数为之前），跳过周末和节假日，计入调休。',
    'Some working days later (earlier when negative): weekends and holidays passed over, made-up days counted.',
    [
      ['WORKDAY(DATE(2026, 9, 30), 1)', '2026-10-08'],
      ['WORKDAY(DATE(2026, 10, 8), -1)', '2026-09-30'],
    ],
    ([from, n], { moment }) => workdayAfter(at(from), count(n), moment.calendar),
  ),
  define(
    'date',
    'NETWORKDAYS',
    'from:date to:date -> number',
    '两个日期之间的工作日数，含两端；起止颠倒时为负。',
    'Working days from one date to another, both included; negative the other way round.',
    [
      ['NETWORKDAYS(DATE(2026, 9, 28), DATE(2026, 10, 11))', '6'],
      ['NETWORKDAYS(DATE(2026, 11, 9), DATE(2026, 11, 2))', '-6'],
    ],
    ([from, to], { moment }) =>
      new Decimal(
        at(from) <= at(to)
          ? workdaysUpTo(at(to), moment.calendar) - workdaysUpTo(at(from) - 1, moment.calendar)
          : -(workdaysUpTo(at(from), moment.calendar) - workdaysUpTo(at(to) - 1, moment.calendar)),
      ),
  ),
];

function has(day: number, sorted: readonly number[]): boolean {
  return upTo(day, sorted) > upTo(day - 1, sorted);
}

function dateTime(day: number | null, hour: number, minute: number, second: number, zone: Parameters<typeof instantOf>[1]): number | null {
  if (day === null || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
  return instantOf(day * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000, zone);
}
