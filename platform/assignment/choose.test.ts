import { expect, it } from 'vitest';
import { type Asked, choose, type Rep, take } from './choose.ts';
import { liesIn } from './region.ts';

const rep = (id: string, values: Partial<Rep> = {}): Rep => ({
  id,
  name: id,
  active: true,
  onShift: true,
  here: true,
  skills: {},
  languages: [],
  regions: [],
  capacity: 1000,
  weight: 1,
  carried: { open: 0 },
  today: 0,
  seq: 0,
  credit: 0,
  ...values,
});
const asked = (values: Partial<Asked> = {}): Asked => ({
  method: 'roundRobin',
  skills: {},
  language: null,
  liesIn: null,
  dailyCap: null,
  sticky: null,
  rejecters: new Set(),
  leavers: new Set(),
  full: new Set(),
  worth: new Map(),
  ...values,
});
const hand = (reps: readonly Rep[], count: number, what: Asked): string =>
  Array.from({ length: count }, (_, index) => {
    const { chosen } = choose(reps, what);
    if (chosen) take(chosen, index + 1);
    return chosen?.id ?? '-';
  }).join(' ');

it('gives by smooth weight 5:3:2 in the order A B C A A B A C B A', () => {
  const reps = [rep('A', { weight: 5 }), rep('B', { weight: 3 }), rep('C', { weight: 2 })];
  expect(hand(reps, 10, asked({ method: 'weighted' }))).toBe('A B C A A B A C B A');
  expect(reps.map(({ credit }) => credit)).toEqual([0, 0, 0]);
});

it('gives in turn, passing over who may not', () => {
  const reps = [rep('A'), rep('B', { here: false }), rep('C'), rep('D', { capacity: 1 }), rep('E', { active: false })];
  expect(hand(reps, 6, asked())).toBe('A C D A C A');
  expect(choose(reps, asked({ dailyCap: 3 })).considered.map(({ refused }) => refused)).toEqual([
    'dailyCap',
    'away',
    null,
    'capacity',
    'inactive',
  ]);
});

it('gives to who has the least of what they can carry, equal ones in turn', () => {
  // 2/10, 1/4, 0/5: C 0, A .2, C .2 (waited less than A), …
  const reps = [
    rep('A', { carried: { open: 2 }, capacity: 10 }),
    rep('B', { carried: { open: 1 }, capacity: 4 }),
    rep('C', { capacity: 5 }),
  ];
  expect(hand(reps, 4, asked({ method: 'load' }))).toBe('C A C B');
});

it('asks for skills, language and region, and sums levels by weight', () => {
  const reps = [
    rep('A', { skills: { pump: 3, valve: 2 }, languages: ['en'], regions: ['浙江'] }),
    rep('B', { skills: { pump: 5, valve: 1 }, regions: ['浙江杭州', '江苏'] }),
    rep('C', { skills: { pump: 5 } }),
  ];
  const skills = { pump: 1, valve: 3 };
  expect(choose(reps, asked({ method: 'skill', skills }))).toMatchObject({
    chosen: { id: 'A' },
    considered: [{ score: 9 }, { score: 8 }, { refused: 'skill', score: null }],
  });
  expect(choose(reps, asked({ method: 'skill', skills: { pump: 1 } })).chosen?.id).toBe('B');
  expect(choose(reps, asked({ liesIn: liesIn('江苏南京') })).considered.map(({ refused }) => refused)).toEqual(['region', null, null]);
  expect(choose(reps, asked({ language: 'en' })).chosen?.id).toBe('A');
  expect(choose(reps, asked({ liesIn: liesIn('浙江宁波'), language: 'ja' }))).toMatchObject({ why: 'nobody' });
});

it('prefers who has the customer already, when they may have more', () => {
  const reps = [rep('A'), rep('B', { capacity: 1 })];
  expect(choose(reps, asked({ sticky: 'B' }))).toMatchObject({ chosen: { id: 'B' }, why: 'sticky' });
  take(reps[1] as Rep, 1);
  expect(choose(reps, asked({ sticky: 'B' }))).toMatchObject({ chosen: { id: 'A' }, why: 'roundRobin' });
});
