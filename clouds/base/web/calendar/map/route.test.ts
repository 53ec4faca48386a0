import { expect, it } from 'vitest';
import type { VisitItem } from '../../../calendar/contract.ts';
import { amapHref, waysOf, wholeLength } from './route.ts';

const visit = (id: string, start: string, position: VisitItem['position'], owner = 'u1') =>
  ({
    id,
    start,
    end: null,
    dueOn: null,
    allDay: false,
    timeZone: 'Asia/Shanghai',
    position,
    owner: { id: owner, title: owner },
  }) as unknown as VisitItem;
// a degree of latitude is 111.195 km on a sphere of this radius
const at = (lat: number) => ({ lng: 121, lat });

it('each person has a way for each day of the company’s zone, in the order of time, with lengths in a straight line', () => {
  const visits = [
    visit('c', '2026-04-01T08:00:00Z', at(33)),
    visit('a', '2026-04-01T01:00:00Z', at(31)),
    visit('b', '2026-04-01T03:00:00Z', at(32)),
    // one in the morning of the next day in Shanghai
    visit('d', '2026-04-01T17:00:00Z', at(31)),
    visit('e', '2026-04-01T02:00:00Z', at(40), 'u2'),
    visit('f', '2026-04-01T02:00:00Z', null),
  ];
  const { ways, unplaced } = waysOf(visits, 'Asia/Shanghai');
  expect(ways.map(({ day, person, stops }) => [day, person, stops.map((stop) => `${stop.number}${stop.visit.id}`).join()])).toEqual([
    ['2026-04-01', 'u1', '1a,2b,3c'],
    ['2026-04-01', 'u2', '1e'],
    ['2026-04-02', 'u1', '1d'],
  ]);
  expect(ways[0]?.stops.map(({ leg }) => leg && Math.round(leg / 1000))).toEqual([null, 111, 111]);
  expect(Math.round(wholeLength(ways) / 1000)).toBe(222);
  expect(unplaced.map(({ id }) => id)).toEqual(['f']);
});

it('the address of a place says whose coordinates it bears', () => {
  expect(amapHref({ lng: 121.4737, lat: 31.2304 }, '恒润化工')).toBe(
    'https://uri.amap.com/marker?position=121.473700%2C31.230400&name=%E6%81%92%E6%B6%A6%E5%8C%96%E5%B7%A5&coordinate=wgs84&src=huanke',
  );
});
