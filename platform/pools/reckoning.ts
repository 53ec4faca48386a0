import type { Context } from '../module/index.ts';
import type { Reckoning } from './due.ts';

/** How the company adds times up. */
export function reckoningOf(ctx: Pick<Context, 'tenant'>): Reckoning {
  return {
    zone: ctx.tenant.timeZone,
    working() {
      throw new Error('no working calendar');
    },
  };
}
