import { describe, expect, it } from 'vitest';
import { beginsAt, countBefore, firstStart, nextStart, occurrencesIn, seriesEnd, type Timing } from './expand.ts';
import { endedBefore, parseRule, ruleText } from './rule.ts';

const timing = (startAt: string, recurrence: string, more: Partial<Timing> = {}): Timing => ({
  startAt,
  endAt: null,
  allDay: false,
  timeZone: 'America/New_York',
  rdates: [],
  exdates: [],
  ...more,
  recurrence,
});
const all = (one: Timing, until = '2030-01-01T00:00:00Z') =>
  occurrencesIn(one, new Date('1990-01-01T00:00:00Z'), new Date(until)).map(({ start }) => start.toISOString().replace(':00.000Z', 'Z'));
/** In New York, as the examples of RFC 5545 section 3.8.5.3 have it. */
const days = (rule: string, startAt = '1997-09-02T13:00:00.000Z', until?: string) =>
  all(timing(startAt, rule), until).map((at) => at.slice(0, 10));

describe('the examples of RFC 5545, section 3.8.5.3', () => {
  it.each([
    ['FREQ=DAILY;COUNT=3', ['1997-09-02', '1997-09-03', '1997-09-04']],
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', ['1997-09-02', '1997-09-12', '1997-09-22', '1997-10-02', '1997-10-12']],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
      ['1997-09-02', '1997-09-04', '1997-09-16', '1997-09-18', '1997-09-30', '1997-10-02', '1997-10-14', '1997-10-16'],
    ],
    [
      'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
      [
        '1997-09-02',
        '1997-09-15',
        '1997-10-02',
        '1997-10-15',
        '1997-11-02',
        '1997-11-15',
        '1997-12-02',
        '1997-12-15',
        '1998-01-02',
        '1998-01-15',
      ],
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', ['1997-09-04', '1997-10-07', '1997-11-06']],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7',
      ['1997-09-29', '1997-10-30', '1997-11-27', '1997-12-30', '1998-01-29', '1998-02-26', '1998-03-30'],
    ],
  ])('%s', (rule, expected) => {
    expect(days(rule)).toEqual(expected);
  });

  it.each([
    [
      'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
      '1997-09-05T13:00:00.000Z',
      [
        '1997-09-05',
        '1997-10-03',
        '1997-11-07',
        '1997-12-05',
        '1998-01-02',
        '1998-02-06',
        '1998-03-06',
        '1998-04-03',
        '1998-05-01',
        '1998-06-05',
      ],
    ],
    [
      'FREQ=MONTHLY;COUNT=6;BYDAY=-2MO',
      '1997-09-22T13:00:00.000Z',
      ['1997-09-22', '1997-10-20', '1997-11-17', '1997-12-22', '1998-01-19', '1998-02-16'],
    ],
    ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=-3', '1997-09-28T13:00:00.000Z', ['1997-09-28', '1997-10-29', '1997-11-28', '1997-12-29']],
    ['FREQ=YEARLY;COUNT=4;BYMONTH=6,7', '1997-06-10T13:00:00.000Z', ['1997-06-10', '1997-07-10', '1998-06-10', '1998-07-10']],
    ['FREQ=YEARLY;COUNT=3;BYDAY=20MO', '1997-05-19T13:00:00.000Z', ['1997-05-19', '1998-05-18', '1999-05-17']],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=FR;BYMONTHDAY=13', '1998-02-13T14:00:00.000Z', ['1998-02-13', '1998-03-13', '1998-11-13']],
    [
      'FREQ=YEARLY;COUNT=3;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
      '1996-11-05T14:00:00.000Z',
      ['1996-11-05', '2000-11-07', '2004-11-02'],
    ],
    // months without a 31st have none
    ['FREQ=MONTHLY;COUNT=4', '1997-01-31T14:00:00.000Z', ['1997-01-31', '1997-03-31', '1997-05-31', '1997-07-31']],
  ])('%s from %s', (rule, start, expected) => {
    expect(days(rule, start)).toEqual(expected);
  });

  it('WKST changes which weeks are meant', () => {
    const from = (wkst: string) => days(`FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${wkst}`, '1997-08-05T13:00:00.000Z');
    expect(from('MO')).toEqual(['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24']);
    expect(from('SU')).toEqual(['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31']);
  });
});

