import { expect, it } from 'vitest';
import { timeLeft } from './left.ts';

it('says how much time is left, and how late it is', () => {
  const now = new Date('2026-03-20T02:00:00Z');
  const left = (iso: string) => {
    const { unit, count, late } = timeLeft(new Date(iso), now);
    return `${late ? '-' : ''}${count} ${unit}`;
  };
  expect(left('2026-03-20T02:30:00Z')).toBe('30 minutes');
  expect(left('2026-03-20T02:29:01Z')).toBe('30 minutes');
  expect(left('2026-03-20T02:00:01Z')).toBe('1 minutes');
  expect(left('2026-03-20T02:00:00Z')).toBe('-0 minutes');
  expect(left('2026-03-20T01:01:00Z')).toBe('-59 minutes');
  expect(left('2026-03-20T03:59:00Z')).toBe('119 minutes');
  expect(left('2026-03-20T04:00:00Z')).toBe('2 hours');
  expect(left('2026-03-19T01:00:00Z')).toBe('-25 hours');
  expect(left('2026-03-23T01:20:00Z')).toBe('2 days');
});
