import { AppError } from '../../kernel/index.ts';
import type { Change, HookStage } from '../../module/index.ts';
import { sameValue } from './compare.ts';
import { trustedValue } from './input.ts';
import type { RowState, SaveRun } from './types.ts';

/** Rows that still take part. */
export const alive = (states: readonly RowState[]): RowState[] =>
  states.filter((state) => !state.error && !state.deferred && state.problems.length === 0);

/**
 * Runs one stage's hooks in the order of the modules, each over the whole batch. What a hook returns is seen by the next; a rejected
 * row drops out at once. An error that is thrown goes up: it refuses the whole save.
 */
export async function runHooks(run: SaveRun, stage: HookStage, states: readonly RowState[]): Promise<void> {
  for (const hook of run.ctx.app.registry.hooksOf(run.meta.name)) {
    if (hook.stage !== stage) continue;
    const rows = alive(states).filter((state) => hook.on.includes(state.operation));
    if (rows.length === 0) continue;
    const changes = rows.map(
      (state): Change => ({
        object: run.meta.name,
        operation: state.operation,
        id: state.id,
        before: state.before?.values,
        values: { ...state.values },
        at: state.at,
        ...(run.options.merging ? { merging: true } : {}),
        ...(state.along ? { along: true } : {}),
        ...(run.options.told ? { told: true } : {}),
        ...(run.options.submitted ? { submitted: true } : {}),
      }),
    );
    const reject = (index: number, error: Error) => {
      const state = rows[index];
      if (!state) throw new Error(`hook ${hook.name} rejected row ${index}, which it was not given`);
      if (!(error instanceof AppError)) throw error;
      state.error ??= error;
    };
    const returned = await hook.run(run.ctx, changes, reject);
    if (stage === 'afterSave' || !returned) continue;
    for (const [index, state] of rows.entries()) merge(run, state, returned[index], hook.name);
  }
}

function merge(run: SaveRun, state: RowState, values: Readonly<Record<string, unknown>> | undefined, hook: string): void {
  if (!values || state.error || (state.operation !== 'create' && state.operation !== 'update')) return;
  for (const [name, raw] of Object.entries(values)) {
    if (raw === undefined) continue;
    const value = trustedValue(run.meta, name, raw, `hook ${hook}`);
    const field = run.meta.fields.get(name);
    // On update `values` holds differences only: a hook may also take one back.
    if (state.operation === 'update' && field && sameValue(field, value, state.before?.values[name])) delete state.values[name];
    else state.values[name] = value;
  }
}
