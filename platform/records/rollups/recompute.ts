import { type Sql, sql } from '../../database/sql.ts';
import { AppError } from '../../kernel/index.ts';
import type { PlacedRollup } from '../../metadata/rollup.ts';
import type { Context, FieldMeta, ObjectMeta, RollupDefinition } from '../../module/index.ts';
import { displayScale, slotBank, storageScale } from '../../storage/codec.ts';
import { columnOf } from '../../storage/columns.ts';
import { nearestUnits } from '../../storage/room.ts';
import { baseCondition } from '../access.ts';
import { type Counted, compileFilter, countedSql, createJoins, type Joins, parseFilter } from '../query/index.ts';

/** A roll-up value that has become another one. */
export interface RollupChange {
  readonly id: string;
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

interface Part {
  readonly field: FieldMeta;
  readonly key: string;
  readonly slot: string | null;
  /** Rows of the children that take part, one for each parent `o`. */
  readonly from: Sql;
  readonly aggregate: Sql;
  readonly form: (value: Sql) => { readonly json: Sql; readonly slot: Sql };
}

const slotTypes = { t: 'text', n: 'bigint', d: 'timestamptz', u: 'uuid' } as const;
const power = (scale: number) => sql.raw(`1e${scale}::numeric`);
/** Twenty digits more than shown: a quotient is then never rounded twice. */
const wide = sql.raw('0.00000000000000000000000000000000::numeric');

/**
 * Works out roll-ups of parents anew from their children, by one statement over rows that are locked before, in order of id: whoever
 * writes children meanwhile waits here and counts what was committed before. The version and time of change of the parents stay.
 */
export async function recomputeRollups(
  tx: Context,
  parent: ObjectMeta,
  ids: readonly string[],
  rollups: readonly PlacedRollup[],
): Promise<RollupChange[]> {
  const parts = rollups.flatMap((one) => partOf(tx, one) ?? []);
  if (parts.length === 0 || ids.length === 0) return [];
  await lockParents(tx, parent, ids, []);
  return writeParts(tx, parent, ids, parts);
}

const frameOf = (tx: Context, parent: ObjectMeta, ids: readonly string[]) =>
  sql`t.tenant_id = ${tx.tenant.id} and t.id = any(${ids}::uuid[]) ${parent.custom ? sql`and t.object = ${parent.name}` : sql``}`;

/**
 * Locks parents in order of id; answers those that hold a value under each of the keys. No more than an update takes: who only needs the
 * parent to stay (a new child of a master) does not wait for this.
 */
export async function lockParents(tx: Context, parent: ObjectMeta, ids: readonly string[], keys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string; ready: boolean | null }>(sql`
    select t.id, t.custom ?& ${keys}::text[] as ready from ${sql.id(parent.table)} t where ${frameOf(tx, parent, ids)} order by t.id for no key update`);
  return new Set(rows.filter(({ ready }) => ready).map(({ id }) => id));
}

/** Writes what the parts give for each parent, where it differs, and tells what has changed. */
export async function writeParts(tx: Context, parent: ObjectMeta, ids: readonly string[], parts: readonly Part[]): Promise<RollupChange[]> {
  const frame = frameOf(tx, parent, ids);
  const rows = await tx.query<{ id: string; old: Record<string, unknown>; now: Record<string, unknown> }>(
    statementOf(tx, parent, frame, parts),
  );
  return rows.flatMap(({ id, old, now }) =>
    parts
      .filter(({ key }) => JSON.stringify(old[key] ?? null) !== JSON.stringify(now[key] ?? null))
      .map(({ field, key }) => ({ id, field: field.name, old: old[key] ?? null, new: now[key] ?? null })),
  );
}

function statementOf(tx: Context, parent: ObjectMeta, frame: Sql, parts: readonly Part[]): Sql {
  const forms = parts.map((part, index) => part.form(sql`${sql.ref(`a${index}.value`)}`));
  const slots = parts.flatMap((part, index) => (part.slot ? [{ slot: part.slot, value: forms[index]?.slot ?? sql`null` }] : []));
  const keys = parts.map(({ key }) => key);
  const pairs = parts.map((part, index) => sql`${part.key}::text, ${forms[index]?.json ?? sql`null`}`);
  const laterals = parts.map(
    (part, index) => sql` cross join lateral (select ${part.aggregate} as value ${part.from}) ${sql.id(`a${index}`)}`,
  );
  const slotColumns = slots.map(({ slot, value }) => sql`, ${value} as ${sql.id(slot)}`);
  const differing = [
    sql`f.old is distinct from f.now`,
    ...slots.map(({ slot }) => sql`${sql.ref(`t.${slot}`)} is distinct from ${sql.ref(`f.${slot}`)}`),
  ];
  return sql`
    with fresh as (
      select o.id, ${keptPairs(keys)}, jsonb_strip_nulls(jsonb_build_object(${sql.join(pairs)})) as now${sql.join(slotColumns, sql``)}
      from (select t.id, t.custom from ${sql.id(parent.table)} t where ${frame}) o ${sql.join(laterals, sql``)})
    update ${sql.id(parent.table)} t set custom = nullif((coalesce(t.custom, '{}') - ${keys}::text[]) || f.now, '{}')
      ${sql.join(
        slots.map(({ slot }) => sql`, ${sql.id(slot)} = ${sql.ref(`f.${slot}`)}`),
        sql``,
      )}
    from fresh f where t.tenant_id = ${tx.tenant.id} and t.id = f.id and (${sql.join(differing, sql` or `)})
    returning t.id, f.old, f.now`;
}

