import { expect, it } from 'vitest';
import type { ActionMeta, ObjectMeta, ObjectSummary } from '../data/meta.ts';
import { actionFields, needsForm, splitForm } from './schema.ts';

const label = (text: string) => ({ zh: text, en: text });
const meta: ObjectMeta = {
  name: 'opportunity',
  label: label('商机'),
  title: 'name',
  fields: [
    { name: 'amount', type: 'currency', label: label('金额'), scale: 2 },
    { name: 'lossReason', type: 'picklist', label: label('输单原因'), options: [{ key: 'price', label: label('价格') }] },
    {
      name: 'stage',
      type: 'stage',
      label: label('阶段'),
      options: [
        { key: 'initial', label: label('初步接洽'), category: 'open' },
        { key: 'won', label: label('赢单'), category: 'won' },
      ],
    },
  ],
};
const objects = [{ name: 'account', label: label('客户'), title: 'name' }] as readonly ObjectSummary[];
const action = (input: object): ActionMeta => ({ name: 'win', label: label('赢单'), input: input as NonNullable<ActionMeta['input']> });
const tools = { objects, today: '2026-03-05', needs: [] };

it('edits a property as the field of its name, with what the record holds', () => {
  const schema = { properties: { amount: { type: ['string', 'number'] }, closedOn: { type: 'string', format: 'date', title: '日期' } } };
  const [amount, closedOn] = actionFields(action(schema), meta, { amount: '100.00' }, tools);
  expect(amount).toMatchObject({ field: { type: 'currency' }, required: false, start: '100.00' });
  expect(closedOn).toMatchObject({ field: { type: 'date', label: label('日期') }, start: '2026-03-05' });
});

it('asks for what is required, always or of this record', () => {
  const [reason] = actionFields(action({ required: ['lossReason'], properties: { lossReason: { type: 'string' } } }), meta, {}, tools);
  expect(reason).toMatchObject({ field: { type: 'picklist' }, required: true, start: null });
  const schema = { properties: { amount: { type: 'string' }, closedOn: { type: 'string' } } };
  const asked = actionFields(action(schema), meta, {}, { ...tools, needs: ['amount'] });
  expect(asked.map(({ required }) => required)).toEqual([true, false]);
});

it('offers open stages only, and begins with none', () => {
  const [stage] = actionFields(action({ properties: { stage: { type: 'string' } } }), meta, { stage: 'won' }, tools);
  expect(stage?.field.options?.map(({ key }) => key)).toEqual(['initial']);
  expect(stage?.start).toBeNull();
});

it('searches records for a property named like an object', () => {
  const [account] = actionFields(action({ properties: { account: { type: 'string' } } }), meta, {}, tools);
  expect(account?.field).toMatchObject({ type: 'lookup', object: 'account' });
});

it('needs no dialog for a single switch', () => {
  expect(needsForm(actionFields(action({ properties: { done: { type: 'boolean' } } }), meta, {}, tools))).toBe(false);
  expect(needsForm(actionFields(action({ properties: { amount: { type: 'string' } } }), meta, {}, tools))).toBe(true);
});

it('asks for what the stage it leads to still lacks, as fields of the record beside the inputs', () => {
  const win = { ...action({ properties: { amount: { type: 'string' } } }), name: 'win' };
  const gated: ObjectMeta = {
    ...meta,
    actions: [win],
    fields: meta.fields.map((field) =>
      field.type === 'stage'
        ? {
            ...field,
            options: (field.options ?? []).map((one) => (one.key === 'won' ? { ...one, requires: ['amount', 'lossReason'] } : one)),
          }
        : field,
    ),
  };
  const empty = actionFields(win, gated, {}, tools);
  expect(empty.map(({ field, required }) => [field.name, required])).toEqual([
    ['amount', true],
    ['lossReason', true],
  ]);
  const filled = actionFields(win, gated, { lossReason: 'price', amount: '5.00' }, tools);
  expect(filled.map(({ field, required }) => [field.name, required])).toEqual([['amount', false]]);
  expect(splitForm(win, { amount: '5.00', lossReason: 'price' })).toEqual({ input: { amount: '5.00' }, beside: { lossReason: 'price' } });
});
