import { expect, it } from 'vitest';
import { allOf, boardFilter, bucketFor, periodOf, rangeFilter, readBoard, writeBoard, yearBefore } from './state.ts';

const today = '2026-03-05';

it('reads the address and writes it back', () => {
  expect(readBoard({})).toMatchObject({ range: 'thisQuarter', department: undefined });
  const search = { range: 'custom', from: '2017-01-01', to: '2017-12-31', department: 'd1', series: 'GTX', by: 'quarter' };
  expect(writeBoard(readBoard(search))).toEqual(search);
  expect(writeBoard(readBoard({ range: 'thisQuarter', from: '2017-01-01', owner: '' }))).toEqual({});
  expect(readBoard({ series: 500 }).series).toBe('500');
});
it('takes no nonsense from the address', () => {
  expect(readBoard({ range: 'someday' }).range).toBe('thisQuarter');
  expect(readBoard({ range: 'custom', from: '2026-02-30', to: '2026-03-01' }).range).toBe('thisQuarter');
  expect(readBoard({ range: 'custom', from: '2026-03-02', to: '2026-03-01' }).range).toBe('thisQuarter');
  expect(readBoard({ by: 'day', owner: { id: 1 } })).toMatchObject({ by: undefined, owner: undefined });
});
it('knows the days of a range and of the year before', () => {
  expect(periodOf({ range: 'thisQuarter' }, today)).toEqual({ from: '2026-01-01', to: '2026-03-31' });
  expect(periodOf({ range: 'lastYear' }, today)).toEqual({ from: '2025-01-01', to: '2025-12-31' });
  expect(periodOf({ range: 'all' }, today)).toBeNull();
  const quarter = periodOf({ range: 'thisQuarter' }, today);
  expect(yearBefore(quarter, today, true)).toEqual({ from: '2025-01-01', to: '2025-03-05' });
  expect(yearBefore(quarter, today, false)).toEqual({ from: '2025-01-01', to: '2025-03-31' });
  expect(yearBefore({ from: '2025-01-01', to: '2025-12-31' }, today, true)).toEqual({ from: '2024-01-01', to: '2024-12-31' });
  expect(yearBefore(null, today, true)).toBeNull();
});
it('asks by words where it can', () => {
  expect(rangeFilter({ range: 'thisYear' }, today)).toEqual({ field: 'closedOn', op: 'within', value: 'thisYear' });
  expect(rangeFilter({ range: 'all' }, today)).toBeUndefined();
  expect(rangeFilter({ range: 'custom', from: '2017-01-01', to: '2017-06-30' }, today)).toEqual({
    field: 'closedOn',
    op: 'between',
    value: ['2017-01-01', '2017-06-30'],
  });
});
it('joins what is asked', () => {
  expect(boardFilter({ range: 'all' })).toBeUndefined();
  expect(boardFilter({ range: 'all', owner: 'u1' })).toEqual({ field: 'owner', op: 'eq', value: 'u1' });
  expect(boardFilter({ range: 'all', department: 'd1', series: 'GTX' })).toEqual({
    and: [
      { field: 'owner.department', op: 'under', value: 'd1' },
      { field: 'product.series', op: 'eq', value: 'GTX' },
    ],
  });
  expect(allOf()).toBeUndefined();
});
it('chooses months or quarters by length', () => {
  expect(bucketFor({ range: 'thisYear' }, { from: '2026-01-01', to: '2026-12-31' })).toBe('month');
  expect(bucketFor({ range: 'all' }, null)).toBe('quarter');
  expect(bucketFor({ range: 'thisYear', by: 'quarter' }, { from: '2026-01-01', to: '2026-12-31' })).toBe('quarter');
});
