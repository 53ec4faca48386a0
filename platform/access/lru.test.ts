import { expect, test } from 'vitest';
import { lru } from './lru.ts';

test('forgets what was not used for longest, by size', () => {
  const cache = lru<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  expect(cache.get('a')).toBe('A');
  cache.set('c', 'C', 4);
  expect(cache.get('b')).toBeUndefined();
  expect([cache.get('a'), cache.get('c')]).toEqual(['A', 'C']);
  cache.set('a', 'A2', 1);
  cache.set('d', 'D', 5);
  expect([cache.get('a'), cache.get('c'), cache.get('d')]).toEqual(['A2', 'C', 'D']);
  // what alone is too large is still kept: it was just asked for
  cache.set('e', 'E', 99);
  expect([cache.get('e'), cache.get('a')]).toEqual(['E', undefined]);
});
