import { label } from '../../kernel/index.ts';
import type { RowState, SaveRun } from './types.ts';

const fixed = label('这条记录不能换到另一条主记录下', 'This record can not be moved to another master record');

/** A record stays with its master unless the field allows otherwise; what the system moves (a merge) goes with it. */
export function checkReparenting(run: SaveRun, state: RowState): void {
  if (run.options.asSystem || state.operation !== 'update') return;
  for (const field of run.meta.fields.values()) {
    if (field.type !== 'masterDetail' || field.reparent || !(field.name in state.values)) continue;
    const before = state.before?.values[field.name] ?? null;
    if (before !== null && state.values[field.name] !== null && before !== state.values[field.name])
      state.problems.push({ field: field.name, code: 'INVALID_VALUE', message: fixed });
  }
}
