import type { Context } from '@huanke/platform/module';

const said = new WeakMap<Context, Map<string, string>>();

/** Keeps what was said with a move until its stay is written, later in the same save. */
export function noteReason(ctx: Context, deal: string, reason: string): void {
  said.set(ctx, (said.get(ctx) ?? new Map<string, string>()).set(deal, reason));
}

export const reasonsOf = (ctx: Context): ReadonlyMap<string, string> => said.get(ctx) ?? new Map();
