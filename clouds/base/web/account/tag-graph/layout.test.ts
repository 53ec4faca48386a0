import { describe, expect, it } from 'vitest';
import { cut, type Drawing, lines, narrowestRings, rings, type Spot, spread, type Twig } from './layout.ts';

const tag = (name: string, others = 0): Twig => ({
  key: `t${name}`,
  kind: 'tag',
  below: Array.from({ length: others }, (_, at) => ({ key: `o${at}`, kind: 'other', below: [] })),
});
const tree = (...groups: readonly (readonly Twig[])[]): Twig => ({
  key: 'a',
  kind: 'account',
  below: groups.map((below, at) => ({ key: `g${at}`, kind: 'group', below })),
});
const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => tag(String(from + at)));

const meet = (a: Spot, b: Spot) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
function collisions({ spots }: Drawing): string[] {
  const list = [...spots];
  return list.flatMap(([a, spot], at) => list.slice(at + 1).flatMap(([b, other]) => (meet(spot, other) ? [`${a} ${b}`] : [])));
}
const outside = ({ spots, width, height }: Drawing) =>
  [...spots].filter(([, { x, y, width: w, height: h }]) => x < 0 || y < 0 || x + w > width || y + h > height);

describe.each([narrowestRings, 560, 680, 1100])('rings %i wide', (width) => {
  const cases: readonly (readonly [string, Twig])[] = [
    ['one tag', tree([tag('1')])],
    ['a folded group', tree([], [tag('1')])],
    ['three groups of one', tree([tag('1')], [tag('2')], [tag('3')])],
    ['one large and two small groups', tree(many(10), [tag('r')], [tag('m')])],
    ['forty tags', tree(many(25), many(15, 25))],
    ['twelve others', tree(many(4), [tag('r', 12), tag('s')])],
  ];
  it.each(cases)('lays nothing over another and nothing outside: %s', (_, root) => {
    const drawing = rings(root, width);
    expect(collisions(drawing)).toEqual([]);
    expect(outside(drawing)).toEqual([]);
  });
  it('puts the account in the middle of the rings, and a line from each node to the one above it', () => {
    const drawing = rings(tree(many(3), [tag('r')]), width);
    const centre = drawing.spots.get('a');
    expect((centre?.x ?? 0) + 48).toBe(drawing.width / 2);
    expect(drawing.lines.map(({ key }) => key).sort()).toEqual(['a g0', 'a g1', 'g0 t0', 'g0 t1', 'g0 t2', 'g1 tr']);
  });
});

it('stands lines one below the other, further in from level to level, as high as a thumb', () => {
  const { spots, height, width } = lines(tree([tag('1', 2)], [tag('2')]), 340);
  expect([...spots].map(([key, { x, y }]) => [key, x, y])).toEqual([
    ['a', 8, 4],
    ['g0', 32, 48],
    ['t1', 56, 92],
    ['o0', 80, 136],
    ['o1', 80, 180],
    ['g1', 32, 224],
    ['t2', 56, 268],
  ]);
  expect([width, height]).toEqual([340, 308]);
});

it('spreads what is too near, and leaves the rest', () => {
  expect(spread([0, 100], 30)).toEqual([0, 100]);
  expect(spread([10, 10], 30)).toEqual([-5, 25]);
  expect(spread([50, 0], 30)).toEqual([50, 0]);
});

it('cuts what is too long', () => {
  expect(cut('大企业', 84)).toBe('大企业');
  expect(cut('华东区重点制造业客户', 84)).toBe('华东区重点…');
  expect(cut('VIP', 84)).toBe('VIP');
});