describe('local time', () => {
  it('nine in the morning stays so when the clocks change, and a meeting as long as it was', () => {
    const weekly = timing('2026-03-02T14:00:00.000Z', 'FREQ=WEEKLY', { endAt: '2026-03-02T15:00:00.000Z' });
    const found = occurrencesIn(weekly, new Date('2026-03-01T00:00:00Z'), new Date('2026-03-17T00:00:00Z'));
    // summer time begins on the 8th: 09:00 is 14:00 UTC before and 13:00 after
    expect(found.map(({ start, end }) => [start.toISOString(), end.toISOString()])).toEqual([
      ['2026-03-02T14:00:00.000Z', '2026-03-02T15:00:00.000Z'],
      ['2026-03-09T13:00:00.000Z', '2026-03-09T14:00:00.000Z'],
      ['2026-03-16T13:00:00.000Z', '2026-03-16T14:00:00.000Z'],
    ]);
  });

  it('a time that does not exist moves on by the gap; a day of the change is one day', () => {
    // 02:30 on the 8th of March is not there: 03:30
    expect(all(timing('2026-03-07T07:30:00.000Z', 'FREQ=DAILY;COUNT=3'))).toEqual([
      '2026-03-07T07:30Z',
      '2026-03-08T07:30Z',
      '2026-03-09T06:30Z',
    ]);
    const whole = timing('2026-03-07T05:00:00.000Z', 'FREQ=DAILY;COUNT=2', { endAt: '2026-03-08T05:00:00.000Z', allDay: true });
    const found = occurrencesIn(whole, new Date('2026-03-08T05:00:00Z'), new Date('2026-03-10T00:00:00Z'));
    expect(found.map(({ end }) => end.toISOString())).toEqual(['2026-03-09T04:00:00.000Z']);
  });
});

