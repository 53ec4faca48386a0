import { expect, it } from 'vitest';
import { nearestFirst, targetsOf } from './lookup.ts';

it('puts names that begin with the text first', () => {
  const records = ['华泵', '浙江恒润', '恒润化工'].map((name, index) => ({ id: String(index), version: 1, name }));
  expect(nearestFirst(records, 'name', '恒润').map(({ name }) => name)).toEqual(['恒润化工', '浙江恒润', '华泵']);
  expect(nearestFirst(records, 'name', '')).toEqual(records);
});

it('knows where a lookup may point', () => {
  const label = { zh: '', en: '' };
  expect(targetsOf({ name: 'owner', type: 'user', label })).toEqual(['user']);
  expect(targetsOf({ name: 'account', type: 'lookup', label, object: 'account' })).toEqual(['account']);
  expect(targetsOf({ name: 'related', type: 'lookup', label, objects: ['*'] })).toBeNull();
  expect(targetsOf({ name: 'target', type: 'lookup', label, objects: ['account', 'lead'] })).toEqual(['account', 'lead']);
});
