import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { chineseCalendar } from '../formula/calendar.ts';
import { type CalendarDefinition, shippedCalendar } from './definition.ts';
import { makeCalendar, minuteOf } from './engine.ts';

const ZONE = 'Asia/Shanghai';
const legal = chineseCalendar();
const china = makeCalendar(shippedCalendar, { zone: ZONE, legal });
const at = (text: string, zone = ZONE) => DateTime.fromFormat(text, 'yyyy-MM-dd HH:mm', { zone }).toJSDate();
const shown = (instant: Date, zone = ZONE) => DateTime.fromJSDate(instant, { zone }).toFormat('yyyy-MM-dd HH:mm');

describe('working time', () => {
  it('goes on the next working morning', () => {
    // Friday 17:50 and half an hour: ten minutes on Friday, twenty on Monday
    expect(shown(china.add(at('2026-03-20 17:50'), 30))).toBe('2026-03-23 09:20');
    expect(china.minutesBetween(at('2026-03-20 17:50'), at('2026-03-23 09:20'))).toBe(30);
    expect(china.minutesBetween(at('2026-03-23 09:20'), at('2026-03-20 17:50'))).toBe(-30);
    // the end of a span belongs to it; before the morning it begins at nine
    expect(shown(china.add(at('2026-03-20 17:30'), 30))).toBe('2026-03-20 18:00');
    expect(shown(china.add(at('2026-03-20 18:00'), 1))).toBe('2026-03-23 09:01');
    expect(shown(china.add(at('2026-03-20 03:00'), 60))).toBe('2026-03-20 10:00');
    expect(china.add(at('2026-03-21 03:00'), 0)).toEqual(at('2026-03-21 03:00'));
  });

  it('knows 国庆 and the Saturday worked for it', () => {
    // 2026: off from Thursday 1 to Wednesday 7 October, Saturday 10 October is worked
    expect(shown(china.add(at('2026-09-30 17:30'), 60))).toBe('2026-10-08 09:30');
    expect(shown(china.add(at('2026-10-09 17:30'), 60))).toBe('2026-10-10 09:30');
    expect(shown(china.add(at('2026-10-10 17:30'), 60))).toBe('2026-10-12 09:30');
    expect(['2026-10-01', '2026-10-08', '2026-10-10', '2026-10-11', '2026-13-01', 'gestern'].map(china.isWorkday)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
    // announced to 2026 only: in a later year Monday to Friday count
    expect(['2031-10-01', '2031-10-04'].map(china.isWorkday)).toEqual([true, false]);
  });

  it('follows the company: its own days, a break at noon, the night shift, no legal holidays', () => {
    const own = makeCalendar(
      {
        hours: [
          [],
          [
            { from: '09:00', to: '12:00' },
            { from: '13:30', to: '18:00' },
          ],
          [],
          [],
          [],
          [],
          [],
        ],
        legal: 'none',
        days: [
          { day: '2026-10-06', works: false, name: '盘点' },
          { day: '2026-10-08', works: true, name: '加班' },
        ],
      },
      { zone: ZONE, legal: { holidays: [], workdays: [] } },
    );
    expect(shown(own.add(at('2026-09-29 11:30'), 60))).toBe('2026-09-29 14:00');
    // Tuesday the 6th is off by the company, Thursday the 8th is worked by Tuesday's hours
    expect(shown(own.add(at('2026-09-29 17:30'), 60))).toBe('2026-10-08 09:30');
    expect(own.isWorkday('2026-10-01')).toBe(false);
    const always = makeCalendar(
      { hours: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]), legal: 'none', days: [] },
      { zone: ZONE, legal: { holidays: [], workdays: [] } },
    );
    expect(shown(always.add(at('2026-02-28 23:50'), 20))).toBe('2026-03-01 00:10');
    expect(() => always.add(at('2026-02-28 23:50'), -1)).toThrow(RangeError);
  });

  it('agrees with a walk minute by minute, over holidays and clocks that are set', () => {
    let seed = 20260328;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const definitions: CalendarDefinition[] = [
      shippedCalendar,
      {
        hours: [
          [
            { from: '08:30', to: '12:00' },
            { from: '13:00', to: '17:15' },
          ],
          [{ from: '00:00', to: '24:00' }],
          [],
          [{ from: '22:00', to: '24:00' }],
          [{ from: '01:15', to: '04:45' }],
          [{ from: '10:00', to: '11:00' }],
          [{ from: '01:00', to: '04:00' }],
        ],
        legal: 'china',
        days: [
          { day: '2026-10-01', works: true, name: '' },
          { day: '2026-10-09', works: false, name: '' },
          { day: '2026-03-25', works: true, name: '' },
        ],
      },
    ];
    // the last days of March have the European change of clocks, October has 国庆 and the change back
    const starts = ['2026-03-24 00:00', '2026-09-28 00:00', '2026-10-22 00:00'];
    for (const [index, definition] of definitions.entries())
      for (const zone of [index === 0 ? ZONE : 'Europe/Berlin']) {
        const calendar = makeCalendar(definition, { zone, legal });
        const works = (instant: number) => worksByOracle(definition, DateTime.fromMillis(instant, { zone }));
        for (const start of starts) {
          const first = at(start, zone).getTime();
          const minutes = Array.from({ length: 13 * 1440 }, (_, index) => works(first + index * 60_000));
          for (let round = 0; round < 40; round += 1) {
            const from = random(6 * 1440);
            const wanted = 1 + random(900);
            let walked = from;
            for (let left = wanted; left > 0 && walked < minutes.length; walked += 1) if (minutes[walked]) left -= 1;
            const begin = new Date(first + from * 60_000);
            if (walked === minutes.length) continue;
            expect(calendar.add(begin, wanted).toISOString()).toBe(new Date(first + walked * 60_000).toISOString());
            expect(calendar.isWorking(begin)).toBe(minutes[from]);
            const to = from + random(6 * 1440);
            const counted = minutes.slice(from, to).filter(Boolean).length;
            expect(calendar.minutesBetween(begin, new Date(first + to * 60_000))).toBe(counted);
          }
        }
      }
  });
});

const wall = new Map<CalendarDefinition, Map<string, readonly { from: number; to: number }[]>>();

/** Whether a minute is worked, from nothing but the lists of days. */
function worksByOracle(definition: CalendarDefinition, local: DateTime): boolean {
  const known = wall.get(definition) ?? new Map<string, readonly { from: number; to: number }[]>();
  wall.set(definition, known);
  const day = local.toFormat('yyyy-MM-dd');
  let spans = known.get(day);
  if (!spans) {
    const usual = definition.hours[local.weekday - 1] ?? [];
    const own = definition.days.find((one) => one.day === day);
    const isOff = own ? !own.works : legal.holidays.includes(day);
    const isOn = own ? own.works : legal.workdays.includes(day);
    const found = isOff ? [] : isOn && usual.length === 0 ? (definition.hours.find((one) => one.length > 0) ?? []) : usual;
    spans = found.map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }));
    known.set(day, spans);
  }
  const minute = local.hour * 60 + local.minute;
  return spans.some(({ from, to }) => minute >= from && minute < to);
}
