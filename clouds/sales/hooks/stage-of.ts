import type { Context, Option } from '@huanke/platform/module';

/** A stage of opportunities as this company has it. */
export function stageOf(ctx: Context, key: unknown): Option | undefined {
  return ctx.meta
    .object('opportunity')
    ?.fields.get('stage')
    ?.options?.find((option) => option.key === key);
}
