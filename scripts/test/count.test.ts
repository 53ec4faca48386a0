import { describe, expect, it } from 'vitest';
import { countOfOutput, countOfVitest, sum } from './count.ts';

describe('counting results', () => {
  it('counts tests and files that did not load', () => {
    const file = (status: string, tests: number) => ({ status, assertionResults: Array(tests).fill({}) });
    const report = { numPassedTests: 5, numFailedTests: 1, testResults: [file('passed', 3), file('failed', 3), file('failed', 0)] };
    expect(countOfVitest(report, 1)).toEqual({ passed: 5, failed: 2 });
  });

  it('never takes a bad end for a success', () => {
    expect(countOfVitest({ numPassedTests: 5, numFailedTests: 0, testResults: [] }, 1)).toEqual({ passed: 5, failed: 1 });
    expect(countOfVitest({}, 1)).toEqual({ passed: 0, failed: 1 });
    expect(countOfOutput('it crashed', 0)).toEqual({ passed: 0, failed: 1 });
    expect(countOfOutput('4 passed, 0 failed', 137)).toEqual({ passed: 4, failed: 1 });
  });

  it('takes the last line of counts', () => {
    expect(countOfOutput('1 passed, 1 failed\n  2 passed, 9 failed\n7 passed, 2 failed\n', 1)).toEqual({ passed: 7, failed: 2 });
  });

  it('adds up', () => {
    expect(
      sum([
        { passed: 1, failed: 0 },
        { passed: 2, failed: 3 },
      ]),
    ).toEqual({ passed: 3, failed: 3 });
  });
});
