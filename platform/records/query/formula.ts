import { type Sql, sql } from '../../database/sql.ts';
import { formulaSql } from '../../formula/sql.ts';
import { formulaOf, formulaPath } from '../../metadata/formula/index.ts';
import type { Context, FieldMeta } from '../../module/index.ts';
import { displayScale, storageScale } from '../../storage/codec.ts';
import { columnType, formulaColumn } from '../../storage/columns.ts';
import type { Joins } from './joins.ts';
import type { Path } from './types.ts';

/**
 * A formula field as the value its column would hold (numbers scaled, as everywhere in the database), for the records of one statement.
 * What it reads through lookups is joined with the caller's own right to see it, so a formula shows nobody more than they may read.
 */
export function formulaValue(ctx: Context, path: Pick<Path, 'hops' | 'field' | 'object'>, aliasOf: Joins['aliasOf'] | undefined): Sql {
  // a formula may use what the caller does not see; only what it gives is shown
  const { meta } = ctx.whole();
  const object = meta.object(path.object.name) ?? path.object;
  const field = object.fields.get(path.field.name) ?? path.field;
  const { hops } = path;
  const formula = formulaOf(meta, object, field);
  if (!formula || !aliasOf) return sql`null::${sql.raw(columnType(field))}`;
  const column = (name: string): Sql => {
    const found = formulaPath(meta, object, name);
    if (!found) throw new Error(`formula ${object.name}.${field.name} names ${name}, which is not there`);
    return plain(aliasOf({ hops: [...hops, ...found.hops], field: found.field, object: found.object }), found.field);
  };
  const value = formulaSql(formula, { column, now: ctx.clock.now(), timeZone: ctx.tenant.timeZone });
  return formula.type === 'number'
    ? sql`formula_scaled(${value}, ${sql.lit(displayScale(field))}, ${sql.lit(storageScale(field))})`
    : value;
}

/** A field's value as formulas compute with it: whole numbers unscaled, ids as text, no collation. */
function plain(alias: string, field: FieldMeta): Sql {
  const { storage } = field;
  if (storage.kind === 'links') return sql`null::text`;
  if (storage.kind === 'custom') return ofCustom(sql.ref(`${alias}.custom`), storage.key, field);
  const column = sql.ref(`${alias}.${storage.kind === 'formula' ? formulaColumn : storage.column}`);
  switch (columnType(field)) {
    case 'bigint':
      return sql`(${column} * ${sql.raw(unit(storageScale(field)))})`;
    case 'text[]':
      return sql`to_jsonb(${column})`;
    case 'uuid':
      return sql`(${column})::text`;
    default:
      return field.system && field.name === 'id' ? sql`(${column})::text` : column;
  }
}

function ofCustom(custom: Sql, key: string, field: FieldMeta): Sql {
  const text = sql`(${custom} ->> ${sql.lit(key)})`;
  switch (columnType(field)) {
    case 'bigint':
      return sql`${text}::numeric`;
    case 'text[]':
      return sql`(${custom} -> ${sql.lit(key)})`;
    case 'date':
    case 'timestamptz':
    case 'boolean':
      return sql`${text}::${sql.raw(columnType(field))}`;
    default:
      return text;
  }
}

/** 4 → 0.0001: multiplied, not divided, so that every digit stays. */
const unit = (scale: number) => (scale === 0 ? '1::numeric' : `0.${'0'.repeat(scale - 1)}1`);
