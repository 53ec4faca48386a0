import { describe, expect, it } from 'vitest';
import type { Filter } from '../data/records.ts';
import { depthOf, sizeOf, toFilter, toGroup } from './group.ts';

const a: Filter = { field: 'a', op: 'eq', value: '1' };
const b: Filter = { field: 'b', op: 'isNull' };

describe('groups of conditions', () => {
  it.each<[string, Filter]>([
    ['one', a],
    ['and', { and: [a, b] }],
    ['nested', { and: [a, { or: [a, b] }] }],
    ['none of one', { not: a }],
    ['none of several', { not: { or: [a, b] } }],
    ['not all of', { not: { and: [a, b] } }],
    ['or at the top', { or: [a, { and: [a, { not: b }] }] }],
  ])('come back unchanged: %s', (_, filter) => expect(toFilter(toGroup(filter))).toEqual(filter));
  it('lose what is not complete', () => {
    expect(toFilter({ kind: 'and', items: [a, { field: 'c', op: 'in', value: [] }, { kind: 'or', items: [] }] })).toEqual(a);
    expect(toFilter({ kind: 'or', items: [] })).toBeUndefined();
    expect(toFilter(toGroup(undefined))).toBeUndefined();
  });
  it('know their size and depth', () => {
    const group = toGroup({ and: [a, { or: [a, { and: [b, b] }] }] });
    expect(sizeOf(group)).toBe(4);
    expect(depthOf(group)).toBe(3);
  });
});
