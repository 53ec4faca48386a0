import { expect, it } from 'vitest';
import type { ObjectMeta } from '../data/meta.ts';
import { redo, undo } from '../data/steps.ts';
import {
  addSection,
  change,
  cleaned,
  countChanges,
  type Draft,
  HIGHLIGHTS,
  type LayoutBody,
  moveField,
  moveSection,
  OUT,
  removeSection,
  shippedLayout,
  stepField,
  updateField,
  updateSection,
} from './draft.ts';

const label = (text: string) => ({ zh: text, en: text });
const layout: LayoutBody = {
  label: label('标准'),
  recordTypes: [],
  roles: [],
  highlights: ['a', 'b'],
  sections: [
    { key: 'one', label: label('一'), columns: 2, fields: [{ name: 'a' }, { name: 'b', required: true }, { name: 'c' }] },
    { key: 'two', label: label('二'), columns: 1, fields: [{ name: 'd' }] },
  ],
};
const draft = (made: LayoutBody): Draft => ({ layout: made, fields: {} });
const show = (made: LayoutBody) => made.sections.map((section) => section.fields.map(({ name }) => name).join('')).join('|');

it('moves within a section, to another one with all that was set, and out', () => {
  expect(show(moveField(layout, 'a', { zone: 'one', index: 3 }))).toBe('bca|d');
  expect(show(moveField(layout, 'c', { zone: 'one', index: 0 }))).toBe('cab|d');
  const moved = moveField(layout, 'b', { zone: 'two', index: 1 });
  expect(show(moved)).toBe('ac|db');
  expect(moved.sections[1]?.fields[1]).toEqual({ name: 'b', required: true });
  expect(show(moveField(layout, 'c', { zone: OUT, index: 0 }, 'one'))).toBe('ab|d');
  expect(show(moveField(layout, 'new', { zone: 'two', index: 0 }))).toBe('abc|newd');
  expect(moveField(layout, 'a', { zone: 'one', index: 0 })).toBe(layout);
  expect(moveField(layout, 'a', { zone: 'one', index: 1 })).toBe(layout);
});

it('keeps a field in its section when it also becomes a highlight, up to seven', () => {
  const high = moveField(layout, 'c', { zone: HIGHLIGHTS, index: 0 }, 'one');
  expect([high.highlights, show(high)]).toEqual([['c', 'a', 'b'], 'abc|d']);
  expect(moveField(high, 'c', { zone: HIGHLIGHTS, index: 3 }).highlights).toEqual(['a', 'b', 'c']);
  const out = moveField(high, 'c', { zone: OUT, index: 0 }, HIGHLIGHTS);
  expect([out.highlights, show(out)]).toEqual([['a', 'b'], 'abc|d']);
  const full = { ...layout, highlights: ['1', '2', '3', '4', '5', '6', '7'] };
  expect(moveField(full, 'c', { zone: HIGHLIGHTS, index: 0 })).toBe(full);
});

it('steps with the arrow keys, over the end of a section into the next', () => {
  expect(show(stepField(layout, 'a', 'one', 1))).toBe('bac|d');
  expect(show(stepField(layout, 'c', 'one', 1))).toBe('ab|cd');
  expect(show(stepField(layout, 'd', 'two', -1))).toBe('abcd|');
  expect(stepField(layout, 'a', 'one', -1)).toBe(layout);
  expect(stepField(layout, 'a', HIGHLIGHTS, 1).highlights).toEqual(['b', 'a']);
});

it('adds, changes, moves and removes sections', () => {
  expect(addSection(layout, label('新')).sections[2]).toEqual({ key: 'section3', label: label('新'), columns: 2, fields: [] });
  expect(updateSection(layout, 'one', { visibleWhen: 'x', columns: 1 }).sections[0]).toMatchObject({ visibleWhen: 'x', columns: 1 });
  expect(updateSection(updateSection(layout, 'one', { visibleWhen: 'x' }), 'one', { visibleWhen: '' }).sections[0]).not.toHaveProperty(
    'visibleWhen',
  );
  expect(show(moveSection(layout, 'one', 2))).toBe('d|abc');
  expect(moveSection(layout, 'two', 1)).toBe(layout);
  expect(show(removeSection(layout, 'one'))).toBe('d');
  expect(updateField(layout, 'b', { required: false, readOnly: true }).sections[0]?.fields[1]).toEqual({ name: 'b', readOnly: true });
});

it('counts what differs', () => {
  expect(countChanges(draft(layout), draft(layout))).toBe(0);
  expect(countChanges(draft(layout), draft(moveField(layout, 'a', { zone: 'one', index: 3 })))).toBe(1);
  expect(countChanges(draft(layout), draft(moveField(layout, 'a', { zone: 'two', index: 0 })))).toBe(1);
  expect(countChanges(draft(layout), draft({ ...layout, roles: ['member'], listColumns: [] }))).toBe(1);
  expect(countChanges(draft(layout), { layout, fields: { a: { label: label('甲') } } })).toBe(1);
});

it('goes back and forth', () => {
  const start = { past: [], now: draft(layout), future: [] };
  const next = draft(moveField(layout, 'a', { zone: 'two', index: 0 }));
  const done = change(start, next);
  expect(change(done, next)).toBe(done);
  expect(undo(done).now.layout).toBe(layout);
  expect(redo(undo(done)).now).toBe(next);
  expect(undo(start)).toBe(start);
  expect(redo(start)).toBe(start);
});

it('begins with what is shipped, and forgets fields that are gone', () => {
  const meta = {
    name: 'deal',
    label: label('商机'),
    title: 'a',
    fields: ['a', 'b', 'd'].map((name) => ({ name, type: 'text', label: label(name) })),
    highlights: ['a'],
    sections: [{ label: label('一'), fields: ['a', 'b'] }],
  } as ObjectMeta;
  expect(shippedLayout(meta, label('标准'))).toMatchObject({
    highlights: ['a'],
    sections: [{ key: 'section1', columns: 2, fields: [{ name: 'a' }, { name: 'b' }] }],
  });
  expect(show(cleaned(layout, meta))).toBe('ab|d');
});
