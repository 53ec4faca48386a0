import { expect, it } from 'vitest';
import type { FieldMeta } from '../../data/meta.ts';
import { numberPreview } from './numbering.ts';
import { addLines, changed, isOfferedWith, moved, offeredWith } from './options.ts';
import type { FieldDraft } from './parts.ts';
import { bodyOf } from './request.ts';

it('sends of a stored field only what was changed, and of a new one what was said', () => {
  const stored = { name: 'x_a', type: 'number', label: { zh: '甲', en: '甲' }, scale: 0, min: 1, custom: true } as FieldMeta;
  const draft = { ...stored, min: null, required: true } as unknown as FieldDraft;
  expect(bodyOf({ draft, stored, zh: '乙', en: '' })).toEqual({ label: { zh: '乙', en: '乙' }, min: null, required: true });
  expect(
    bodyOf({ draft: { type: 'number', scale: 2, max: null } as unknown as FieldDraft, stored: null, zh: '功率', en: 'Power' }),
  ).toEqual({
    label: { zh: '功率', en: 'Power' },
    type: 'number',
    scale: 2,
  });
});

it('adds pasted lines once, moves and changes options', () => {
  const options = addLines([], '甲\r\n\n 乙 \n甲');
  expect(options.map((one) => one.key)).toEqual(['甲', '乙']);
  expect(addLines(options, '乙\n丙').map((one) => one.key)).toEqual(['甲', '乙', '丙']);
  expect(moved(options, 0, 1).map((one) => one.key)).toEqual(['乙', '甲']);
  expect(moved(options, 1, 2)).toBe(options);
  expect(changed(options, 1, { active: false })[1]).toEqual({ key: '乙', label: { zh: '乙', en: '乙' }, active: false });
});

it('shows the numbers a pattern gives', () => {
  const at = new Date(2026, 10, 8);
  expect(numberPreview('SB-{YYYY}{MM}{DD}-{000}', at)).toBe('SB-20261108-001、SB-20261108-002');
  expect(numberPreview('{YY}/', at)).toBe('26/1、26/2');
});

it('says with which values of the controlling field an option is offered', () => {
  const plain = { key: 'a', label: { zh: 'a', en: 'a' } };
  const all = ['x', 'y'];
  const without = offeredWith(plain, 'x', all);
  expect([isOfferedWith(plain, 'x'), without.when, isOfferedWith(without, 'x'), isOfferedWith(without, 'y')]).toEqual([
    true,
    ['y'],
    false,
    true,
  ]);
  expect(offeredWith(without, 'x', all)).toEqual(plain);
  expect(offeredWith(without, 'y', all).when).toEqual([]);
});
