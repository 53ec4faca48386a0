import { expect, test } from 'vitest';
import { detectDateFormat, parseDate, parseDateTime, parseTime } from './dates.ts';
import { parseBoolean, parseNumber, parsePercent } from './values.ts';

const number = (text: string) => {
  const read = parseNumber(text);
  return read.ok ? read.value : read.code;
};

test.each([
  ['1134672', '1134672'],
  ['1,234.50', '1234.50'],
  ['￥1,234', '1234'],
  ['¥ 1,234.5元', '1234.5'],
  ['１２３．４', '123.4'],
  ['12.5%', '0.125'],
  ['1.2万', '12000'],
  ['1.25 万元', '12500'],
  ['3亿', '300000000'],
  ['2千万', '20000000'],
  ['（123）', '-123'],
  ['(1,234.50)', '-1234.50'],
  ['-5', '-5'],
  ['－5', '-5'],
  ['−5', '-5'],
  ['-￥5', '-5'],
  ['￥-5', '-5'],
  ['5-', '-5'],
  ['+5', '5'],
  ['007', '7'],
  ['0.10', '0.10'],
  ['.5', '0.5'],
  ['-0', '0'],
  ['-0.00', '0.00'],
  ['1.2E+5', '120000'],
  ['5e-3', '0.005'],
  ['1.234.567,89', '1234567.89'],
  ['1 234 567', '1234567'],
  ['USD 99', '99'],
  ['900719925474099312345.6789', '900719925474099312345.6789'],
])('number %s is %s', (text, value) => {
  expect(number(text)).toBe(value);
});

test.each(['', 'abc', '1,23', '12,34,567', '1.2.3', '0x10', '1e', '--5', '5 apples', '万', '￥', 'NaN', 'Infinity', '1,234,56'])(
  'number %s is refused',
  (text) => {
    expect(number(text)).toBe('NOT_A_NUMBER');
  },
);

test('percent fields hold percent', () => {
  expect(parsePercent('12.5%')).toEqual({ ok: true, value: '12.5' });
  expect(parsePercent('12.5')).toEqual({ ok: true, value: '12.5' });
  expect(parsePercent('１００％')).toEqual({ ok: true, value: '100' });
  expect(parsePercent('x%').ok).toBe(false);
});

const date = (text: string, format?: Parameters<typeof parseDate>[1]) => {
  const read = parseDate(text, format);
  return read.ok ? read.value : read.code;
};

test.each([
  ['2026-03-31', '2026-03-31'],
  ['2026/3/31', '2026-03-31'],
  ['2026.3.1', '2026-03-01'],
  ['２０２６年３月３１日', '2026-03-31'],
  ['2026年3月31日 星期二', '2026-03-31'],
  ['20260331', '2026-03-31'],
  ['2026-03-31 14:08:00', '2026-03-31'],
  ['2026-03-31T14:08:00Z', '2026-03-31'],
  ['31-Mar-2026', '2026-03-31'],
  ['Mar 31, 2026', '2026-03-31'],
  ['March 31 2026', '2026-03-31'],
  ['3/31/2026', '2026-03-31'],
  ['31/3/2026', '2026-03-31'],
  ['3/3/2026', '2026-03-03'],
  ['2024-02-29', '2024-02-29'],
])('date %s is %s whatever the column', (text, value) => {
  expect(date(text)).toBe(value);
});

test('the format of the column decides between month and day', () => {
  expect(date('3/4/2026')).toBe('AMBIGUOUS_DATE');
  expect(date('3/4/2026', 'MDY')).toBe('2026-03-04');
  expect(date('3/4/2026', 'DMY')).toBe('2026-04-03');
  expect(date('10/20/2016', 'MDY')).toBe('2016-10-20');
  expect(date('10/20/2016', 'DMY')).toBe('NOT_A_DATE');
  expect(date('3/4/17', 'MDY')).toBe('2017-03-04');
  expect(date('3/4/99', 'MDY')).toBe('1999-03-04');
  expect(date('26/3/4', 'YMD')).toBe('2026-03-04');
  expect(date('45382', 'serial')).toBe('2024-03-31');
  expect(date('1', 'serial')).toBe('1900-01-01');
  // a day's number between texts, within 1954 to 2119
  expect(date('45382')).toBe('2024-03-31');
  expect(date('20000')).toBe('1954-10-03');
  expect(date('80000')).toBe('2119-01-11');
  expect(date('19999')).toBe('NOT_A_DATE');
  expect(date('80001')).toBe('NOT_A_DATE');
});

