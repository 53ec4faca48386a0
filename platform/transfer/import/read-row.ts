import { cleanLine, type Label, label } from '../../kernel/index.ts';
import type { FieldMeta, Option } from '../../module/index.ts';
import {
  type DateFormat,
  type Parsed,
  parseBoolean,
  parseDate,
  parseDateTime,
  parseNumber,
  parsePercent,
  parseTime,
  valueProblems,
} from '../../sheets/index.ts';
import { displayScale } from '../../storage/codec.ts';
import { readUscc } from '../../text/index.ts';
import { writtenAddress } from '../../text/regions/written.ts';
import { isReference } from './mapping.ts';
import { type Match, optionReader, splitItems } from './options.ts';
import { toldCell } from './secrets.ts';
import type { Draft, Plan, PlanEntry, Problem, Reference } from './types.ts';

/** Puts what a cell says into its row's draft. */
type CellReader = (draft: Draft, text: string) => void;

export interface ReadOptions {
  readonly timeZone: string;
  /** Option texts that the real run will have added; a dry run takes them as good. */
  readonly newOptions: ReadonlyMap<string, ReadonlySet<string>>;
}

/** "M/D/YYYY", "DD.MM.YYYY" or "MDY" → the order of its parts. */
export function dateOrder(format: string | undefined): DateFormat | undefined {
  if (!format) return undefined;
  if (/serial/i.test(format)) return 'serial';
  const order = [...new Set(format.toUpperCase().replace(/[^YMD]/g, ''))].join('');
  return order === 'YMD' || order === 'MDY' || order === 'DMY' ? order : undefined;
}

/** Makes the function that reads rows of one plan: cells in, values and open references out. Pure; the database is asked later, by batch. */
export function rowReader(plan: Plan, options: ReadOptions): (row: number, cells: readonly (string | null)[]) => Draft {
  const readers = plan.entries.map((entry) => ({ entry, read: cellReader(entry, options) }));
  return (row, cells) => {
    const references: Reference[] = [];
    const draft: Draft & { references: Reference[] } = {
      row,
      cells,
      values: {},
      references,
      problems: [],
      warnings: [],
      assumed: new Set(),
      later: {},
    };
    for (const { entry, read } of readers) {
      const raw = cells[entry.index];
      const first = raw === undefined || raw === null ? '' : raw.trim();
      const cell = entry.join === undefined ? first : personName(first, (cells[entry.join] ?? '').trim());
      if (entry.path) {
        readPath(draft, entry, cells);
        continue;
      }
      if (cell === '') continue;
      const mapped = entry.entry.valueMap && Object.hasOwn(entry.entry.valueMap, cell) ? entry.entry.valueMap[cell] : cell;
      if (mapped === null || mapped === undefined || mapped === '') continue;
      read(draft, mapped);
    }
    return draft;
  };
}

/** 伟 and 王 are 王伟, Ann and Lee are Ann Lee. */
function personName(given: string, family: string): string {
  return /\p{Script=Han}/u.test(given + family) ? family + given : `${given} ${family}`.trim();
}

function readPath(draft: Draft & { references: Reference[] }, entry: PlanEntry, cells: readonly (string | null)[]): void {
  const names = (entry.path ?? []).map((index) => cleanLine(cells[index] ?? '')).filter((name) => name !== '');
  if (names.length > 0) draft.references.push({ entry, text: names.join('/'), path: names });
}

function report(draft: Draft, entry: PlanEntry, kind: Problem['kind'], message: Label): void {
  draft.problems.push(problemOf(draft, entry, { code: 'INVALID_VALUE', kind, message }));
}

const problemOf = (draft: Draft, { entry, field, index }: PlanEntry, what: Pick<Problem, 'code' | 'kind' | 'message'>): Problem => ({
  column: entry.column,
  field: field.name,
  value: toldCell(field, draft.cells[index]),
  ...what,
});

function cellReader(entry: PlanEntry, options: ReadOptions): CellReader {
  const { field } = entry;
  if (isReference(field)) {
    return (draft, text) => {
      const list = draft.references as Reference[];
      if (field.many) for (const item of splitItems(text)) list.push({ entry, text: cleanLine(item) });
      else list.push({ entry, text: cleanLine(text) });
    };
  }
  switch (field.type) {
    case 'number':
    case 'currency':
    case 'rating':
      return parsed(entry, parseNumber);
    case 'percent':
      return parsed(entry, parsePercent);
    case 'boolean':
      return parsed(entry, parseBoolean);
    case 'date': {
      const format = dateOrder(entry.entry.format);
      return parsed(entry, (text) => parseDate(text, format));
    }
    case 'datetime': {
      const format = dateOrder(entry.entry.format);
      return parsed(entry, (text) => parseDateTime(text, format ? { zone: options.timeZone, format } : { zone: options.timeZone }));
    }
    case 'time':
      return parsed(entry, parseTime);
    case 'picklist':
    case 'stage':
      return optionCell(entry, options);
    case 'multiPicklist':
      return optionsCell(entry, options);
    case 'tags':
      return (draft, text) => {
        draft.values[field.name] = splitItems(text);
      };
    case 'address':
      return addressCell(field);
    case 'geolocation':
      return placeCell(entry);
    default:
      return textCell(entry);
  }
}

