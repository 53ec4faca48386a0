import { type Sql, sql } from '../../database/sql.ts';
import { formatDecimal, roundDiv } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { displayScale, fromColumn, storageScale } from '../../storage/codec.ts';
import { isPinyinOrdered } from '../../storage/columns.ts';
import { groupedSql, type Money } from './aggregate-sql.ts';
import { bucketKey } from './dates.ts';
import { loadTitles } from './decorate.ts';
import { titleSql } from './joins.ts';
import { type AggregateRequest, type Group, type Measure, parseAggregateRequest } from './parse-aggregate.ts';
import { assertReadable, refuseMaskedTitle, targetOf } from './paths.ts';
import { refuseCostlyPaths } from './prepare.ts';
import { frameOf } from './query.ts';
import { familyOf } from './shape.ts';
import type { Answer, Path } from './types.ts';

export interface AggregateAnswer {
  readonly rows: Answer[];
  readonly truncated: boolean;
}

type Row = Record<string, unknown>;

/**
 * Groups and measures the records the caller sees (contract.md section 2). `request` is an AggregateInput of a caller, checked here.
 * Only grouped and measured columns are named inside, so that a covering index answers without touching the table.
 */
export async function aggregateRecords(
  ctx: Context,
  meta: ObjectMeta,
  request: unknown,
  { money = 'base' }: { readonly money?: Money } = {},
): Promise<AggregateAnswer> {
  assertReadable(ctx, meta);
  const asked = parseAggregateRequest(ctx, meta, request);
  await refuseCostlyPaths(
    ctx,
    meta,
    [...asked.groups, ...asked.measures].flatMap(({ path }) => (path ? [path] : [])),
  );
  const frame = await frameOf(ctx, meta, asked.filter, asked.search);
  const inner = groupedSql(ctx, asked, frame, money);
  const order = orderSql(ctx, asked);
  const rows = await ctx.query<Row>(sql`
    select a.* from (${inner}) a ${sql.join(order.joins, sql` `)}${order.keys.length > 0 ? sql` order by ${sql.join(order.keys)}` : sql``} limit ${asked.limit + 1}`);
  const shown = rows.slice(0, asked.limit);
  return { rows: await readRows(ctx, asked, shown), truncated: rows.length > asked.limit };
}

/** As asked, then by the groups: the answer is the same each time. A lookup is sorted by title where that was asked for. */
function orderSql(ctx: Context, asked: AggregateRequest): { keys: Sql[]; joins: Sql[] } {
  const keys: Sql[] = [];
  const joins: Sql[] = [];
  const done = new Set<string>();
  for (const { key, descending } of asked.sort) {
    const word = descending ? sql`desc nulls last` : sql`asc nulls last`;
    const group = asked.groups.findIndex((one) => one.key === key);
    const measure = asked.measures.findIndex((one) => one.key === key);
    if (group >= 0) {
      done.add(key);
      keys.push(sql`${groupOrder(ctx, asked.groups[group], group, joins, true)} ${word}`);
    } else if (asked.measures[measure]?.fn === 'avg')
      keys.push(sql`${sql.ref(`a.m${measure}`)} / nullif(${sql.ref(`a.n${measure}`)}, 0) ${word}`);
    else keys.push(sql`${sql.ref(`a.m${measure}`)} ${word}`);
  }
  asked.groups.forEach((group, index) => {
    if (!done.has(group.key)) keys.push(sql`${groupOrder(ctx, group, index, joins, false)} asc nulls last`);
  });
  return { keys, joins };
}

function groupOrder(ctx: Context, group: Group | undefined, index: number, joins: Sql[], byTitle: boolean): Sql {
  const value = sql.ref(`a.g${index}`);
  if (!group) return value;
  const { field } = group.path;
  const family = familyOf(field);
  if (family === 'option') return sql`array_position(${(field.options ?? []).map((option) => option.key)}::text[], ${value})`;
  const target = family === 'reference' ? targetOf(ctx, field) : undefined;
  if (target && byTitle) {
    refuseMaskedTitle(group.path, target);
    const alias = `t${index}`;
    joins.push(
      sql`left join ${sql.table(target.table)} ${sql.ref(alias)} on ${sql.ref(`${alias}.tenant_id`)} = ${ctx.tenant.id} and ${sql.ref(`${alias}.id`)} = ${value}`,
    );
    return sql`(${titleSql(target, alias)}) collate "zh-x-icu"`;
  }
  if (family !== 'text') return value;
  return isPinyinOrdered(field) ? sql`${value} collate "zh-x-icu"` : sql`${value} collate "C"`;
}

async function readRows(ctx: Context, asked: AggregateRequest, rows: readonly Row[]): Promise<Answer[]> {
  const lookups = asked.groups.flatMap(({ path }, index) => {
    const target = familyOf(path.field) === 'reference' ? targetOf(ctx, path.field) : undefined;
    return target ? [{ index, object: target.name }] : [];
  });
  const titles = await loadTitles(
    ctx,
    lookups.flatMap(({ index, object }) => rows.flatMap((row) => (row[`g${index}`] ? [{ object, id: row[`g${index}`] as string }] : []))),
  );
  return rows.map((row) => {
    const answer: Answer = {};
    asked.groups.forEach((group, index) => {
      answer[group.key] = groupValue(group, row[`g${index}`], titles);
    });
    asked.measures.forEach((measure, index) => {
      answer[measure.key] = measureValue(measure, row[`m${index}`], row[`n${index}`]);
    });
    return answer;
  });
}

function groupValue({ path, bucket }: Group, raw: unknown, titles: ReadonlyMap<string, string>): unknown {
  if (raw === null || raw === undefined) return null;
  if (bucket) return bucketKey(raw as string, bucket);
  switch (familyOf(path.field)) {
    case 'reference':
      return { id: raw, title: titles.get(raw as string) ?? null };
    case 'boolean':
      return raw === true || raw === '1';
    case 'number':
      return fromColumn(path.field, raw);
    default:
      return raw;
  }
}

function measureValue({ fn, path }: Measure, raw: unknown, count: unknown): unknown {
  if (fn === 'count' || fn === 'countDistinct') return Number(raw);
  if (raw === null || raw === undefined || !path) return null;
  if (familyOf(path.field) !== 'number') return raw;
  return fn === 'avg' ? average(path, BigInt(raw as string), BigInt(count as string)) : total(path, BigInt(raw as string));
}

function total({ field }: Path, scaled: bigint): unknown {
  const scale = displayScale(field);
  const text = formatDecimal(scaled, storageScale(field), scale);
  return scale === 0 && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** Rounded half-up to two decimals more than the field shows, from the exact sum: never by way of a float. */
function average({ field }: Path, sum: bigint, count: bigint): string {
  const decimals = displayScale(field) + 2;
  const stored = storageScale(field);
  return formatDecimal(roundDiv(sum * 10n ** BigInt(decimals), count * 10n ** BigInt(stored)), decimals);
}
