import { type FieldProblem, fieldErrors, type Label, label } from '../../kernel/index.ts';
import type { FieldMeta, ObjectMeta, Option, StageGate, StageRules } from '../../module/index.ts';
import { conditionProblem } from '../layouts/condition.ts';

interface Place {
  /** Before the key: `options[2]`, `rules.stage.won`. */
  readonly prefix: string;
  readonly keys: ReadonlySet<string>;
}

/** What is wrong with the rules of one stage: they name stages and fields that are there, and conditions that can be read. */
export function rulesProblems(meta: Pick<ObjectMeta, 'fields'>, rules: StageRules, { prefix, keys }: Place): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const wrong = (field: string, message: Label) => problems.push({ field: `${prefix}.${field}`, code: 'INVALID_VALUE', message });
  rules.next?.forEach((key, index) => {
    if (!keys.has(key)) wrong(`next[${index}]`, label(`没有阶段“${key}”`, `There is no stage "${key}"`));
  });
  gateProblems(meta, rules, wrong);
  if (rules.exit) gateProblems(meta, rules.exit, (field, message) => wrong(`exit.${field}`, message));
  if (rules.limitDays !== undefined && rules.usualDays !== undefined && rules.limitDays < rules.usualDays)
    wrong('limitDays', label('最长停留不能短于参考天数', 'The limit can not be shorter than the usual days'));
  return problems;
}

const numbers: ReadonlySet<string> = new Set(['number', 'currency', 'percent']);

function gateProblems(meta: Pick<ObjectMeta, 'fields'>, gate: StageGate, wrong: (field: string, message: Label) => void): void {
  gate.requires?.forEach((name, index) => {
    if (!meta.fields.has(name)) wrong(`requires[${index}]`, label('字段不存在', 'There is no such field'));
  });
  gate.checks?.forEach((check, index) => {
    const problem = conditionProblem(meta, check.condition);
    if (problem) wrong(`checks[${index}].condition`, problem);
  });
  const { above } = gate.team ?? {};
  if (above && !numbers.has(meta.fields.get(above.field)?.type ?? ''))
    wrong('team.above.field', label('没有这个数字字段', 'There is no such number field'));
}

const same = (a: StageRules | undefined, b: StageRules) =>
  JSON.stringify([a?.next, a?.requires, a?.checks, a?.usualDays, a?.limitDays, a?.team, a?.exit]) ===
  JSON.stringify([b.next, b.requires, b.checks, b.usualDays, b.limitDays, b.team, b.exit]);

/** Holds the options a field is given to its object. What stood there before may stay: a field it names may have gone since. */
export function checkProcess(
  meta: Pick<ObjectMeta, 'fields'>,
  before: FieldMeta | undefined,
  options: readonly Option[] | undefined,
): void {
  if (!options) return;
  const keys = new Set(options.map((option) => option.key));
  const problems = options.flatMap((option, index) =>
    same(
      before?.options?.find((one) => one.key === option.key),
      option,
    ) && option.next?.every((key) => keys.has(key)) !== false
      ? []
      : rulesProblems(meta, option, { prefix: `options[${index}]`, keys }),
  );
  if (problems.length > 0) throw fieldErrors(problems);
}
