import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta, Option } from '../data/meta.ts';
import { defaultFor, gateCount, mayGo, ownOf, processFields, stagesOf, stepwise, toggleMove, withoutStage, withRule } from './draft.ts';

const label = (text: string) => ({ zh: text, en: text });
const stage = (key: string, more: Partial<Option> = {}): Option => ({ key, label: label(key), category: 'open', ...more });
const stages = [
  stage('a'),
  stage('b'),
  stage('won', { category: 'won' }),
  stage('lost', { category: 'lost' }),
  stage('old', { active: false }),
];
const field: FieldMeta = { name: 'stage', type: 'stage', label: label('阶段'), options: stages, default: 'a' };
const next = (options: readonly Option[], key: string) => options.find((option) => option.key === key)?.next;

it('takes a move away and gives it back; all moves is no rule', () => {
  const one = toggleMove(stages, 'a', 'won');
  expect(next(one, 'a')).toEqual(['b', 'lost']);
  expect(one[0] && mayGo(one[0], 'won')).toBe(false);
  expect(next(toggleMove(one, 'a', 'won'), 'a')).toBeUndefined();
});

it('makes a process step by step', () => {
  const made = stepwise(stages);
  expect(next(made, 'a')).toEqual(['b', 'lost']);
  expect(next(made, 'b')).toEqual(['a', 'won', 'lost']);
  expect(next(made, 'won')).toEqual(['b', 'lost']);
  expect(next(made, 'lost')).toBeUndefined();
});

it('takes a stage out of the moves of others', () => {
  expect(next(withoutStage([stage('a', { next: ['b', 'c'] }), stage('b'), stage('c')], 'b'), 'a')).toEqual(['c']);
});

it('shows the stages of a type, with rules of its own in place of the others', () => {
  const strict = { ...field, options: [stage('a', { next: ['b'], usualDays: 3 }), stage('b'), stage('c')] };
  const type = { name: 't', label: label('t'), active: true, isDefault: false, create: true, stages: { stage: ['c', 'a'] } };
  expect(stagesOf(strict, type, undefined).map(({ key }) => key)).toEqual(['c', 'a']);
  expect(stagesOf(strict, type, { a: { limitDays: 5 } })[1]).toEqual(stage('a', { limitDays: 5 }));
});

it('keeps for a type a chance that is not the field’s, and its rules', () => {
  const chances = { ...field, options: [stage('a', { probability: 10 }), stage('b', { probability: 30 })] };
  expect(ownOf(stage('a', { probability: 10, usualDays: 3 }), chances)).toEqual({ usualDays: 3 });
  expect(ownOf(stage('b', { probability: 45 }), chances)).toEqual({ probability: 45 });
});

it('sets and clears a rule, counts what is at the door', () => {
  const full = withRule(stage('a', { requires: ['amount'] }), 'checks', [{ condition: 'amount > 1', message: label('x') }]);
  expect(gateCount(full)).toBe(2);
  expect(withRule(full, 'checks', undefined)).not.toHaveProperty('checks');
});

it('moves the default away from a stage that is retired', () => {
  expect(defaultFor(field, stages)).toBeUndefined();
  expect(defaultFor(field, [stage('a', { active: false }), stage('b')])).toBe('b');
});

it('offers stages before picklists, and no field of a shared set', () => {
  const meta = {
    name: 'deal',
    label: label('商机'),
    title: 'name',
    fields: [{ ...field, name: 'kind', type: 'picklist' }, field, { ...field, name: 'shared', type: 'picklist', optionSet: 'x' }],
  } as ObjectMeta;
  expect(processFields(meta).map(({ name }) => name)).toEqual(['stage', 'kind']);
});
