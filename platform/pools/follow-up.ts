import { sql } from '../database/sql.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { followUpTypes } from './object.ts';
import { settleDue } from './settle.ts';
import { poolsWhere } from './store.ts';

/** Something somebody did with records, as far as it may count as a follow-up. */
export interface FollowUp {
  readonly type: string;
  /** What they wrote about it. */
  readonly text: string;
  /** When it took place. What is still to come is no follow-up yet. */
  readonly at: string;
  /** Of calls, where it is known. */
  readonly seconds: number | null;
  readonly related: readonly { readonly object: string; readonly id: string }[];
}

/** What a save made of something that may count: what it was, as far as that is known, and what it is; undefined: nothing. */
export interface FollowUpChange {
  readonly was?: FollowUp | undefined;
  readonly is?: FollowUp | undefined;
}

interface Terms {
  readonly followTypes: readonly string[];
  readonly minCharacters: number;
  readonly minCallSeconds: number;
}

/** A record whose follow-ups are looked at, with what counts for it. */
export interface FollowedRecord extends Terms {
  readonly id: string;
}

/** Answers when records of an object were last followed up, by what is there; none: never. */
export type ReadFollowUps = (ctx: Context, object: string, records: readonly FollowedRecord[]) => Promise<ReadonlyMap<string, Date>>;

/** What counts where no pool says otherwise. */
const usual: Terms = { followTypes: followUpTypes, minCharacters: 10, minCallSeconds: 30 };

/** A follow-up is of a listed kind and says something, or is a call that lasted. */
export function counts(terms: Terms, done: Pick<FollowUp, 'type' | 'text' | 'seconds'>): boolean {
  if (!terms.followTypes.includes(done.type)) return false;
  const call = done.type === 'call' && done.seconds !== null && done.seconds >= terms.minCallSeconds;
  return call || [...done.text.trim()].length >= terms.minCharacters;
}

interface Followed {
  readonly id: string;
  readonly home: string | null;
  readonly last: Date | null;
  readonly terms: Terms;
}

/** Records of follow-ups, locked, each with the terms of its pool. */
async function followedIn(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<Followed[]> {
  const rows = await ctx.query<{ id: string; home: string | null; last: string | null }>(sql`
    select t.id, t.home_pool as home, t.last_follow_at as last from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${[...ids].sort()}::uuid[]) and t.deleted_at is null order by t.id for update`);
  const homes = [...new Set(rows.flatMap(({ home }) => home ?? []))];
  const pools = homes.length === 0 ? [] : await poolsWhere(ctx, sql`p.id = any(${homes}::uuid[])`);
  return rows.map(({ id, home, last }) => ({
    id,
    home,
    last: last === null ? null : new Date(last),
    terms: pools.find((pool) => pool.id === home) ?? usual,
  }));
}

/** When a record was last followed up by some of these; undefined where none counts. */
function lastOf({ id, terms }: Followed, done: readonly (FollowUp | undefined)[], now: Date): Date | undefined {
  const times = done
    .flatMap((one) => (one?.related.some((link) => link.id === id) && counts(terms, one) ? [Date.parse(one.at)] : []))
    .filter((at) => at <= now.getTime());
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

/** Clocks were once set to the moment of the save, a little later than what was saved. */
const stoodAt = (last: Date, was: Date) => last.getTime() <= was.getTime() + 1000;

/**
 * Keeps what records were last followed up by in step with what is done, where it counts by the terms of their pool, and works out anew when they go
 * back. What follows moves the clock on; where the very follow-up goes that it stands at, it is read anew from what is there.
 */
export async function reviewFollowUps(ctx: Context, changes: readonly FollowUpChange[], read: ReadFollowUps): Promise<void> {
  const links = changes.flatMap(({ was, is }) => [...(was?.related ?? []), ...(is?.related ?? [])]);
  const now = ctx.clock.now();
  for (const [object, list] of Map.groupBy(links, (link) => link.object)) {
    const meta = ctx.meta.object(object);
    if (!meta?.pooled) continue;
    const records = await followedIn(ctx, meta, [...new Set(list.map(({ id }) => id))]);
    const judged = records.map((record) => ({
      record,
      was: lastOf(
        record,
        changes.map((one) => one.was),
        now,
      ),
      is: lastOf(
        record,
        changes.map((one) => one.is),
        now,
      ),
    }));
    const lost = judged.filter(({ record: { last }, was, is }) => was && last && stoodAt(last, was) && !(is && is >= was));
    const there =
      lost.length === 0
        ? new Map<string, Date>()
        : await read(
            ctx,
            object,
            lost.map(({ record: { id, terms } }) => ({ ...terms, id })),
          );
    const settled = judged.flatMap(({ record: { id, home, last }, is }) => {
      const isLost = lost.some(({ record }) => record.id === id);
      const at = isLost ? (there.get(id) ?? null) : is && !(last && last >= is) ? is : last;
      return at?.getTime() === last?.getTime() ? [] : [{ id, home, at }];
    });
    if (settled.length === 0) continue;
    await ctx.query(sql`
      update ${sql.id(meta.table)} t set last_follow_at = w.at
      from unnest(${settled.map(({ id }) => id)}::uuid[], ${settled.map(({ at }) => at)}::timestamptz[]) w (id, at)
      where t.tenant_id = ${ctx.tenant.id} and t.id = w.id`);
    await settleDue(
      ctx,
      meta,
      settled.flatMap(({ id, home }) => (home ? [id] : [])),
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
