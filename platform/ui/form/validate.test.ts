import { describe, expect, it } from 'vitest';
import type { FieldMeta, FieldType } from '../data/meta.ts';
import { validate } from './validate.ts';

const field = (type: FieldType, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name: 'f',
  type,
  label: { zh: '字段', en: 'Field' },
  ...more,
});

describe('validate', () => {
  it('asks only for what is required', () => {
    expect(validate(field('text'), null)).toBeNull();
    expect(validate(field('text'), '', true)).toEqual({ key: 'required' });
    expect(validate(field('boolean'), false, true)).toBeNull();
  });
  it.each([
    ['currency', '1.234', { key: 'tooManyDecimals', values: { count: 2 } }],
    ['currency', 'abc', { key: 'notNumber' }],
    ['currency', '1286000.00', null],
    ['number', '1.5', { key: 'notWhole' }],
    ['date', '2026-02-30', { key: 'notDate' }],
    ['date', '2026-02-28', null],
    ['datetime', '2026-02-28T06:08:00.000Z', null],
    ['email', 'li@', { key: 'notEmail' }],
    ['email', 'li@huabeng.example', null],
    ['phone', '12', { key: 'notPhone' }],
    ['phone', '138 0013 8000', null],
    ['url', 'huabeng.example', { key: 'notUrl' }],
    ['url', 'https://huabeng.example', null],
  ] as const)('%s %s', (type, value, wrong) => expect(validate(field(type), value)).toEqual(wrong));
  it('keeps bounds', () => {
    expect(validate(field('currency', { min: 0 }), '-1')).toEqual({ key: 'tooSmall', values: { min: 0 } });
    expect(validate(field('text', { max: 2 }), '三个字')).toEqual({ key: 'tooLong', values: { count: 2 } });
  });
});
