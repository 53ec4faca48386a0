import { expect, it } from 'vitest';
import { firstStep, redo, step, undo } from './steps.ts';

it('steps go back and forth; typing into one place is one step', () => {
  let work = firstStep('');
  for (const text of ['一', '一二', '一二三']) work = step(work, text, 'title');
  work = step(work, '一二三。', 'end');
  expect(undo(work).now).toBe('一二三');
  expect(undo(undo(work)).now).toBe('');
  expect(undo(undo(undo(work)))).toEqual(undo(undo(work)));
  expect(redo(redo(undo(undo(work)))).now).toBe('一二三。');
  // after a step back the same place begins anew, and what was taken back is gone
  const other = step(undo(work), '一二', 'title');
  expect(undo(other).now).toBe('一二三');
  expect(redo(other)).toBe(other);
});

it('keeps the last hundred', () => {
  let work = firstStep(0);
  for (let at = 1; at <= 150; at += 1) work = step(work, at);
  expect(work.past).toHaveLength(100);
  expect(work.past[0]).toBe(50);
});
