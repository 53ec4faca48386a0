import { type Sql, sql } from '../../database/sql.ts';
import { AppError, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { checkDuplicates } from '../duplicates/check.ts';
import { refuseMerged } from '../duplicates/redirect.ts';
import { pointingFields } from './delete-plan.ts';
import { finishRow } from './finish.ts';
import { alive, runHooks } from './hooks.ts';
import { targetsOf } from './layout.ts';
import { loadStored } from './load.ts';
import { checkTrees } from './tree.ts';
import type { RowState, SaveRun, Stored } from './types.ts';
import { checkUnique } from './unique.ts';
import { afterSave, authorise, closeProblems, cutWave, guarded, lockRows, mustStop } from './wave.ts';
import { writeRows } from './write.ts';

/** Brings records back from the recycle bin, with all that was deleted along. */
export async function restoreWave(run: SaveRun, states: readonly RowState[]): Promise<void> {
  for (const state of states) guarded(state, () => authorise(run, 'restore'));
  await lockRows(run, states, 'delete', true);
  await refuseMerged(run, alive(states));
  await checkMasters(run, alive(states));
  await runHooks(run, 'beforeValidate', states);
  await runHooks(run, 'beforeSave', states);
  await checkTrees(run, alive(states));
  await checkUnique(run, states);
  await checkDuplicates(run, states);
  cutWave(states);
  closeProblems(states);
  const rows = alive(states);
  for (const state of rows) finishRow(run, state);
  if (run.options.validateOnly || rows.length === 0 || mustStop(run, states)) return;
  await restoreAlong(run, rows);
  await writeRows(run, rows);
  await afterSave(run, rows);
}

/** What dies with another record can not live without it either. */
async function checkMasters(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const fields = [...run.meta.fields.values()].filter(
    (field) => !field.many && (field.type === 'masterDetail' || field.onDelete === 'cascade'),
  );
  const wanted = fields.flatMap((field) =>
    states.flatMap((state) => {
      const id = state.before?.values[field.name];
      return typeof id === 'string' ? [{ state, field, id }] : [];
    }),
  );
  if (wanted.length === 0) return;
  const live = new Set<string>();
  for (const object of new Set(fields.flatMap(targetsOf))) {
    const meta = run.ctx.meta.object(object);
    if (meta)
      for (const id of (
        await loadStored(
          run.ctx,
          meta,
          wanted.map((want) => want.id),
        )
      ).keys())
        live.add(id);
  }
  for (const { state, field, id } of wanted) {
    if (live.has(id)) continue;
    const message = label(`请先恢复它所属的${field.label.zh}`, `Restore its ${field.label.en} first`);
    state.error = new AppError('STATE', 409, message, { errors: [{ field: field.name, code: 'STATE', message }] });
  }
}

async function restoreAlong(run: SaveRun, roots: readonly RowState[]): Promise<void> {
  const byId = new Map(roots.map((state) => [state.id, state]));
  for (const meta of objectsBelow(run.ctx, run.meta)) {
    const found = await deletedWith(run.ctx, meta, [...byId.keys()]);
    for (let from = 0; from < found.length; from += 1000) await restoreChildren(run, meta, found.slice(from, from + 1000), byId);
  }
}

/** Objects whose records may have been deleted along with one of `meta`, at any depth. */
function objectsBelow(ctx: Pick<Context, 'meta'>, meta: ObjectMeta): ObjectMeta[] {
  const found = new Map<string, ObjectMeta>();
  const walk = (object: string) => {
    for (const pointing of pointingFields(ctx, object)) {
      if (pointing.rule !== 'cascade' || found.has(pointing.meta.name)) continue;
      found.set(pointing.meta.name, pointing.meta);
      walk(pointing.meta.name);
    }
  };
  walk(meta.name);
  return [...found.values()];
}

async function deletedWith(ctx: Context, meta: ObjectMeta, roots: readonly string[]): Promise<Stored[]> {
  const frame: Sql = meta.custom ? sql`and object = ${meta.name}` : sql``;
  const rows = await ctx.query<{ id: string }>(sql`
    select id from ${sql.id(meta.table)} where tenant_id = ${ctx.tenant.id} and deleted_at is not null and deleted_with = any(${roots}::uuid[]) ${frame}`);
  const found = await loadStored(
    ctx,
    meta,
    rows.map((row) => row.id),
    { lock: true, deleted: 'only' },
  );
  return [...found.values()].map(({ stored }) => stored);
}

async function restoreChildren(
  run: SaveRun,
  meta: ObjectMeta,
  records: readonly Stored[],
  roots: ReadonlyMap<string, RowState>,
): Promise<void> {
  const childRun: SaveRun = { ...run, meta, options: { ...run.options, asSystem: true } };
  const states = records.map(
    (stored, index): RowState => ({
      index,
      row: { operation: 'restore', id: stored.id },
      operation: 'restore',
      id: stored.id,
      at: roots.get(stored.deletedWith ?? '')?.at ?? run.ctx.clock.now(),
      before: stored,
      values: {},
      changes: [],
      problems: [],
      error: undefined,
      deferred: false,
      after: undefined,
      version: 0,
      deletedWith: null,
      along: true,
    }),
  );
  await runHooks(childRun, 'beforeValidate', states);
  await runHooks(childRun, 'beforeSave', states);
  await checkUnique(childRun, states);
  closeProblems(states);
  const refused = states.find((state) => state.error);
  if (refused?.error) throw refused.error;
  for (const state of states) finishRow(childRun, state);
  if (states.length > 0) await writeRows(childRun, states);
  await afterSave(childRun, states);
}
