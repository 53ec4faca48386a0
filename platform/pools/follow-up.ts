import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { followUpTypes } from './object.ts';
import { settleDue } from './settle.ts';
import { poolsWhere } from './store.ts';

/** Something somebody did with records, as far as it may count as a follow-up. */
export interface FollowUp {
  readonly type: string;
  /** What they wrote about it. */
  readonly text: string;
  /** When it was, where that was said; now otherwise. What is still to come is no follow-up yet. */
  readonly at: string | null;
  /** Of calls, where it is known. */
  readonly seconds: number | null;
  readonly related: readonly { readonly object: string; readonly id: string }[];
}

interface Terms {
  readonly followTypes: readonly string[];
  readonly minCharacters: number;
  readonly minCallSeconds: number;
}

/** What counts where no pool says otherwise. */
const usual: Terms = { followTypes: followUpTypes, minCharacters: 10, minCallSeconds: 30 };

/** A follow-up is of a listed kind and says something, or is a call that lasted. */
export function counts(terms: Terms, done: Pick<FollowUp, 'type' | 'text' | 'seconds'>): boolean {
  if (!terms.followTypes.includes(done.type)) return false;
  const call = done.type === 'call' && done.seconds !== null && done.seconds >= terms.minCallSeconds;
  return call || [...done.text.trim()].length >= terms.minCharacters;
}

/** Writes down that records were followed up, where it counts by the terms of their pool, and works out anew when they go back. */
export async function noteFollowUps(ctx: Context, done: readonly FollowUp[]): Promise<void> {
  const byObject = Map.groupBy(
    done.flatMap((one) => one.related.map(({ object, id }) => ({ one, object, id }))),
    ({ object }) => object,
  );
  const now = ctx.clock.now();
  for (const [object, list] of byObject) {
    const meta = ctx.meta.object(object);
    if (!meta?.pooled) continue;
    const ids = [...new Set(list.map(({ id }) => id))].sort();
    const rows = await ctx.query<{ id: string; home: string | null }>(sql`
      select t.id, t.home_pool as home from ${sql.id(meta.table)} t
      where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and t.deleted_at is null order by t.id for update`);
    const homes = [...new Set(rows.flatMap(({ home }) => home ?? []))];
    const pools = homes.length === 0 ? [] : await poolsWhere(ctx, sql`p.id = any(${homes}::uuid[])`);
    const followed = rows.flatMap(({ id, home }) => {
      const terms = pools.find((pool) => pool.id === home) ?? usual;
      const times = list
        .filter((entry) => entry.id === id && counts(terms, entry.one))
        .map(({ one }) => (one.at === null ? now.getTime() : Date.parse(one.at)))
        .filter((at) => at <= now.getTime());
      return times.length === 0 ? [] : [{ id, home, at: new Date(Math.max(...times)) }];
    });
    if (followed.length === 0) continue;
    await ctx.query(sql`
      update ${sql.id(meta.table)} t set last_follow_at = greatest(t.last_follow_at, w.at)
      from unnest(${followed.map(({ id }) => id)}::uuid[], ${followed.map(({ at }) => at)}::timestamptz[]) w (id, at)
      where t.tenant_id = ${ctx.tenant.id} and t.id = w.id`);
    await settleDue(
      ctx,
      meta,
      followed.flatMap(({ id, home }) => (home ? [id] : [])),
    );
  }
}

/** A deal with records came up, moved or ended: it may keep them where they are. */
export async function noteDeals(ctx: Context, object: string, ids: readonly string[]): Promise<void> {
  const meta = ctx.meta.object(object);
  if (!meta?.pooled || ids.length === 0) return;
  const rows = await ctx.query<{ id: string }>(sql`
    select t.id from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.id = any(${[...new Set(ids)]}::uuid[]) and t.home_pool is not null
    order by t.id for update`);
  await settleDue(
    ctx,
    meta,
    rows.map(({ id }) => id),
  );
}
