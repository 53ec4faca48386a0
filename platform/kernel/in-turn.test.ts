import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

it('does what is done on one thing in the order in which it came, whatever fails, and other things meanwhile', async () => {
  const said: string[] = [];
  const step = (key: string, name: string, ms: number, fails = false) =>
    inTurn(key, async () => {
      said.push(`${name} begins`);
      await setTimeout(ms);
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const ends = await Promise.allSettled([
    step('lead 1', 'first', 60, true),
    step('lead 1', 'second', 1),
    step('lead 2', 'other', 20),
    step('lead 1', 'third', 1),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(said).toEqual([
    'first begins',
    'other begins',
    'other ends',
    'first ends',
    'second begins',
    'second ends',
    'third begins',
    'third ends',
  ]);
});
