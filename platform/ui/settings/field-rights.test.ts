import { expect, test } from 'vitest';
import type { FieldMeta } from '../data/meta.ts';
import { limitedIn, offeredRights, rightIn, withFieldRights } from './field-rights.ts';

const field = (name: string, type: FieldMeta['type'] = 'text') => ({ name, type, label: { zh: name, en: name } });
const meta = { name: 'contact', title: 'name', fields: [field('id'), field('name'), field('phone', 'phone'), field('owner', 'user')] };

test('what a role says of fields is kept short, and no field gets a right it can not have', () => {
  const hidden = withFieldRights({}, meta, { names: ['id', 'name', 'phone', 'owner'], right: 'hidden', isSet: false });
  expect(hidden).toEqual({ contact: { phone: 'hidden' } });
  expect(withFieldRights(hidden, meta, { names: ['phone'], right: 'edit', isSet: false })).toEqual({});
  const read = withFieldRights(hidden, meta, { names: ['name', 'owner'], right: 'read', isSet: false });
  expect(read).toEqual({ contact: { phone: 'hidden', name: 'read', owner: 'read' } });
  expect(limitedIn(read, 'contact')).toBe(3);
  expect(offeredRights(meta, field('line', 'masterDetail'))).toEqual(['read', 'edit']);
});

test('a permission set grants only what it says', () => {
  const place = { object: 'contact', field: 'phone', isSet: true };
  const opened = withFieldRights({}, meta, { names: ['phone'], right: 'edit', isSet: true });
  expect([opened, rightIn(opened, place), rightIn({}, place)]).toEqual([{ contact: { phone: 'edit' } }, 'edit', '']);
  expect(withFieldRights(opened, meta, { names: ['phone'], right: '', isSet: true })).toEqual({});
});
