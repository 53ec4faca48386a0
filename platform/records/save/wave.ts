import { AppError, errors, isId } from '../../kernel/index.ts';
import { checkDuplicates } from '../duplicates/check.ts';
import { assignNumbers } from './auto-number.ts';
import { tellConflicts } from './conflicts.ts';
import { applyDefaults } from './defaults.ts';
import { checkEchoes } from './echo.ts';
import { finishRow } from './finish.ts';
import { applyFormulaDefaults } from './formula-defaults.ts';
import { alive, runHooks } from './hooks.ts';
import { checkVersion, differences, problemsError, readValues, splitVersion } from './input.ts';
import { lockStored } from './load.ts';
import { checkReferences } from './references.ts';
import { checkRules } from './rules.ts';
import { keepShares } from './shares.ts';
import { checkTeams } from './team-gates.ts';
import { checkTrees } from './tree.ts';
import type { Operation, RowState, SaveRun } from './types.ts';
import { checkUnique } from './unique.ts';
import { checkOwner, validateRow } from './validate.ts';
import { writeRows } from './write.ts';

/** Thrown to save the same rows one by one: a stage found that they depend on each other in a way a batch can not show. */
export class OneByOne extends Error {}

const verbs = { create: 'create', update: 'edit', delete: 'delete', restore: 'delete' } as const;
const without = { create: 'create', update: 'update', delete: 'delete', restore: 'delete' } as const;

export function authorise(run: SaveRun, operation: Operation): void {
  if (run.options.asSystem) return;
  if (run.meta.without?.includes(without[operation]) || !run.ctx.access.can(`${run.meta.name}.${verbs[operation]}`))
    throw errors.FORBIDDEN();
}

/** Runs a check of one row; a refusal it throws is the row's own. */
export function guarded(state: RowState, check: () => void): void {
  if (state.error) return;
  try {
    check();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    state.error = error;
  }
}

/** Loads and locks the rows that are there already, and holds the versions callers have seen against them. */
export async function lockRows(run: SaveRun, states: readonly RowState[], verb: 'edit' | 'delete', deleted = false): Promise<void> {
  const rows = alive(states).filter((state) => state.operation !== 'create');
  if (rows.length === 0) return;
  const found = await lockStored(run.ctx, run.meta, rows.map((state) => state.id).filter(isId), verb, {
    ...(deleted ? { deleted: 'only' as const } : {}),
    ...(run.options.asSystem ? { asSystem: true } : {}),
  });
  for (const state of rows) {
    const record = found.get(state.id);
    if (!record) state.error = errors.NOT_FOUND();
    else if (!record.allowed) state.error = errors.FORBIDDEN();
    else state.before = record.stored;
  }
}

export function compareVersions(run: SaveRun, state: RowState): void {
  const verdict = checkVersion(run, state);
  if (verdict === 'precondition') throw errors.PRECONDITION_FAILED({ errors: differences(run, state) });
  if (verdict === 'conflict') throw errors.VERSION_CONFLICT({ errors: differences(run, state) });
}

/** A row that waits holds up those after it that could meet it: only new records nobody can name yet may be overtaken. */
export function cutWave(states: readonly RowState[]): void {
  const first = states.find((state) => state.deferred && (state.operation !== 'create' || state.row.id !== undefined));
  if (first) for (const state of states) if (state.index > first.index) state.deferred = true;
}

/** All or nothing was asked for, and one row is refused already. */
export function mustStop(run: SaveRun, states: readonly RowState[]): boolean {
  return run.options.allOrNothing === true && states.some((state) => state.error && !state.deferred);
}

/** Turns what the checks found into one error per row. */
export function closeProblems(states: readonly RowState[]): void {
  for (const state of states) if (!state.error && !state.deferred && state.problems.length > 0) state.error = problemsError(state.problems);
}

/**
 * Creates and updates of one object that do not depend on each other, through all stages set-wise: authorise → read → defaults →
 * beforeValidate → validate → beforeSave → write → afterSave. Returns having written the rows without an error.
 */
export async function saveWave(run: SaveRun, states: readonly RowState[]): Promise<void> {
  for (const state of states) guarded(state, () => authorise(run, state.operation));
  await lockRows(run, states, 'edit');
  for (const state of alive(states)) {
    guarded(state, () => {
      compareVersions(run, state);
      readValues(run, state);
    });
    if (state.operation === 'create' && state.problems.length === 0) applyDefaults(run, state);
  }
  await tellConflicts(run, states);
  await checkEchoes(run, states);
  await applyFormulaDefaults(run, states);
  const rows = states.filter((state) => state.operation === 'create' || Object.keys(state.values).length > 0);
  await runHooks(run, 'beforeValidate', rows);
  for (const state of alive(rows)) {
    validateRow(run, state);
    if (!state.error) checkOwner(run, state);
  }
  await checkTeams(run, rows);
  await checkReferences(run, rows);
  cutWave(states);
  await checkTrees(run, rows);
  await runHooks(run, 'beforeSave', rows);
  await checkRules(run, rows);
  if (run.checkUnique) await checkUnique(run, rows);
  await checkDuplicates(run, rows);
  cutWave(states);
  closeProblems(states);
  if (mustStop(run, states)) return;
  await writeWave(run, rows);
}

async function writeWave(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const rows = alive(states);
  if (!run.options.validateOnly) await assignNumbers(run, rows);
  for (const state of rows) finishRow(run, state);
  const changed = rows.filter((state) => state.operation === 'create' || state.changes.length > 0);
  for (const state of rows) if (!changed.includes(state)) state.after = undefined;
  if (run.options.validateOnly || changed.length === 0) return;
  await writeRows(run, changed);
  await keepShares(run, changed);
  await afterSave(run, changed);
}

/** The last stage: its rows are written, so that a refusal takes the whole batch back. */
export async function afterSave(run: SaveRun, states: readonly RowState[]): Promise<void> {
  await runHooks(run, 'afterSave', states);
  const refused = states.find((state) => state.error);
  if (refused?.error) throw refused.error;
}

/** A row that ended as it was: nothing is written and its version stays. */
export function settle(states: readonly RowState[]): void {
  for (const state of states) {
    if (state.error || state.deferred || state.after || !state.before) continue;
    state.version = state.before.version;
    state.after = { ...state.before.values };
  }
}

export { splitVersion };
