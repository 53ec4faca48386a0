import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context, ObjectMeta, Part, PartKind } from '../module/index.ts';
import { changing, logChange, mayEditMetadata } from './change-log.ts';
import { checkPartVersion } from './part-version.ts';

const partName = /^[a-z][A-Za-z0-9_]{0,58}$/;
/** Parts of one kind an object (or the tenant) may have. */
const mostParts = 500;

export interface PartPlace {
  readonly kind: string;
  /** Absent for kinds of the whole tenant. */
  readonly object?: string;
  readonly name: string;
}

interface Change {
  readonly undoOf?: string;
  /** The version the change was made from, see `partVersion`; absent: over whatever holds now. */
  readonly ifMatch?: number | undefined;
}

function kindOf(ctx: Context, name: string): PartKind {
  const kind = ctx.app.registry.parts.get(name);
  if (!kind) throw errors.NOT_FOUND();
  return kind;
}

function ownerOf(ctx: Context, kind: PartKind, object: string | undefined): ObjectMeta | undefined {
  if ((kind.of === 'object') !== (object !== undefined)) throw errors.NOT_FOUND();
  if (object === undefined) return undefined;
  const meta = ctx.meta.object(object);
  if (!meta) throw errors.NOT_FOUND();
  return meta;
}

const placeOf = (object: ObjectMeta | undefined, name: string) => ({ ...(object ? { object } : {}), name });

/** All live parts of a kind, in order; also of kinds that are not loaded with the metadata. */
export async function listParts<T>(ctx: Context, kindName: string, object?: string): Promise<Part<T>[]> {
  const kind = kindOf(ctx, kindName);
  ownerOf(ctx, kind, object);
  return ctx.query<Part<T>>(sql`
    select name, definition from meta_part
    where tenant_id = ${ctx.tenant.id} and kind = ${kind.kind} and object = ${object ?? ''} and deleted_at is null order by position, name`);
}

/** One part, or undefined. */
export async function readPart<T>(ctx: Context, { kind: kindName, object, name }: PartPlace): Promise<Part<T> | undefined> {
  const kind = kindOf(ctx, kindName);
  const [row] = await ctx.query<Part<T>>(sql`
    select name, definition from meta_part
    where tenant_id = ${ctx.tenant.id} and kind = ${kind.kind} and object = ${object ?? ''} and name = ${name} and deleted_at is null`);
  return row;
}

/**
 * Makes or replaces a part, whole: what the body leaves out is gone. Logged; everybody sees it with the next request.
 *
 * @throws VERSION_CONFLICT where others have changed it since the version that `ifMatch` names
 */
export async function savePart(ctx: Context, place: PartPlace, body: unknown, { ifMatch, ...options }: Change = {}): Promise<Part> {
  mayEditMetadata(ctx);
  const kind = kindOf(ctx, place.kind);
  const meta = ownerOf(ctx, kind, place.object);
  if (!partName.test(place.name))
    throw fieldError(
      'INVALID_VALUE',
      'name',
      label('名称以小写字母开头，只含字母、数字和下划线', 'The name begins with a small letter and holds letters, digits and underscores'),
    );
  const definition = kind.read(ctx, placeOf(meta, place.name), body);
  const object = place.object ?? '';
  await changing(ctx, async (tx) => {
    if (ifMatch !== undefined) await checkPartVersion(tx, { kind: kind.kind, object, name: place.name }, ifMatch);
    const [before] = await tx.query<{ definition: unknown; deleted: boolean }>(sql`
      select definition, deleted_at is not null as deleted from meta_part
      where tenant_id = ${tx.tenant.id} and kind = ${kind.kind} and object = ${object} and name = ${place.name}`);
    const [count] = await tx.query<{ n: number; last: number }>(sql`
      select count(*)::int as n, coalesce(max(position), 0)::int as last from meta_part
      where tenant_id = ${tx.tenant.id} and kind = ${kind.kind} and object = ${object} and deleted_at is null`);
    if ((count?.n ?? 0) >= mostParts && !before)
      throw fieldError('LIMIT_EXCEEDED', 'name', label(`最多 ${mostParts} 个`, `At most ${mostParts}`));
    await tx.query(sql`
      insert into meta_part (tenant_id, kind, object, name, definition, position)
      values (${tx.tenant.id}, ${kind.kind}, ${object}, ${place.name}, ${JSON.stringify(definition)}::jsonb, ${(count?.last ?? 0) + 1})
      on conflict (tenant_id, kind, object, name) do update set definition = excluded.definition, deleted_at = null`);
    const operation = !before ? 'create' : before.deleted ? 'restore' : 'update';
    await logChange(
      tx,
      { kind: kind.kind, object, name: place.name },
      { operation, after: definition, ...(before && !before.deleted ? { before: before.definition } : {}), ...options },
    );
    await kind.afterSave?.(tx, placeOf(meta, place.name), definition);
  });
  return { name: place.name, definition };
}

/** Takes a part out of use; its name can be used again. */
export async function deletePart(ctx: Context, place: PartPlace, { ifMatch, ...options }: Change = {}): Promise<void> {
  mayEditMetadata(ctx);
  const kind = kindOf(ctx, place.kind);
  const meta = ownerOf(ctx, kind, place.object);
  const object = place.object ?? '';
  await kind.beforeDelete?.(ctx, placeOf(meta, place.name));
  await changing(ctx, async (tx) => {
    if (ifMatch !== undefined) await checkPartVersion(tx, { kind: kind.kind, object, name: place.name }, ifMatch);
    const [gone] = await tx.query<{ definition: unknown }>(sql`
      update meta_part set deleted_at = ${tx.clock.now()}
      where tenant_id = ${tx.tenant.id} and kind = ${kind.kind} and object = ${object} and name = ${place.name} and deleted_at is null returning definition`);
    if (!gone) throw errors.NOT_FOUND();
    await logChange(tx, { kind: kind.kind, object, name: place.name }, { operation: 'delete', before: gone.definition, ...options });
    await kind.afterDelete?.(tx, placeOf(meta, place.name));
  });
}

/** Puts parts into this order; those not named follow in the order they had. */
export async function orderParts(
  ctx: Context,
  kindName: string,
  object: string | undefined,
  names: readonly string[],
  options: { undoOf?: string } = {},
): Promise<void> {
  const kind = kindOf(ctx, kindName);
  ownerOf(ctx, kind, object);
  await changing(ctx, async (tx) => {
    const all = (await listParts(tx, kindName, object)).map((part) => part.name);
    const unknown = names.find((name) => !all.includes(name));
    if (unknown !== undefined) throw fieldError('INVALID_VALUE', 'names', label(`没有“${unknown}”`, `There is no "${unknown}"`));
    const order = [...new Set(names), ...all.filter((name) => !names.includes(name))];
    await tx.query(sql`
      update meta_part p set position = o.place from unnest(${order}::text[]) with ordinality o (name, place)
      where p.tenant_id = ${tx.tenant.id} and p.kind = ${kind.kind} and p.object = ${object ?? ''} and p.name = o.name`);
    await logChange(
      tx,
      { kind: `${kind.kind}.order`, object: object ?? '', name: '' },
      { operation: 'update', before: all, after: order, ...options },
    );
  });
}
