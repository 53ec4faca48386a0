import { expect, it } from 'vitest';
import { type Node, treeOf, underOf } from './tree.ts';

const item = (id: string, parent: string | null) => ({ id, parent });
const text = (nodes: readonly Node<{ id: string }>[]): string =>
  nodes.map(({ item: one, children }) => one.id + (children.length > 0 ? `(${text(children)})` : '')).join(' ');

it('puts departments under their parents in order', () => {
  expect(text(treeOf([item('a', null), item('b', 'a'), item('c', 'a'), item('d', 'b'), item('e', null)]))).toBe('a(b(d) c) e');
});
it('shows everything, whatever the data', () => {
  expect(text(treeOf([item('a', 'gone'), item('b', 'b')]))).toBe('a b');
  expect(text(treeOf([item('a', 'b'), item('b', 'a'), item('c', 'b')]))).toBe('a(b(c))');
});
it('knows what lies below', () => {
  const items = [item('d', 'b'), item('a', null), item('b', 'a'), item('c', null)];
  expect([...underOf(items, 'a')].sort()).toEqual(['a', 'b', 'd']);
  expect([...underOf(items, 'c')]).toEqual(['c']);
});
