import { compileOrNull, defaultFormula, formulaTypeOf } from '../../metadata/formula/index.ts';
import type { FieldMeta } from '../../module/index.ts';
import { readInput } from '../../storage/codec.ts';
import { formulaFieldValue } from '../../storage/formula-value.ts';
import { reach, valueOver } from './evaluate.ts';
import { authorOfRow } from './finish.ts';
import { alive } from './hooks.ts';
import type { RowState, SaveRun } from './types.ts';

/** Defaults that are formulas, of fields nobody named, one after the other: a later one sees what an earlier one gave. */
export async function applyFormulaDefaults(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const { ctx, meta } = run;
  for (const field of meta.fields.values()) {
    const source = defaultFormula(field);
    const formula = source === undefined ? null : compileOrNull(ctx.meta, meta, source, formulaTypeOf(field.type));
    if (!formula) continue;
    const rows = alive(states).filter((state) => state.operation === 'create' && !(field.name in state.values));
    if (rows.length === 0) continue;
    const values = rows.map((state) => ({
      createdAt: state.at.toISOString(),
      createdBy: authorOfRow(run, state),
      owner: run.by,
      id: state.id,
      ...state.values,
    }));
    const records = await reach(ctx, meta, { formulas: [formula], rows: values, guarded: true });
    rows.forEach((state, index) => {
      const record = records[index];
      const value = record && fitting(field, valueOver(ctx, formula, record, { now: state.at }));
      if (value !== null && value !== undefined) state.values[field.name] = value;
    });
  }
}

/** A value the field can hold; what it can not hold is left empty: a default must not stop a save. */
function fitting(field: FieldMeta, value: unknown): unknown {
  const rounded = formulaFieldValue(field, value);
  const reading = readInput(field, typeof rounded === 'string' && field.type === 'text' ? rounded.slice(0, field.max ?? 255) : rounded);
  return reading.ok ? reading.value : null;
}
