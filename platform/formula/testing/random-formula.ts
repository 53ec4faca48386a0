import { label } from '../../kernel/index.ts';
import { functions } from '../functions/index.ts';
import { functionCatalog } from '../index.ts';
import { type Param, paramsFor, type Signature } from '../signature.ts';
import type { FormulaType, ParamType, ScopeField } from '../types.ts';

/** Even numbers of [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

export const fields: Readonly<Record<string, ScopeField>> = {
  amount: { type: 'number', scale: 2 },
  rate: { type: 'number', scale: 10 },
  count: { type: 'number', scale: 0 },
  name: { type: 'text' },
  'account.name': { type: 'text' },
  level: {
    type: 'text',
    options: [
      { key: 'a', label: label('重点', 'Key') },
      { key: 'b', label: label('普通', 'Plain') },
    ],
  },
  channels: { type: 'text', multi: true },
  signed: { type: 'date' },
  due: { type: 'date' },
  created: { type: 'datetime' },
  closed: { type: 'datetime' },
  active: { type: 'boolean' },
};

const numbers = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '0.5',
  '10',
  '7',
  '100',
  '12.345',
  '0.0000000001',
  '99999999999999999999',
  '1000000',
  '365',
  '2.5',
  '0.05',
];
const texts = [
  '',
  'a',
  'b',
  '环客',
  'Hello',
  '😀',
  '12.5',
  '2024-02-29',
  ' x ',
  '，',
  'ß',
  'straße',
  '上海市浦东新区',
  'a-b-c',
  '-',
  'e\u0301',
  '１２',
  "o'neil",
  'x"y',
  '%_',
  '\\\\n',
];
const numberFormats = ['0.00', '#,##0.00', '0', '0.0%', '#,##0.##', '¥#,##0.00元', '0000'];
const timeFormats = ['yyyy-MM-dd', 'yyyy年M月d日', 'yy/M/d', 'HH:mm:ss', 'M-d H:m:s', 'yyyy"\\\\y"MM\\\\'];
const dates = [
  'DATE(2024, 2, 29)',
  'DATE(2026, 10, 1)',
  'DATE(1, 1, 1)',
  'DATE(9999, 12, 31)',
  'DATE(1986, 5, 4)',
  'DATE(2026, 3, 8)',
  'TODAY()',
];
const instants = [
  'DATETIME(2026, 3, 8, 2, 30)',
  'DATETIME(2026, 11, 1, 1, 30)',
  'DATETIME(1986, 5, 4, 2, 30)',
  'DATETIME(2024, 2, 29, 23, 59, 59)',
  'NOW()',
];
const all: readonly FormulaType[] = ['number', 'text', 'date', 'datetime', 'boolean'];
const binary = ['+', '-', '*', '/', '%', '^', '&', '=', '<>', '<', '<=', '>', '>='];

interface Form {
  readonly name: string;
  readonly of: Signature;
}

const forms: readonly Form[] = [
  ...functionCatalog.filter(({ category }) => category !== 'change').map(({ name }) => name),
  ...binary,
  'neg',
].flatMap((name) => (functions.get(name)?.forms ?? []).map((of) => ({ name, of })));

/** A well-typed formula of a type, at most so many levels deep. */
export function randomFormula(random: () => number, type: FormulaType, depth: number): string {
  if (depth === 0 || random() < 0.12) return leaf(random, type);
  const able = forms.filter(({ of }) => of.result === type || of.result === 'T' || of.result === 'R');
  // comparisons and choices would else drown the many small functions
  const { name, of } = pick(random, able);
  const count = of.lead.length + of.group.length * Math.floor(random() * 3) + Math.floor(random() * (of.last.length + 1));
  const params = paramsFor(of, count) ?? of.lead;
  const T = of.result === 'T' ? type : name === 'MIN' || name === 'MAX' ? type : pick(random, all);
  const R = of.result === 'R' ? type : pick(random, all);
  const args = params.map((param, i) => {
    const isFirst = params.findIndex((each) => each.type === param.type) === i;
    return argument(random, name, param, params, { T, R }, depth - 1, isFirst);
  });
  if (name === 'neg') return `(-${args[0]})`;
  return functions.get(name)?.category === 'logic' && binary.includes(name) ? `(${args.join(` ${name} `)})` : `${name}(${args.join(', ')})`;
}

