import { expect, test } from 'vitest';
import { type BlockBody, moveTo, newItem, placesOf, toBlocks, toItems } from './draft.ts';

const line: BlockBody = { type: 'line' };
const when = { field: 'amount', op: 'gt', value: 1 } as never;
const other = { field: 'name', op: 'eq', value: 'x' } as never;

test('conditions are taken apart for the designer and put together again', () => {
  const stored = [line, { type: 'condition', when, blocks: [line, line] }, line] as never;
  const items = toItems(stored);
  expect(items.map((item) => item.when !== undefined)).toEqual([false, true, true, false]);
  expect(toBlocks(items)).toEqual(stored);
  expect([...placesOf(items).values()]).toEqual(['blocks[0]', 'blocks[1].blocks[0]', 'blocks[1].blocks[1]', 'blocks[2]']);
  const nested = toItems([{ type: 'condition', when, blocks: [{ type: 'condition', when: other, blocks: [line] }] }] as never);
  expect(nested[0]?.when).toEqual({ and: [when, other] });
});

test('a block falls where it is dropped', () => {
  const items = [newItem(line), newItem(line), newItem(line)];
  const order = (id: number, index: number) => moveTo(items, id, index).map((item) => items.indexOf(item));
  const [a = 0, , c = 0] = items.map((item) => item.id);
  expect(order(a, 3)).toEqual([1, 2, 0]);
  expect(order(a, 1)).toEqual([0, 1, 2]);
  expect(order(c, 0)).toEqual([2, 0, 1]);
});
