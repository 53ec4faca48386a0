import { label } from '../../kernel/index.ts';
import type { FieldMeta, ObjectMeta, StageRules } from '../../module/index.ts';
import { BodyReader } from '../parse.ts';
import { rulesProblems } from './check.ts';
import { readRules, ruleKeys } from './read.ts';
import { hasProcess } from './rules.ts';

/** What a record type says of a stage; the chance of stages that are open stands in place of the field's. */
export interface TypeStage extends StageRules {
  readonly probability?: number;
}

/** Rules of a record type's own, by field and stage. A field that is named follows these alone; a stage that is not is free. */
export type TypeRules = Readonly<Record<string, Readonly<Record<string, TypeStage>>>>;

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `rules` of a record type's body: `{stage: {proposal: {next, requires, checks, usualDays, limitDays}}}`. */
export function readTypeRules(reader: BodyReader, meta: ObjectMeta | undefined): { readonly rules?: TypeRules } {
  const raw = reader.raw('rules');
  if (raw === undefined || raw === null) return {};
  const wrongType = (place: string) =>
    reader.problem(place, 'WRONG_TYPE', label('应为 {字段: {阶段: 规则}}', 'Must be {field: {stage: rules}}'));
  if (!isMap(raw)) {
    wrongType('rules');
    return {};
  }
  const made: Record<string, Record<string, StageRules>> = {};
  for (const [name, stages] of Object.entries(raw)) {
    const field = meta?.fields.get(name);
    const keys = new Set(field?.options?.map((option) => option.key));
    if (!meta || !field || !hasProcess(field))
      reader.problem(`rules.${name}`, 'INVALID_VALUE', label('没有这样的字段', 'There is no such field of this kind'));
    else if (!isMap(stages)) wrongType(`rules.${name}`);
    else made[name] = readStages(reader, meta, { prefix: `rules.${name}`, field, keys, stages });
  }
  return { rules: made };
}

function readStages(
  reader: BodyReader,
  meta: ObjectMeta,
  {
    prefix,
    field,
    keys,
    stages,
  }: { readonly prefix: string; readonly field: FieldMeta; readonly keys: ReadonlySet<string>; readonly stages: Record<string, unknown> },
): Record<string, TypeStage> {
  const made: Record<string, TypeStage> = {};
  for (const [key, raw] of Object.entries(stages)) {
    const place = `${prefix}.${key}`;
    if (!keys.has(key)) {
      reader.problem(place, 'INVALID_VALUE', label(`没有阶段“${key}”`, `There is no stage "${key}"`));
      continue;
    }
    const inner = new BodyReader(raw, place);
    inner.only(new Set([...ruleKeys, 'probability']));
    const probability = inner.integer('probability', 0, 100);
    const isOpen = field.options?.find((option) => option.key === key)?.category === 'open';
    if (probability !== undefined && !isOpen)
      inner.problem(
        'probability',
        'INVALID_VALUE',
        label('只有进行中的阶段可以设置赢率', 'Only stages that are open have a chance to set'),
      );
    made[key] = { ...readRules(inner), ...(probability === undefined ? {} : { probability }) };
    reader.problems.push(...inner.problems);
    if (inner.problems.length === 0) reader.problems.push(...rulesProblems(meta, made[key], { prefix: place, keys }));
  }
  return made;
}