function argument(
  random: () => number,
  name: string,
  param: Param,
  params: readonly Param[],
  bound: { T: FormulaType; R: FormulaType },
  depth: number,
  isFirst: boolean,
): string {
  const type: ParamType = param.type === 'T' || param.type === 'R' ? bound[param.type] : param.type;
  if (type === 'list') return 'channels';
  if (type === 'option') return 'level';
  if (type === 'format') return quote(format(random, name, params[0]?.type));
  // NULL and an instant for a day would choose another form of a function that has several
  const isOne = functions.get(name)?.forms.length === 1;
  if (isOne && param.type !== 'T' && param.type !== 'R' && random() < 0.03) return 'NULL';
  // of values bound to one type the first says which
  if (isOne && (param.type === 'T' || param.type === 'R') && !isFirst && random() < 0.05) return 'NULL';
  if (type === 'any') return randomFormula(random, pick(random, all), depth);
  if (isOne && param.type === 'date' && random() < 0.1) {
    return randomFormula(random, 'datetime', depth);
  }
  return randomFormula(random, type as FormulaType, depth);
}

function format(random: () => number, name: string, of: ParamType | undefined): string {
  if (name === 'DATEDIFF') return pick(random, ['day', 'week', 'month', 'quarter', 'year']);
  if (name === 'PICKLABEL') return pick(random, ['zh', 'en']);
  return pick(random, of === 'number' ? numberFormats : timeFormats);
}

function leaf(random: () => number, type: FormulaType): string {
  const of = Object.keys(fields).filter((path) => fields[path]?.type === type && !fields[path]?.multi);
  if (random() < 0.6) return pick(random, of);
  if (type === 'number') return pick(random, numbers);
  if (type === 'text') return quote(pick(random, texts));
  if (type === 'date') return pick(random, dates);
  return type === 'datetime' ? pick(random, instants) : pick(random, ['TRUE', 'FALSE']);
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}

export type Row = Readonly<Record<string, unknown>>;

const values: Readonly<Record<string, readonly unknown[]>> = {
  amount: ['1134672.00', '-0.05', '0.00', '92233720368547758.07', '12.35', '-2.50', '1000000'],
  rate: ['0.1', '-0.3333333333', '12.5', '1.0000000001', '0', '100'],
  count: [0, 1, 2, -3, 12, 4096, 1000000000],
  name: ['环客科技', 'Acme Ltd', '😀👨‍👩‍👧emoji', '  padded　', 'STRASSE ß İ', '1,234.50', '2026年3月5日', 'a,b,,c', '𠮷野家', '\uffff'],
  'account.name': ['上海', 'b', 'İstanbul ΟΔΟΣ', '13812345678'],
  level: ['a', 'b', 'gone'],
  channels: [[], ['web'], ['web', 'fair'], ['a', '环客', 'b']],
  signed: ['2024-02-29', '2026-10-01', '2026-10-10', '0001-01-01', '9999-12-31', '1900-02-28', '2026-12-31', '2023-01-21'],
  due: ['2024-03-01', '2025-02-28', '2026-09-30', '1970-01-01', '1969-12-31'],
  created: [
    '2026-03-31T15:59:59.999Z',
    '2026-03-31T16:00:00.000Z',
    '2026-03-08T07:00:00.000Z',
    '2026-11-01T06:30:00.000Z',
    '1988-04-16T18:00:00.123Z',
  ],
  closed: ['1970-01-01T00:00:00.000Z', '2099-12-31T23:59:59.001Z', '2024-02-29T12:00:00.000Z'],
  active: [true, false],
};

/** A record with one field in six empty. */
export function randomRow(random: () => number): Row {
  return Object.fromEntries(Object.entries(values).map(([path, list]) => [path, random() < 1 / 6 ? null : pick(random, list)]));
}
