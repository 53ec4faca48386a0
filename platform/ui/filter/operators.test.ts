import { describe, expect, it } from 'vitest';
import type { FieldMeta } from '../data/meta.ts';
import { firstCondition, forEditor, isComplete, operatorsOf, selfWords, withOperator } from './operators.ts';

const field = (type: FieldMeta['type'], extra: Partial<FieldMeta> = {}): FieldMeta => ({
  name: 'f',
  type,
  label: { zh: '字段', en: 'Field' },
  ...extra,
});

describe('operators', () => {
  it('offers what the server understands, the usual one first', () => {
    expect(operatorsOf(field('currency'))[0]).toBe('gte');
    expect(operatorsOf(field('date'))[0]).toBe('within');
    expect(operatorsOf(field('stage'))).toEqual(['in', 'notIn', 'isNull', 'isNotNull']);
    expect(operatorsOf(field('department'))).toContain('under');
    expect(operatorsOf(field('lookup', { tree: true }))).toContain('under');
    expect(operatorsOf(field('lookup'))).not.toContain('under');
    expect(operatorsOf(field('address'))[0]).toBe('under');
    expect(operatorsOf(field('image'))).toEqual(['isNull', 'isNotNull']);
    expect(operatorsOf(field('geolocation'))).toEqual(['near', 'isNull', 'isNotNull']);
    expect(operatorsOf(field('geolocation', { kept: true }))).toEqual(['isNull', 'isNotNull']);
    expect(selfWords(field('user'))).toContain('myReports');
    expect(selfWords(field('lookup'))).toEqual([]);
  });
  it('knows when a condition can be sent', () => {
    expect(isComplete({ field: 'f', op: 'isNull' })).toBe(true);
    expect(isComplete({ field: 'f', op: 'in', value: [] })).toBe(false);
    expect(isComplete({ field: 'f', op: 'between', value: ['1', ''] })).toBe(false);
    expect(isComplete({ field: 'f', op: 'between', value: ['1', '2'] })).toBe(true);
    expect(isComplete({ field: 'f', op: 'eq', value: false })).toBe(true);
    expect(isComplete({ field: 'f', op: 'contains', value: '' })).toBe(false);
    expect(isComplete(firstCondition(field('geolocation')))).toBe(false);
    expect(isComplete({ field: 'f', op: 'near', value: { km: 5, lng: 121.5, lat: 31.2 } })).toBe(true);
    expect(isComplete({ field: 'f', op: 'near', value: { km: 5, lng: 121.5, lat: 131.2 } })).toBe(false);
  });
  it('keeps the value across operators where it makes sense', () => {
    expect(withOperator({ field: 'f', op: 'gte', value: '5' }, 'between')).toEqual({ field: 'f', op: 'between', value: ['5', ''] });
    expect(withOperator({ field: 'f', op: 'between', value: ['5', '9'] }, 'lt')).toEqual({ field: 'f', op: 'lt', value: '5' });
    expect(withOperator({ field: 'f', op: 'within', value: 'today' }, 'eq')).toEqual({ field: 'f', op: 'eq', value: '' });
    expect(withOperator({ field: 'f', op: 'in', value: ['a'] }, 'notIn')).toEqual({ field: 'f', op: 'notIn', value: ['a'] });
    expect(withOperator({ field: 'f', op: 'under', value: '330000' }, 'contains')).toEqual({ field: 'f', op: 'contains', value: '' });
    expect(withOperator({ field: 'f', op: 'in', value: ['a'] }, 'under')).toEqual({ field: 'f', op: 'under', value: 'a' });
    expect(withOperator({ field: 'f', op: 'in', value: ['a'] }, 'isNull')).toEqual({ field: 'f', op: 'isNull' });
  });
  it('starts a chip and reads one written by hand', () => {
    expect(firstCondition(field('stage'))).toEqual({ field: 'f', op: 'in', value: [] });
    expect(firstCondition(field('boolean'))).toEqual({ field: 'f', op: 'eq', value: true });
    expect(forEditor({ field: 'f', op: 'eq', value: 'won' }, field('stage'))).toEqual({ field: 'f', op: 'in', value: ['won'] });
    expect(forEditor({ field: 'f', op: 'in', value: ['5'] }, field('number'))).toEqual({ field: 'f', op: 'eq', value: '5' });
  });
});
