import { expect, it } from 'vitest';
import { card, lineBetween, type Person, placesOf, sizeOf } from './layout.ts';

const person = (contact: string, at: Partial<Person> = {}): Person => ({ id: `r-${contact}`, contact, x: null, y: null, ...at });
const reports = (from: string, to: string) => ({ id: `${from}${to}`, from, to, kind: 'reportsTo', strength: 3 });

it('puts who is reported to above, side by side, and leaves what was moved where it is', () => {
  const people = [person('boss'), person('a'), person('b'), person('moved', { x: 700, y: 500 })];
  const places = placesOf(people, [reports('a', 'boss'), reports('b', 'boss'), reports('b', 'nobody here')]);
  expect(places.get('boss')).toEqual({ x: 24, y: 24 });
  expect(places.get('a')).toEqual({ x: 24, y: 24 + 68 + 64 });
  expect(places.get('b')).toEqual({ x: 24 + 176 + 40, y: 24 + 68 + 64 });
  expect(places.get('moved')).toEqual({ x: 700, y: 500 });
  expect(sizeOf(places.values())).toEqual({ width: 700 + 176 + 24, height: 500 + 68 + 24 });
  expect(sizeOf([])).toEqual({ width: 640, height: 240 });
});

it('breaks rows after five, and ends where two report to each other', () => {
  const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => person(one));
  expect(placesOf(people, []).get('f')).toEqual({ x: 24, y: 24 + 68 + 64 });
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
