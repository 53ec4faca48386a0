import { type Sql, sql } from '../../database/sql.ts';
import type { Context, FieldMeta, Values } from '../../module/index.ts';
import { fromColumn, fromCustom } from '../../storage/codec.ts';
import { formulaColumn, isVeiled } from '../../storage/columns.ts';
import { maskValue } from '../../text/index.ts';
import { decorateRows } from './decorate.ts';
import { createJoins } from './joins.ts';
import type { Answer, Path } from './types.ts';

/** More tenant-made fields than this are read as the whole of `custom` at once. */
const mostSingle = 8;

/** What a statement has to select for the wanted fields, and how its rows become answers. */
export interface Selection {
  /** Of the page itself: columns of the alias `o`. */
  readonly columns: Sql;
  /** The page as it is answered: `page` alone, or with what is reached through lookups and links beside it. */
  around(page: Sql): Sql;
  read(rows: readonly Record<string, unknown>[]): Promise<Answer[]>;
}

/**
 * Fields of the record are selected with the page. What lies behind lookups, and links to many records, is joined to the page after its
 * limit; titles of lookups follow in one query for all rows.
 */
export function selectionOf(ctx: Context, paths: readonly Path[]): Selection {
  const columns = new Map<string, Sql>([['id', sql`o.id`]]);
  const own = paths.filter((path) => path.hops.length === 0);
  const reached = paths.filter((path) => path.hops.length > 0);
  const wholeCustom = own.filter((path) => path.field.storage.kind === 'custom').length > mostSingle;
  const add = (field: FieldMeta) => {
    const name = columnName(field, wholeCustom);
    if (name !== undefined) columns.set(name, rawColumn('o', field, wholeCustom));
  };
  for (const path of own) add(path.field);
  const veil = own.find((path) => path.field.veil)?.field.veil;
  if (veil) columns.set('#veiled', isVeiled('o', veil));
  for (const path of reached) if (path.hops[0]) add(path.hops[0].field);

  const joins = createJoins(ctx, { alias: 'p', prefix: 'r', root: (field) => pointer(field, wholeCustom) });
  const outer: Sql[] = [];
  for (const path of own)
    if (path.field.storage.kind === 'links') outer.push(sql`${linksOf(ctx, path.field)} as ${sql.ref(`#l_${path.field.name}`)}`);
  reached.forEach((path, index) => {
    const alias = joins.aliasOf(path);
    const column = path.field.storage.kind === 'links' ? sql`null` : rawColumn(alias, path.field, false);
    outer.push(sql`${column} as ${sql.ref(`#r_${index}`)}`);
    if (path.field.veil) outer.push(sql`${isVeiled(alias, path.field.veil)} as ${sql.ref(`#v_${index}`)}`);
  });
  const formulas = createJoins(ctx, { alias: 's', prefix: 'f' });
  const computed = own.filter(({ field }) => field.storage.kind === 'formula');
  for (const path of computed)
    outer.push(sql`${rawColumn(formulas.aliasOf(path), path.field, false)} as ${sql.ref(`#f_${path.field.name}`)}`);
  // the records of the page once more, whole: formulas read fields that nobody asked for
  const self = computed[0]
    ? sql` join ${sql.table(computed[0].object.table)} s on s.tenant_id = ${ctx.tenant.id} and s.id = p.id ${formulas.sql()}`
    : sql``;

  return {
    columns: sql.join([...columns].map(([name, column]) => sql`${column} as ${sql.ref(name)}`)),
    around(page) {
      if (outer.length === 0) return page;
      return sql`select p.*, ${sql.join(outer)} from (select n.*, row_number() over () as "#place" from (${page}) n) p ${joins.sql()}${self} order by p."#place"`;
    },
    async read(rows) {
      const values = rows.map((row) => {
        const record: Record<string, unknown> = {};
        for (const { field } of own) record[field.name] = unlessVeiled(field, fieldValue(row, field, wholeCustom), row['#veiled']);
        reached.forEach((path, index) => {
          record[path.name] = unlessVeiled(path.field, readStored(path.field, row[`#r_${index}`]), row[`#v_${index}`]);
        });
        return record;
      });
      return decorateRows(ctx, paths, values);
    },
  };
}

const unlessVeiled = (field: FieldMeta, value: unknown, veiled: unknown): unknown =>
  field.veil && veiled === true ? maskValue(field.veil.mask, value) : value;

/** Name of a field's column in a page; undefined for links, which are no column. */
function columnName(field: FieldMeta, wholeCustom: boolean): string | undefined {
  if (field.storage.kind === 'links' || field.storage.kind === 'formula') return undefined;
  if (field.storage.kind === 'column') return field.storage.column;
  return wholeCustom ? 'custom' : `#c_${field.storage.key}`;
}

function rawColumn(alias: string, field: FieldMeta, wholeCustom: boolean): Sql {
  if (field.storage.kind === 'column') return sql.ref(`${alias}.${field.storage.column}`);
  if (field.storage.kind === 'formula') return sql.ref(`${alias}.${formulaColumn}`);
  const custom = sql.ref(`${alias}.custom`);
  return wholeCustom || field.storage.kind === 'links' ? custom : sql`${custom} -> ${sql.lit(field.storage.key)}`;
}

/** A lookup's id as a column of the page. */
function pointer(field: FieldMeta, wholeCustom: boolean): Sql {
  if (field.storage.kind !== 'custom') return sql.ref(`p.${columnName(field, wholeCustom) ?? 'id'}`);
  return wholeCustom
    ? sql`(p.custom ->> ${sql.lit(field.storage.key)})::uuid`
    : sql`(${sql.ref(`p.#c_${field.storage.key}`)} #>> '{}')::uuid`;
}

function linksOf(ctx: Context, field: FieldMeta): Sql {
  return sql`(
    select jsonb_agg(jsonb_build_object('object', l.target_object, 'id', l.target_id) order by l.target_id)
    from record_link l where l.tenant_id = ${ctx.tenant.id} and l.record_id = p.id and l.field = ${field.name})`;
}

function fieldValue(row: Record<string, unknown>, field: FieldMeta, wholeCustom: boolean): unknown {
  if (field.storage.kind === 'links') return row[`#l_${field.name}`] ?? null;
  if (field.storage.kind === 'column') return fromColumn(field, row[field.storage.column]);
  if (field.storage.kind === 'formula') return fromColumn(field, row[`#f_${field.name}`]);
  const { key } = field.storage;
  return fromCustom(field, wholeCustom ? (row['custom'] as Values | null)?.[key] : row[`#c_${key}`]);
}

function readStored(field: FieldMeta, raw: unknown): unknown {
  return field.storage.kind === 'column' || field.storage.kind === 'formula' ? fromColumn(field, raw) : fromCustom(field, raw);
}
