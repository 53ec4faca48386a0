import { describe, expect, it } from 'vitest';
import { type FieldMeta, type ObjectMeta, titleOf } from '../data/meta.ts';
import { cardFields, columnFilter, columnsFor, figuresOf, gateOf } from './columns.ts';

const label = { zh: '字段', en: 'Field' };
const stage: FieldMeta = {
  name: 'stage',
  type: 'stage',
  label,
  options: [
    { key: 'a', label },
    { key: 'old', label, active: false },
    { key: 'b', label, requires: ['account', 'amount'] },
  ],
};
const meta: ObjectMeta = {
  name: 'opportunity',
  label,
  title: 'name',
  list: { board: 'stage' },
  fields: [
    { name: 'name', type: 'text', label },
    { name: 'account', type: 'lookup', label },
    { name: 'amount', type: 'currency', label },
    { name: 'closeOn', type: 'date', label },
    { name: 'nextStepOn', type: 'date', label },
    stage,
    { name: 'owner', type: 'user', label, system: true },
  ],
};

describe('columns of a board', () => {
  const rows = [
    { stage: 'a', count: 3, 'sum:amount': '12.00' },
    { stage: null, count: 2, 'sum:amount': null },
  ];
  it('follow the options, with those that are empty or retired only where needed', () => {
    const figures = figuresOf(rows, 'stage', 'amount');
    expect(figures.get('a')).toEqual({ count: 3, sum: '12.00' });
    expect(columnsFor(stage, figures).map((column) => column.key)).toEqual([null, 'a', 'b']);
    expect(columnsFor(stage, figuresOf([{ stage: 'old', count: 1 }], 'stage', undefined)).map((column) => column.key)).toEqual([
      'a',
      'old',
      'b',
    ]);
  });
  it('ask for their own records', () => {
    expect(columnFilter({ field: 'owner', op: 'eq', value: 'me' }, 'stage', 'a')).toEqual({
      and: [
        { field: 'owner', op: 'eq', value: 'me' },
        { field: 'stage', op: 'eq', value: 'a' },
      ],
    });
    expect(columnFilter(undefined, 'stage', null)).toEqual({ field: 'stage', op: 'isNull' });
  });
  it('have cards with what the object says, and are asked for what stands in for an empty title', () => {
    const lead: ObjectMeta = {
      name: 'lead',
      label,
      title: 'name',
      requireAny: [['name', 'company']],
      list: { board: 'status', card: ['company', 'status', 'due'] },
      fields: ['name', 'company', 'phone', 'status', 'due'].map((name) => ({ name, type: 'text', label })),
    };
    const by = lead.fields.find(({ name }) => name === 'status') ?? stage;
    const { more, ask } = cardFields(lead, ['name', 'phone'], by);
    expect(more.map(({ name }) => name)).toEqual(['company', 'due']);
    expect(ask).toEqual(['id', 'version', 'name', 'company', 'status', 'due']);
    expect(titleOf(lead, { name: null, company: '恒润' })).toBe('恒润');
    expect(titleOf(lead, { name: '周工', company: '恒润' })).toBe('周工');
    expect(titleOf(lead, {})).toBe('');
  });
  it('have cards with who, how much, until when, and what gates ask', () => {
    const card = cardFields(meta, ['name', 'account', 'closeOn'], stage);
    expect(card.who?.name).toBe('account');
    expect(card.money?.name).toBe('amount');
    expect(card.day?.name).toBe('closeOn');
    expect(card.ask).toEqual(['id', 'version', 'name', 'stage', 'account', 'amount', 'closeOn', 'owner', 'nextStepOn']);
  });
  it('tell what a record still lacks', () => {
    const gate = gateOf(meta, stage.options?.[2] ?? null, { id: '1', version: 1, account: { id: 'x', title: '恒润' }, amount: null });
    expect(gate.ready.map((field) => field.name)).toEqual(['account']);
    expect(gate.missing.map((field) => field.name)).toEqual(['amount']);
  });
});
