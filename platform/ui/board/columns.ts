import { isEmpty } from '../cells/text.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, type Option, titleNames } from '../data/meta.ts';
import type { Filter, RecordData } from '../data/records.ts';
import { both } from '../filter/grammar.ts';

/** One column of a board; `key` null holds the records without a value. */
export interface BoardColumnDef {
  readonly key: string | null;
  readonly option: Option | null;
}

/** What a column holds, from the sums of the whole board. */
export interface ColumnFigures {
  readonly count: number;
  readonly sum: unknown;
}

export function figuresOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  field: string,
  money: string | undefined,
): ReadonlyMap<string | null, ColumnFigures> {
  return new Map(
    rows.map((row) => {
      const key = row[field];
      return [typeof key === 'string' ? key : null, { count: Number(row['count'] ?? 0), sum: money ? row[`sum:${money}`] : null }] as const;
    }),
  );
}

/** Live options in their order; retired ones and "none" only while they hold records. */
export function columnsFor(field: FieldMeta, figures: ReadonlyMap<string | null, ColumnFigures>): readonly BoardColumnDef[] {
  const live = (field.options ?? []).filter((option) => option.active !== false || (figures.get(option.key)?.count ?? 0) > 0);
  const columns: BoardColumnDef[] = live.map((option) => ({ key: option.key, option }));
  return (figures.get(null)?.count ?? 0) > 0 ? [{ key: null, option: null }, ...columns] : columns;
}

/** The record type a filter narrows a board to, if it names one: the board then has that type's stages. */
export function typeOfFilter(filter: Filter | undefined): string | undefined {
  if (!filter) return undefined;
  if ('and' in filter) return filter.and.map(typeOfFilter).find((type) => type !== undefined);
  if (!('field' in filter) || filter.field !== 'recordType') return undefined;
  const { op, value } = filter as { readonly op?: string; readonly value?: unknown };
  if (op === 'eq' && typeof value === 'string') return value;
  return op === 'in' && Array.isArray(value) && value.length === 1 ? String(value[0]) : undefined;
}

export function columnFilter(filter: Filter | undefined, field: string, key: string | null): Filter | undefined {
  return both(filter, key === null ? { field, op: 'isNull' } : { field, op: 'eq', value: key });
}

/** The fields a card shows, and those that gates ask for. */
export interface CardFields {
  readonly who: FieldMeta | undefined;
  readonly money: FieldMeta | undefined;
  readonly day: FieldMeta | undefined;
  readonly owner: FieldMeta | undefined;
  /** What the layout puts on the card beside these. */
  readonly more: readonly FieldMeta[];
  readonly ask: readonly string[];
}

export function cardFields(meta: ObjectMeta, columns: readonly string[], by: FieldMeta): CardFields {
  const laidOut = meta.layouts?.find((layout) => layout.boardFields?.length)?.boardFields ?? meta.list?.card;
  const shown = (laidOut ?? columns).flatMap((name) => fieldOf(meta, name) ?? []);
  const rest = meta.fields.filter((field) => !field.system && !shown.includes(field));
  const find = (test: (field: FieldMeta) => boolean) => shown.find(test) ?? (meta.list?.board && !laidOut ? rest.find(test) : undefined);
  const who = shown.find((field) => field.type === 'lookup' && !field.many);
  const money = find((field) => field.type === 'currency');
  const day = shown.find((field) => field.type === 'date' && field.name !== 'nextStepOn');
  const owner = fieldOf(meta, 'owner');
  const has = (name: string) => meta.fields.some((field) => field.name === name);
  const own = (meta.recordTypes ?? []).flatMap((type) => Object.values(type.rules?.[by.name] ?? {}));
  const gates = [...(by.options ?? []), ...own].flatMap((rules) => rules.requires ?? []).filter(has);
  const extra = ['recordType', 'nextStep', 'nextStepOn', 'stageEnteredAt', 'closedOn', 'currency', 'stalled'].filter(has);
  const more = laidOut
    ? shown.filter(
        (field) => ![who, money, day, owner, by].includes(field) && field.name !== meta.title && !field.name.startsWith('nextStep'),
      )
    : [];
  const called = titleNames(meta).filter((name) => name === meta.title || has(name));
  const names = [who, money, day, owner, ...more].flatMap((field) => (field ? [field.name] : []));
  return { who, money, day, owner, more, ask: [...new Set(['id', 'version', ...called, by.name, ...names, ...gates, ...extra])] };
}

/** Fields the target asks for: those that hold a value, and those that are still missing. */
export function gateOf(
  meta: ObjectMeta,
  option: Option | null,
  record: RecordData,
): { readonly ready: readonly FieldMeta[]; readonly missing: readonly FieldMeta[] } {
  const asked = (option?.requires ?? []).flatMap((name) => fieldOf(meta, name) ?? []);
  return { ready: asked.filter((field) => !isEmpty(record[field.name])), missing: asked.filter((field) => isEmpty(record[field.name])) };
}
