import { type Sql, sql } from '../database/sql.ts';
import type { FieldMeta, Veil } from '../module/index.ts';
import { dayNumber, storageScale, toColumn, toSlot, type Value } from './codec.ts';
import { nearestUnits } from './room.ts';

/** The SQL type in which a field is compared. */
export type Kind = 'text' | 'bigint' | 'date' | 'timestamptz' | 'uuid' | 'boolean' | 'textArray' | 'jsonArray' | 'json' | 'links';

/** A field's place in a query: what to compare with, and how to bind values for it. */
export interface Column {
  readonly sql: Sql;
  readonly kind: Kind;
  /** A b-tree can serve comparisons (shipped column or slot). Otherwise the filter reads every visible row. */
  readonly typed: boolean;
  /** Binds a canonical value in the column's own type. */
  bind(value: Value): Sql;
  /** Text slots hold 200 characters: the condition that rechecks a longer value on the truth. */
  recheck(value: Value): Sql | undefined;
}

const kinds: Partial<Record<FieldMeta['type'], Kind>> = {
  number: 'bigint',
  currency: 'bigint',
  percent: 'bigint',
  rating: 'bigint',
  date: 'date',
  datetime: 'timestamptz',
  boolean: 'boolean',
  lookup: 'uuid',
  masterDetail: 'uuid',
  user: 'uuid',
  department: 'uuid',
  multiPicklist: 'textArray',
  tags: 'textArray',
  address: 'json',
  geolocation: 'json',
  image: 'json',
  attachment: 'json',
  signature: 'json',
};

const casts: Record<Kind, string> = {
  text: 'text',
  bigint: 'bigint',
  date: 'date',
  timestamptz: 'timestamptz',
  uuid: 'uuid',
  boolean: 'boolean',
  textArray: 'text[]',
  jsonArray: 'jsonb',
  json: 'jsonb',
  links: 'uuid',
};

const none = () => undefined;

/** Indexes over texts that people read are in pinyin order; a comparison must name the same collation to use them. */
const pinyin = sql.raw('collate "zh-x-icu"');

/** Whether a shipped column's index is in pinyin order (tables.ts makes it so). */
export function isPinyinOrdered(field: Pick<FieldMeta, 'type' | 'search'>): boolean {
  return field.type === 'text' && field.search !== 'code';
}

/** The SQL type name of a shipped field's column, for tables.ts. */
export function columnType(field: Pick<FieldMeta, 'type'>): string {
  return casts[kinds[field.type] ?? 'text'];
}

/** Name of the one column of a formula field: a query joins it as a table of its own (records/query/formula.ts), `alias` is that one's. */
export const formulaColumn = 'value';

/** `alias` is the table's alias in the query; field `storage` says where to look. */
export function columnOf(alias: string, field: FieldMeta): Column {
  const column = openColumn(alias, field);
  return field.veil ? { ...column, sql: unlessVeiled(alias, field, column.sql) } : column;
}

/** A value by name of its column; empty in records in which the caller may not read it, so that no filter, order or group tells of it. */
export const unlessVeiled = (alias: string, field: Pick<FieldMeta, 'veil'>, value: Sql): Sql =>
  field.veil ? sql`case when ${isVeiled(alias, field.veil)} then null else ${value} end` : value;

/** Whether a record lies in one of the pools in which a field is masked for the caller; false, never null. */
export const isVeiled = (alias: string, veil: Veil): Sql => sql`coalesce(${sql.ref(`${alias}.pool`)} = any(${veil.pools}::uuid[]), false)`;

function openColumn(alias: string, field: FieldMeta): Column {
  const kind = kinds[field.type] ?? 'text';
  if (field.storage.kind === 'links')
    return { sql: sql`${sql.ref(`${alias}.id`)}`, kind: 'links', typed: true, bind: (value) => sql`${value}::uuid`, recheck: none };
  if (field.storage.kind === 'column') {
    const column = sql.ref(`${alias}.${field.storage.column}`);
    if (field.type === 'encrypted') return sealed(column, false);
    return {
      sql: isPinyinOrdered(field) ? sql`${column} ${pinyin}` : column,
      kind,
      typed: true,
      bind: (value) => sql`${toColumn(field, value)}::${sql.raw(casts[kind])}`,
      recheck: none,
    };
  }
  if (field.storage.kind === 'formula') {
    const value = sql.ref(`${alias}.${formulaColumn}`);
    return {
      sql: isPinyinOrdered(field) ? sql`${value} ${pinyin}` : value,
      kind,
      typed: false,
      bind: (value) => sql`${toColumn(field, value)}::${sql.raw(casts[kind])}`,
      recheck: none,
    };
  }
  const { key, slot } = field.storage;
  const truth = sql`${sql.ref(`${alias}.custom`)} ->> ${sql.lit(key)}`;
  if (field.type === 'encrypted') return slot ? { ...sealed(sql``, true), sql: sql.ref(`${alias}.${slot}`) } : sealed(truth, false);
  if (slot) {
    const slotKind: Kind = kind === 'date' || kind === 'boolean' ? 'bigint' : kind;
    return {
      sql: slotKind === 'text' ? sql`${sql.ref(`${alias}.${slot}`)} ${pinyin}` : sql.ref(`${alias}.${slot}`),
      kind: slotKind,
      typed: true,
      bind: (value) => sql`${toSlot(field, value)}::${sql.raw(casts[slotKind])}`,
      recheck: (value) => (typeof value === 'string' && kind === 'text' && value.length >= 200 ? sql`${truth} = ${value}` : undefined),
    };
  }
  return { ...untyped(alias, field, kind, truth), typed: false, recheck: none };
}

/** Encrypted texts are compared by their keyed hash, the second part of what is stored and all that a slot holds. */
function sealed(stored: Sql, typed: boolean): Column {
  return { sql: sql`split_part(${stored}, '.', 2)`, kind: 'text', typed, bind: (value) => sql`${value}::text`, recheck: none };
}

function untyped(alias: string, field: FieldMeta, kind: Kind, truth: Sql): Pick<Column, 'sql' | 'kind' | 'bind'> {
  const json = sql`${sql.ref(`${alias}.custom`)} -> ${sql.lit(field.storage.kind === 'custom' ? field.storage.key : '')}`;
  if (kind === 'textArray') return { sql: json, kind: 'jsonArray', bind: (value) => sql`${JSON.stringify(value)}::jsonb` };
  if (kind === 'json') return { sql: json, kind, bind: (value) => sql`${JSON.stringify(value)}::jsonb` };
  if (kind === 'bigint') {
    const factor = sql.lit(10 ** storageScale(field));
    return { sql: nearestUnits(sql`((${truth})::numeric * ${factor})`), kind, bind: (value) => sql`${toColumn(field, value)}::bigint` };
  }
  if (kind === 'text') return { sql: sql`(${truth})`, kind, bind: (value) => sql`${value}::text` };
  return { sql: sql`(${truth})::${sql.raw(casts[kind])}`, kind, bind: (value) => sql`${value}::${sql.raw(casts[kind])}` };
}

/** A day bound for a column of a date field, whether it lies in a `date` column or in a slot of days. */
export function bindDay(column: Column, day: string): Sql {
  return column.kind === 'bigint' ? sql`${dayNumber(day)}::bigint` : sql`${day}::date`;
}
