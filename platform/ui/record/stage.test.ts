import { describe, expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta, Option } from '../data/meta.ts';
import { daysIn, endingOf, mayMove, missingFor, nextStage, staysOf, stepsOf } from './stage.ts';

const option = (key: string, more: Partial<Option> = {}): Option => ({
  key,
  label: { zh: key, en: key },
  category: 'open',
  probability: 10,
  ...more,
});
const field: FieldMeta = {
  name: 'stage',
  type: 'stage',
  label: { zh: '阶段', en: 'Stage' },
  options: [
    option('initial', { usualDays: 7 }),
    option('proposal', { usualDays: 9, next: ['initial', 'won'] }),
    option('won', { category: 'won', requires: ['amount', 'account'] }),
    option('lost', { category: 'lost', probability: 0 }),
    option('onHold', { probability: 0 }),
  ],
};
const meta: ObjectMeta = {
  name: 'opportunity',
  label: { zh: '商机', en: 'Opportunity' },
  title: 'name',
  fields: [
    field,
    { name: 'amount', type: 'currency', label: { zh: '金额', en: 'Amount' } },
    { name: 'account', type: 'lookup', label: { zh: '客户', en: 'Account' } },
  ],
};
// Newest first, as the API gives them.
const events = [
  { at: '2026-03-01T00:00:00Z', kind: 'stage', stage: { from: 'initial', to: 'proposal' } },
  { at: '2026-02-20T00:00:00Z', kind: 'created' },
];
const now = Date.parse('2026-03-13T12:00:00Z');

describe('stays', () => {
  it('begins when the record was created', () =>
    expect(staysOf(events, 'proposal')).toEqual([
      { stage: 'initial', enteredAt: '2026-02-20T00:00:00Z', leftAt: '2026-03-01T00:00:00Z' },
      { stage: 'proposal', enteredAt: '2026-03-01T00:00:00Z', leftAt: null },
    ]));
  it('is the present stage where nothing has moved yet', () =>
    expect(staysOf([{ at: '2026-02-20T00:00:00Z', kind: 'created' }], 'initial')).toEqual([
      { stage: 'initial', enteredAt: '2026-02-20T00:00:00Z', leftAt: null },
    ]));
  it('counts whole days over all stays', () => {
    const stays = staysOf(events, 'proposal');
    expect(daysIn(stays, 'initial', now)).toBe(9);
    expect(daysIn(stays, 'proposal', now)).toBe(12);
    expect(daysIn(stays, 'won', now)).toBeNull();
  });
});

describe('steps', () => {
  const states = (value: string) => stepsOf(field, value, staysOf(events, value), now).map((step) => step.state);
  it('marks what is done, now and next', () => expect(states('proposal')).toEqual(['done', 'current', 'next']));
  it('is all done when won', () => expect(states('won')).toEqual(['done', 'done', 'done']));
  it('keeps how far a lost record had come', () => expect(states('lost')).toEqual(['done', 'done', 'next']));
  it('says when a stage takes longer than usual', () =>
    expect(stepsOf(field, 'proposal', staysOf(events, 'proposal'), now)[1]).toMatchObject({ days: 12, isLate: true }));
});

it('knows the next stage and which moves are open', () => {
  expect(nextStage(field, 'initial')?.key).toBe('proposal');
  expect(nextStage(field, 'won')).toBeUndefined();
  expect(nextStage(field, 'lost')).toBeUndefined();
  const [initial, , won, lost] = field.options ?? [];
  expect(won && mayMove(field, 'proposal', won)).toBe(true);
  expect(lost && mayMove(field, 'proposal', lost)).toBe(false);
  expect(initial && mayMove(field, 'initial', initial)).toBe(false);
});

it('passes over a stage that may not follow', () => {
  const [first, second, won] = field.options ?? [];
  const strict = { ...field, options: [{ ...first, next: ['won'] }, second, won] as typeof field.options & {} };
  expect(nextStage(strict, 'initial')?.key).toBe('won');
  const closed = { ...field, options: [{ ...first, next: [] }, second, won] as typeof field.options & {} };
  expect(nextStage(closed, 'initial')).toBeUndefined();
});

it('lists what a stage still lacks', () => {
  const won = field.options?.[2];
  expect(missingFor(meta, won, { amount: '1.00', account: null }).map(({ name }) => name)).toEqual(['account']);
  expect(missingFor(meta, won, { amount: '1.00', account: { id: 'a', title: 'A' } })).toEqual([]);
});

it('ends by the action of its object, where there is one', () => {
  const [first, , won] = field.options ?? [];
  const win = { name: 'win', label: { zh: '赢单', en: 'Win' } };
  const withActions = { ...meta, actions: [win, { name: 'lose', label: { zh: '输单', en: 'Lose' } }] };
  expect(endingOf(withActions, won)).toBe(win);
  expect(endingOf(withActions, first)).toBeUndefined();
  expect(endingOf(meta, won)).toBeUndefined();
  expect(endingOf(withActions, null)).toBeUndefined();
});
