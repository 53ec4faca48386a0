import type { Option } from '@huanke/platform/ui';
import { expect, it } from 'vitest';
import { type PlanInput, planOf, touchesOf } from './plan.ts';
import type { Deal, Todo } from './types.ts';

const label = { zh: '阶段', en: 'Stage' };
const stages: readonly Option[] = [
  { key: 'proposal', label, category: 'open', probability: 60, usualDays: 9 },
  { key: 'onHold', label, category: 'open', probability: 0 },
  { key: 'won', label, category: 'won', probability: 100 },
];
const today = '2026-03-05';
const dayOf = (instant: string) => instant.slice(0, 10);

function deal(id: string, more: Partial<Deal> = {}): Deal {
  return {
    id,
    version: 1,
    name: id,
    account: null,
    owner: null,
    amount: '100.00',
    currency: null,
    stage: 'proposal',
    nextStep: '报价',
    nextStepOn: '2026-03-20',
    closeOn: '2026-04-01',
    createdAt: '2026-03-01T00:00:00Z',
    stageEnteredAt: null,
    ...more,
  };
}
function todo(id: string, more: Partial<Todo> = {}): Todo {
  return {
    id,
    version: 1,
    type: 'task',
    subject: id,
    dueOn: today,
    startAt: null,
    endAt: null,
    done: false,
    createdAt: '2026-03-01T00:00:00Z',
    related: [],
    ...more,
  };
}
const plan = (input: Partial<PlanInput>) =>
  planOf({ deals: [], todos: [], touched: new Map(), since: '2026-02-19', today, stages, dayOf, ...input });
const keys = (list: readonly { readonly key: string }[]) => list.map((item) => item.key);

it('puts the largest late or due thing first and groups the rest', () => {
  const deals = [
    deal('late', { nextStepOn: '2026-03-03', amount: '50.00' }),
    deal('later', { nextStepOn: '2026-03-04' }),
    deal('big', { nextStepOn: today, amount: '900.00' }),
    deal('due', { nextStepOn: today }),
    deal('soon', { nextStepOn: '2026-03-09' }),
    deal('far', { nextStepOn: '2026-03-20' }),
  ];
  const found = plan({ deals, todos: [todo('t'), todo('done', { done: true }), todo('undated', { dueOn: null })] });
  expect(found.now?.key).toBe('step big');
  expect(keys(found.late)).toEqual(['step late', 'step later']);
  expect(found.late[0]?.late).toBe(2);
  expect(keys(found.today)).toEqual(['step due', 'task t']);
  expect(keys(found.week)).toEqual(['step soon']);
});
it('gives a task the weight of its deal and shows a doubled one once', () => {
  const related = [{ object: 'opportunity', id: 'a', title: 'a' }];
  const found = plan({
    deals: [deal('a', { nextStep: '寄样品', nextStepOn: today, amount: '70.00' })],
    todos: [todo('same', { subject: '寄样品 ', related }), todo('other', { related })],
  });
  expect([found.now?.key, ...keys(found.today)]).toEqual(['step a', 'task other']);
  expect(found.today[0]?.amount).toBe(70);
});
it('says why a deal goes cold', () => {
  const old = { createdAt: '2025-12-01T00:00:00Z' };
  const found = plan({
    deals: [
      deal('silent', { ...old, amount: '5.00' }),
      deal('spoken', old),
      deal('once', { ...old, amount: '4.00' }),
      deal('young'),
      deal('slow', { stageEnteredAt: '2026-02-20T00:00:00Z', amount: '3.00' }),
      deal('closed', { closeOn: '2026-02-28', amount: '2.00' }),
      deal('stepless', { nextStep: null, nextStepOn: null, amount: '1.00' }),
      deal('hold', { ...old, stage: 'onHold' }),
      deal('busy', { ...old, nextStepOn: today }),
    ],
    touched: new Map([
      ['spoken', '2026-03-01'],
      ['once', '2026-02-19'],
    ]),
  });
  expect(found.cold.map(({ deal: { id }, reasons }) => [id, reasons])).toEqual([
    ['silent', [{ kind: 'silent', days: 14, atLeast: true }]],
    ['once', [{ kind: 'silent', days: 14, atLeast: false }]],
    ['slow', [{ kind: 'slow', days: 13, usual: 9 }]],
    ['closed', [{ kind: 'overdueClose', days: 5 }]],
    ['stepless', [{ kind: 'noStep' }]],
  ]);
});
it('counts what was done, not what is planned', () => {
  const related = [{ object: 'opportunity', id: 'a', title: 'a' }];
  const touched = touchesOf(
    [
      todo('1', { done: true, related, createdAt: '2026-03-01T00:00:00Z' }),
      todo('2', { done: true, related, startAt: '2026-03-03T00:00:00Z' }),
      todo('3', { related, createdAt: '2026-03-04T00:00:00Z' }),
      todo('4', { done: true, related, startAt: '2026-03-09T00:00:00Z' }),
    ],
    dayOf,
    today,
  );
  expect([...touched]).toEqual([['a', '2026-03-03']]);
});
it('is empty where nothing waits', () => {
  expect(plan({})).toEqual({ now: undefined, late: [], today: [], week: [], cold: [] });
});
