import { expect, it } from 'vitest';
import { gradeOf, type Hit, type ScoreDefinition, type ScoreRule, scoreOf } from './points.ts';

const fit = (points: number): ScoreRule => ({ kind: 'fit', name: `符合 ${points}`, points, filter: {} });
const touch = (points: number): ScoreRule => ({ kind: 'touch', name: `触达 ${points}`, points, keys: [] });
const model = (groups: readonly { cap: number | null; rules: readonly ScoreRule[] }[]): ScoreDefinition => ({
  halfLifeDays: 14,
  grades: { a: 75, b: 50, c: 25 },
  groups: groups.map((group, at) => ({ name: `组 ${at + 1}`, ...group })),
});
const hit = (weight: number, count = 1): Hit => ({ weight, count });
const sum = (items: readonly { points: number }[]) => items.reduce((all, { points }) => all + points, 0);

it('gives 45 and a quarter of 40 as 55, grade B (SAL-7 a)', () => {
  const found = scoreOf(
    model([
      { cap: null, rules: [fit(45)] },
      { cap: null, rules: [touch(40)] },
    ]),
    [hit(1), hit(0.25)],
  );
  expect(found).toEqual({
    score: 55,
    grade: 'B',
    items: [
      { kind: 'fit', group: '组 1', name: '符合 45', points: 45, count: null },
      { kind: 'touch', group: '组 2', name: '触达 40', points: 10, count: 1 },
    ],
  });
});

it('says what caps, floor and ceiling took, so that the items sum up to the score', () => {
  const capped = scoreOf(model([{ cap: 30, rules: [fit(25), touch(10)] }]), [hit(1), hit(1.25, 2)]);
  // 25 + 12.5 rounded to 13 = 38, 8 above the cap
  expect(capped.items.map(({ kind, points }) => [kind, points])).toEqual([
    ['fit', 25],
    ['touch', 13],
    ['cap', -8],
  ]);
  expect(capped).toMatchObject({ score: 30, grade: 'C' });
  const low = scoreOf(model([{ cap: null, rules: [fit(-20), fit(5)] }]), [hit(1), hit(1)]);
  expect(low).toMatchObject({ score: 0, grade: 'D' });
  expect(low.items.at(-1)).toMatchObject({ kind: 'floor', points: 15 });
  const high = scoreOf(model([{ cap: null, rules: [fit(70), fit(50)] }]), [hit(1), hit(1)]);
  expect(high).toMatchObject({ score: 100, grade: 'A' });
  expect(high.items.at(-1)).toMatchObject({ kind: 'ceiling', points: -20 });
});

it('sums up exactly whatever was found', () => {
  // a fixed sequence: every figure in it is a weight, a cap or points
  let state = 7;
  const next = (most: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % most;
  };
  for (let round = 0; round < 500; round += 1) {
    const groups = Array.from({ length: 1 + next(4) }, () => ({
      cap: next(3) === 0 ? null : next(60),
      rules: Array.from({ length: next(5) }, () => (next(2) === 0 ? fit(next(80) - 30) : touch(next(80) - 30))),
    }));
    const hits = groups.flatMap(({ rules }) => rules.map(() => hit(next(4000) / 997, next(5))));
    const { score, items } = scoreOf(model(groups), hits);
    expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
    expect(sum(items)).toBe(score);
  }
});

it('grades at the borders', () => {
  const grades = { a: 75, b: 50, c: 25 };
  expect([100, 75, 74, 50, 49, 25, 24, 0].map((score) => gradeOf(score, grades)).join('')).toBe('AABBCCDD');
});
