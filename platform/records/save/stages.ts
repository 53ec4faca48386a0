import { compileFormula, evaluateFormula, type Formula, FormulaError } from '../../formula/index.ts';
import { AppError, label } from '../../kernel/index.ts';
import { gatesOf, hasProcess, lineOf, offeredKeys, processOf, recordTypesOf } from '../../metadata/index.ts';
import { conditionScope } from '../../metadata/layouts/condition.ts';
import type { FieldMeta, ObjectMeta, Option, StageGate } from '../../module/index.ts';
import type { RowState, SaveRun } from './types.ts';
import { finalValue, withField } from './validate.ts';

const texts = {
  gate: label('进入“{stage}”前请填写“{field}”', '"{field}" is required before "{stage}"'),
  none: label('空', 'none'),
  move: label('不能从“{from}”直接进入“{to}”', 'A record can not move from "{from}" to "{to}"'),
};

/**
 * A move from one stage to another: allowed by the process that holds for the record's type, with the fields and conditions of every gate on
 * the way met; whose turn it is in the team, `checkTeams` asks for the whole batch. Not asked of new records and imports: they tell where things stand, they do not move them.
 */
export function checkStages(run: SaveRun, state: RowState): void {
  for (const [name, value] of Object.entries(state.values)) {
    const field = run.meta.fields.get(name);
    if (!field || !hasProcess(field)) continue;
    const stages = processOf(run.meta, field, finalValue(state, 'recordType'));
    const to = stages.find((option) => option.key === value);
    const from = stages.find((option) => option.key === state.before?.values[name]);
    if (!to && value !== null) continue;
    if (!mayMove(state, field, from, to)) return;
    if (!to) continue;
    for (const { gate, stage } of gatesOf(offeredLine(run, state, field, stages), from, to)) checkGate(run, state, { field, gate, stage });
  }
}

/** To no stage at all is a move, too: it would be a way round the table. */
function mayMove(state: RowState, field: FieldMeta, from: Option | undefined, to: Option | undefined): boolean {
  if (!from?.next || (to && from.next.includes(to.key))) return true;
  const message = withField(texts.move, [], 'field', { from: from.label, to: to?.label ?? texts.none });
  state.error = new AppError('STATE', 409, message, { errors: [{ field: field.name, code: 'STATE', message }] });
  return false;
}

/** The line without stages that the record's type does not offer: nobody passes through those. */
function offeredLine(run: SaveRun, state: RowState, field: FieldMeta, stages: readonly Option[]): readonly Option[] {
  const name = finalValue(state, 'recordType');
  const offered = offeredKeys(recordTypesOf(run.meta).find((type) => type.name === name)?.definition, field);
  return lineOf(field, stages).filter(({ key }) => !offered || offered.includes(key));
}

interface Asked {
  readonly field: FieldMeta;
  readonly gate: StageGate;
  readonly stage: Option;
}

function checkGate(run: SaveRun, state: RowState, { field, gate, stage }: Asked): void {
  if (gate.team) state.teams = [...(state.teams ?? []), { field: field.name, gate: gate.team, stage }];
  for (const needed of gate.requires ?? []) {
    const asked = run.meta.fields.get(needed);
    // a field that was deleted since asks nothing any more
    if (!asked || finalValue(state, needed) !== null || state.problems.some((problem) => problem.field === needed)) continue;
    state.problems.push({ field: needed, code: 'REQUIRED', message: withField(texts.gate, [asked], 'field', { stage: stage.label }) });
  }
  for (const { condition, message } of gate.checks ?? []) {
    if (holds(run, state, condition)) continue;
    state.problems.push({ field: field.name, code: 'RULE', message });
  }
}

const compiled = new WeakMap<ObjectMeta, Map<string, Formula | null>>();

/** Compiled once per version of the metadata. A condition over a field that is gone can not be read: it asks nothing. */
function formulaOf(meta: ObjectMeta, condition: string): Formula | null {
  const known = compiled.get(meta) ?? new Map<string, Formula | null>();
  compiled.set(meta, known);
  const before = known.get(condition);
  if (before !== undefined) return before;
  let formula: Formula | null = null;
  try {
    formula = compileFormula(condition, conditionScope(meta.fields.values()), 'boolean');
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
  }
  known.set(condition, formula);
  return formula;
}

function holds(run: SaveRun, state: RowState, condition: string): boolean {
  const formula = formulaOf(run.meta, condition);
  const env = { get: (path: string) => finalValue(state, path), now: state.at, timeZone: run.ctx.tenant.timeZone };
  return !formula || evaluateFormula(formula, env) === true;
}
