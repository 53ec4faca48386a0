import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Whose tests wait for processes of their own, however short their text. */
const first = '/apps/cli/';

/** As vitest orders files (the slowest first where it remembers a run, else the largest), but what a small file hides is not begun last. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isFirst = (file: TestSpecification) => file.moduleId.includes(first);
    return [...sorted.filter(isFirst), ...sorted.filter((file) => !isFirst(file))];
  }
}
