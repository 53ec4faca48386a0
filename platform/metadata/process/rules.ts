import { type FieldMeta, type ObjectMeta, type Option, partsOf, type StageGate } from '../../module/index.ts';
import { ruleKeys } from './read.ts';
import type { TypeRules, TypeStage } from './record-type.ts';

const processTypes: ReadonlySet<string> = new Set(['stage', 'picklist']);

/** Fields that records can go through step by step. */
export function hasProcess(field: Pick<FieldMeta, 'type' | 'system'>): boolean {
  return processTypes.has(field.type) && !field.system;
}

/** One stage as records of a type meet it: where the type has rules of its own for the field, they stand in place of the field's. */
export function withRules(option: Option, own: Readonly<Record<string, TypeStage>> | undefined): Option {
  if (!own) return option;
  const rest = Object.fromEntries(
    Object.entries(option).filter(([key]) => !(ruleKeys as readonly string[]).includes(key)),
  ) as unknown as Option;
  return { ...rest, ...own[option.key] };
}

/** The stages of a field with the rules that hold for a record of this type. */
export function processOf(meta: Pick<ObjectMeta, 'parts'>, field: FieldMeta, recordType: unknown): readonly Option[] {
  const options = field.options ?? [];
  const types = partsOf<{ readonly rules?: TypeRules }>(meta, 'recordType');
  const own = types.find(({ name }) => name === recordType)?.definition.rules?.[field.name];
  return own ? options.map((option) => withRules(option, own)) : options;
}

/**
 * The stages that lead from the first one to won, in order; those without a chance (lost, on hold) stand beside the line. Only fields of
 * type stage have one: the values of a picklist follow no order.
 */
export function lineOf(field: Pick<FieldMeta, 'type'>, stages: readonly Option[]): readonly Option[] {
  if (field.type !== 'stage') return [];
  const live = stages.filter((option) => option.active !== false);
  const won = live.find((option) => option.category === 'won');
  return [...live.filter((option) => option.category === 'open' && option.probability !== 0), ...(won ? [won] : [])];
}

/** A gate on the way of a move, and the stage whose gate it is. */
export interface Gate {
  readonly gate: StageGate;
  readonly stage: Option;
}

/**
 * The gates a move has to pass: that of its target; forward along the line those of every stage it skips, too, and what the stages it
 * leaves behind ask on going on. Who comes from beside the line has passed nothing yet.
 */
export function gatesOf(line: readonly Option[], from: Option | undefined, to: Option): readonly Gate[] {
  const [start, end] = [line.findIndex(({ key }) => key === from?.key), line.findIndex(({ key }) => key === to.key)];
  if (end < 0 || start >= end) return [{ gate: to, stage: to }];
  const gates: Gate[] = [];
  for (const [index, stage] of line.slice(0, end + 1).entries()) {
    if (index > start) gates.push({ gate: stage, stage });
    if (index >= start && index < end && stage.exit) gates.push({ gate: stage.exit, stage: line[index + 1] ?? to });
  }
  return gates;
}
