import { filterRules, followRules, touchesRules } from '../shares/index.ts';
import type { RowState, SaveRun } from './types.ts';

/** After the write: the sharing rules by filter follow what the records say now. Nothing is asked where no rule reads what changed. */
export async function keepShares(run: SaveRun, states: readonly RowState[]): Promise<void> {
  if (filterRules(run.meta).length === 0) return;
  const changed = (state: RowState) => state.changes.map((change) => change.field);
  const moved = states.filter((state) => state.operation === 'create' || touchesRules(run.meta, changed(state)));
  await followRules(
    run.ctx,
    run.meta,
    moved.map((state) => state.id),
  );
}
