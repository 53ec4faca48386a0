import { expect, it } from 'vitest';
import { card, fitting, lineBetween, type Person, placesOf, sizeOf, wordsAt } from './layout.ts';

const person = (contact: string, at: Partial<Person> = {}): Person => ({ id: `r-${contact}`, contact, x: null, y: null, ...at });
const reports = (from: string, to: string) => ({ id: `${from}${to}`, from, to, kind: 'reportsTo', strength: 3 });

it('puts who is reported to above, side by side, and leaves what was moved where it is', () => {
  const people = [person('boss'), person('a'), person('b'), person('moved', { x: 700, y: 500 })];
  const places = placesOf(people, [reports('a', 'boss'), reports('b', 'boss'), reports('b', 'nobody here')]);
  expect(places.get('boss')).toEqual({ x: 24, y: 24 });
  expect(places.get('a')).toEqual({ x: 24, y: 24 + 88 + 64 });
  expect(places.get('b')).toEqual({ x: 24 + 176 + 64, y: 24 + 88 + 64 });
  expect(places.get('moved')).toEqual({ x: 700, y: 500 });
  expect(sizeOf(places.values())).toEqual({ width: 700 + 176 + 24, height: 500 + 88 + 24 });
  expect(sizeOf([])).toEqual({ width: 640, height: 240 });
});

it('breaks rows after five, and ends where two report to each other', () => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => person(one));
  expect(placesOf(people, []).get('f')).toEqual({ x: 24, y: 24 + 88 + 64 });
  expect(placesOf(people, [reports('a', 'b'), reports('b', 'a')]).size).toBe(6);
});

it('draws lines from border to border', () => {
  const { start, end, middle } = lineBetween({ x: 0, y: 0 }, { x: 400, y: 0 });
  expect(start).toEqual({ x: card.width, y: card.height / 2 });
  expect(end).toEqual({ x: 400, y: card.height / 2 });
  expect(middle).toEqual({ x: 200 + card.width / 2, y: card.height / 2 });
  // on top of each other there is no line to speak of
  const same = lineBetween({ x: 5, y: 5 }, { x: 5, y: 5 });
  expect(same.start).toEqual(same.end);
});

it('cuts what has no room, in either script', () => {
  // 12 letters of 12 pixels
  expect(fitting('强烈支持强烈支持强烈支持', 144, 12)).toBe('强烈支持强烈支持强烈支持');
  expect(fitting('强烈支持强烈支持强烈支持长', 144, 12)).toBe('强烈支持强烈支持强烈支…');
  expect(fitting('昨天 16:28联系', 152, 12)).toBe('昨天 16:28联系');
  expect(fitting('A very long name of somebody', 100, 14)).toBe('A very lon…');
});

it('puts words on a line where no card covers them', () => {
  const [a, b, c] = [
    { x: 0, y: 0 },
    { x: 240, y: 0 },
    { x: 480, y: 0 },
  ];
  // between neighbours 64 are free
  expect(wordsAt(a, b, [a, b, c])).toEqual({ x: 176 + 32, y: 44 });
  // from 176 to 480, of which the card in the middle takes 240 to 416
  expect(wordsAt(a, c, [a, b, c])).toEqual({ x: 176 + 304 * 0.9, y: 44 });
  expect(wordsAt(a, c, [a, c])).toEqual({ x: 328, y: 44 });
});
