import { sql } from '../database/sql.ts';
import { errors, fieldError, type Label, label } from '../kernel/index.ts';
import { changing, logChange, mayEditMetadata } from '../metadata/change-log.ts';
import type { Context, FieldDefinition } from '../module/index.ts';
import { companions } from '../records/index.ts';
import { endWorksOf } from './run-work.ts';
import { allRecords } from './work.ts';

/** Days that deleted objects and fields can be brought back. */
export const keptDays = 30;
const dayMs = 86_400_000;
const batchSize = 1000;

interface Deleted {
  readonly name: string;
  readonly label: Label;
  readonly deletedAt: string;
  readonly purgeAt: string;
}

const purgeAt = (deletedAt: string) => new Date(Date.parse(deletedAt) + keptDays * dayMs).toISOString();

export async function deletedObjects(ctx: Context): Promise<Deleted[]> {
  mayEditMetadata(ctx);
  const rows = await ctx.query<{ name: string; label: Label; at: string }>(sql`
    select name, definition -> 'label' as label, deleted_at as at from meta_object
    where tenant_id = ${ctx.tenant.id} and deleted_at is not null order by deleted_at desc`);
  return rows.map((row) => ({ name: row.name, label: row.label, deletedAt: row.at, purgeAt: purgeAt(row.at) }));
}

export async function deletedFields(ctx: Context, object: string): Promise<(Deleted & { readonly type: string })[]> {
  mayEditMetadata(ctx);
  if (!ctx.meta.object(object)) throw errors.NOT_FOUND();
  const rows = await ctx.query<{ name: string; definition: FieldDefinition; at: string }>(sql`
    select name, definition, deleted_at as at from meta_field
    where tenant_id = ${ctx.tenant.id} and object = ${object} and deleted_at is not null order by deleted_at desc`);
  return rows.map((row) => ({
    name: row.name,
    label: row.definition.label,
    type: row.definition.type,
    deletedAt: row.at,
    purgeAt: purgeAt(row.at),
  }));
}

/** Brings an object back with its records, and the lookups of other objects that went with it. */
export async function restoreObject(ctx: Context, name: string, options: { undoOf?: string } = {}): Promise<void> {
  mayEditMetadata(ctx);
  await changing(ctx, async (tx) => {
    const [row] = await tx.query<{ at: Date }>(sql`
      update meta_object m set deleted_at = null from (
        select deleted_at as at from meta_object where tenant_id = ${tx.tenant.id} and name = ${name} and deleted_at is not null for update) old
      where m.tenant_id = ${tx.tenant.id} and m.name = ${name} returning old.at`);
    if (!row) throw errors.NOT_FOUND();
    await tx.query(sql`
      update meta_field set deleted_at = null where tenant_id = ${tx.tenant.id} and deleted_at = ${row.at}::timestamptz and definition ->> 'object' = ${name}`);
    await logChange(tx, { kind: 'object', object: name, name }, { operation: 'restore', ...options });
  });
}

/** Brings a field back exactly: values, slot and place in the order were kept. */
export async function restoreField(ctx: Context, object: string, name: string, options: { undoOf?: string } = {}): Promise<void> {
  mayEditMetadata(ctx);
  await changing(ctx, async (tx) => {
    const [row] = await tx.query<{ definition: FieldDefinition }>(sql`
      update meta_field set deleted_at = null where tenant_id = ${tx.tenant.id} and object = ${object} and name = ${name} and deleted_at is not null returning definition`);
    if (!row) throw errors.NOT_FOUND();
    const { definition } = row;
    const target = definition.object;
    if (target && !tx.meta.object(target))
      throw fieldError(
        'STATE',
        'object',
        label('要关联的对象已删除，请先恢复对象', 'The object it points to is deleted; restore that first'),
      );
    await tx.app.rollups.changed(tx, object, name, definition);
    await logChange(tx, { kind: 'field', object, name }, { operation: 'restore', after: definition, ...options });
  });
}

