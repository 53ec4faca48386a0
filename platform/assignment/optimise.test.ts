import { expect, it } from 'vitest';
import type { Choice, Rep } from './choose.ts';
import { planOf } from './optimise.ts';

const rep = (id: string, carries: number): Rep => ({
  id,
  name: id,
  active: true,
  onShift: true,
  here: true,
  weight: 1,
  skills: {},
  languages: [],
  regions: [],
  capacity: carries,
  carried: { open: 0 },
  today: 0,
  seq: 0,
  credit: 0,
});
const everybody = (reps: readonly Rep[]): Choice => ({
  chosen: undefined,
  why: 'optimised',
  considered: reps.map(({ id, name }) => ({ id, name, refused: null, score: null })),
});
const plan = async (
  values: readonly (readonly [number, number])[],
  pools: readonly string[],
  left: (pool: unknown, user: string) => number,
) => {
  const reps = [rep('A', 9), rep('B', 9)];
  const asked = values.map(([a, b], at) => ({
    choice: everybody(reps),
    worth: new Map([
      ['A', a],
      ['B', b],
    ]),
    pool: pools[at],
  }));
  return (await planOf(reps, { asked, dailyCap: null, room: { left } })).map((one) => one?.id);
};

// A may hold one: the most valuable pair of all (10) is not part of the best plan (9 + 9), and 10 + 1 is what keeping it would give
it('is exact where all lie in one pool whose limit binds', async () => {
  const one = (_pool: unknown, user: string) => (user === 'A' ? 1 : 9);
  expect(
    await plan(
      [
        [10, 9],
        [9, 1],
      ],
      ['east', 'east'],
      one,
    ),
  ).toEqual(['B', 'A']);
});

it('breaks the limit of no pool where several are mixed, and gives all that can be given', async () => {
  const limits = (pool: unknown, user: string) => (user === 'A' && pool === 'east' ? 1 : 9);
  const values = [
    [10, 9],
    [9, 1],
    [8, 2],
  ] as const;
  const given = await plan(values, ['east', 'east', 'west'], limits);
  expect(given.filter((who, at) => who === 'A' && at < 2)).toHaveLength(1);
  expect(given).not.toContain(undefined);
});
