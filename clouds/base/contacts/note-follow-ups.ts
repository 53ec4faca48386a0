import type { Context } from '@huanke/platform/module';
import { type FollowUp, noteFollowUps as note } from '@huanke/platform/pools';
import { customersOf } from './customers.ts';

/** Notes follow-ups with what they are about and with its customers: who speaks about a deal has followed up its account. */
export async function noteFollowUps(ctx: Context, done: readonly FollowUp[]): Promise<void> {
  const customers = await customersOf(
    ctx,
    done.flatMap(({ related }) => related),
  );
  await note(
    ctx,
    done.map((one) => {
      const all = [...one.related, ...one.related.flatMap(({ id }) => customers.get(id) ?? [])];
      return { ...one, related: [...new Map(all.map((link) => [link.id, link])).values()] };
    }),
  );
}
