import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { loadTenant, type RateLimits } from '../identity/index.ts';
import { errors, type FieldProblem, fieldErrors, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { mayManageApi } from './tokens.ts';

/** Low enough to stop a loop, high enough that a company cannot lock its own people out. */
const bounds: Readonly<Record<keyof RateLimits, readonly [number, number]>> = { credential: [10, 60_000], user: [600, 1_000_000] };

export async function readLimits(ctx: Context): Promise<RateLimits> {
  mayManageApi(ctx);
  const tenant = await loadTenant(ctx.app, ctx.tenant.id);
  if (!tenant) throw errors.NOT_FOUND();
  return tenant.rateLimits;
}

/** Requests a minute, per key and per signed-in person; they count from the next request on. */
export async function saveLimits(ctx: Context, input: Partial<RateLimits>): Promise<RateLimits> {
  const next = { ...(await readLimits(ctx)), ...input };
  const problems = (Object.keys(bounds) as (keyof RateLimits)[]).flatMap((field): FieldProblem[] => {
    const [least, most] = bounds[field];
    if (Number.isInteger(next[field]) && next[field] >= least && next[field] <= most) return [];
    return [
      {
        field,
        code: 'INVALID_VALUE',
        message: label(`应为 ${least} 到 ${most} 的整数`, `Must be a whole number from ${least} to ${most}`),
      },
    ];
  });
  if (problems.length > 0) throw fieldErrors(problems);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      update tenant set settings = jsonb_set(settings, '{rateLimits}', ${JSON.stringify(next)}::jsonb) where id = ${tx.tenant.id}`);
    await audit(tx, { event: 'rateLimits.changed', data: { ...next } });
  });
  return next;
}
