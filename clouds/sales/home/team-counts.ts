import { sql } from '@huanke/platform/database';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import { compileFilter, createJoins, type FilterInput, loadTitles, parseFilter, rowsInReach } from '@huanke/platform/records';

/** Records of a kind by whose they are; without owner `id` is null. */
export interface OwnerCount {
  readonly id: string | null;
  readonly title: string | null;
  readonly count: number;
}

export interface CountsOfOwner {
  readonly owner: { readonly id: string | null; readonly title: string | null };
  /** In the order of the kinds. */
  readonly counts: readonly number[];
}

/** How many of the records the caller sees are of each kind, by owner: one walk over them, whatever the number of kinds. */
export async function countsByOwner(
  ctx: Context,
  meta: ObjectMeta,
  { base, kinds }: { readonly base: FilterInput; readonly kinds: readonly { readonly filter: FilterInput }[] },
): Promise<CountsOfOwner[]> {
  if (kinds.length === 0) return [];
  const joins = createJoins(ctx);
  const test = (filter: FilterInput) => compileFilter(ctx, meta, parseFilter(ctx, meta, filter, { timeZone: ctx.tenant.timeZone }), joins);
  const counts = kinds.map(({ filter }) => sql`(count(*) filter (where ${test(filter)}))::int`);
  const within = test(base);
  const rows = await ctx.query<{ owner: string | null; counts: number[] }>(sql`
    select o.owner, array[${sql.join(counts)}] as counts from ${rowsInReach(ctx, meta, 'o')} ${joins.sql()}
    where ${within} group by o.owner`);
  const titles = await loadTitles(
    ctx,
    rows.flatMap(({ owner }) => (owner ? [{ object: 'user', id: owner }] : [])),
  );
  return rows.map(({ owner, counts: all }) => ({ owner: { id: owner, title: (owner && titles.get(owner)) || null }, counts: all }));
}
