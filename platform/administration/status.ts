import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import { mayEditMetadata } from '../metadata/change-log.ts';
import type { Context, FieldDefinition } from '../module/index.ts';
import { conversions } from './convert.ts';
import { shareOf, type TypePlan, type Work, worksOf } from './work.ts';

/** The last change of a field's type, where it can still be undone. */
export async function undoableChange(ctx: Context, object: string, field: string): Promise<Work<TypePlan> | undefined> {
  const works = (await worksOf(ctx, object, field)) as Work<TypePlan>[];
  const undone = new Set(works.map((work) => work.plan.undoOf));
  const last = works.find((work) => work.kind === 'type' && work.switched_at !== null && work.phase !== 'purged');
  const [now] = await ctx.query<{ key: string }>(
    sql`select key from meta_field where tenant_id = ${ctx.tenant.id} and object = ${object} and name = ${field} and deleted_at is null`,
  );
  if (!last || last.plan.undoOf || undone.has(last.id) || last.plan.to.key !== now?.key) return undefined;
  return last;
}

/** `GET /meta/objects/{o}/fields/{f}/type`: into what the field can be turned, and what it was before, as long as that can come back. */
export async function typeChoices(
  ctx: Context,
  object: string,
  name: string,
): Promise<{
  readonly targets: readonly FieldDefinition['type'][];
  readonly undo: { readonly type?: string; readonly at: string } | null;
}> {
  mayEditMetadata(ctx);
  const field = ctx.meta.object(object)?.fields.get(name);
  if (!field || field.system) throw errors.NOT_FOUND();
  if (!field.custom) return { targets: [], undo: null };
  const isTitle = ctx.meta.object(object)?.title === name;
  const targets = (conversions[field.type] ?? []).filter((type) => !isTitle || type === 'text');
  const last = await undoableChange(ctx, object, name);
  const before = last?.plan.from.definition.type;
  return { targets, undo: last ? { ...(before ? { type: before } : {}), at: last.switched_at ?? last.created_at } : null };
}

/** `GET /meta/works`: work on the values of fields that is under way. Without an object it is an option set's. */
export async function openWorks(
  ctx: Context,
): Promise<{ works: { readonly kind: string; readonly object: string; readonly field: string; readonly share: number }[] }> {
  mayEditMetadata(ctx);
  const works = await ctx.query<Work>(sql`
    select kind, object, field, phase, done, total from meta_work
    where tenant_id = ${ctx.tenant.id} and finished_at is null and kind in ('type', 'replace', 'rollup', 'share') order by id`);
  return { works: works.map((work) => ({ kind: work.kind, object: work.object, field: work.field, share: shareOf(work) })) };
}
