import { homeOf } from '../identity/index.ts';
import { dayIn } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';

/** Where people land whose roles name no home. */
const usual = 'seller';

export interface Home {
  readonly home: string;
  /** The day it was read for, in the company's zone. */
  readonly today: string;
  /** Objects of whose changes it has to hear. */
  readonly objects: readonly string[];
  /** What each section answered, by its name; sections the caller may not read are not there. */
  readonly sections: Readonly<Record<string, unknown>>;
}

/** The home of the caller: every declared section of their role's home that they hold the permission for. */
export async function readHome(ctx: Context): Promise<Home> {
  const member = await ctx.app.identity.member(ctx.tenant, ctx.user.id);
  const home = (member && homeOf(member)) ?? usual;
  const day = { home, today: dayIn(ctx.tenant.timeZone, ctx.clock.now()) };
  const shown = ctx.app.registry.home.filter(({ homes, permission }) => (!homes || homes.includes(home)) && ctx.access.can(permission));
  const answers = await Promise.all(shown.map(async ({ name, read }): Promise<[string, unknown]> => [name, await read(ctx, day)]));
  return { ...day, objects: [...new Set(shown.flatMap(({ objects }) => objects))], sections: Object.fromEntries(answers) };
}
