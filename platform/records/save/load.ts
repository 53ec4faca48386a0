import { isAmong, prepared, type Sql, sql } from '../../database/sql.ts';
import { errors, isId } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta, ReachVerb, Values } from '../../module/index.ts';
import { fromColumn, fromCustom } from '../../storage/codec.ts';
import { accessPredicate, baseCondition } from '../access.ts';
import { layoutOf } from './layout.ts';
import type { Stored } from './types.ts';

interface LoadOptions {
  /** Lock the rows until the end of the transaction; always in order of id, so that two batches can not wait for each other. */
  readonly lock?: boolean;
  /** 'only' deleted ones, or those also. */
  readonly deleted?: boolean | 'only';
}

interface Extra {
  readonly columns?: Sql;
  readonly condition?: Sql;
}

type RawRow = Record<string, unknown> & { id: string; version: number };

/** Records as they lie, canonical, with no check of access: for hooks, jobs and the pipeline itself. */
export async function loadValues(
  ctx: Context,
  meta: ObjectMeta,
  ids: readonly string[],
  options: LoadOptions = {},
): Promise<Map<string, Values>> {
  const found = await loadStored(ctx, meta, ids, options);
  return new Map([...found].map(([id, { stored }]) => [id, stored.values]));
}

/** As loadValues, with what the pipeline needs beside the values. `extra.columns` come back under `raw`. */
export async function loadStored(
  ctx: Context,
  meta: ObjectMeta,
  ids: readonly string[],
  options: LoadOptions = {},
  extra: Extra = {},
): Promise<Map<string, { stored: Stored; raw: RawRow }>> {
  const wanted = [...new Set(ids)].filter(isId);
  if (wanted.length === 0) return new Map();
  const deleted = options.deleted === 'only' ? sql`t.deleted_at is not null` : options.deleted ? sql`true` : sql`t.deleted_at is null`;
  const statement = sql`
    select ${layoutOf(meta).selectList}${extra.columns ? sql`, ${extra.columns}` : sql``}
    from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and ${isAmong(sql`t.id`, wanted)} and ${deleted}
    ${meta.custom ? sql`and t.object = ${meta.name}` : sql``} ${extra.condition ? sql`and ${extra.condition}` : sql``}
    ${options.lock ? sql`order by t.id for update` : sql``}`;
  // by nothing but keys: the same text for every company, and one plan for all
  const rows = await ctx.query<RawRow>(extra.condition ? statement : prepared(statement));
  const links = await loadLinks(
    ctx,
    meta,
    rows.map((row) => row.id),
  );
  return new Map(rows.map((row) => [row.id, { stored: decode(meta, row, links.get(row.id)), raw: row }]));
}

async function loadLinks(
  ctx: Context,
  meta: ObjectMeta,
  ids: readonly string[],
): Promise<Map<string, Map<string, { object: string; id: string }[]>>> {
  const byRecord = new Map<string, Map<string, { object: string; id: string }[]>>();
  if (ids.length === 0 || layoutOf(meta).links.length === 0) return byRecord;
  const statement = sql`
    select record_id, field, target_id, target_object from record_link
    where tenant_id = ${ctx.tenant.id} and ${isAmong(sql`record_id`, ids)} order by record_id, field, target_id`;
  const rows = await ctx.query<{ record_id: string; field: string; target_id: string; target_object: string }>(prepared(statement));
  for (const row of rows) {
    const fields = byRecord.get(row.record_id) ?? new Map<string, { object: string; id: string }[]>();
    fields.set(row.field, [...(fields.get(row.field) ?? []), { object: row.target_object, id: row.target_id }]);
    byRecord.set(row.record_id, fields);
  }
  return byRecord;
}

function decode(meta: ObjectMeta, row: RawRow, links: Map<string, unknown[]> | undefined): Stored {
  const layout = layoutOf(meta);
  const custom = (row.custom ?? {}) as Record<string, unknown>;
  const values: Record<string, unknown> = {};
  for (const { field, storage } of layout.system) values[field.name] = fromColumn(field, row[storage.column]);
  for (const { field, storage } of layout.columns) values[field.name] = listOrNull(fromColumn(field, row[storage.column]));
  for (const { field, storage } of layout.customs) values[field.name] = fromCustom(field, custom[storage.key]);
  for (const field of layout.links) values[field.name] = links?.get(field.name) ?? null;
  return {
    id: row.id,
    version: row.version,
    values,
    custom,
    deletedAt: (row.deleted_at as string | null) ?? null,
    deletedWith: (row.deleted_with as string | null) ?? null,
  };
}

const listOrNull = (value: unknown) => (Array.isArray(value) && value.length === 0 ? null : value);

/** Locks one record that the caller may see and edit, for an action: NOT_FOUND, or FORBIDDEN where they may only look. */
export async function lockRecord(ctx: Context, meta: ObjectMeta, id: string): Promise<Values> {
  const found = await lockStored(ctx, meta, [id], 'edit');
  const record = found.get(id.toLowerCase());
  if (!record) throw errors.NOT_FOUND();
  if (!record.allowed) throw errors.FORBIDDEN();
  return record.stored.values;
}

/**
 * Locks records of a shipped object by its table, in the order of their ids and whoever may see them: those who work something out from
 * what belongs to the same records take turns, and nobody waits for each other. What only refers to them may still be written.
 */
export async function takeTurns(ctx: Context, table: string, ids: readonly string[]): Promise<void> {
  await ctx.query(sql`
    select from ${sql.id(table)} where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[]) order by id for no key update`);
}

/** Whether somebody's reach over a record is as wide as `verb` needs; false as well of what is not there. Locks nothing. */
export async function isWithinReach(ctx: Context, meta: ObjectMeta, id: string, verb: ReachVerb): Promise<boolean> {
  const [row] = await ctx.query(sql`
    select from ${sql.id(meta.table)} t where ${baseCondition(ctx, meta, 't')} and t.id = ${id.toLowerCase()}::uuid and ${accessPredicate(ctx, meta, 't', verb)}`);
  return row !== undefined;
}

/** Locks records the caller can see; `allowed` says whether `verb` reaches them too. */
export async function lockStored(
  ctx: Context,
  meta: ObjectMeta,
  ids: readonly string[],
  verb: Exclude<ReachVerb, 'read'>,
  options: { deleted?: 'only'; asSystem?: boolean } = {},
): Promise<Map<string, { stored: Stored; allowed: boolean }>> {
  const all = options.asSystem === true;
  const found = await loadStored(
    ctx,
    meta,
    ids.map((id) => id.toLowerCase()),
    { lock: true, deleted: options.deleted ?? false },
    all
      ? { columns: sql`true as "may"` }
      : { columns: sql`${accessPredicate(ctx, meta, 't', verb)} as "may"`, condition: accessPredicate(ctx, meta, 't', 'read') },
  );
  return new Map([...found].map(([id, { stored, raw }]) => [id, { stored, allowed: raw.may === true }]));
}

/** A field of an object that must be there: system fields and those the code itself declared. */
export function fieldOf(meta: ObjectMeta, name: string): FieldMeta {
  const field = meta.fields.get(name);
  if (!field) throw new Error(`${meta.name} has no field ${name}`);
  return field;
}
