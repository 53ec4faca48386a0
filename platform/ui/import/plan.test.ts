import { describe, expect, it } from 'vitest';
import type { FieldMeta, ObjectMeta } from '../data/meta.ts';
import {
  countsOf,
  fieldChoices,
  keyChoices,
  likelyKey,
  openValues,
  pastedTable,
  verdict,
  withField,
  withSetting,
  withValue,
} from './plan.ts';

const label = { zh: '字段', en: 'Field' };
const field = (name: string, type: FieldMeta['type'], rest: Partial<FieldMeta> = {}): FieldMeta => ({ name, type, label, ...rest });
const account: ObjectMeta = {
  name: 'account',
  label,
  title: 'name',
  identifiers: ['uscc', 'name'],
  fields: [
    field('id', 'text'),
    field('createdAt', 'datetime', { readOnly: true }),
    field('note', 'longText'),
    field('name', 'text', { required: true }),
    field('externalId', 'text'),
    field('logo', 'image'),
    field('industry', 'picklist'),
    field('uscc', 'idNumber'),
  ],
};

describe('mapping', () => {
  it('offers what a file can fill, required first', () => {
    expect(fieldChoices(account).map((one) => one.name)).toEqual(['name', 'note', 'externalId', 'industry', 'uscc']);
    expect(fieldChoices(account, true).map((one) => one.name)).toContain('createdAt');
  });
  it('gives a field to one column only', () => {
    const start = [
      { column: 'A', field: 'name' },
      { column: 'B', field: 'note' },
    ];
    expect(withField(start, 'B', 'name')).toEqual([{ column: 'B', field: 'name' }]);
    expect(withField(start, 'A', null)).toEqual([{ column: 'B', field: 'note' }]);
    expect(withField(start, 'A', 'name')).toBe(start);
  });
  it('keeps and drops settings of a column', () => {
    const start = [{ column: 'A', field: 'industry' }];
    const made = withSetting(start, 'A', { createMissing: true });
    expect(made).toEqual([{ column: 'A', field: 'industry', createMissing: true }]);
    expect(withSetting(made, 'A', { createMissing: undefined })).toEqual(start);
    const ruled = withValue(start, 'A', '水务', 'water');
    expect(ruled[0]?.valueMap).toEqual({ 水务: 'water' });
    expect(withValue(ruled, 'A', '其它', null)[0]?.valueMap).toEqual({ 水务: 'water', 其它: null });
    expect(withValue(ruled, 'A', '水务', undefined)).toEqual(start);
  });
  it('knows which fields tell records apart', () => {
    const mapping = [
      { column: 'A', field: 'name' },
      { column: 'B', field: 'industry' },
    ];
    expect(keyChoices(account, mapping).map((one) => one.name)).toEqual(['name']);
    expect(likelyKey(account, mapping)).toBe('name');
    expect(likelyKey(account, [...mapping, { column: 'C', field: 'externalId' }])).toBe('externalId');
    expect(likelyKey(account, [...mapping, { column: 'C', field: 'uscc' }])).toBe('uscc');
    expect(likelyKey(account, [{ column: 'B', field: 'industry' }])).toBeUndefined();
  });
  it('never takes two people of one name for the same', () => {
    const lead: ObjectMeta = {
      ...account,
      identifiers: ['phone'],
      fields: [field('name', 'text', { personal: true }), field('phone', 'phone', { personal: true })],
    };
    const named = [{ column: 'A', field: 'name' }];
    expect(keyChoices(lead, named)).toEqual([]);
    expect(likelyKey(lead, named)).toBeUndefined();
    expect(likelyKey(lead, [...named, { column: 'B', field: 'phone' }])).toBe('phone');
  });
});

describe('verdict', () => {
  const entry = { column: '行业', field: 'industry' };
  const none = { value: '造纸', count: 31, how: 'none', to: null } as const;
  const near = { value: '化 工', count: 4, how: 'near', to: { id: 'chemical', title: '化工' } } as const;
  const base = { entry, filled: 100, problems: [], key: null };
  it('says what needs a hand first', () => {
    expect(verdict({ ...base, values: [none, near] })).toEqual({ tone: 'warn', say: 'unmatched', rows: 31, values: 1 });
    const bad = {
      column: '行业',
      field: 'industry',
      code: 'INVALID_VALUE',
      kind: 'format',
      message: '不是数字',
      count: 7,
      samples: [],
    } as const;
    expect(verdict({ ...base, values: [none], problems: [bad] })).toEqual({ tone: 'bad', say: 'problem', message: '不是数字', rows: 7 });
  });
  it('is content once every text means something', () => {
    const ruled = { ...entry, valueMap: { 造纸: 'paper' } };
    expect(openValues([none], ruled)).toEqual([]);
    expect(verdict({ ...base, entry: ruled, values: [none, near] })).toEqual({
      tone: 'ok',
      say: 'near',
      from: '化 工',
      to: '化工',
      count: 4,
      more: 0,
    });
    expect(verdict({ ...base, entry: { ...entry, onMissing: 'empty' }, values: [none] })).toEqual({
      tone: 'ok',
      say: 'matched',
      count: 100,
    });
    expect(verdict({ ...base, values: undefined, key: 'industry' })).toEqual({ tone: 'ok', say: 'key', count: 100 });
    expect(verdict({ ...base, entry: undefined, values: undefined })).toEqual({ tone: 'none' });
    const made = { value: '甲', count: 3, how: 'new', to: null } as const;
    expect(verdict({ ...base, values: [made] })).toEqual({ tone: 'ok', say: 'created', count: 1 });
    expect(verdict({ ...base, values: [made], within: true })).toEqual({ tone: 'ok', say: 'matched', count: 100 });
  });
});

it('counts that sum to the file', () => {
  const counts = countsOf({ total: 1248, done: 1248, failed: 95, problems: { unmatched: 57, format: 38, rule: 0 } });
  expect(counts).toEqual({ total: 1248, good: 1153, unmatched: 57, format: 38, rule: 0 });
  expect(counts.good + counts.unmatched + counts.format + counts.rule).toBe(1248);
});

describe('pasted cells', () => {
  it('become a file', () => {
    expect(pastedTable('名称\t电话\r\n恒润, 化工\t0575\r\n')).toBe('名称,电话\n"恒润, 化工",0575\n');
  });
  it('keep line ends and quotes inside a cell', () => {
    expect(pastedTable('a\tb\n"x\ny"\t"say ""hi"""\n')).toBe('a,b\n"x\ny","say ""hi"""\n');
  });
  it('refuse plain text', () => {
    expect(pastedTable('你好')).toBeNull();
    expect(pastedTable('one line\twith a tab')).toBeNull();
    expect(pastedTable('two lines\nwithout tabs')).toBeNull();
  });
});
