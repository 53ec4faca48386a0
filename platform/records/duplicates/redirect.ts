import { prepared, sql } from '../../database/sql.ts';
import { AppError, errors, isId, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import type { RowState, SaveRun } from '../save/types.ts';

/** Where records that were merged into others live on: old id → the id now. One statement. */
export async function redirects(
  ctx: Context,
  ids: readonly string[],
): Promise<Map<string, { readonly object: string; readonly id: string }>> {
  const wanted = ids.filter(isId);
  if (wanted.length === 0) return new Map();
  const rows = await ctx.query<{ record_id: string; object: string; target_id: string }>(
    prepared(sql`
    select record_id, object, target_id from record_redirect where tenant_id = ${ctx.tenant.id} and record_id = any(${wanted}::uuid[])`),
  );
  return new Map(rows.map((row) => [row.record_id, { object: row.object, id: row.target_id }]));
}

/**
 * Work on one record by its id, of a record that was merged into another by that one's: old ids and links keep working. Asks for a
 * redirect only when there is nothing under the id.
 *
 * @example await followed(ctx, meta, id, (now) => getRecord(ctx, meta, now));
 */
export async function followed<T>(ctx: Context, meta: ObjectMeta, id: string, work: (id: string) => Promise<T>): Promise<T> {
  try {
    return await work(id);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
    const target = (await redirects(ctx, [id.toLowerCase()])).get(id.toLowerCase());
    if (target?.object !== meta.name) throw error;
    return work(target.id);
  }
}

const merged = label(
  '这条记录已合并到另一条记录，请撤销合并来恢复',
  'This record was merged into another; undo the merge to bring it back',
);

/** What was merged away comes back by undoing the merge, not out of the recycle bin. */
export async function refuseMerged(run: SaveRun, states: readonly RowState[]): Promise<void> {
  if (run.options.asSystem) return;
  const rows = states.filter((state) => state.before?.deletedWith);
  const known = await redirects(
    run.ctx,
    rows.map((state) => state.id),
  );
  for (const state of rows)
    if (known.has(state.id)) state.error = errors.STATE({ errors: [{ field: 'id', code: 'STATE', message: merged }] });
}

/** A lookup that names a record merged away names the one it lives on in. True when something was changed. */
export async function redirectLookups(
  run: SaveRun,
  missing: readonly { readonly state: RowState; readonly field: string; readonly id: string }[],
): Promise<boolean> {
  const known = await redirects(
    run.ctx,
    missing.map(({ id }) => id),
  );
  let changed = false;
  for (const { state, field, id } of missing) {
    const target = known.get(id);
    if (!target) continue;
    const value = state.values[field];
    state.values[field] = Array.isArray(value) ? replaced(value as Link[], id, target) : target.id;
    changed = true;
  }
  return changed;
}

interface Link {
  readonly object: string;
  readonly id: string;
}

function replaced(links: readonly Link[], id: string, target: Link): Link[] {
  const rest = links.filter((link) => link.id !== id);
  return rest.some((link) => link.id === target.id) ? rest : [...rest, target];
}
