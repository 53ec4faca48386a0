import { describe, expect, it } from 'vitest';
import { isEmpty, sameValue, toWire } from './values.ts';

describe('values on the wire', () => {
  it('sends a lookup as its id and links with their object', () => {
    expect(toWire({}, { id: 'a', title: '恒润' })).toBe('a');
    expect(toWire({ many: true }, [{ id: 'a', title: '恒润', object: 'account' }])).toEqual([{ object: 'account', id: 'a' }]);
  });
  it('sends nothing as null', () => {
    expect(toWire({}, '')).toBeNull();
    expect(toWire({ many: true }, [])).toBeNull();
    expect(toWire({}, false)).toBe(false);
    expect(toWire({}, 0)).toBe(0);
  });
});

it('knows what is empty', () => {
  expect(isEmpty({ region: null, street: '' })).toBe(true);
  expect(isEmpty({ region: '330000', street: '' })).toBe(false);
  expect(isEmpty(0)).toBe(false);
});

it('sees what would change', () => {
  expect(sameValue({ type: 'currency' }, '1286000.00', '1286000')).toBe(true);
  expect(sameValue({ type: 'currency' }, '100', '1')).toBe(false);
  expect(sameValue({ type: 'lookup' }, { id: 'a', title: '甲' }, { id: 'a', title: '乙' })).toBe(true);
  expect(sameValue({ type: 'text' }, null, '')).toBe(true);
  expect(sameValue({ type: 'tags' }, ['a'], ['a', 'b'])).toBe(false);
});
