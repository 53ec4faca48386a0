import type { FieldMeta, ObjectMeta } from '../data/meta.ts';

export type ImportMode = 'create' | 'update' | 'upsert';
export type Duplicates = 'create' | 'skip' | 'update' | 'review';
export type Automation = 'none' | 'assignment' | 'all';

/** One column of the file and the field it fills; as `POST /imports` takes it. */
export interface MappingEntry {
  readonly column: string;
  readonly field: string;
  readonly valueMap?: Readonly<Record<string, string | null>>;
  readonly format?: string;
  readonly lookupBy?: string;
  readonly createMissing?: boolean;
  readonly onMissing?: 'fail' | 'empty';
  readonly path?: readonly string[];
  readonly managerField?: string;
  /** Given name in `column`, family name in this one. */
  readonly join?: string;
}

export interface ProblemGroup {
  readonly column: string | null;
  readonly field: string | null;
  readonly code: string;
  readonly kind: 'unmatched' | 'format' | 'rule' | 'skipped' | 'warning';
  readonly message: string;
  readonly count: number;
  readonly samples: readonly { readonly row: number; readonly value: string | null }[];
}

/** How one text of a picklist or lookup column would be read. */
export interface ValueMatch {
  readonly value: string;
  readonly count: number;
  readonly how: 'exact' | 'near' | 'none' | 'ambiguous' | 'retired' | 'new';
  readonly to: { readonly id: string; readonly title: string } | null;
}

const UNREADABLE = new Set(['image', 'attachment', 'signature', 'geolocation']);
const KEYS = new Set(['text', 'email', 'phone', 'autoNumber', 'barcode', 'idNumber', 'url']);
const POINTING = new Set(['lookup', 'masterDetail', 'user', 'department']);

const ORIGIN = new Set(['createdAt', 'createdBy', 'updatedAt']);

/** Fields a file can fill, those a person is asked for first on top; where a record comes from only for those who may say so. */
export function fieldChoices(meta: ObjectMeta, withOrigin = false): readonly FieldMeta[] {
  const rank = (field: FieldMeta) => (field.required || field.form === 'required' ? 0 : field.form === 'essential' ? 1 : 2);
  return meta.fields
    .filter((field) => (ORIGIN.has(field.name) ? withOrigin : !field.readOnly) && !UNREADABLE.has(field.type) && field.name !== 'id')
    .sort((a, b) => rank(a) - rank(b));
}

/** Mapped fields by which a row can find the record it means. The name of a person is borne by many and finds none. */
export function keyChoices(meta: ObjectMeta, mapping: readonly MappingEntry[]): readonly FieldMeta[] {
  const mapped = new Set(mapping.map((entry) => entry.field));
  const isPersonsName = (field: FieldMeta) => field.name === meta.title && field.personal === true;
  return meta.fields.filter((field) => mapped.has(field.name) && KEYS.has(field.type) && !field.many && !isPersonsName(field));
}

/** The likeliest key, as the server takes it: the outside number, else what is unique, else what tells records of the object apart. */
export function likelyKey(meta: ObjectMeta, mapping: readonly MappingEntry[]): string | undefined {
  const fields = keyChoices(meta, mapping);
  const find = (test: (field: FieldMeta) => boolean) => fields.find(test)?.name;
  return (
    find((field) => field.name === 'externalId') ??
    find((field) => field.unique === true) ??
    meta.identifiers?.find((name) => fields.some((field) => field.name === name))
  );
}

export const pointsToRecord = (field: FieldMeta | undefined) => field !== undefined && POINTING.has(field.type);
export const hasOptions = (field: FieldMeta | undefined) => field?.options !== undefined && field.options.length > 0;

/** Gives a column another field, or none. A field is filled by one column only: whoever had it loses it. */
export function withField(mapping: readonly MappingEntry[], column: string, field: string | null): readonly MappingEntry[] {
  const before = mapping.find((entry) => entry.column === column);
  if (before?.field === field) return mapping;
  const rest = mapping.filter((entry) => entry.column !== column && entry.field !== field);
  return field === null ? rest : [...rest, { column, field }];
}

/** Changes how one column is read; `undefined` takes a setting away. */
export function withSetting(
  mapping: readonly MappingEntry[],
  column: string,
  changes: Readonly<Partial<Record<Exclude<keyof MappingEntry, 'column' | 'field'>, unknown>>>,
): readonly MappingEntry[] {
  return mapping.map((entry) =>
    entry.column === column
      ? (Object.fromEntries(Object.entries({ ...entry, ...changes }).filter(([, value]) => value !== undefined)) as unknown as MappingEntry)
      : entry,
  );
}

/** What one text stands for: an option's key, a record's id, null for nothing, undefined for no rule. */
export function withValue(mapping: readonly MappingEntry[], column: string, text: string, to: string | null | undefined) {
  const entry = mapping.find((one) => one.column === column);
  const { [text]: _old, ...rest } = entry?.valueMap ?? {};
  const valueMap = to === undefined ? rest : { ...rest, [text]: to };
  return withSetting(mapping, column, { valueMap: Object.keys(valueMap).length > 0 ? valueMap : undefined });
}

