import { seeded } from '@huanke/platform/demo';
import { describe, expect, test } from 'vitest';
import { isOpen, stageOf } from './deal.ts';
import { partition } from './deals.ts';
import { lifeOf } from './seed.ts';
import { makeStory } from './story.ts';

const tell = (now: string, size = 1, seed = 1) => makeStory({ now: new Date(now), timeZone: 'Asia/Shanghai', size, seed });

describe('the story', () => {
  test('a sum is split into parts between its bounds', () => {
    const parts = partition(seeded(4), 9, 2027, 202, 294);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(2027);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(202);
    expect(Math.max(...parts)).toBeLessThanOrEqual(294);
  });

  // the first minutes of a year and of a quarter, a leap day, a Sunday, the last minute of a quarter
  test.each(['2025-12-31T16:01:00Z', '2026-03-31T16:00:30Z', '2028-02-29T03:00:00Z', '2026-03-08T01:00:00Z', '2026-06-30T15:59:00Z'])(
    'told at %s it holds together',
    (now) => {
      const story = tell(now);
      expect([story.accounts, story.contacts, story.leads, story.deals].map((list) => list.length)).toEqual([160, 320, 90, 420]);
      for (const deal of story.deals) {
        const agos = deal.path.map(({ ago }) => ago);
        expect(agos).toEqual(agos.toSorted((a, b) => b - a));
        expect(stageOf(deal) === 'lost').toBe(deal.lossReason !== undefined);
        const saves = lifeOf(deal, story.calendar, { account: 'a', product: 'p' });
        for (const { at } of saves) expect(at.getTime()).toBeLessThanOrEqual(story.calendar.now.getTime());
        if (isOpen(deal)) {
          const entered = saves.findLast(({ values }) => 'stage' in values)?.at ?? story.calendar.now;
          expect(Math.floor((story.calendar.now.getTime() - entered.getTime()) / 86_400_000)).toBe(Math.round(deal.path.at(-1)?.ago ?? 0));
        }
      }
      const board = story.deals.filter((deal) => deal.hero && isOpen(deal) && deal.closeIn <= 26 && deal.amount >= 200_000);
      expect(board).toHaveLength(47);
      expect(board.reduce((sum, { amount }) => sum + amount, 0)).toBe(30_648_000);
    },
  );

  test('it grows and shrinks with its size; what has a name is always there', () => {
    const [small, large] = [tell('2026-03-05T06:10:00Z', 0.2), tell('2026-03-05T06:10:00Z', 3)];
    expect([small.accounts.length, small.deals.length, small.leads.length]).toEqual([36, 84, 18]);
    expect([large.accounts.length, large.contacts.length, large.deals.length, large.leads.length]).toEqual([480, 960, 1260, 270]);
    for (const story of [small, large]) expect(story.deals.find(({ name }) => name === '耐腐蚀磁力泵年度框架采购')?.amount).toBe(1_286_000);
    expect(new Set(large.accounts.map(({ name }) => name)).size).toBe(480);
    expect(new Set(large.contacts.map(({ phone }) => phone)).size).toBe(960);
  });
});
