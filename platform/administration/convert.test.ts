import { describe, expect, it } from 'vitest';
import { label } from '../kernel/index.ts';
import type { FieldDefinition, FieldMeta } from '../module/index.ts';
import { conversions, convertValue } from './convert.ts';

const field = (definition: Omit<FieldDefinition, 'label'>): FieldMeta => ({
  label: label('字段', 'Field'),
  ...definition,
  name: 'x_f',
  custom: true,
  system: false,
  storage: { kind: 'custom', key: 'f1', slot: null },
});
const options = [
  { key: 'a', label: label('战略', 'Strategic') },
  { key: 'b', label: label('普通', 'Plain') },
];
const text = field({ type: 'text', max: 20 });
const list = field({ type: 'picklist', options });
const many = field({ type: 'multiPicklist', options });
const zone = { timeZone: 'Asia/Shanghai', language: 'zh-CN' } as const;
const turn = (from: FieldMeta, to: FieldMeta, value: unknown) => {
  const done = convertValue(from, to, value, zone);
  return done.ok ? done.value : 'failed';
};

describe('convertValue', () => {
  it.each([
    [text, field({ type: 'number' }), '1,234', 1234],
    [text, field({ type: 'number' }), '12.5', 'failed'],
    [text, field({ type: 'number', scale: 1 }), '１２.50', '12.5'],
    [text, field({ type: 'number' }), '十二台', 'failed'],
    [text, field({ type: 'currency' }), '￥1.2万', '12000.00'],
    [text, field({ type: 'percent' }), '12.5%', '12.50'],
    [text, field({ type: 'date' }), '2026年3月31日', '2026-03-31'],
    [text, field({ type: 'date' }), '2026-02-30', 'failed'],
    [text, field({ type: 'datetime' }), '2026-03-31 14:08', '2026-03-31T06:08:00.000Z'],
    [text, list, '战略', 'a'],
    [text, list, ' PLAIN ', 'b'],
    [text, list, '其他', 'failed'],
    [text, many, '战略、普通', ['a', 'b']],
    [text, many, '战略、其他', 'failed'],
    [text, field({ type: 'phone' }), '138 0013 8000', '138 0013 8000'],
    [text, field({ type: 'phone' }), '见名片', 'failed'],
    [text, field({ type: 'email' }), 'a@b.cn', 'a@b.cn'],
    [text, field({ type: 'email' }), 'a@b', 'failed'],
    [field({ type: 'longText' }), text, '二十个字以内', '二十个字以内'],
    [field({ type: 'longText' }), text, '一二三四五六七八九十一二三四五六七八九十一', 'failed'],
    [field({ type: 'number', scale: 3 }), field({ type: 'currency' }), '12.500', '12.50'],
    [field({ type: 'number', scale: 3 }), field({ type: 'currency' }), '12.505', 'failed'],
    [field({ type: 'currency' }), field({ type: 'number' }), '12.00', 12],
    [field({ type: 'percent' }), field({ type: 'number', scale: 2 }), '12.50', '12.50'],
    [list, text, 'a', '战略'],
    [list, many, 'a', ['a']],
    [many, list, ['b'], 'b'],
    [many, list, ['a', 'b'], 'failed'],
    [many, text, ['a', 'b'], '战略、普通'],
    [field({ type: 'date' }), field({ type: 'datetime' }), '2026-03-31', '2026-03-30T16:00:00.000Z'],
    [field({ type: 'datetime' }), field({ type: 'date' }), '2026-03-30T16:00:00.000Z', '2026-03-31'],
    [field({ type: 'datetime' }), text, '2026-03-30T16:00:00.000Z', '2026-03-31 00:00:00'],
    [field({ type: 'boolean' }), text, false, '否'],
  ])('%#: a value becomes what it says, or fails', (from, to, value, expected) => {
    expect(turn(from, to, value)).toEqual(expected);
  });

  it('leads back: what was turned into text and can be turned again is what it was', () => {
    for (const type of ['number', 'currency', 'percent'] as const)
      for (const value of ['0', '-1.5', '123456789.25', '0.01']) {
        const of = field({ type, scale: 2 });
        const canonical = turn(text, of, value);
        expect(turn(text, of, turn(of, text, canonical))).toEqual(canonical);
      }
  });

  it('offers nothing for lookups and files', () => {
    for (const type of ['lookup', 'masterDetail', 'user', 'attachment', 'stage'] as const) expect(conversions[type]).toBeUndefined();
  });
});
