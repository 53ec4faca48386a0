import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { type StepResult, sum } from './count.ts';

/** The text of docs/verification.md: what was run when, on what, with which result. */
export function verificationReport(root: string, steps: readonly StepResult[]): string {
  const total = sum(steps);
  const seconds = steps.reduce((all, step) => all + step.seconds, 0);
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim() || 'unknown';
  const row = (name: string, passed: number, failed: number, took: number): string =>
    `| ${name} | ${passed} | ${failed} | ${took.toFixed(0)} s |`;
  return [
    '# Verification',
    '',
    'Written by `npm run test:full`, which runs every test at its stated size. Do not edit.',
    '',
    `- Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- Commit: ${commit}`,
    `- Machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${type()} ${release()}`,
    `- Node.js ${process.versions.node}`,
    '',
    '| Step | Passed | Failed | Time |',
    '| --- | ---: | ---: | ---: |',
    ...steps.map((step) => row(step.name, step.passed, step.failed, step.seconds)),
    row('**Total**', total.passed, total.failed, seconds),
    '',
  ].join('\n');
}
