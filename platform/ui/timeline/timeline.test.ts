import { describe, expect, it } from 'vitest';
import { groupByDay } from './items.ts';
import { splitDay, splitNextStep, subjectOf } from './next-step.ts';

// A Thursday.
const today = '2026-03-05';

describe('next step in the same sentence', () => {
  it.each([
    ['价格谈妥，下一步周五发合同', { text: '价格谈妥', next: '发合同', on: '2026-03-06' }],
    ['价格谈妥。下一步：3-12 带样机演示。', { text: '价格谈妥', next: '带样机演示', on: '2026-03-12' }],
    ['下一步 明天 回电', { text: '', next: '回电', on: '2026-03-06' }],
    ['客户要两年业绩表\n下一步 准备业绩表 下周一', { text: '客户要两年业绩表', next: '准备业绩表', on: '2026-03-09' }],
    ['只是记一笔', { text: '只是记一笔', next: '', on: null }],
    ['他问下一步怎么走', { text: '他问下一步怎么走', next: '', on: null }],
    ['Agreed on price. Next: tomorrow send contract', { text: 'Agreed on price.', next: 'send contract', on: '2026-03-06' }],
  ])('%s', (typed, noted) => expect(splitNextStep(typed, today)).toEqual(noted));
});

it('finds the day at the end of a next step', () => {
  expect(splitDay('发报价 V3 明天', today)).toEqual({ text: '发报价 V3', on: '2026-03-06' });
  expect(splitDay('发报价 V3', today)).toEqual({ text: '发报价 V3', on: null });
});

it('makes a subject of the first sentence', () => {
  expect(subjectOf('沈建平说终审会改到周五。要我们带上业绩表')).toEqual({
    subject: '沈建平说终审会改到周五',
    content: '沈建平说终审会改到周五。要我们带上业绩表',
  });
  expect(subjectOf('电话没有接通')).toEqual({ subject: '电话没有接通', content: null });
  expect(subjectOf('长'.repeat(80)).subject).toHaveLength(60);
});

it('groups by the calendar day', () => {
  const items = ['2026-03-05T01:00:00Z', '2026-03-04T01:00:00Z', '2026-03-01T01:00:00Z', '2026-02-01T01:00:00Z'].map((at) => ({ at }));
  const days = (at: string) => Math.round((Date.parse(at.slice(0, 10)) - Date.parse(today)) / 86_400_000);
  expect(groupByDay(items, days).map(({ key, items: { length } }) => [key, length])).toEqual([
    ['today', 1],
    ['yesterday', 1],
    ['earlier', 2],
  ]);
});