function parsed(entry: PlanEntry, parse: (text: string) => Parsed<unknown>): CellReader {
  return (draft, text) => {
    const result = parse(text);
    if (result.ok) draft.values[entry.field.name] = tidyNumber(entry.field, result.value);
    else if (entry.entry.onMissing !== 'empty') report(draft, entry, 'format', valueProblems[result.code]);
  };
}

/** Spreadsheets keep 1100.04 as 1100.0399999999999: what lies beyond 12 significant digits is theirs, not the user's. */
function tidyNumber(field: FieldMeta, value: unknown): unknown {
  if (typeof value !== 'string' || !/\.\d{9,}$/.test(value) || value.replace(/\D/g, '').length < 15) return value;
  const scale = displayScale(field);
  const rounded = Number(value).toPrecision(12);
  return /e/i.test(rounded)
    ? value
    : Number(rounded).toFixed(Math.min(12, Math.max(scale, (String(Number(rounded)).split('.')[1] ?? '').length)));
}

const spoiled = label(
  '表格把号码变成了科学计数，后几位已丢失，请在原表改成文本格式',
  'The spreadsheet turned the number into 1.39E+10 and lost its last digits; format the column as text',
);
/** A person confirms such a code in the form (`lenient`); a file can only be told of it. */
const wrongCheck = {
  code: 'CHECK_CHARACTER',
  kind: 'warning',
  message: label('统一社会信用代码校验位不符，请核对', 'The check character of the credit code does not fit; please check it'),
} as const;
const scientific = /^\d(?:\.\d+)?E\+\d{1,2}$/i;

function textCell(entry: PlanEntry): CellReader {
  const { field } = entry;
  const numbered =
    field.type === 'phone' ||
    field.type === 'idNumber' ||
    field.type === 'encrypted' ||
    field.type === 'barcode' ||
    field.search === 'code';
  const lenient = field.type === 'idNumber' && field.kind === 'uscc' && field.lenient === true;
  return (draft, text) => {
    if (numbered && scientific.test(text)) report(draft, entry, 'format', spoiled);
    else draft.values[field.name] = text;
    if (lenient && readUscc(text).hasWrongCheck) draft.warnings.push(problemOf(draft, entry, wrongCheck));
  };
}

function addressCell(field: FieldMeta): CellReader {
  const read = cached(writtenAddress);
  return (draft, text) => {
    draft.values[field.name] = read(cleanLine(text));
  };
}

const noPlace = label('位置应写成“经度,纬度”，例如 120.87,30.03', 'Write a place as longitude,latitude such as 120.87,30.03');

function placeCell(entry: PlanEntry): CellReader {
  return (draft, text) => {
    const match = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
    if (match) draft.values[entry.field.name] = { lng: Number(match[1]), lat: Number(match[2]) };
    else if (entry.entry.onMissing !== 'empty') report(draft, entry, 'format', noPlace);
  };
}

const noOption = label('没有这个选项', 'There is no such option');
const severalOptions = label('有多个选项与它相近，请选择一个', 'Several options are close to this; choose one');
const retiredOption = label('这个选项已停用', 'This option is retired');

function optionCell(entry: PlanEntry, options: ReadOptions): CellReader {
  const read = cached(optionReader(entry.field));
  const coming = options.newOptions.get(entry.field.name);
  return (draft, text) => {
    const match = read(cleanLine(text));
    if (match.how === 'exact' || match.how === 'near') draft.values[entry.field.name] = match.to.key;
    else if (match.how === 'none' && coming?.has(cleanLine(text))) draft.assumed.add(entry.field.name);
    else if (entry.entry.onMissing !== 'empty') report(draft, entry, 'unmatched', optionProblem(match));
  };
}

function optionsCell(entry: PlanEntry, options: ReadOptions): CellReader {
  const read = cached(optionReader(entry.field));
  const coming = options.newOptions.get(entry.field.name);
  return (draft, text) => {
    const keys: string[] = [];
    for (const item of splitItems(text).map(cleanLine)) {
      const match = read(item);
      if (match.how === 'exact' || match.how === 'near') keys.push(match.to.key);
      else if (match.how === 'none' && coming?.has(item)) draft.assumed.add(entry.field.name);
      else if (entry.entry.onMissing !== 'empty') report(draft, entry, 'unmatched', optionProblem(match));
    }
    if (keys.length > 0) draft.values[entry.field.name] = keys;
  };
}

function optionProblem(match: Match<Option>): Label {
  return match.how === 'ambiguous' ? severalOptions : match.how === 'retired' ? retiredOption : noOption;
}

/** A column holds the same few texts over and over. */
function cached<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const hit = known.get(text);
    if (hit !== undefined) return hit;
    const answer = read(text);
    if (known.size < 10_000) known.set(text, answer);
    return answer;
  };
}
