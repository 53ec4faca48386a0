import { expect, it } from 'vitest';
import { stepsOf } from './walk.ts';

it('knows the neighbours of a record in the list it was opened from', () => {
  const walk = { object: 'lead', ids: ['a', 'b', 'c'] };
  expect(stepsOf(walk, 'lead', 'a')).toEqual({ previous: null, next: 'b', place: 1, count: 3 });
  expect(stepsOf(walk, 'lead', 'c')).toEqual({ previous: 'b', next: null, place: 3, count: 3 });
  expect(stepsOf(walk, 'lead', 'd')).toBeNull();
  expect(stepsOf(walk, 'account', 'a')).toBeNull();
  expect(stepsOf(null, 'lead', 'a')).toBeNull();
});
