import type { Label } from '../../kernel/index.ts';
import type { ObjectMeta } from '../../module/index.ts';

/** What is wrong with a condition of a layout. */
export function conditionProblem(_meta: ObjectMeta, _text: string): Label | undefined {
  return undefined;
}
