import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { isOffered, narrowable, type TypeBody, toggleOffered, typeName } from './record-type.ts';

const label = (text: string) => ({ zh: text, en: text });
const field = (name: string, type: FieldMeta['type'], keys: string): FieldMeta => ({
  name,
  type,
  label: label(name),
  options: [...keys].map((key) => ({ key, label: label(key), ...(key === 'z' ? { active: false } : {}) })),
});
const reason = field('reason', 'picklist', 'abcz');
const stage = field('stage', 'stage', 'abc');
const type: TypeBody = { label: label('x'), active: true, isDefault: false, roles: [], options: {}, stages: { stage: ['c', 'a'] } };

it('takes options out and puts them back; all of them is nothing said', () => {
  const less = toggleOffered(type, reason, 'b');
  expect(less.options).toEqual({ reason: ['a', 'c'] });
  expect([isOffered(less, reason, 'a'), isOffered(less, reason, 'b'), isOffered(type, reason, 'b')]).toEqual([true, false, true]);
  expect(toggleOffered(less, reason, 'b').options).toEqual({ reason: ['a', 'c', 'b'] });
});

it('keeps the order of stages and at least one of them', () => {
  expect(toggleOffered(type, stage, 'b').stages).toEqual({ stage: ['c', 'a', 'b'] });
  const one = toggleOffered(type, stage, 'c');
  expect(one.stages).toEqual({ stage: ['a'] });
  expect(toggleOffered(one, stage, 'a')).toBe(one);
});

it('names new types', () => {
  expect(typeName(label('Direct sales'), [])).toBe('directSales');
  expect(typeName({ zh: '渠道', en: '渠道' }, ['a', 'b'])).toBe('type3');
  expect(typeName(label('Bid'), ['bid'])).toBe('bid2');
});

it('narrows own fields with options only', () => {
  const meta = { fields: [reason, stage, field('text', 'text', ''), { ...reason, system: true }] } as unknown as ObjectMeta;
  expect(narrowable(meta)).toEqual([reason, stage]);
});
