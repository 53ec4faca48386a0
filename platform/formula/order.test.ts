import { expect, it } from 'vitest';
import { FormulaCycleError, formulaOrder } from './index.ts';

const uses = (of: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(of).map(([name, fields]) => [name, { fields }]));

it('puts each formula after those it uses; fields that are no formulas do not count', () => {
  expect(formulaOrder(uses({ total: ['net', 'tax', 'amount'], tax: ['net'], net: ['amount'] }))).toEqual(['net', 'tax', 'total']);
});

it('names the path of a circle, also of one with itself', () => {
  const path = (of: Readonly<Record<string, readonly string[]>>) => {
    try {
      formulaOrder(uses(of));
    } catch (error) {
      if (error instanceof FormulaCycleError) return error.path;
      throw error;
    }
    return null;
  };
  expect(path({ x: ['a'], a: ['b'], b: ['c'], c: ['a'] })).toEqual(['a', 'b', 'c', 'a']);
  expect(path({ a: ['a'] })).toEqual(['a', 'a']);
  expect(path({ a: ['b', 'c'], b: ['c'], c: [] })).toBeNull();
});

it('walks a chain longer than the stack', () => {
  const chain = new Map(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, { fields: [`f${i + 1}`] }]));
  expect(formulaOrder(chain)[0]).toBe('f49999');
});
