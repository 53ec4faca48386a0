import type { Problem, ProblemGroup, Summary } from './types.ts';

const mostGroups = 60;
const mostSamples = 5;

export const emptySummary: Summary = { problems: [], unmatched: 0, format: 0, rule: 0, kept: 0 };

/** Adds the problems of a batch's rows to what was gathered before. */
export function addProblems(summary: Summary, rows: readonly { row: number; problems: readonly Problem[] }[]): Summary {
  const groups = new Map<string, ProblemGroup>(summary.problems.map((group) => [keyOf(group), group]));
  const counts = { unmatched: summary.unmatched, format: summary.format, rule: summary.rule };
  for (const { row, problems } of rows) {
    const first = problems[0];
    if (!first) continue;
    counts[first.kind] += 1;
    for (const problem of problems) {
      const key = keyOf(problem);
      const group = groups.get(key);
      if (!group && groups.size >= mostGroups) continue;
      const samples = group?.samples ?? [];
      groups.set(key, {
        column: problem.column,
        field: problem.field,
        code: problem.code,
        kind: problem.kind,
        message: problem.message,
        count: (group?.count ?? 0) + 1,
        samples: samples.length < mostSamples ? [...samples, { row, value: problem.value }] : samples,
      });
    }
  }
  return { ...summary, ...counts, problems: [...groups.values()] };
}

const keyOf = (problem: Pick<Problem, 'column' | 'field' | 'code' | 'message'>) =>
  JSON.stringify([problem.column, problem.field, problem.code, problem.message.en]);
