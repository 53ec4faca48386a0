import { describe, expect, it } from 'vitest';
import type { FieldMeta } from '../../data/meta.ts';
import { pastedLines, readPasted } from './paste.ts';

const label = { zh: '字段', en: 'Field' };
const field = (type: FieldMeta['type'], extra: Partial<FieldMeta> = {}): FieldMeta => ({ name: 'f', type, label, ...extra });
const read = (type: FieldMeta['type'], text: string, extra?: Partial<FieldMeta>) => readPasted(field(type, extra), text, '2026-03-05');
const options = [
  { key: 'manufacturing', label: { zh: '制造', en: 'Manufacturing' } },
  { key: 'food', label: { zh: '食品饮料', en: 'Food and drink' } },
];

describe('a pasted column', () => {
  it('takes the first column and no last empty line', () => {
    expect(pastedLines('a\tb\r\nc\td\r\n')).toEqual(['a', 'c']);
    expect(pastedLines('a\n\nb')).toEqual(['a', '', 'b']);
    expect(pastedLines('one')).toEqual(['one']);
  });
  it('reads values as people write them', () => {
    expect(read('currency', '¥1,286,000.00')).toEqual({ ok: true, value: '1286000' });
    expect(read('currency', '128.6万')).toEqual({ ok: true, value: '1286000' });
    expect(read('date', '2026/3/31')).toEqual({ ok: true, value: '2026-03-31' });
    expect(read('boolean', '是')).toEqual({ ok: true, value: true });
    expect(read('picklist', '食品饮料', { options })).toEqual({ ok: true, value: 'food' });
    expect(read('picklist', 'MANUFACTURING', { options })).toEqual({ ok: true, value: 'manufacturing' });
    expect(read('multiPicklist', '制造、食品饮料', { options })).toEqual({ ok: true, value: ['manufacturing', 'food'] });
    expect(read('text', ' 泵 ')).toEqual({ ok: true, value: ' 泵 ' });
    expect(read('user', '李娜')).toEqual({ ok: 'title', text: '李娜' });
    expect(read('currency', '')).toEqual({ ok: true, value: null });
    expect(read('currency', '--')).toEqual({ ok: true, value: null });
  });
  it('says what it can not read', () => {
    expect(read('currency', '很多')).toEqual({ ok: false, text: '很多' });
    expect(read('date', '2026-02-30')).toEqual({ ok: false, text: '2026-02-30' });
    expect(read('picklist', '航天', { options })).toEqual({ ok: false, text: '航天' });
    expect(read('boolean', '也许')).toEqual({ ok: false, text: '也许' });
  });
});