describe('windows and ends', () => {
  const daily = timing('2020-01-01T01:00:00.000Z', 'FREQ=DAILY', { timeZone: 'Asia/Shanghai', endAt: '2020-01-01T02:00:00.000Z' });

  it('a window far from the start gives what counting from the start gives', () => {
    const from = new Date('2026-05-31T16:00:00Z');
    const until = new Date('2026-06-03T16:00:00Z');
    for (const rule of [
      'FREQ=DAILY;INTERVAL=3',
      'FREQ=WEEKLY;BYDAY=MO,WE',
      'FREQ=MONTHLY;BYDAY=1MO,2TU',
      'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=2',
    ]) {
      const one = { ...daily, recurrence: rule };
      const slow = occurrencesIn(one, new Date('2020-01-01T00:00:00Z'), until, 5000).filter(({ end }) => end > from);
      expect(occurrencesIn(one, from, until)).toEqual(slow);
    }
  });

  it('what began before the window and lasts into it is there; what ends as it begins is not', () => {
    const touching = occurrencesIn(daily, new Date('2026-06-01T01:30:00Z'), new Date('2026-06-01T01:31:00Z'));
    expect(touching.map(({ start }) => start.toISOString())).toEqual(['2026-06-01T01:00:00.000Z']);
    expect(occurrencesIn(daily, new Date('2026-06-01T02:00:00Z'), new Date('2026-06-01T03:00:00Z'))).toEqual([]);
  });

  it('UNTIL is the last start, a day means all of it; left-out starts are not there', () => {
    const until = (text: string) => all({ ...daily, recurrence: `FREQ=DAILY;UNTIL=${text}` }).at(-1);
    expect(until('20200103T010000Z')).toBe('2020-01-03T01:00Z');
    expect(until('20200103T005959Z')).toBe('2020-01-02T01:00Z');
    expect(until('20200103')).toBe('2020-01-03T01:00Z');
    expect(all({ ...daily, recurrence: 'FREQ=DAILY;COUNT=3', exdates: ['2020-01-02T01:00:00.000Z'] })).toEqual([
      '2020-01-01T01:00Z',
      '2020-01-03T01:00Z',
    ]);
    expect(seriesEnd({ ...daily, recurrence: 'FREQ=DAILY;COUNT=3' })?.toISOString()).toBe('2020-01-03T02:00:00.000Z');
    expect(seriesEnd(daily)).toBeNull();
  });

  it('the next start, the first, and how many there were', () => {
    expect(nextStart({ ...daily, exdates: ['2026-06-02T01:00:00.000Z'] }, new Date('2026-06-01T01:00:00Z'))?.toISOString()).toBe(
      '2026-06-03T01:00:00.000Z',
    );
    expect(firstStart({ ...daily, recurrence: 'FREQ=WEEKLY;BYDAY=MO' })?.toISOString()).toBe('2020-01-06T01:00:00.000Z');
    expect(firstStart({ ...daily, recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' })).toBeUndefined();
    expect(countBefore(daily, new Date('2020-01-05T01:00:00Z'))).toBe(4);
  });
});

describe('starts that were added', () => {
  const at = (day: string, time = '13:00') => `${day}T${time}:00.000Z`;
  // Mondays at nine in New York, three of them
  const weekly = timing(at('2026-04-06'), 'FREQ=WEEKLY;COUNT=3', { endAt: at('2026-04-06', '14:00') });
  const more: Timing = { ...weekly, rdates: [at('2026-04-24'), at('2026-04-13'), at('2026-04-08', '20:00')] };

  it('stand in order among those of the rule, and one that is both is one; COUNT counts those of the rule alone', () => {
    expect(all(more)).toEqual(['2026-04-06T13:00Z', '2026-04-08T20:00Z', '2026-04-13T13:00Z', '2026-04-20T13:00Z', '2026-04-24T13:00Z']);
    expect(all({ ...more, exdates: [at('2026-04-13'), at('2026-04-24')] })).toEqual([
      '2026-04-06T13:00Z',
      '2026-04-08T20:00Z',
      '2026-04-20T13:00Z',
    ]);
  });

  it('last as long as the event, and end a series that ends before them; one without end stays so', () => {
    const found = occurrencesIn(more, new Date(at('2026-04-24', '13:30')), new Date(at('2026-05-01')));
    expect(found.map(({ end }) => end.toISOString())).toEqual([at('2026-04-24', '14:00')]);
    expect(seriesEnd(more)?.toISOString()).toBe(at('2026-04-24', '14:00'));
    expect(seriesEnd({ ...more, rdates: [at('2026-04-08')] })?.toISOString()).toBe(at('2026-04-20', '14:00'));
    expect(seriesEnd({ ...more, recurrence: 'FREQ=WEEKLY' })).toBeNull();
  });

  it('are found from far away, as the next one, and as a start that can be named', () => {
    const endless = { ...weekly, recurrence: 'FREQ=WEEKLY', rdates: [at('2030-04-03')] };
    const week = occurrencesIn(endless, new Date(at('2030-04-02')), new Date(at('2030-04-09')));
    // Monday the 8th by the rule
    expect(week.map(({ start }) => start.toISOString())).toEqual([at('2030-04-03'), at('2030-04-08')]);
    expect(nextStart(more, new Date(at('2026-04-20')))?.toISOString()).toBe(at('2026-04-24'));
    expect(nextStart(more, new Date(at('2026-04-24')))).toBeUndefined();
    expect(beginsAt(more, new Date(at('2026-04-08', '20:00')))).toBe(true);
    expect(beginsAt(more, new Date(at('2026-04-08')))).toBe(false);
    expect(countBefore(more, new Date(at('2026-04-20')))).toBe(3);
    // one before the first of the rule is one, too
    expect(all({ ...weekly, rdates: [at('2026-04-01')] })[0]).toBe('2026-04-01T13:00Z');
  });
});

describe('rules as text', () => {
  it('come back as they were, in one form', () => {
    expect(ruleText(parseRule('rrule:byday=-1fr,mo;freq=monthly;interval=2;wkst=su'))).toBe(
      'FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,MO;WKST=SU',
    );
    expect(ruleText(endedBefore(parseRule('FREQ=DAILY;COUNT=9'), new Date('2026-03-09T01:00:00Z')))).toBe(
      'FREQ=DAILY;UNTIL=20260309T005959Z',
    );
  });

  it.each([
    '',
    'hello',
    'FREQ=SECONDLY',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;COUNT=1001',
    'FREQ=DAILY;COUNT=2;UNTIL=20260101',
    'FREQ=DAILY;UNTIL=20260230',
    'FREQ=DAILY;FREQ=DAILY',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=WEEKLY;BYMONTHDAY=3',
    'FREQ=DAILY;BYHOUR=9',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYDAY=0MO',
    'FREQ=DAILY;WKST=XX',
  ])('%s is refused by the name of the field', (text) => {
    expect(() => parseRule(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_VALUE', errors: [expect.objectContaining({ field: 'recurrence' })] }),
    );
  });
});
