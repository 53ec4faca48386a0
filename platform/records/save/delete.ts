import type { ObjectMeta } from '../../module/index.ts';
import { type DeletePlan, planDeletion } from './delete-plan.ts';
import { finishRow } from './finish.ts';
import { alive, runHooks } from './hooks.ts';
import { loadStored } from './load.ts';
import { saveRecords } from './save.ts';
import type { RowState, SaveRun } from './types.ts';
import { afterSave, authorise, closeProblems, compareVersions, guarded, lockRows, mustStop } from './wave.ts';
import { writeRows } from './write.ts';

/** Moves records to the recycle bin, with everything that can not be without them. */
export async function deleteWave(run: SaveRun, states: readonly RowState[]): Promise<void> {
  for (const state of states) guarded(state, () => authorise(run, 'delete'));
  await lockRows(run, states, 'delete');
  for (const state of alive(states)) guarded(state, () => compareVersions(run, state));
  await runHooks(run, 'beforeValidate', states);
  await runHooks(run, 'beforeSave', states);
  const roots = alive(states);
  if (roots.length === 0) return;
  const plan = await planDeletion(run.ctx, run.meta, roots);
  closeProblems(states);
  const rows = alive(roots);
  for (const state of rows) finishRow(run, state);
  if (run.options.validateOnly || rows.length === 0 || mustStop(run, states)) return;
  await clearReferences(run, plan);
  await deleteAlong(run, plan, rows);
  await writeRows(run, rows);
  await afterSave(run, rows);
}

/** References that may be empty are emptied by a save of their own: versions, history and events as for any other change. */
async function clearReferences(run: SaveRun, plan: DeletePlan): Promise<void> {
  for (const [object, records] of plan.clear) {
    const meta = run.ctx.meta.object(object);
    if (!meta) continue;
    const rows = [...records].map(([id, fields]) => ({
      operation: 'update' as const,
      id,
      values: Object.fromEntries(fields.map((field) => [field, null])),
    }));
    for (let from = 0; from < rows.length; from += 1000) {
      const results = await saveRecords(run.ctx.elevated(), meta, rows.slice(from, from + 1000), {
        asSystem: true,
        channel: run.channel,
        allOrNothing: true,
      });
      const refused = results.find((result) => result.error && result.error.code !== 'NOT_FOUND');
      if (refused?.error) throw refused.error;
    }
  }
}

async function deleteAlong(run: SaveRun, plan: DeletePlan, roots: readonly RowState[]): Promise<void> {
  const rootOf = new Map(roots.map((state) => [state.id, state]));
  for (const [object, ids] of plan.cascade) {
    const meta = run.ctx.meta.object(object);
    if (!meta) continue;
    const list = [...ids.keys()];
    for (let from = 0; from < list.length; from += 1000)
      await deleteChildren(run, meta, list.slice(from, from + 1000), (id) => rootOf.get(ids.get(id) ?? ''));
  }
}

async function deleteChildren(
  run: SaveRun,
  meta: ObjectMeta,
  ids: readonly string[],
  rootOf: (id: string) => RowState | undefined,
): Promise<void> {
  const childRun: SaveRun = { ...run, meta, options: { ...run.options, asSystem: true } };
  const found = await loadStored(run.ctx, meta, ids, { lock: true });
  const states = [...found.values()].map(({ stored }, index): RowState => {
    const root = rootOf(stored.id);
    return {
      index,
      row: { operation: 'delete', id: stored.id },
      operation: 'delete',
      id: stored.id,
      at: root?.at ?? run.ctx.clock.now(),
      before: stored,
      values: {},
      changes: [],
      problems: [],
      error: undefined,
      deferred: false,
      after: undefined,
      version: 0,
      deletedWith: root?.id ?? null,
      along: true,
    };
  });
  await runHooks(childRun, 'beforeValidate', states);
  await runHooks(childRun, 'beforeSave', states);
  const refused = states.find((state) => state.error);
  if (refused?.error) throw refused.error;
  for (const state of states) finishRow(childRun, state);
  if (states.length > 0) await writeRows(childRun, states);
  await afterSave(childRun, states);
}
