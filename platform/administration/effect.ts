import { sql } from '../database/sql.ts';
import { errors, type Label } from '../kernel/index.ts';
import { mayEditMetadata } from '../metadata/change-log.ts';
import { slotUse, userLabel, usersOf } from '../metadata/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { allRecords } from './work.ts';

/** A place in the configuration that names an object or a field. */
export interface Use {
  /** `lookup`, `view`, `columns`, `highlights`, `formula`, `rollup`, `dependsOn`, or the kind of a part (`layout`, `validation`). */
  readonly kind: string;
  readonly object: string;
  readonly label: Label;
}

const names = (value: unknown, name: string) => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return new RegExp(`(^|[^A-Za-z0-9_])${name}($|[^A-Za-z0-9_])`).test(text);
};

function objectOf(ctx: Context, name: string): ObjectMeta {
  mayEditMetadata(ctx);
  const meta = ctx.meta.object(name);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

interface Stored {
  readonly kind: string;
  readonly object: string;
  readonly name: string;
  readonly definition: unknown;
}

/** Parts and saved views that name this text; `object` limits to one object where the name is a field's. */
async function storedUses(ctx: Context, name: string, object?: string): Promise<Use[]> {
  const rows = await ctx.query<Stored>(sql`
    select kind, object, name, definition from meta_part
    where tenant_id = ${ctx.tenant.id} and deleted_at is null and kind <> 'optionSet' and strpos(definition::text, ${name}) > 0 ${object ? sql`and object in (${object}, '')` : sql``}
    union all
    select 'view', object, name, definition from saved_view
    where tenant_id = ${ctx.tenant.id} and strpos(definition::text, ${name}) > 0 ${object ? sql`and object = ${object}` : sql``}`);
  return rows
    .filter((row) => names(row.definition, name))
    .map((row) => {
      const own = (row.definition as { label?: Label }).label;
      return { kind: row.kind, object: row.object, label: own?.zh ? own : { zh: row.name, en: row.name } };
    });
}

function fieldUses(ctx: Context, test: (field: FieldMeta, object: ObjectMeta) => string | undefined): Use[] {
  return ctx.meta.objects.flatMap((object) =>
    [...object.fields.values()].flatMap((field) => {
      const kind = test(field, object);
      return kind
        ? [
            {
              kind,
              object: object.name,
              label: { zh: `${object.label.zh} · ${field.label.zh}`, en: `${object.label.en} · ${field.label.en}` },
            },
          ]
        : [];
    }),
  );
}

/** `GET /meta/objects/{o}/effect`: what deleting the object would touch. */
export async function objectEffect(ctx: Context, name: string): Promise<{ records: number; deleted: number; uses: Use[] }> {
  const meta = objectOf(ctx, name);
  const [row] = await ctx.query<{ live: number; deleted: number }>(sql`
    select (count(*) filter (where t.deleted_at is null))::int as live, (count(*) filter (where t.deleted_at is not null))::int as deleted
    from ${sql.id(meta.table)} t where ${allRecords(ctx, meta)}`);
  const lookups = fieldUses(ctx, (field, object) =>
    object.name !== name && (field.object === name || field.objects?.includes(name))
      ? 'lookup'
      : object.name !== name && field.rollup?.object === name
        ? 'rollup'
        : undefined,
  );
  const own = await ctx.query<{ kind: string; name: string; definition: { label?: Label } }>(sql`
    select kind, name, definition from meta_part where tenant_id = ${ctx.tenant.id} and object = ${name} and deleted_at is null
    union all select 'view', name, '{}'::jsonb from saved_view where tenant_id = ${ctx.tenant.id} and object = ${name}`);
  const parts = own.map((part) => ({ kind: part.kind, object: name, label: part.definition.label ?? { zh: part.name, en: part.name } }));
  return { records: row?.live ?? 0, deleted: row?.deleted ?? 0, uses: [...lookups, ...parts] };
}

/** `GET /meta/objects/{o}/fields/{f}/effect`: how many records hold a value, and where the field is used. */
export async function fieldEffect(ctx: Context, object: string, name: string): Promise<{ records: number; uses: Use[] }> {
  const meta = objectOf(ctx, object);
  const field = meta.fields.get(name);
  if (!field) throw errors.NOT_FOUND();
  const held =
    field.storage.kind === 'formula'
      ? sql`select 0 as count`
      : field.storage.kind === 'links'
        ? sql`select count(distinct record_id)::int as count from record_link where tenant_id = ${ctx.tenant.id} and object = ${object} and field = ${name}`
        : sql`select count(*)::int as count from ${sql.id(meta.table)} t where ${allRecords(ctx, meta)} and ${
            field.storage.kind === 'column'
              ? sql`${sql.ref(`t.${field.storage.column}`)} is not null`
              : sql`t.custom ? ${field.storage.key}`
          }`;
  const [row] = await ctx.query<{ count: number }>(held);
  const uses = fieldUses(ctx, (other, of) => {
    if (of.name === object && other.dependsOn === name) return 'dependsOn';
    if (other.rollup?.object === object && (other.rollup.of === name || other.rollup.field === name || names(other.rollup.filter, name)))
      return 'rollup';
    return undefined;
  });
  const places: Use[] = usersOf(ctx.meta, object, name)
    // rules of the object itself are among the stored parts
    .filter((user) => user.kind !== 'validation' || user.object.name !== object)
    .map((user) => ({ kind: user.kind === 'validation' ? user.kind : 'formula', object: user.object.name, label: userLabel(user) }));
  if (meta.list?.columns.includes(name)) places.push({ kind: 'columns', object, label: meta.label });
  if (meta.page?.highlights?.includes(name)) places.push({ kind: 'highlights', object, label: meta.label });
  return { records: row?.count ?? 0, uses: [...uses, ...places, ...(await storedUses(ctx, name, object))] };
}

/** `GET /meta/objects/{o}/slots` */
export async function slotsOf(ctx: Context, object: string) {
  const meta = objectOf(ctx, object);
  return slotUse(ctx, { object, custom: meta.custom });
}
