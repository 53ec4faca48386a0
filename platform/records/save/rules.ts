import type { Formula } from '../../formula/index.ts';
import { fieldsRead, formulaOf, formulaPath, ruleOrNull, type ValidationRule, validationKindName } from '../../metadata/formula/index.ts';
import { type Context, type ObjectMeta, partsOf } from '../../module/index.ts';
import { type Reached, reach, valueOver } from './evaluate.ts';
import { authorOfRow } from './finish.ts';
import { alive } from './hooks.ts';
import type { RowState, SaveRun } from './types.ts';

interface Rule {
  readonly definition: ValidationRule;
  readonly formula: Formula;
  /** Fields of the record itself that decide it. */
  readonly reads: ReadonlySet<string>;
}

const known = new WeakMap<ObjectMeta, readonly Rule[]>();

/** The rules in force, compiled once per version of the metadata. One that can no longer be read refuses nothing. */
function rulesOf(ctx: Context, meta: ObjectMeta): readonly Rule[] {
  let rules = known.get(meta);
  if (!rules) {
    rules = partsOf<ValidationRule>(meta, validationKindName).flatMap(({ definition }) => {
      const formula = definition.active ? ruleOrNull(ctx.meta, meta, definition.condition) : null;
      return formula ? [{ definition, formula, reads: ownFields(ctx, meta, formula, new Set()) }] : [];
    });
    known.set(meta, rules);
  }
  return rules;
}

function ownFields(ctx: Context, meta: ObjectMeta, formula: Formula, found: Set<string>): Set<string> {
  for (const key of fieldsRead(ctx.meta, meta, formula)) if (key.startsWith(`${meta.name}.`)) found.add(key.slice(meta.name.length + 1));
  for (const name of formula.fields) {
    const path = formulaPath(ctx.meta, meta, name);
    if (path?.hops.length !== 0 || path.field.storage.kind !== 'formula') continue;
    const inner = formulaOf(ctx.meta, meta, path.field);
    if (inner) ownFields(ctx, meta, inner, found);
  }
  return found;
}

/**
 * Validation rules over the records as they will be. Read without the caller's limits: a rule is the company's, and says no more than its
 * message. What code of ours writes is only held against the rules it touches, so that an old fault elsewhere stops no follow-up.
 */
export async function checkRules(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const { ctx, meta } = run;
  const rules = rulesOf(ctx, meta);
  if (rules.length === 0 || run.options.erasing) return;
  const rows = alive(states);
  if (rows.length === 0) return;
  const formulas = rules.map(({ formula }) => formula);
  const records = await reach(ctx, meta, { formulas, rows: rows.map((state) => coming(run, state)), guarded: false });
  const asPrior = formulas.filter((formula) => formula.usesPrior);
  const priors = asPrior.length === 0 ? [] : await before(run, rows, asPrior);
  rows.forEach((state, index) => {
    const record = records[index];
    for (const { definition, formula, reads } of rules) {
      const touched = state.operation === 'create' || [...reads].some((name) => name in state.values);
      if (
        !record ||
        (run.options.asSystem && !touched) ||
        valueOver(ctx, formula, record, { now: state.at, prior: priors[index] }) !== true
      )
        continue;
      state.problems.push({ field: definition.field, code: 'RULE', message: definition.message });
    }
  });
}

/** The records as they were; nothing of those that are being made. */
async function before(run: SaveRun, rows: readonly RowState[], formulas: readonly Formula[]): Promise<(Reached | undefined)[]> {
  const values = rows.map((state) => (state.before ? { ...state.before.values, id: state.id } : {}));
  const found = await reach(run.ctx, run.meta, { formulas, rows: values, guarded: false });
  return rows.map((state, index) => (state.before ? found[index] : undefined));
}

/** The record after this save. */
function coming(run: SaveRun, state: RowState): Record<string, unknown> {
  const at = state.at.toISOString();
  const made = state.before ? {} : { createdAt: at, createdBy: authorOfRow(run, state) };
  return { ...state.before?.values, ...made, updatedAt: at, updatedBy: run.by, id: state.id, ...state.values };
}
