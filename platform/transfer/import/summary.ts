import { label } from '../../kernel/index.ts';
import type { EntryRow, Problem, ProblemGroup, Summary } from './types.ts';

const mostGroups = 60;
const mostSamples = 5;

export const emptySummary: Summary = { problems: [], unmatched: 0, format: 0, rule: 0, warnings: 0, kept: 0 };

/** Each row has a reason of its own, which names what it is like: the file tells them. */
const there = label('已有这条记录，没有导入', 'There is such a record already; not imported');

/** Adds the problems of a batch's rows to what was gathered before. */
export function addProblems(
  summary: Summary,
  rows: readonly (Pick<EntryRow, 'row' | 'problems'> & Partial<Pick<EntryRow, 'warnings'>>)[],
): Summary {
  const groups = new Map<string, ProblemGroup>(summary.problems.map((group) => [keyOf(group), group]));
  const counts = { unmatched: summary.unmatched, format: summary.format, rule: summary.rule };
  let warnings = summary.warnings;
  for (const { row, problems, warnings: noted = [] } of rows) {
    const first = problems[0];
    if (first && first.kind !== 'skipped' && first.kind !== 'warning') counts[first.kind] += 1;
    if (noted.length > 0) warnings += 1;
    for (const problem of [...problems, ...noted]) {
      const message = problem.kind === 'skipped' ? there : problem.message;
      const key = keyOf({ ...problem, message });
      const group = groups.get(key);
      if (!group && groups.size >= mostGroups) continue;
      const samples = group?.samples ?? [];
      groups.set(key, {
        column: problem.column,
        field: problem.field,
        code: problem.code,
        kind: problem.kind,
        message,
        count: (group?.count ?? 0) + 1,
        samples: samples.length < mostSamples ? [...samples, { row, value: problem.value }] : samples,
      });
    }
  }
  return { ...summary, ...counts, warnings, problems: [...groups.values()] };
}

const keyOf = (problem: Pick<Problem, 'column' | 'field' | 'code' | 'kind' | 'message'>) =>
  JSON.stringify([problem.column, problem.field, problem.code, problem.kind, problem.message.en]);
