import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { seeded } from '../demo/index.ts';
import { dayIn } from './day.ts';

it('is the day a calendar on the wall of the zone shows', () => {
  expect(dayIn('Asia/Shanghai', new Date('2026-03-31T15:59:59.999Z'))).toBe('2026-03-31');
  expect(dayIn('Asia/Shanghai', new Date('2026-03-31T16:00:00.000Z'))).toBe('2026-04-01');
  // the night in which clocks go forward, and the one in which they go back
  expect(dayIn('America/New_York', new Date('2026-03-08T04:59:59Z'))).toBe('2026-03-07');
  expect(dayIn('America/New_York', new Date('2026-03-09T03:59:59Z'))).toBe('2026-03-08');
  expect(dayIn('Pacific/Auckland', new Date('2026-12-31T11:00:00Z'))).toBe('2027-01-01');
  expect(dayIn('UTC', new Date('0099-01-01T00:00:00Z'))).toBe('0099-01-01');
});

it('agrees with the library of dates on 5,000 instants of a century', () => {
  const random = seeded(11);
  const zones = ['Asia/Shanghai', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/London', 'Pacific/Apia', 'UTC'];
  for (let turn = 0; turn < 5000; turn += 1) {
    const at = new Date(Date.UTC(1960, 0, 1) + random.int(0, 52_000_000) * 60_000);
    const zone = random.pick(zones);
    expect(dayIn(zone, at), `${zone} ${at.toISOString()}`).toBe(DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd'));
  }
});
