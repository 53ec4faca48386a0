export interface StepResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

type Count = Pick<StepResult, 'passed' | 'failed'>;

/** The part of vitest's JSON report that counts. */
export interface VitestReport {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly testResults?: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** Counts tests, and as one failure each file that could not even be loaded. */
export function countOfVitest(report: VitestReport, code: number): Count {
  const unloaded = report.testResults?.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length ?? 0;
  return atLeastOneFailure({ passed: report.numPassedTests ?? 0, failed: (report.numFailedTests ?? 0) + unloaded }, code);
}

/** Counts of a program that ends with a line `N passed, N failed`. */
export function countOfOutput(output: string, code: number): Count {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed\s*$/gm)].at(-1);
  if (!last) return { passed: 0, failed: 1 };
  return atLeastOneFailure({ passed: Number(last[1]), failed: Number(last[2]) }, code);
}

export function sum(counts: readonly Count[]): Count {
  return counts.reduce((total, one) => ({ passed: total.passed + one.passed, failed: total.failed + one.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** A program that ends badly without naming a failure has failed all the same. */
function atLeastOneFailure(count: Count, code: number): Count {
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}
