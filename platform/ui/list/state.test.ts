import { describe, expect, it } from 'vitest';
import type { ObjectMeta } from '../data/meta.ts';
import {
  baseOf,
  builtInFilter,
  defaultView,
  definitionOf,
  isChanged,
  type ListState,
  newConditions,
  readSort,
  searchOf,
  stateOf,
  writeSort,
} from './state.ts';

const label = { zh: '字段', en: 'Field' };
const meta: ObjectMeta = {
  name: 'opportunity',
  label,
  title: 'name',
  access: { owned: true },
  listColumns: ['account', 'name', 'amount'],
  list: { board: 'stage', sort: [{ field: 'updatedAt', direction: 'desc' }] },
  fields: [
    { name: 'name', type: 'text', label },
    { name: 'account', type: 'lookup', object: 'account', label },
    { name: 'amount', type: 'currency', label },
    { name: 'stage', type: 'stage', label, options: [{ key: 'won', label }] },
    { name: 'source', type: 'picklist', label, options: [{ key: 'web', label }] },
  ],
};

describe('the state of a list', () => {
  it('starts from the view, title first', () => {
    const base = baseOf(meta, 'mine', undefined);
    expect(base).toEqual({
      filter: { field: 'owner', op: 'eq', value: 'me' },
      sort: [{ field: 'updatedAt', direction: 'desc' }],
      columns: ['name', 'account', 'amount'],
      mode: 'list',
      boardBy: 'stage',
      groupBy: undefined,
    });
    expect(builtInFilter('all')).toBeUndefined();
    expect(defaultView(meta, 'seller')).toBe('mine');
    expect(defaultView(meta, 'manager')).toBe('team');
    expect(defaultView({ ...meta, access: { owned: false } }, 'seller')).toBe('all');
  });
  it('comes back from its own address, which holds only what differs', () => {
    const base = baseOf(meta, 'mine', undefined);
    const state: ListState = {
      view: 'mine',
      search: '恒润',
      filter: {
        and: [
          { field: 'owner', op: 'eq', value: 'me' },
          { field: 'amount', op: 'gte', value: '200000' },
        ],
      },
      sort: [
        { field: 'amount', direction: 'desc' },
        { field: 'name', direction: 'asc' },
      ],
      columns: ['name', 'amount'],
      mode: 'board',
      boardBy: 'source',
      groupBy: { field: 'source' },
    };
    const search = searchOf(meta, state, base, 'all');
    expect(search).toEqual({
      view: 'mine',
      filter: 'owner.eq.me*amount.gte.200000',
      q: '恒润',
      sort: '-amount*name',
      columns: 'amount',
      mode: 'board',
      by: 'source',
      group: 'source',
    });
    expect(stateOf(meta, search, 'mine', base)).toEqual(state);
    expect(searchOf(meta, stateOf(meta, {}, 'all', baseOf(meta, 'all', undefined)), baseOf(meta, 'all', undefined), 'all')).toEqual({});
  });
  it('can take a filter of the view away', () => {
    const base = baseOf(meta, 'mine', undefined);
    const search = searchOf(meta, { ...stateOf(meta, {}, 'mine', base), filter: undefined }, base, 'mine');
    expect(search).toEqual({ filter: '-' });
    expect(stateOf(meta, search, 'mine', base).filter).toBeUndefined();
  });
  it('is grouped by its view, and can be ungrouped over it', () => {
    const base = baseOf(meta, 'v1', { groupBy: { field: 'stage' } });
    expect(stateOf(meta, {}, 'v1', base).groupBy).toEqual({ field: 'stage' });
    const search = searchOf(meta, { ...stateOf(meta, {}, 'v1', base), groupBy: undefined }, base, 'v1');
    expect(search).toEqual({ group: '-' });
    const state = stateOf(meta, search, 'v1', base);
    expect(state.groupBy).toBeUndefined();
    expect(isChanged(state, base, true)).toBe(true);
    expect(definitionOf(baseOf(meta, 'all', undefined))).not.toHaveProperty('groupBy');
    expect(definitionOf(base).groupBy).toEqual({ field: 'stage' });
    expect(baseOf(meta, 'v1', { groupBy: { field: 'gone' } }).groupBy).toBeUndefined();
  });
  it('ignores what it can not read', () => {
    const base = baseOf(meta, 'all', undefined);
    const state = stateOf(meta, { filter: 'nonsense', sort: '', columns: '', mode: 'pie' as 'list', by: 'nothing' }, 'all', base);
    expect(state).toMatchObject({ filter: undefined, sort: base.sort, columns: base.columns, mode: 'list', boardBy: 'stage' });
  });
  it('knows what was changed', () => {
    const saved = baseOf(meta, 'v1', { filter: { field: 'amount', op: 'gte', value: 5 }, mode: 'board', columns: ['amount'] });
    const state = stateOf(meta, {}, 'v1', saved);
    expect(state.columns).toEqual(['name', 'amount']);
    expect(isChanged(state, saved, true)).toBe(false);
    expect(isChanged({ ...state, search: 'x' }, saved, true)).toBe(false);
    expect(isChanged({ ...state, mode: 'list' }, saved, true)).toBe(true);
    expect(isChanged({ ...state, mode: 'list' }, saved, false)).toBe(false);
    expect(isChanged({ ...state, filter: undefined }, saved, true)).toBe(true);
    expect([
      ...newConditions(
        {
          ...state,
          filter: {
            and: [
              { field: 'amount', op: 'gte', value: '5' },
              { field: 'name', op: 'isNull' },
            ],
          },
        },
        saved,
      ),
    ]).toEqual([1]);
  });
  it('reads and writes sorts', () => {
    expect(readSort('-amount*account.name')).toEqual([
      { field: 'amount', direction: 'desc' },
      { field: 'account.name', direction: 'asc' },
    ]);
    expect(writeSort([{ field: 'amount', direction: 'desc' }])).toBe('-amount');
    expect(readSort(undefined)).toBeUndefined();
  });
});
