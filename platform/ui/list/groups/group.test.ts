import { describe, expect, it } from 'vitest';
import type { ObjectMeta } from '../../data/meta.ts';
import { daysOf, groupFields, groupFilter, groupQuestion, groupsOf, readGroup, summedFields, writeGroup } from './group.ts';

const label = { zh: '字段', en: 'Field' };
const meta: ObjectMeta = {
  name: 'x_device',
  label,
  title: 'name',
  fields: [
    { name: 'name', type: 'text', label },
    { name: 'x_state', type: 'picklist', label, options: [{ key: 'used', label }] },
    { name: 'x_boughtOn', type: 'date', label },
    { name: 'x_price', type: 'currency', label },
    { name: 'x_year', type: 'number', label },
    { name: 'x_about', type: 'lookup', object: 'account', objects: ['account', 'lead'], label },
    { name: 'x_account', type: 'lookup', object: 'account', label },
    { name: 'x_helpers', type: 'user', many: true, label },
  ],
};

describe('groups of a list', () => {
  it('are made by fields of few values and by periods', () => {
    expect(groupFields(meta).map((field) => field.name)).toEqual(['x_state', 'x_boughtOn', 'x_account']);
    expect(summedFields(meta.fields).map((field) => field.name)).toEqual(['x_price']);
  });
  it('stand in the address; what can not be read is no group', () => {
    for (const text of ['x_state', 'x_boughtOn:quarter', 'x_account']) expect(writeGroup(readGroup(meta, text))).toBe(text);
    expect(readGroup(meta, 'x_boughtOn')).toEqual({ field: 'x_boughtOn', bucket: 'month' });
    expect(readGroup(meta, 'x_boughtOn:fortnight')).toEqual({ field: 'x_boughtOn', bucket: 'month' });
    expect(readGroup(meta, 'x_state:month')).toEqual({ field: 'x_state' });
    for (const text of ['name', 'x_gone', '', undefined, 3]) expect(readGroup(meta, text)).toBeUndefined();
  });
  it('are asked for once, in the order of the list', () => {
    const sums = summedFields(meta.fields);
    expect(groupQuestion({ field: 'x_state' }, sums, [{ field: 'x_state', direction: 'desc' }])).toMatchObject({
      groupBy: [{ field: 'x_state' }],
      measures: [
        { fn: 'count', as: 'count' },
        { fn: 'sum', field: 'x_price' },
      ],
      sort: [{ field: 'x_state', direction: 'desc' }],
    });
    const rows = [
      { x_account: { id: 'a1', title: '恒润' }, count: 3, 'sum:x_price': '12.00' },
      { x_account: null, count: 1, 'sum:x_price': null },
    ];
    expect(groupsOf(rows, { field: 'x_account' }, sums)).toEqual([
      { key: 'a1', value: { id: 'a1', title: '恒润' }, count: 3, sums: new Map([['x_price', '12.00']]) },
      { key: 'null', value: null, count: 1, sums: new Map([['x_price', null]]) },
    ]);
  });
  it('hold the days of their period', () => {
    expect(daysOf('2026-03-31', 'day')).toEqual(['2026-03-31', '2026-03-31']);
    expect(daysOf('2024-02', 'month')).toEqual(['2024-02-01', '2024-02-29']);
    expect(daysOf('2026-12', 'month')).toEqual(['2026-12-01', '2026-12-31']);
    expect(daysOf('2026-Q4', 'quarter')).toEqual(['2026-10-01', '2026-12-31']);
    expect(daysOf('2025', 'year')).toEqual(['2025-01-01', '2025-12-31']);
    expect(daysOf('2026-W01', 'week')).toEqual(['2025-12-29', '2026-01-04']);
    expect(daysOf('2017-W09', 'week')).toEqual(['2017-02-27', '2017-03-05']);
  });
  it('narrow the filter of the list', () => {
    const filter = { field: 'x_price', op: 'gt', value: '5' } as const;
    expect(groupFilter(filter, { field: 'x_state' }, 'used')).toEqual({ and: [filter, { field: 'x_state', op: 'eq', value: 'used' }] });
    expect(groupFilter(undefined, { field: 'x_account' }, { id: 'a1', title: '恒润' })).toEqual({
      field: 'x_account',
      op: 'eq',
      value: 'a1',
    });
    expect(groupFilter(undefined, { field: 'x_state' }, null)).toEqual({ field: 'x_state', op: 'isNull' });
    expect(groupFilter(undefined, { field: 'x_boughtOn', bucket: 'month' }, '2026-02')).toEqual({
      field: 'x_boughtOn',
      op: 'between',
      value: ['2026-02-01', '2026-02-28'],
    });
  });
});
