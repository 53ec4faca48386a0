import type { Context } from '../module/index.ts';

/** Whether the caller may read all of it: objects (`opportunity`) or fields in the clear (`opportunity.amount`). */
export function mayRead(ctx: Context, needs: readonly string[]): boolean {
  return needs.every((need) => {
    const [object = '', name] = need.split('.');
    if (!ctx.access.can(`${object}.read`)) return false;
    if (name === undefined) return ctx.meta.object(object) !== undefined;
    const field = ctx.meta.object(object)?.fields.get(name);
    return field !== undefined && !field.masked;
  });
}