/** Texts that still mean nothing, those with a rule left out. */
export function openValues(values: readonly ValueMatch[] | undefined, entry: MappingEntry | undefined): readonly ValueMatch[] {
  return (values ?? []).filter(
    (value) =>
      (value.how === 'none' || value.how === 'ambiguous' || value.how === 'retired') && !Object.hasOwn(entry?.valueMap ?? {}, value.value),
  );
}

export type Verdict =
  | { readonly tone: 'none' }
  | { readonly tone: 'ok'; readonly say: 'filled'; readonly count: number }
  | { readonly tone: 'ok'; readonly say: 'key'; readonly count: number }
  | { readonly tone: 'ok'; readonly say: 'near'; readonly from: string; readonly to: string; readonly count: number; readonly more: number }
  | { readonly tone: 'ok'; readonly say: 'matched' | 'created'; readonly count: number }
  | { readonly tone: 'warn'; readonly say: 'unmatched'; readonly rows: number; readonly values: number }
  | { readonly tone: 'bad'; readonly say: 'problem'; readonly message: string; readonly rows: number };

interface VerdictInput {
  readonly entry: MappingEntry | undefined;
  readonly filled: number;
  readonly problems: readonly ProblemGroup[];
  readonly values: readonly ValueMatch[] | undefined;
  readonly key: string | null;
  /** The field names another row of this very file (a parent account): such texts are found, not made. */
  readonly within?: boolean;
}

const rowsOf = (values: readonly ValueMatch[]) => values.reduce((sum, value) => sum + value.count, 0);

/** What becomes of one column, in the order of what needs a hand: wrong cells, texts that mean nothing, what was guessed, all well. */
export function verdict({ entry, filled, problems, values, key, within = false }: VerdictInput): Verdict {
  if (!entry) return { tone: 'none' };
  const mine = problems.filter((group) => group.column === entry.column && group.field === entry.field);
  const worst = mine.filter((group) => group.kind !== 'unmatched').sort((a, b) => b.count - a.count)[0];
  if (worst) return { tone: 'bad', say: 'problem', message: worst.message, rows: worst.count };
  const open = entry.onMissing === 'empty' || entry.createMissing ? [] : openValues(values, entry);
  const lost = mine.find((group) => group.kind === 'unmatched');
  if (open.length > 0) return { tone: 'warn', say: 'unmatched', rows: rowsOf(open), values: open.length };
  if (lost)
    return { tone: 'warn', say: 'unmatched', rows: lost.count, values: Math.max(1, new Set(lost.samples.map((one) => one.value)).size) };
  if (values) {
    const near = values.filter((value) => value.how === 'near' && value.to);
    const first = near[0];
    if (first?.to) return { tone: 'ok', say: 'near', from: first.value, to: first.to.title, count: rowsOf(near), more: near.length - 1 };
    const made = within && !entry.createMissing ? [] : values.filter((value) => value.how === 'new');
    return made.length > 0 ? { tone: 'ok', say: 'created', count: made.length } : { tone: 'ok', say: 'matched', count: filled };
  }
  return { tone: 'ok', say: key === entry.field ? 'key' : 'filled', count: filled };
}

export interface Counts {
  readonly total: number;
  readonly good: number;
  readonly unmatched: number;
  readonly format: number;
  readonly rule: number;
}

interface Counted {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly problems: { readonly unmatched: number; readonly format: number; readonly rule: number };
}

/** The rows of the file by what becomes of them; the parts always sum to what has been looked at. */
export function countsOf({ done, failed, problems }: Counted): Counts {
  const format = Math.min(problems.format, failed);
  const unmatched = Math.min(problems.unmatched, failed - format);
  return { total: done, good: done - failed, unmatched, format, rule: failed - format - unmatched };
}

/** Cells copied from a spreadsheet, as a file the server reads like any other. Null where the text is no table. */
export function pastedTable(text: string): string | null {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  if (lines.length < 2 || !lines[0]?.includes('\t')) return null;
  const cell = (value: string) => {
    // A spreadsheet quotes cells that hold line ends or quotes itself.
    const plain = /^".*"$/s.test(value) ? value.slice(1, -1).replaceAll('""', '"') : value;
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return `${splitCells(lines.join('\n'))
    .map((row) => row.map(cell).join(','))
    .join('\n')}\n`;
}

/** Rows and cells of tab separated text; a quoted cell may hold line ends. */
function splitCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    let end = at;
    if (text[at] === '"') {
      end = at + 1;
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
      end = Math.min(end + 1, text.length);
    }
    while (end < text.length && text[end] !== '\t' && text[end] !== '\n') end += 1;
    row.push(text.slice(at, end));
    if (text[end] !== '\t') {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  return rows;
}
