import { AppError, type Label, label } from '../../kernel/index.ts';
import { passingParts } from '../../metadata/rollup.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { parseFilter } from './parse-filter.ts';

const nobody = label('条件不能用“我”', '"Me" can not be used in conditions');

/**
 * What is wrong with the conditions of a rule, in words; nothing when they can be worked out. Who makes rules may name every field, but
 * nobody looks when a rule is worked out: "me" and "my reports" would be whoever happens to save.
 */
export function filterProblem(ctx: Context, object: ObjectMeta, filter: unknown): Label | undefined {
  try {
    parseFilter(ctx.elevated(), object, filter);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.errors[0]?.message ?? error.text;
  }
  return passingParts(filter).has('person') ? nobody : undefined;
}
