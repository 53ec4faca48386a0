import type { FieldMeta } from '../../module/index.ts';
import { isSecret } from '../../storage/vault.ts';
import { sameValue } from './compare.ts';
import { hide } from './input.ts';
import type { FieldChange, RowState, SaveRun } from './types.ts';

/** After the last hook: what changes, and how the record looks then. On update fields that end as they were drop out. */
export function finishRow(run: SaveRun, state: RowState): void {
  const before = state.before?.values;
  const creating = state.operation === 'create';
  state.changes = [];
  for (const [name, value] of Object.entries(state.values)) {
    const field = run.meta.fields.get(name);
    const old = before?.[name] ?? null;
    if (field && !sameValue(field, value, old)) state.changes.push({ field: name, old, new: value ?? null });
  }
  state.version = creating ? 1 : (state.before?.version ?? 0) + 1;
  const at = state.at.toISOString();
  const after: Record<string, unknown> = {};
  for (const name of run.meta.fields.keys()) after[name] = state.values[name] ?? (name in state.values ? null : (before?.[name] ?? null));
  const { origin } = state.row;
  Object.assign(after, { id: state.id, version: state.version, updatedAt: origin?.changedAt?.toISOString() ?? at, updatedBy: run.by });
  if (creating) Object.assign(after, { createdAt: at, createdBy: authorOfRow(run, state) });
  state.after = after;
}

/** Who is written down as the one who made a record. */
export const authorOfRow = (run: SaveRun, state: RowState): string | null => state.row.origin?.by ?? run.by;

export const isTracked = (field: FieldMeta | undefined) => field !== undefined && field.trackHistory !== false;

/** What the history keeps of a save: of updates the tracked fields, of everything else only that it happened. */
export function historyChanges(run: SaveRun, state: RowState): FieldChange[] {
  return state.operation === 'update' ? shownChanges(run, state).filter((change) => isTracked(run.meta.fields.get(change.field))) : [];
}

/** Changes as history and events tell them: of encrypted fields only that they changed. */
export function shownChanges(run: SaveRun, state: RowState): FieldChange[] {
  return state.changes.map((change) =>
    isSecret(run.meta.fields.get(change.field)) ? { field: change.field, old: hide(change.old), new: hide(change.new) } : change,
  );
}
