import { label } from '../../kernel/index.ts';
import { formulaOf, formulaPath } from '../../metadata/formula/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { formulaFieldValue } from '../../storage/formula-value.ts';
import { sameValue } from './compare.ts';
import { reach, valueOver } from './evaluate.ts';
import { alive } from './hooks.ts';
import type { RowState, SaveRun } from './types.ts';

const message = label('此字段由公式计算，不能修改', 'This field is worked out by a formula and can not be changed');

/**
 * Values of formula fields that came along with an update (a record read, changed and sent back whole): they pass as long as they say what
 * the record showed the caller before this save. One that goes by the clock is not compared: it may have moved on since.
 */
export async function checkEchoes(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const rows = alive(states).filter((state) => state.echoes && state.before);
  if (rows.length === 0) return;
  const { ctx, meta } = run;
  const fields = [...new Set(rows.flatMap((state) => [...(state.echoes?.keys() ?? [])]))];
  const formulas = fields.flatMap((field) => {
    const formula = formulaOf(ctx.meta, meta, field);
    return formula && !goesByClock(ctx, meta, field) ? [{ field, formula }] : [];
  });
  const records = await reach(ctx, meta, {
    formulas: formulas.map(({ formula }) => formula),
    rows: rows.map((state) => ({ ...state.before?.values, id: state.id })),
    guarded: !run.options.asSystem,
  });
  rows.forEach((state, index) => {
    const record = records[index];
    for (const { field, formula } of formulas) {
      if (!record || !state.echoes?.has(field)) continue;
      const shown = formulaFieldValue(field, valueOver(ctx, formula, record));
      if (!sameValue(field, state.echoes.get(field), shown)) state.problems.push({ field: field.name, code: 'INVALID_VALUE', message });
    }
  });
}

function goesByClock(ctx: Pick<Context, 'meta'>, object: ObjectMeta, field: FieldMeta): boolean {
  const formula = formulaOf(ctx.meta, object, field);
  if (!formula || formula.usesClock) return formula?.usesClock ?? false;
  return formula.fields.some((name) => {
    const path = formulaPath(ctx.meta, object, name);
    return path?.field.storage.kind === 'formula' && goesByClock(ctx, path.object, path.field);
  });
}
