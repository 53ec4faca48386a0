import { filterRules, followRules, rulesReading } from '../shares/index.ts';
import type { RowState, SaveRun } from './types.ts';

/** After the write: the sharing rules by filter follow what the records say now. Nothing is asked where no rule reads what changed. */
export async function keepShares({ ctx, meta }: SaveRun, states: readonly RowState[]): Promise<void> {
  if (filterRules(meta).length === 0) return;
  const ids = (rows: readonly RowState[]) => rows.map((state) => state.id);
  const changed = states.filter((state) => state.operation !== 'create');
  await followRules(ctx, meta, ids(states.filter((state) => state.operation === 'create')));
  const fields = changed.flatMap((state) => state.changes.map((change) => change.field));
  await followRules(ctx, meta, ids(changed), rulesReading(meta, fields));
}
