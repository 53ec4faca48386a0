import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import { formFields, isAsked, missingAny, startValues } from './layout.ts';

const field = (name: string, more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  type: 'text',
  label: { zh: name, en: name },
  form: 'more',
  ...more,
});
const meta: ObjectMeta = {
  name: 'lead',
  label: { zh: '线索', en: 'Lead' },
  title: 'name',
  can: ['create', 'transfer'],
  requireAny: [['name', 'company']],
  fields: [
    field('id', { system: true }),
    field('owner', { type: 'user', system: true }),
    field('name', { form: 'essential' }),
    field('company', { form: 'required' }),
    field('status', { type: 'picklist', default: 'new', required: true }),
    field('score', { type: 'number' }),
    field('number', { type: 'autoNumber', form: 'essential' }),
    field('days', { readOnly: true, form: 'essential' }),
    field('secret', { form: 'hidden' }),
  ],
};

it('shows what is asked and essential, folds the rest, leaves out what nobody writes', () => {
  const { shown, folded } = formFields(meta);
  expect(shown.map(({ name }) => name)).toEqual(['name', 'company']);
  expect(folded.map(({ name }) => name)).toEqual(['owner', 'status', 'score']);
});

it('asks at once whose a record is that is made for others, with or without the right to give others away', () => {
  const request: ObjectMeta = { ...meta, can: ['create'], access: { owned: true, default: 'private', given: true } };
  expect(formFields(request).shown.map(({ name }) => name)).toEqual(['owner', 'name', 'company']);
  expect(formFields({ ...request, access: { owned: true, default: 'private' } }).shown.map(({ name }) => name)).toEqual([
    'name',
    'company',
  ]);
});

it("shows what names a record of an object of one's own", () => {
  const own = { ...meta, custom: true, title: 'score' };
  expect(formFields(own).shown.map(({ name }) => name)).toEqual(['name', 'company', 'score']);
});

it('asks for a required field only when no default answers', () => {
  expect(isAsked(field('a', { required: true }))).toBe(true);
  expect(isAsked(field('a', { required: true, default: 'x' }))).toBe(false);
});

it('starts with defaults, and what is given wins', () => {
  expect(startValues(meta, { company: '恒润' })).toEqual({ status: 'new', company: '恒润' });
  expect(startValues(meta, { status: 'contacted' })).toEqual({ status: 'contacted' });
});

it('names groups without any value', () => {
  expect(missingAny(meta, {})).toEqual([['name', 'company']]);
  expect(missingAny(meta, { company: '恒润' })).toEqual([]);
});
