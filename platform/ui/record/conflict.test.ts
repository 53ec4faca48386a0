import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { clashesOf } from './conflict.ts';

const field = (name: string, type: FieldMeta['type']): FieldMeta => ({ name, type, label: { zh: name, en: name } });
const meta: ObjectMeta = {
  name: 'opportunity',
  label: { zh: '商机', en: 'Opportunity' },
  title: 'name',
  fields: [field('amount', 'currency'), field('account', 'lookup'), field('nextStep', 'text')],
};
const base = { amount: '100.00', account: { id: 'a', title: 'A' }, nextStep: null };

it('finds no clash where the other person changed something else', () =>
  expect(clashesOf(meta, base, { ...base, nextStep: '演示' }, { amount: '120' })).toEqual([]));

it('finds no clash where both wrote the same', () =>
  expect(clashesOf(meta, base, { ...base, amount: '120.00' }, { amount: '120' })).toEqual([]));

it('shows both values where they differ', () => {
  const clashes = clashesOf(meta, base, { ...base, amount: '90.00' }, { amount: '120', nextStep: '演示' });
  expect(clashes.map(({ field: { name }, theirs, mine }) => [name, theirs, mine])).toEqual([['amount', '90.00', '120']]);
});
