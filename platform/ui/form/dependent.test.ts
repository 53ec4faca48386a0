import { expect, it } from 'vitest';
import type { FieldMeta } from '../data/meta.ts';
import { isOffered, withDependents } from './dependent.ts';

const label = { zh: '', en: '' };
const option = (key: string, ...when: string[]) => ({ key, label, ...(when.length > 0 ? { when } : {}) });
const kind: FieldMeta = { name: 'kind', type: 'picklist', label, options: [option('水'), option('气')] };
const model: FieldMeta = {
  name: 'model',
  type: 'picklist',
  label,
  dependsOn: 'kind',
  options: [option('泵', '水'), option('风机', '气'), option('通用')],
};
const parts: FieldMeta = {
  name: 'parts',
  type: 'multiPicklist',
  label,
  dependsOn: 'model',
  options: [option('叶轮', '泵'), option('螺栓')],
};
const fields = [kind, model, parts];

it('offers what fits the controlling value', () => {
  const offered = (record: Record<string, unknown>) => model.options?.filter((one) => isOffered(model, one, record)).map(({ key }) => key);
  expect([offered({ kind: '水' }), offered({ kind: '气' }), offered({})]).toEqual([['泵', '通用'], ['风机', '通用'], ['通用']]);
});

it('empties down the chain what does not fit any more, and leaves the rest', () => {
  const record = { kind: '水', model: '泵', parts: ['叶轮', '螺栓'] };
  expect(withDependents(fields, record, { kind: '气' })).toEqual({ kind: '气', model: null, parts: ['螺栓'] });
  expect(withDependents(fields, { ...record, parts: ['叶轮'] }, { kind: '气' })).toEqual({ kind: '气', model: null, parts: null });
  expect(withDependents(fields, { kind: '水', model: '通用', parts: ['螺栓'] }, { kind: '气' })).toEqual({ kind: '气' });
  expect(withDependents(fields, record, { kind: '气', model: '风机' })).toEqual({ kind: '气', model: '风机', parts: ['螺栓'] });
});
