import { expect, it } from 'vitest';
import { differences, namesIn } from './diff.ts';

const label = (text: string) => ({ zh: text, en: text });
const paths = (list: ReturnType<typeof differences>) =>
  list.map((one) =>
    one.path.map((step) => ('property' in step ? step.property : typeof step.item === 'string' ? step.item : step.item.zh)).join('.'),
  );

it('goes down to single properties, a label as one value', () => {
  const found = differences({ label: label('旧'), required: true, same: 1 }, { label: label('新'), help: label('说明'), same: 1 });
  expect(found).toEqual([
    { path: [{ property: 'label' }], old: label('旧'), new: label('新') },
    { path: [{ property: 'required' }], old: true, new: undefined },
    { path: [{ property: 'help' }], old: undefined, new: label('说明') },
  ]);
});

it('matches items of lists by key: added, removed, changed, moved', () => {
  const a = { key: 'a', label: label('甲') };
  const b = { key: 'b', label: label('乙') };
  const c = { key: 'c', label: label('丙') };
  const found = differences({ options: [a, b] }, { options: [{ ...b, color: 'red' }, c] });
  expect(paths(found)).toEqual(['options', 'options.乙.color', 'options']);
  expect(found.map((one) => [one.old, one.new])).toEqual([
    [a, undefined],
    [undefined, 'red'],
    [undefined, c],
  ]);
  expect(paths(differences({ options: [a, b] }, { options: [b, a] }))).toEqual(['options.order']);
  expect(paths(differences({ options: [a] }, { options: [] }))).toEqual(['options']);
});

it('tells of a new thing what it holds, and nothing of what is the same', () => {
  expect(paths(differences(undefined, { label: label('新'), type: 'text' }))).toEqual(['label', 'type']);
  expect(differences({ access: { default: 'read', owned: true } }, { access: { owned: true, default: 'read' } })).toEqual([]);
  expect(paths(differences({ access: { default: 'read' } }, { access: { default: 'private' } }))).toEqual(['access.default']);
  expect(differences(['a', 'b'], ['b', 'a'])).toEqual([{ path: [], old: ['a', 'b'], new: ['b', 'a'] }]);
});

it('collects the names of keys', () => {
  expect([...namesIn({ options: [{ key: 'won', label: label('赢单') }], fields: [{ name: 'x', label: label('字段') }] })]).toEqual([
    ['won', label('赢单')],
    ['x', label('字段')],
  ]);
});
