import { describe, expect, it } from 'vitest';
import {
  createFormat,
  daysUntil,
  formatDate,
  formatDay,
  formatHeadingDate,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
  moneyFigure,
  numberFigure,
} from './index.ts';

const zone = 'Asia/Shanghai';
const now = new Date('2026-03-05T06:10:00Z'); // 14:10 in Shanghai

describe('numbers', () => {
  it('keeps every digit of a decimal string', () => {
    expect(formatMoney('1286000.00', 'zh-CN')).toBe('¥1,286,000.00');
    expect(formatMoney('90071992547409931.27', 'zh-CN')).toBe('¥90,071,992,547,409,931.27');
    expect(formatMoney('-5.5', 'en', 'USD')).toBe('-$5.50');
    expect(formatMoney('1500', 'zh-CN', 'JPY')).toBe('¥1,500');
    // beside the company's own the sign tells which it is
    expect(formatMoney('1500', 'zh-CN', 'JPY', 'CNY')).toBe('JP¥1,500');
    expect(formatMoney('-1500', 'en', 'JPY', 'CNY')).toBe('-JP¥1,500');
    expect(formatMoney('1500', 'zh-CN', 'CNY', 'JPY')).toBe('CN¥1,500.00');
    expect(formatMoney('1500', 'zh-CN', 'USD', 'CNY')).toBe('US$1,500.00');
    expect(formatMoney('1500', 'en', 'USD', 'HKD')).toBe('US$1,500.00');
    expect(formatMoney('1500', 'zh-CN', 'SGD', 'CNY')).toBe('SGD\u00a01,500.00');
    expect(moneyFigure('1000000', 'zh-CN', 'JPY', 'CNY')).toMatchObject({ text: 'JP¥100.0万', title: 'JP¥1,000,000' });
    expect(formatNumber('1234.50', 'zh-CN')).toBe('1,234.50');
    expect(formatNumber(8800, 'en')).toBe('8,800');
  });
  it('shows what is missing or unreadable as --', () => {
    for (const value of [null, undefined, '', 'abc']) {
      expect(formatMoney(value, 'zh-CN')).toBe('--');
      expect(formatPercent(value, 'zh-CN')).toBe('--');
      expect(moneyFigure(value, 'zh-CN').text).toBe('--');
    }
  });
  it('reads percent as percent', () => {
    expect(formatPercent('63.150000', 'zh-CN')).toBe('63.15%');
    expect(formatPercent(12.5, 'en')).toBe('12.5%');
    expect(formatPercent(60, 'zh-CN')).toBe('60%');
  });
  it('shortens figures by 万 and 亿 with the exact value beside', () => {
    expect(moneyFigure('1286000.00', 'zh-CN')).toMatchObject({
      sign: '¥',
      digits: '128.6',
      unit: '万',
      text: '¥128.6万',
      title: '¥1,286,000.00',
    });
    expect(moneyFigure('10126000', 'zh-CN').text).toBe('¥1,012.6万');
    expect(moneyFigure('128600000', 'zh-CN').text).toBe('¥1.29亿');
    expect(moneyFigure('99999499', 'zh-CN').text).toBe('¥9,999.9万');
    expect(moneyFigure('99999500', 'zh-CN').text).toBe('¥1.00亿');
    expect(moneyFigure('4286', 'zh-CN').text).toBe('¥4,286');
    expect(moneyFigure('-470000', 'zh-CN').text).toBe('-¥47.0万');
    expect(moneyFigure('1286000', 'en').text).toBe('¥1.29M');
    expect(moneyFigure('128600', 'en').text).toBe('¥128.6K');
    expect(numberFigure(8800, 'zh-CN').text).toBe('8,800');
    expect(numberFigure(12345, 'zh-CN').text).toBe('1.2万');
  });
});

describe('time', () => {
  const relative = (value: string) => formatRelative(value, 'zh-CN', zone, now);
  it('tells how long ago in the zone of the company', () => {
    expect(relative('2026-03-05T06:09:31Z')).toBe('刚刚');
    expect(relative('2026-03-05T06:05:00Z')).toBe('5 分钟前');
    expect(relative('2026-03-05T02:12:00Z')).toBe('今天 10:12');
    expect(relative('2026-03-04T16:30:00Z')).toBe('今天 00:30');
    expect(relative('2026-03-04T08:40:00Z')).toBe('昨天 16:40');
    expect(relative('2026-03-02T01:14:00Z')).toBe('03-02 09:14');
    expect(relative('2025-12-31T15:59:00Z')).toBe('2025-12-31 23:59');
    expect(relative('2026-03-05T09:00:00Z')).toBe('今天 17:00');
    expect(relative('2026-03-06T01:30:00Z')).toBe('明天 09:30');
    expect(relative('')).toBe('--');
    expect(formatRelative('2026-03-05T06:05:00Z', 'en', zone, now)).toBe('5 min ago');
  });
  it('never shifts a date', () => {
    expect(formatDate('2026-03-31', 'America/Los_Angeles')).toBe('2026-03-31');
    expect(formatDate('2026-03-31T17:00:00Z', zone)).toBe('2026-04-01');
    expect(formatDate('no date', zone)).toBe('--');
  });
  it('counts days by the calendar', () => {
    expect(daysUntil('2026-03-05', zone, now)).toBe(0);
    expect(daysUntil('2026-03-03', zone, now)).toBe(-2);
    expect(daysUntil('2026-03-31', zone, now)).toBe(26);
    expect(daysUntil('2026-03-05T16:00:00Z', zone, now)).toBe(1);
    expect(daysUntil(null, zone, now)).toBeNull();
    expect(formatDay('2026-03-09', 'zh-CN', zone, now)).toBe('03-09');
    expect(formatDay('2027-03-09', 'zh-CN', zone, now)).toBe('2027-03-09');
    expect(formatDay('2026-03-06', 'en', zone, now)).toBe('tomorrow');
  });
  it('writes a heading', () => {
    expect(formatHeadingDate(now, 'zh-CN', zone)).toBe('3 月 5 日 周四');
    expect(formatHeadingDate(now, 'en', zone)).toBe('Thu 5 March');
  });
  it('binds language, zone and currency', () => {
    const format = createFormat({ language: 'zh-CN', timeZone: zone, currency: 'USD' });
    expect(format.money('1')).toBe('$1.00');
    expect(format.dateTime('2026-03-05T06:10:00Z')).toBe('2026-03-05 14:10');
    expect(format.time('2026-03-05T15:59:00Z')).toBe('23:59');
  });
});
