import { expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from '../../data/meta.ts';
import type { RecordData } from '../../data/records.ts';
import { decidedBy, fieldOfAll, fieldOfRecord } from './offered.ts';

const label = { zh: '', en: '' };
const kind: FieldMeta = {
  name: 'kind',
  type: 'picklist',
  label,
  options: [
    { key: 'pump', label },
    { key: 'valve', label },
  ],
};
const sort: FieldMeta = {
  ...kind,
  name: 'sort',
  dependsOn: 'kind',
  options: [
    { key: 'm', label, when: ['pump'] },
    { key: 'b', label, when: ['valve'] },
  ],
};
const meta = {
  name: 'x_gear',
  title: 'name',
  fields: [kind, sort],
  recordTypes: [
    { name: 'plain', label, options: { kind: ['pump'] } },
    { name: 'big', label },
  ],
} as unknown as ObjectMeta;
const record = (values: Record<string, unknown>) => ({ id: '1', version: 1, ...values }) as unknown as RecordData;
const active = (field: FieldMeta) => field.options?.filter((option) => option.active !== false).map((option) => option.key);

it('offers in a cell what the type of its record offers', () => {
  expect(active(fieldOfRecord(meta, kind, record({ recordType: 'plain' })))).toEqual(['pump']);
  expect(active(fieldOfRecord(meta, kind, record({ recordType: 'big' })))).toEqual(['pump', 'valve']);
  expect(decidedBy(meta, sort)).toEqual(['kind', 'recordType']);
  expect(decidedBy(meta, { ...kind, type: 'text' })).toEqual([]);
});

it('offers to several records what fits all of them, and everything where that is not known', () => {
  const both = (a: Record<string, unknown>, b: Record<string, unknown>) => fieldOfAll(meta, sort, [record(a), record(b)]);
  expect(both({ recordType: 'big', kind: 'pump' }, { recordType: 'big', kind: 'pump' }).record).toEqual({ kind: 'pump' });
  expect(both({ recordType: 'big', kind: 'pump' }, { recordType: 'big', kind: 'valve' }).record).toBeUndefined();
  expect(both({ kind: 'pump' }, { kind: 'pump' }).record).toBeUndefined();
  expect(fieldOfAll(meta, sort, null)).toEqual({ field: sort });
  const typed = [record({ recordType: 'plain' }), record({ recordType: 'plain' })];
  expect(active(fieldOfAll(meta, kind, typed).field)).toEqual(['pump']);
});
