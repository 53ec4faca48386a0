import { describe, expect, it } from 'vitest';
import { label } from '../kernel/index.ts';
import {
  createRegistry,
  defineModule,
  defineObject,
  moduleProblems,
  number,
  type ObjectDefinition,
  reference,
  text,
} from '../module/index.ts';
import { relationProblems } from './relation-names.ts';

type Fields = ObjectDefinition['fields'];
const title = text({ label: label('名称', 'Name'), required: true, max: 100 });
const object = (name: string, fields: Fields = {}, rest: Partial<ObjectDefinition> = {}) =>
  defineObject({
    name,
    label: label('甲', 'A'),
    title: 'name',
    fields: { name: title, ...fields },
    access: { owned: true, default: 'private' },
    ...rest,
  });
const plain = number({ label: label('数', 'Number') });
const indexed = number({ label: label('数', 'Number'), indexed: true });

describe('names of tables and indexes', () => {
  it('an index may not be called as a table, whichever is declared first', () => {
    const [deal, size] = [object('deal', { size: indexed }), object('dealSize')];
    for (const objects of [
      [deal, size],
      [size, deal],
    ])
      expect(relationProblems(objects).join()).toMatch(/called "deal_size", as one of object/);
    expect(relationProblems([object('deal', { size: plain }), size])).toEqual([]);
    // a lookup has an index without saying so
    expect(relationProblems([object('deal', { size: reference('dealSize', { label: label('甲', 'A') }) }), size])).toHaveLength(1);
  });

  it('nor as another index: of two fields together, of uniqueness, of what the platform adds', () => {
    const both = object('deal', { size: plain, kind: plain, sizeKind: indexed }, { indexes: [{ fields: ['size', 'kind'] }] });
    expect(relationProblems([both])).toEqual([
      'object deal: its table or one of its indexes is called "deal_size_kind", as one of object deal',
    ]);
    expect(relationProblems([object('deal', { updated: indexed })])).toHaveLength(1);
    expect(relationProblems([object('deal'), object('dealRecordType')])).toHaveLength(1);
    expect(relationProblems([object('dealSlotN1'), object('deal')])).toHaveLength(1);
    expect(relationProblems([object('customRecord')]).length).toBeGreaterThan(0);
    const code = text({ label: label('码', 'Code'), unique: true, max: 100 });
    expect(relationProblems([object('deal', { code, codeUnique: indexed })])).toHaveLength(1);
  });

  it('nor alike in their first 63 bytes, where the database cuts them', () => {
    const long = 'a'.repeat(39);
    const fields = { [`b${long.slice(15)}x`]: indexed, [`b${long.slice(15)}y`]: indexed };
    expect(relationProblems([object(long, fields)])).toHaveLength(1);
    expect(relationProblems([object('deal', fields)])).toEqual([]);
  });
});

describe('names of fields', () => {
  const problems = (field: string) =>
    moduleProblems([defineModule({ name: 'm', label: label('模块', 'M'), objects: [object('deal', { [field]: plain })] })]);

  it('what every table calls its own is not free', () => {
    for (const field of ['tenantId', 'deletedBy', 'deletedWith', 't1', 'n8', 'owner', 'object'])
      expect(problems(field), field).toEqual([`field deal.${field}: not a free API name`]);
    for (const field of ['at', 'changed', 'atHome', 'rooted', 'tn', 'x1']) expect(problems(field), field).toEqual([]);
    expect(() =>
      createRegistry([defineModule({ name: 'm', label: label('模块', 'M'), objects: [object('deal', { tenantId: plain })] })]),
    ).toThrow('deal.tenantId');
  });
});