const keptPairs = (keys: readonly string[]) =>
  sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(keys.map((key) => sql`${key}::text, o.custom -> ${key}`))})) as old`;

function partOf(tx: Context, { field, rollup }: PlacedRollup): Part | undefined {
  const child = tx.meta.object(rollup.object);
  const relation = child?.fields.get(rollup.field);
  const source = rollup.of === undefined ? undefined : child?.fields.get(rollup.of);
  if (!child || !relation || field.storage.kind !== 'custom' || (rollup.function !== 'count' && !source)) return undefined;
  const joins = createJoins(tx.elevated(), { alias: 'c' });
  const condition = filterOf(tx, child, rollup, joins);
  if (!condition) return undefined;
  const aggregate = aggregateOf(
    tx,
    rollup,
    source && { object: child, field: source, alias: joins.aliasOf({ hops: [], field: source, object: child }) },
  );
  const from = sql`from ${sql.id(child.table)} c ${joins.sql()} where ${baseCondition(tx, child, 'c')} and ${columnOf('c', relation).sql} = o.id and ${condition}`;
  const { key, slot } = field.storage;
  return { field, key, slot, from, aggregate, form: (value) => formOf(field, value) };
}

/** Undefined when the filter can not be read any more (an option that is gone): the roll-up then stays as it is and nobody's save fails. */
export function filterOf(tx: Context, child: ObjectMeta, rollup: RollupDefinition, joins: Joins): Sql | undefined {
  if (rollup.filter === undefined || rollup.filter === null) return sql`true`;
  try {
    const ctx = tx.elevated();
    return compileFilter(ctx, child, parseFilter(ctx, child, rollup.filter), joins);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    tx.app.log.warn({ tenant: tx.tenant.id, child: child.name, code: error.code }, 'the filter of a roll-up can not be read');
    return undefined;
  }
}

/** In exact decimals (products of integers, no quotient before the average); days and moments as they are. */
function aggregateOf(tx: Context, rollup: RollupDefinition, of: Counted | undefined): Sql {
  if (rollup.function === 'count' || !of) return sql`count(*)::numeric`;
  const { field: source, alias } = of;
  const column = columnOf(alias, source);
  if (source.type === 'date') {
    const day = column.kind === 'bigint' ? sql`(date '1970-01-01' + ${column.sql}::int)` : column.sql;
    return sql`${sql.raw(rollup.function)}(${day})`;
  }
  if (source.type === 'datetime') return sql`${sql.raw(rollup.function)}(${column.sql})`;
  const unit = sql.raw(`1e-${storageScale(source)}::numeric`);
  const counted = countedSql(tx, of, column.sql);
  switch (rollup.function) {
    case 'sum':
      return sql`coalesce(sum((${counted})::numeric), 0) * ${unit}`;
    case 'avg':
      return sql`(sum((${counted})::numeric) * ${unit} + ${wide}) / nullif(count(${counted}), 0)`;
    default:
      return sql`${sql.raw(rollup.function)}(${counted})::numeric * ${unit}`;
  }
}

/** The value as `custom` and the slot keep it. What is too large for the slot sorts last and first there; `custom` holds every digit. */
export function formOf(field: FieldMeta, value: Sql): { json: Sql; slot: Sql } {
  const bank = slotBank(field.type);
  const cast = sql.raw(slotTypes[bank ?? 't']);
  if (field.type === 'date')
    return { json: sql`to_jsonb(to_char(${value}, 'YYYY-MM-DD'))`, slot: sql`(${value} - date '1970-01-01')::bigint` };
  if (field.type === 'datetime')
    return { json: sql`to_jsonb(to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`, slot: sql`${value}::${cast}` };
  const scale = displayScale(field);
  const shown = sql`round(${value}, ${sql.lit(scale)})`;
  const json =
    scale > 0
      ? sql`to_jsonb(${shown}::text)`
      : // more than a JSON number tells apart is kept as text
        sql`case when abs(${shown}) <= 9007199254740991 then to_jsonb(${shown}) else to_jsonb(${shown}::text) end`;
  return { json, slot: nearestUnits(sql`${shown} * ${power(storageScale(field))}`) };
}
