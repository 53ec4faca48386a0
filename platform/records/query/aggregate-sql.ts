import { type Sql, sql } from '../../database/sql.ts';
import type { Context, FieldMeta } from '../../module/index.ts';
import { columnOf } from '../../storage/columns.ts';
import { countedSql } from './counted.ts';
import { bareSql } from './filter.ts';
import { createJoins, type Joins } from './joins.ts';
import type { AggregateRequest, Group, Measure } from './parse-aggregate.ts';
import type { Frame } from './query.ts';
import { familyOf } from './shape.ts';

/** How amounts in other currencies count: by what they are worth in the company's, or as they are, where who asks tells currencies apart. */
export type Money = 'base' | 'asWritten';

/** The groups as g0, g1 … and their measures as m0, m1 … (n0 … the counts of averages). */
export function groupedSql(ctx: Context, asked: AggregateRequest, frame: Frame, money: Money): Sql {
  if (isTwoStaged(asked)) return twoStaged(ctx, asked, frame, money);
  const groups = asked.groups.map((group, index) => sql`${groupSql(group, frame.joins, asked.timeZone)} as ${sql.ref(`g${index}`)}`);
  const measures = asked.measures.flatMap((measure, index) => measureSql(ctx, { measure, index, joins: frame.joins, money }));
  return sql`select ${sql.join([...groups, ...measures])} from ${frame.everything()}${byPlace(groups.length)}`;
}

/** Groups by place: a bound time zone would be another parameter in each clause, and so another expression. */
function byPlace(count: number): Sql {
  return count === 0 ? sql`` : sql` group by ${sql.join(Array.from({ length: count }, (_, index) => sql.raw(String(index + 1))))}`;
}

/** Computed from the day, not from the row: a few hundred days or owners are grouped first, then what is reached from them. */
const isDerived = ({ path, bucket }: Group) => path.hops.length > 0 || (bucket !== undefined && familyOf(path.field) === 'date');

function isTwoStaged({ groups, measures }: AggregateRequest): boolean {
  return groups.some(isDerived) && measures.every(({ fn, path }) => fn !== 'countDistinct' && (path?.hops.length ?? 0) === 0);
}

/**
 * By region of the owner's department: first by owner, where a covering index is enough and nothing is joined per record, then the few
 * groups by what lies behind. Of distinct values no total can be made from parts, so these go the straight way.
 */
function twoStaged(ctx: Context, asked: AggregateRequest, frame: Frame, money: Money): Sql {
  const keys = new Map<string, Sql>();
  const pointer = (field: FieldMeta) => sql.ref(`p.#h_${field.name}`);
  const joins = createJoins(ctx, { alias: 'p', prefix: 'q', root: pointer });
  const groups = asked.groups.map((group, index) => {
    const { path, bucket } = group;
    const [hop] = path.hops;
    if (hop) {
      keys.set(`#h_${hop.field.name}`, bareSql('o', hop.field));
      return groupSql(group, joins, asked.timeZone);
    }
    if (bucket && isDerived(group)) {
      // + 0: else the planner walks an index of the day for its order and fetches the rows at random (5 against 1 s of 300,000 rows)
      keys.set(`#d_${path.field.name}`, sql`${momentSql(frame.joins.aliasOf(path), path.field)} + 0`);
      return bucketSql(sql`${sql.ref(`p.#d_${path.field.name}`)}::timestamp`, bucket);
    }
    keys.set(`#g_${index}`, groupSql(group, frame.joins, asked.timeZone));
    return sql.ref(`p.#g_${index}`);
  });
  const parts = asked.measures.flatMap((measure, index) => measureSql(ctx, { measure, index, joins: frame.joins, money }));
  const inner = sql`
    select ${sql.join([...[...keys].map(([name, key]) => sql`${key} as ${sql.ref(name)}`), ...parts])}
    from ${frame.everything()}${byPlace(keys.size)}`;
  const outer = [...groups.map((group, index) => sql`${group} as ${sql.ref(`g${index}`)}`), ...asked.measures.flatMap(totalSql)];
  return sql`select ${sql.join(outer)} from (${inner}) p ${joins.sql()}${byPlace(groups.length)}`;
}

function totalSql({ fn }: Measure, index: number): Sql[] {
  const total = (name: string) => sql`sum(${sql.ref(`p.${name}`)}) as ${sql.ref(name)}`;
  if (fn === 'min' || fn === 'max') return [sql`${sql.raw(fn)}(${sql.ref(`p.m${index}`)}) as ${sql.ref(`m${index}`)}`];
  return fn === 'avg' ? [total(`m${index}`), total(`n${index}`)] : [total(`m${index}`)];
}

function groupSql({ path, bucket }: Group, joins: Joins, zone: string): Sql {
  const alias = joins.aliasOf(path);
  const { field } = path;
  const family = familyOf(field);
  if (family === 'date' || family === 'datetime') {
    const moment = momentSql(alias, field);
    if (!bucket) return moment;
    const local = family === 'date' ? sql`${moment}::timestamp` : sql`${moment} at time zone ${zone}`;
    return bucketSql(local, bucket);
  }
  return field.type === 'address' ? sql`${bareSql(alias, field)} ->> 'region'` : bareSql(alias, field);
}

function bucketSql(local: Sql, bucket: string): Sql {
  return sql`date_trunc(${sql.lit(bucket)}, ${local})::date`;
}

/** A date or instant, also where it lies in a slot of days. */
function momentSql(alias: string, field: FieldMeta): Sql {
  const column = columnOf(alias, field);
  return column.kind === 'bigint' ? sql`(date '1970-01-01' + ${column.sql}::int)` : column.sql;
}

interface Measuring {
  readonly measure: Measure;
  readonly index: number;
  readonly joins: Joins;
  readonly money: Money;
}

function measureSql(ctx: Context, { measure: { fn, path }, index, joins, money }: Measuring): Sql[] {
  const name = sql.ref(`m${index}`);
  if (!path) return [sql`count(*) as ${name}`];
  const alias = joins.aliasOf(path);
  const { field } = path;
  const family = familyOf(field);
  const column = family === 'date' || family === 'datetime' ? momentSql(alias, field) : bareSql(alias, field);
  if (fn === 'count') return [sql`count(${column}) as ${name}`];
  if (fn === 'countDistinct') return [sql`count(distinct ${column}) as ${name}`];
  const counted = money === 'base' ? countedSql(ctx, { object: path.object, field, alias }, column) : column;
  switch (fn) {
    case 'avg':
      return [sql`sum(${counted}) as ${name}`, sql`count(${counted}) as ${sql.ref(`n${index}`)}`];
    case 'sum':
      return [sql`sum(${counted}) as ${name}`];
    default:
      return [sql`${sql.raw(fn)}(${counted}) as ${name}`];
  }
}
