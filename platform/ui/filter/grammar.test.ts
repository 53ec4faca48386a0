import { describe, expect, it } from 'vitest';
import type { Filter } from '../data/records.ts';
import { both, flatten, NO_FILTER, readFilter, sameFilter, writeFilter } from './grammar.ts';

const round = (filter: Filter | undefined) => readFilter(writeFilter(filter)) ?? undefined;

describe('a filter in the address', () => {
  it('reads like what it means', () => {
    const filter: Filter = {
      and: [
        { field: 'owner', op: 'eq', value: 'myReports' },
        { field: 'closeOn', op: 'within', value: 'thisQuarter' },
        { field: 'amount', op: 'gte', value: '200000.50' },
        { field: 'stage', op: 'in', value: ['won', 'lost'] },
        { field: 'account.industry', op: 'isNotNull' },
      ],
    };
    expect(writeFilter(filter)).toBe(
      'owner.eq.myReports*closeOn.within.thisQuarter*amount.gte.200000.50*stage.in.won..lost..*account.industry.isNotNull',
    );
    expect(round(filter)).toEqual(filter);
  });
  it.each(['a.b', '.a', 'a.', 'a..b', 'x_y', '50*2', '_t', '上海 (泵)', '', '__s', 'in.eq.x'])('carries the text %j unharmed', (value) => {
    if (value !== '') expect(round({ field: 'name', op: 'contains', value })).toEqual({ field: 'name', op: 'contains', value });
    expect(round({ field: 'name', op: 'in', value: [value, 'z'] })).toEqual({ field: 'name', op: 'in', value: [value, 'z'] });
  });
  it('keeps booleans, one-value lists and objects', () => {
    for (const value of [true, false, ['won'], { lng: 121.5, lat: 31.2, km: 5 }])
      expect(round({ field: 'f', op: 'eq', value })).toEqual({ field: 'f', op: 'eq', value });
  });
  it('writes a lookup by its id', () => {
    expect(writeFilter({ field: 'account', op: 'eq', value: { id: '0190', title: '恒润' } })).toBe('account.eq.0190');
  });
  it('leaves nested filters as they are', () => {
    const nested: Filter = { or: [{ field: 'a', op: 'eq', value: 1 }, { not: { field: 'b', op: 'isNull' } }] };
    expect(writeFilter(nested)).toBe(nested);
    expect(readFilter(nested)).toBe(nested);
    expect(flatten(nested)).toBeNull();
  });
  it('tells nothing said from no filter and from nonsense', () => {
    expect(readFilter(undefined)).toBeUndefined();
    expect(readFilter('')).toBeUndefined();
    expect(readFilter(NO_FILTER)).toBeNull();
    expect(readFilter('amount')).toBeUndefined();
    expect(readFilter('amount.over.5')).toBeUndefined();
    expect(readFilter(12)).toBeUndefined();
    expect(writeFilter(undefined)).toBe(NO_FILTER);
  });
  it('joins and compares', () => {
    const a: Filter = { field: 'a', op: 'eq', value: 1 };
    const b: Filter = { field: 'b', op: 'isNull' };
    expect(both(a, undefined)).toEqual(a);
    expect(both(a, { and: [b, a] })).toEqual({ and: [a, b, a] });
    expect(both(a, { or: [b, a] })).toEqual({ and: [a, { or: [b, a] }] });
    expect(sameFilter(a, { and: [{ field: 'a', op: 'eq', value: '1' }] })).toBe(true);
    expect(sameFilter(a, b)).toBe(false);
    expect(sameFilter(undefined, undefined)).toBe(true);
  });
});
