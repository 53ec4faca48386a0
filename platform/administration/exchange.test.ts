import { expect, it } from 'vitest';
import { label } from '../kernel/index.ts';
import { type Exchange, exchangeDefault, exchangeIn, exchangeOffered, exchangeRules, exchangeWhen, formulaNames } from './exchange.ts';

const inField = (to: string | null): Exchange => ({
  from: 'a',
  to,
  isField: (path, object) => `${object}.${path}` === 'x_gear.x_grade' || `${object}.${path}` === 'contact.gear.x_grade',
});
const condition = (op: string, value: unknown, field = 'x_grade') => ({ field, op, value });

it.each([
  [condition('eq', 'a'), condition('eq', 'b'), { field: 'x_grade', op: 'isNull' }],
  [condition('ne', 'a'), condition('ne', 'b'), { field: 'x_grade', op: 'isNotNull' }],
  [condition('in', ['a', 'c']), condition('in', ['b', 'c']), condition('in', ['c'])],
  [condition('in', ['b', 'a']), condition('in', ['b']), condition('in', ['b'])],
  [condition('notIn', ['a']), condition('notIn', ['b']), { field: 'x_grade', op: 'isNotNull' }],
  [condition('contains', 'a'), condition('contains', 'b'), { field: 'x_grade', op: 'isNull' }],
  [condition('eq', 'c'), condition('eq', 'c'), condition('eq', 'c')],
  [condition('eq', 'a', 'x_other'), condition('eq', 'a', 'x_other'), condition('eq', 'a', 'x_other')],
])('%j', (before, exchanged, emptied) => {
  const whole = (part: unknown) => ({ filter: { and: [{ not: part }, { or: [part] }] } });
  expect(exchangeIn(whole(before), 'x_gear', inField('b'))).toEqual(whole(exchanged));
  expect(exchangeIn(whole(before), 'x_gear', inField(null))).toEqual(whole(emptied));
});

it('knows the object that conditions belong to, and paths through a lookup', () => {
  expect(exchangeIn(condition('eq', 'a'), 'account', inField('b'))).toEqual(condition('eq', 'a'));
  expect(exchangeIn(condition('eq', 'a', 'gear.x_grade'), 'contact', inField('b'))).toEqual(condition('eq', 'b', 'gear.x_grade'));
  const widgets = (value: string) => ({
    widgets: [{ object: 'x_gear', filter: condition('eq', value) }, { filter: condition('eq', 'a') }],
  });
  expect(exchangeIn(widgets('a'), '', inField('b'))).toEqual(widgets('b'));
});

it('exchanges defaults, what a record type offers, and conditions of dependent options', () => {
  expect([exchangeDefault('a', 'a', 'b'), exchangeDefault('c', 'a', 'b'), exchangeDefault(['a', 'b'], 'a', 'b')]).toEqual([
    'b',
    'c',
    ['b'],
  ]);
  expect([exchangeDefault('a', 'a', null), exchangeDefault(['a'], 'a', null)]).toEqual([null, []]);
  const offered = { x_grade: ['a', 'c'], x_other: ['a'] };
  expect(exchangeOffered(offered, 'x_grade', 'a', 'b')).toEqual({ x_grade: ['b', 'c'], x_other: ['a'] });
  expect(exchangeOffered({ ...offered, x_grade: ['a'] }, 'x_grade', 'a', null)).toEqual({ x_other: ['a'] });
  expect(exchangeOffered(offered, 'x_grade', 'b', 'a')).toBeUndefined();
  const option = { key: 'k', label: label('甲', 'K'), when: ['a', 'b'] };
  expect([exchangeWhen(option, 'a', 'b').when, exchangeWhen(option, 'a', null).when]).toEqual([['b'], ['b']]);
});

it('leads stages to the new one, never to themselves', () => {
  const rules = { a: { next: ['b'] }, b: { next: ['a', 'c'] }, c: { next: ['a'], requires: ['name'] } };
  expect(exchangeRules(rules, 'a', 'b')).toEqual({ b: { next: ['c'] }, c: { next: ['b'], requires: ['name'] } });
  expect(exchangeRules(rules, 'a', null)).toEqual({ b: { next: ['c'] }, c: { next: [], requires: ['name'] } });
});

it('sees where a formula names the option', () => {
  const option = { key: 'a', label: label('一级', 'First') };
  for (const text of ['x_grade = "a"', 'IF(x_grade = "一级", 1, 2)', "x_grade = 'First'"])
    expect(formulaNames(text, 'x_grade', option)).toBe(true);
  for (const text of ['x_grade = "ab"', 'x_grade2 = "a"', 'a = x_grade']) expect(formulaNames(text, 'x_grade', option)).toBe(false);
});
