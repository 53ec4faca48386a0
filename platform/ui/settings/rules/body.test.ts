import { expect, it } from 'vitest';
import { bodyOf, clashes, readInteger, sameValue } from './body.ts';
import type { Setting, SettingInput } from './data.ts';

const unit = { zh: '天', en: 'days' };
const setting = (name: string, input: SettingInput, shipped: unknown, value = shipped): Setting => ({
  name,
  input,
  shipped,
  value,
  label: unit,
  help: unit,
  changed: false,
});
const days = (value: number) => setting('days', { type: 'integer', min: 1, max: 9, unit }, 3, value);

it('sends what differs from what is shipped, touched or not', () => {
  const amount = setting('amount', { type: 'decimal' }, '5');
  expect(bodyOf([days(3), amount], {})).toBeUndefined();
  expect(bodyOf([days(4), amount], { amount: '6' })).toEqual({ days: 4, amount: '6' });
  expect(bodyOf([days(4), amount], { days: 3 })).toBeUndefined();
  expect(bodyOf([days(4), amount], { days: 3, amount: '5.00' })).toBeUndefined();
  expect(bodyOf([days(4)], { days: '' })).toEqual({ days: '' });
});
it('always says a limit that may be absent, unless all is as shipped', () => {
  const limit = (value: number | null) => setting('limit', { type: 'integer', min: 1, max: 9, unit, none: unit }, 3, value);
  expect(bodyOf([limit(3)], { limit: null })).toEqual({ limit: null });
  expect(bodyOf([limit(null)], { limit: 3 })).toBeUndefined();
  expect(bodyOf([limit(3), days(4)], {})).toEqual({ limit: 3, days: 4 });
});
it('sends of lists by row those that differ', () => {
  const step = (weight: number) => [{ name: unit, weight, days: 1 }];
  const steps = setting('templates', { type: 'steps', rows: [] }, { a: step(1), b: step(2) });
  expect(bodyOf([steps], { templates: { a: step(1), b: step(3) } })).toEqual({ templates: { b: step(3) } });
  expect(bodyOf([steps], { templates: { a: [], b: step(2) } })).toEqual({ templates: { a: [] } });
});
it('knows of two who change settings at once whether they meant the same one', () => {
  const amount = (value: string) => setting('amount', { type: 'decimal' }, '5', value);
  const before = [days(3), amount('5')];
  expect(clashes(before, [days(3), amount('6')], { days: 4 })).toEqual([]);
  expect(clashes(before, [days(7), amount('6')], { days: 4 })).toEqual(['days']);
  expect(clashes(before, [days(4), amount('5.00')], { days: 4, amount: '7' })).toEqual([]);
});
it('reads numbers and leaves the rest to the server', () => {
  expect([readInteger('12'), readInteger(' 7 '), readInteger('1.5'), readInteger('')]).toEqual([12, 7, '1.5', '']);
  expect([sameValue('2', '2.00'), sameValue('2', '2.01'), sameValue('x', 'x'), sameValue(null, 3)]).toEqual([true, false, true, false]);
});
