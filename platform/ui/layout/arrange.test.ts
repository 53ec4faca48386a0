import { expect, it } from 'vitest';
import { typeOfFilter } from '../board/columns.ts';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { formFields, headingAt } from '../form/layout.ts';
import { arrange, conditionsOf, creatableTypes, defaultTypeOf, layoutOf, offered, orderedPanels } from './arrange.ts';

const label = (text: string) => ({ zh: text, en: text });
const field = (name: string, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  type: 'text',
  label: label(name),
  form: 'more',
  ...more,
});
const option = (key: string) => ({ key, label: label(key) });
const type = (name: string, more: object = {}) => ({ name, label: label(name), active: true, isDefault: false, create: true, ...more });
const meta: ObjectMeta = {
  name: 'deal',
  label: label('商机'),
  title: 'name',
  can: ['create'],
  fields: [
    field('name', { required: true }),
    field('amount', { type: 'currency' }),
    field('stage', { type: 'stage', options: ['a', 'b', 'c'].map(option) }),
    field('reason', { type: 'picklist', options: ['x', 'y'].map(option) }),
    field('secret'),
    field('recordType', { type: 'picklist', system: true, options: ['direct', 'bid'].map(option) }),
  ],
  related: [
    { name: 'quotes', label: label('报价'), object: 'quote', field: 'deal', columns: ['name'] },
    { name: 'people', label: label('联系人'), object: 'contact', field: 'deal', columns: ['name', 'title'] },
  ],
  actions: [
    { name: 'win', label: label('赢单'), primary: true },
    { name: 'lose', label: label('输单') },
    { name: 'copy', label: label('复制') },
  ],
  recordTypes: [
    type('direct', { isDefault: true }),
    type('bid', { stages: { stage: ['c', 'a'] }, options: { reason: ['y'] }, create: false }),
  ],
  layouts: [
    {
      name: 'bids',
      label: label('投标'),
      recordTypes: ['bid'],
      highlights: ['amount'],
      sections: [
        {
          key: 'main',
          label: label('关键信息'),
          fields: [
            { name: 'amount', required: true },
            { name: 'reason', visibleWhen: 'amount > 5', requiredWhen: 'amount > 9' },
          ],
        },
        { key: 'more', label: label('其他'), collapsed: true, fields: [{ name: 'stage', readOnly: true }] },
        { key: 'late', label: label('后期'), visibleWhen: 'amount > 5', fields: [{ name: 'secret' }] },
      ],
      related: [
        { list: 'people', columns: ['title'] },
        { list: 'quotes', hidden: true },
      ],
      buttons: [
        { action: 'copy', place: 'primary' },
        { action: 'win', place: 'menu' },
        { action: 'lose', place: 'hidden' },
      ],
      panels: ['two'],
    },
  ],
};
const names = (fields: readonly FieldMeta[]) => fields.map(({ name }) => name);

it('takes the first layout that takes in the type; without one everything is as shipped', () => {
  expect(layoutOf(meta, 'bid')?.name).toBe('bids');
  expect(layoutOf(meta, 'direct')).toBeUndefined();
  expect(layoutOf({ layouts: [{ name: 'all', label: label('全部') }] }, null)?.name).toBe('all');
  const plain = { ...meta, recordTypes: undefined, layouts: undefined } as unknown as ObjectMeta;
  expect(arrange(plain, {})).toBe(plain);
  expect(arrange(meta, { recordType: 'direct' }).sections).toBeUndefined();
});

it('offers what the type offers, in its order; the rest keeps its name but is not offered', () => {
  const stage = meta.fields[2] as FieldMeta;
  expect(offered(stage, meta.recordTypes?.[1])).toMatchObject([{ key: 'c' }, { key: 'a' }, { key: 'b', active: false }]);
  expect(offered(stage, meta.recordTypes?.[0])).toBe(stage.options);
  expect(names(arrange(meta, { recordType: 'bid' }).fields.filter((one) => one.options?.some(({ active }) => active === false)))).toEqual([
    'stage',
    'reason',
    'recordType',
  ]);
  expect(creatableTypes(meta).map(({ name }) => name)).toEqual(['direct']);
  expect(defaultTypeOf(meta)).toBe('direct');
});

it('hides what its conditions do not allow, and asks for what they ask', () => {
  const holds = (amount: number) => (condition: string) => amount > Number(condition.at(-1));
  const shown = (amount: number) => arrange(meta, { recordType: 'bid' }, holds(amount)).sections?.map((section) => section.fields);
  expect(shown(1)).toEqual([['amount'], ['stage']]);
  expect(shown(7)).toEqual([['amount', 'reason'], ['stage'], ['secret']]);
  const reason = (amount: number) => arrange(meta, { recordType: 'bid' }, holds(amount)).fields[3]?.required;
  expect([reason(7), reason(10)]).toEqual([undefined, true]);
  // until the engine is there nothing that depends on it is shown
  expect(arrange(meta, { recordType: 'bid' }).sections).toHaveLength(2);
  expect(conditionsOf(meta.layouts?.[0])).toEqual(['amount > 5', 'amount > 9']);
});

it('puts lists, buttons and panels where the layout says', () => {
  const made = arrange(meta, { recordType: 'bid' });
  expect(made.related).toMatchObject([{ name: 'people', columns: ['title'] }]);
  expect(made.actions?.map(({ name, primary }) => [name, primary])).toEqual([
    ['copy', true],
    ['win', false],
  ]);
  expect(made.highlights).toEqual(['amount']);
  expect(orderedPanels([{ id: 'one' }, { id: 'two' }], made.layout)).toEqual([{ id: 'two' }, { id: 'one' }]);
  const hiding = { name: 'short', label: label('short'), hiddenPanels: ['two'] };
  expect(orderedPanels([{ id: 'one' }, { id: 'two' }], hiding)).toEqual([{ id: 'one' }]);
});

it('makes a form of its sections, and never leaves out what a record can not do without', () => {
  const made = arrange(meta, { recordType: 'bid' }, () => true);
  const { shown, folded } = formFields(made);
  // stage is read-only, so the folded section has nothing to fill in
  expect([names(shown), names(folded)]).toEqual([['name', 'amount', 'reason', 'secret'], []]);
  expect(shown.map((_, index) => headingAt(made, shown, index)?.zh)).toEqual([undefined, '关键信息', undefined, '后期']);
});

it('sees the type a filter narrows a board to', () => {
  expect(typeOfFilter({ field: 'recordType', op: 'eq', value: 'bid' })).toBe('bid');
  expect(
    typeOfFilter({
      and: [
        { field: 'owner', op: 'eq', value: 'me' },
        { field: 'recordType', op: 'in', value: ['bid'] },
      ],
    }),
  ).toBe('bid');
  expect(typeOfFilter({ field: 'recordType', op: 'in', value: ['bid', 'direct'] })).toBeUndefined();
});

it('gives a record the process of its type in place of that of the field', () => {
  const stages = field('stage', {
    type: 'stage',
    options: [
      { ...option('a'), next: ['b'], usualDays: 3 },
      { ...option('b'), requires: ['amount'] },
    ],
  });
  const own = type('bid', { rules: { stage: { a: { next: ['c'] } } } });
  expect(offered(stages, own)).toEqual([{ ...option('a'), next: ['c'] }, option('b')]);
  expect(offered(stages, type('direct'))).toBe(stages.options);
});
