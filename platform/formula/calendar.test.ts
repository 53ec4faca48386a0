import { expect, it } from 'vitest';
import { chineseCalendar, dayCalendar, withOverrides, workdayAfter, workdaysUpTo } from './calendar.ts';
import { dayFromText, dayText, weekday } from './time.ts';

const day = (text: string) => dayFromText(text) ?? Number.NaN;

it('knows the days off and the made-up working days of 2026', () => {
  const { holidays, workdays } = chineseCalendar();
  expect(holidays.filter((text) => text.startsWith('2026-10'))).toEqual([
    '2026-10-01',
    '2026-10-02',
    '2026-10-03',
    '2026-10-04',
    '2026-10-05',
    '2026-10-06',
    '2026-10-07',
  ]);
  expect(workdays).toContain('2026-10-10');
});

it('counts and finds working days as walking day by day does', () => {
  const calendar = chineseCalendar();
  const ready = dayCalendar(calendar);
  const works = (at: number) => calendar.workdays.includes(dayText(at)) || (weekday(at) <= 5 && !calendar.holidays.includes(dayText(at)));
  for (let at = day('2025-12-20'), count = 0; at < day('2026-11-10'); at++) {
    if (works(at)) count++;
    expect(workdaysUpTo(at, ready) - workdaysUpTo(day('2025-12-19'), ready), dayText(at)).toBe(count);
  }
  for (const start of ['2026-02-13', '2026-02-14', '2026-02-20', '2026-09-30', '2026-10-10']) {
    for (const count of [-25, -3, -1, 1, 2, 8, 30]) {
      let at = day(start);
      for (let left = Math.abs(count); left > 0; ) {
        at += Math.sign(count);
        if (works(at)) left--;
      }
      expect(workdayAfter(day(start), count, ready), `${start} ${count}`).toBe(at);
    }
  }
});

it('lets a company lay its own days over it', () => {
  const own = dayCalendar(
    withOverrides(chineseCalendar(), [
      { day: '2026-10-08', works: false },
      { day: '2026-10-07', works: true },
      { day: '2026-10-17', works: true },
    ]),
  );
  const works = (text: string) => workdaysUpTo(day(text), own) > workdaysUpTo(day(text) - 1, own);
  expect(['2026-10-06', '2026-10-07', '2026-10-08', '2026-10-09', '2026-10-17', '2026-10-18'].filter(works)).toEqual([
    '2026-10-07',
    '2026-10-09',
    '2026-10-17',
  ]);
});