/** Ends a deleted field for good: values, slot, unique values, links and counters go in batches, its name last. */
export async function purgeField(ctx: Context, object: string, name: string): Promise<void> {
  mayEditMetadata(ctx);
  const tenant = ctx.tenant.id;
  const [field] = await ctx.query<{ key: string; slot: string | null }>(
    sql`select key, slot from meta_field where tenant_id = ${tenant} and object = ${object} and name = ${name} and custom and deleted_at is not null`,
  );
  if (!field) throw errors.NOT_FOUND();
  await dropKey(ctx, object, field);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`delete from unique_value where tenant_id = ${tenant} and object = ${object} and field = ${name}`);
    await tx.query(sql`delete from auto_number where tenant_id = ${tenant} and object = ${object} and field = ${name}`);
    await tx.query(sql`delete from record_link where tenant_id = ${tenant} and object = ${object} and field = ${name}`);
    await tx.query(sql`delete from record_tag where tenant_id = ${tenant} and object = ${object} and field = ${name}`);
    await endWorksOf(tx, object, name);
    await tx.query(
      sql`delete from meta_field where tenant_id = ${tenant} and object = ${object} and name = ${name} and deleted_at is not null`,
    );
    await logChange(tx, { kind: 'field', object, name }, { operation: 'delete', after: { purged: true } });
  });
}

/** Removes one key from `custom` (and clears the slot), a batch of records at a time; running it again goes on where it stopped. */
export async function dropKey(
  ctx: Context,
  object: string,
  { key, slot }: { readonly key: string; readonly slot: string | null },
): Promise<void> {
  const shipped = ctx.app.registry.objects.has(object);
  const table = shipped ? (ctx.meta.object(object)?.table ?? object) : 'custom_record';
  const meta = { name: object, custom: !shipped };
  for (;;) {
    const rows = await ctx.transaction((tx) =>
      tx.query(sql`
        with stretch as (
          select t.id from ${sql.id(table)} t where ${allRecords(tx, meta)} and (t.custom ? ${key} ${slot ? sql`or ${sql.ref(`t.${slot}`)} is not null` : sql``})
          limit ${batchSize} for update)
        update ${sql.id(table)} t set custom = nullif(t.custom - ${key}, '{}') ${slot ? sql`, ${sql.id(slot)} = null` : sql``}
        from stretch where t.tenant_id = ${tx.tenant.id} and t.id = stretch.id returning t.id`),
    );
    if (rows.length < batchSize) return;
  }
}

/** Ends a deleted object for good, with its records and everything that belongs to them. */
export async function purgeObject(ctx: Context, name: string): Promise<void> {
  mayEditMetadata(ctx);
  const tenant = ctx.tenant.id;
  const found = await ctx.query(sql`select 1 from meta_object where tenant_id = ${tenant} and name = ${name} and deleted_at is not null`);
  if (found.length === 0 || ctx.app.registry.objects.has(name)) throw errors.NOT_FOUND();
  const rest = [...companions, 'record_link'].map(
    (table) =>
      sql`, ${sql.id(`of_${table}`)} as (delete from ${sql.id(table)} x using gone where x.tenant_id = ${tenant} and x.object = ${name} and x.record_id = gone.id)`,
  );
  for (;;) {
    const [row] = await ctx.transaction((tx) =>
      tx.query<{ count: number }>(sql`
        with gone as (
          delete from custom_record where tenant_id = ${tenant} and id in (
            select id from custom_record where tenant_id = ${tenant} and object = ${name} limit ${batchSize} for update) returning id)
        ${sql.join(rest, sql``)} , targets as (delete from record_link x using gone where x.tenant_id = ${tenant} and x.target_id = gone.id and x.object <> ${name})
        select count(*)::int as count from gone`),
    );
    if ((row?.count ?? 0) < batchSize) break;
  }
  await ctx.transaction(async (tx) => {
    for (const table of ['auto_number', 'meta_field', 'meta_part', 'saved_view'] as const)
      await tx.query(sql`delete from ${sql.id(table)} where tenant_id = ${tenant} and object = ${name}`);
    await endWorksOf(tx, name);
    await tx.query(sql`delete from meta_object where tenant_id = ${tenant} and name = ${name} and deleted_at is not null`);
    await logChange(tx, { kind: 'object', object: name, name }, { operation: 'delete', after: { purged: true } });
  });
}
