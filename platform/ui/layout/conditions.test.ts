import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { judgeOf } from './conditions.ts';

const field = (name: string, type: FieldMeta['type'], text = name): FieldMeta => ({
  name,
  type,
  label: { zh: text, en: name },
  ...(type === 'currency' ? { scale: 2 } : {}),
});
const meta = {
  name: 'deal',
  label: { zh: '商机', en: 'Deal' },
  title: 'name',
  fields: [field('name', 'text'), field('amount', 'currency', '金额'), field('account', 'lookup'), field('active', 'boolean')],
} as ObjectMeta;
const holds = (values: Record<string, unknown>) => judgeOf(meta, values, 'Asia/Shanghai');

it('says whether a condition holds for what the form has', () => {
  expect(holds({ amount: '100000.01' })('amount > 100000')).toBe(true);
  expect(holds({ amount: '100000.00' })('amount > 100000')).toBe(false);
  expect(holds({})('amount > 100000')).toBe(false);
  expect(holds({ amount: '5' })('[金额] = 5')).toBe(true);
  expect(holds({ active: true, name: '甲' })('AND(active, name = "甲")')).toBe(true);
  expect(holds({ account: { id: 'a1', title: '恒润' } })('account = "a1"')).toBe(true);
});

it('does not know of a condition that can not be read', () => {
  expect(holds({})('gone > 1')).toBeUndefined();
  expect(holds({})('amount +')).toBeUndefined();
});
