import { expect, it } from 'vitest';
import { weekEndOf } from './days.ts';
import { type DealFacts, type PlanInput, planOf, type TaskFacts } from './plan.ts';

const today = '2026-03-05';

const deal = (id: string, more: Partial<DealFacts> = {}): DealFacts => ({
  id,
  amount: 100,
  nextStep: '报价',
  nextStepOn: '2026-03-20',
  closeOn: '2026-04-01',
  createdOn: '2026-03-01',
  enteredOn: null,
  touchedOn: null,
  usualDays: 9,
  onPath: true,
  ...more,
});
const task = (id: string, more: Partial<TaskFacts> = {}): TaskFacts => ({ id, subject: id, on: today, at: null, deal: null, ...more });
const plan = (input: Partial<PlanInput>) => planOf({ deals: [], tasks: [], today, weekEnd: '2026-03-08', knowsSteps: true, ...input });
const keys = (list: readonly { readonly kind: string; readonly id: string }[]) => list.map(({ kind, id }) => `${kind} ${id}`);

it('puts the largest late or due thing first and groups the rest', () => {
  const deals = [
    deal('late', { nextStepOn: '2026-03-03', amount: 50 }),
    deal('later', { nextStepOn: '2026-03-04' }),
    deal('big', { nextStepOn: today, amount: 900 }),
    deal('due', { nextStepOn: today }),
    deal('soon', { nextStepOn: '2026-03-12' }),
    deal('far', { nextStepOn: '2026-03-13' }),
  ];
  const found = plan({ deals, tasks: [task('t')] });
  expect(found.now).toMatchObject({ kind: 'step', id: 'big' });
  expect(keys(found.late)).toEqual(['step late', 'step later']);
  expect(found.late[0]?.late).toBe(2);
  expect(keys(found.today)).toEqual(['step due', 'task t']);
  expect(keys(found.week)).toEqual(['step soon']);
});

it('puts today in the order of the clock, what has no time after it by weight', () => {
  const at = (time: string) => `2026-03-05T${time}:00.000Z`;
  const found = plan({
    deals: [deal('now', { nextStepOn: today, amount: 900 }), deal('step', { nextStepOn: today }), deal('rich', { amount: 500 })],
    tasks: [
      task('later', { at: at('05:23'), deal: 'rich' }),
      task('first', { at: at('04:19') }),
      task('any'),
      task('second', { at: at('04:24') }),
    ],
  });
  expect(keys(found.today)).toEqual(['task first', 'task second', 'task later', 'step step', 'task any']);
});

it('gives a task the weight of its deal and shows a doubled one once', () => {
  const found = plan({
    deals: [deal('a', { nextStep: '寄样品', nextStepOn: today, amount: 70 })],
    tasks: [task('same', { subject: '寄样品 ', deal: 'a' }), task('other', { deal: 'a' }), task('foreign', { deal: 'elsewhere' })],
  });
  expect([found.now?.id, ...keys(found.today)]).toEqual(['a', 'task other', 'task foreign']);
  expect(found.today.map(({ amount, deal: of }) => [amount, of])).toEqual([
    [70, 'a'],
    [0, null],
  ]);
});

it('says why a deal goes cold', () => {
  const found = plan({
    deals: [
      deal('silent', { createdOn: '2026-02-26', amount: 5 }),
      deal('spoken', { createdOn: '2025-12-01', touchedOn: '2026-02-27' }),
      deal('once', { createdOn: '2025-12-01', touchedOn: '2026-02-19', amount: 4 }),
      deal('young'),
      deal('slow', { enteredOn: '2026-02-20', amount: 3 }),
      deal('inTime', { enteredOn: '2026-02-24' }),
      deal('closed', { closeOn: '2026-02-28', amount: 2 }),
      deal('stepless', { nextStep: null, nextStepOn: null, amount: 1 }),
      deal('hold', { createdOn: '2025-12-01', onPath: false }),
      deal('busy', { createdOn: '2025-12-01', nextStepOn: today }),
    ],
  });
  expect(found.cold).toEqual([
    { deal: 'silent', reasons: [{ kind: 'silent', days: 7 }] },
    { deal: 'once', reasons: [{ kind: 'silent', days: 14 }] },
    { deal: 'slow', reasons: [{ kind: 'slow', days: 13, usual: 9 }] },
    { deal: 'closed', reasons: [{ kind: 'overdueClose', days: 5 }] },
    { deal: 'stepless', reasons: [{ kind: 'noStep' }] },
  ]);
});

it('says nothing of next steps the caller may not know', () => {
  expect(plan({ deals: [deal('a', { nextStep: null, nextStepOn: null })], knowsSteps: false }).cold).toEqual([]);
});

it('shows a deal that closes this week apart, once, with what else is wrong', () => {
  const found = plan({
    deals: [
      deal('sunday', { closeOn: '2026-03-08', createdOn: '2026-02-01', touchedOn: '2026-02-20' }),
      deal('monday', { closeOn: '2026-03-09' }),
      deal('busy', { closeOn: '2026-03-06', nextStepOn: today }),
    ],
  });
  expect(found.closing).toEqual([
    {
      deal: 'sunday',
      reasons: [
        { kind: 'closesIn', days: 3 },
        { kind: 'silent', days: 13 },
      ],
    },
  ]);
  expect(found.cold).toEqual([]);
});

it('is empty where nothing waits', () => {
  expect(plan({})).toEqual({ now: undefined, late: [], today: [], week: [], closing: [], cold: [] });
});

it('knows the last day of a week by where it begins', () => {
  // a Thursday
  expect([weekEndOf(today, 1), weekEndOf(today, 0), weekEndOf(today, 5)]).toEqual(['2026-03-08', '2026-03-07', '2026-03-05']);
});