test.each(['2026-02-30', '2025-02-29', '2026-13-01', '13/32/2026', 'tomorrow', '', '0/0/0', '2026', '99999999'])(
  'date %s is refused',
  (text) => {
    expect(date(text, 'MDY')).toBe('NOT_A_DATE');
  },
);

test('the date format of a column', () => {
  expect(detectDateFormat(['10/20/2016', '3/1/2017', null, ''])).toEqual({ format: 'MDY', certain: true });
  expect(detectDateFormat(['20/10/2016', '1/3/2017'])).toEqual({ format: 'DMY', certain: true });
  expect(detectDateFormat(['1/3/2017', '2/4/2017'])).toEqual({ format: 'MDY', certain: false });
  expect(detectDateFormat(['2017-03-01', '2017年3月2日'])).toEqual({ format: 'YMD', certain: true });
  expect(detectDateFormat(['45382', '45383'])).toEqual({ format: 'serial', certain: true });
  expect(detectDateFormat(['abc', '1054'])).toBeNull();
  expect(detectDateFormat(['1054', '4514'])).toBeNull();
  expect(detectDateFormat([null])).toBeNull();
});

test.each([
  ['2026-03-31 14:08', '2026-03-31T06:08:00.000Z'],
  ['2026年3月31日 下午2点05分', '2026-03-31T06:05:00.000Z'],
  ['2026年3月31日14时5分6秒', '2026-03-31T06:05:06.000Z'],
  ['2026/3/31 2:08 PM', '2026-03-31T06:08:00.000Z'],
  ['2026/3/31 12:08 AM', '2026-03-30T16:08:00.000Z'],
  ['2026-03-31T06:08:00.123Z', '2026-03-31T06:08:00.123Z'],
  ['2026-03-31T06:08:00+02:00', '2026-03-31T04:08:00.000Z'],
  ['2026-03-31', '2026-03-30T16:00:00.000Z'],
])('datetime %s in Shanghai is %s', (text, value) => {
  expect(parseDateTime(text, { zone: 'Asia/Shanghai' })).toEqual({ ok: true, value });
});

test('datetimes: serial numbers, summer time, refusals', () => {
  expect(parseDateTime('45382.5', { zone: 'Asia/Shanghai', format: 'serial' })).toEqual({ ok: true, value: '2024-03-31T04:00:00.000Z' });
  expect(parseDateTime('2024-03-31 12:00', { zone: 'Europe/Berlin' })).toEqual({ ok: true, value: '2024-03-31T10:00:00.000Z' });
  expect(parseDateTime('2024-03-31 25:00', { zone: 'UTC' }).ok).toBe(false);
  expect(parseDateTime('noon', { zone: 'UTC' }).ok).toBe(false);
});

test('times and booleans', () => {
  expect(parseTime('14:08')).toEqual({ ok: true, value: '14:08' });
  expect(parseTime('下午2:08')).toEqual({ ok: true, value: '14:08' });
  expect(parseTime('14:08:30')).toEqual({ ok: true, value: '14:08:30' });
  expect(parseTime('24:00').ok).toBe(false);
  expect(parseTime('2026-03-31 14:08').ok).toBe(false);
  for (const yes of ['是', 'true', 'TRUE', '1', 'Y', 'yes', '√']) expect(parseBoolean(yes)).toEqual({ ok: true, value: true });
  for (const no of ['否', 'False', '0', 'N', '×']) expect(parseBoolean(no)).toEqual({ ok: true, value: false });
  for (const neither of ['', '2', '也许']) expect(parseBoolean(neither).ok).toBe(false);
});
