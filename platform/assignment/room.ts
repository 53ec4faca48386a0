import type { Context, ObjectMeta, Values } from '../module/index.ts';
import { type Holding, holdingKey, holdings } from '../pools/index.ts';

const nobody: ReadonlySet<string> = new Set();

/** How much more of each pool people may hold, while records that lie in pools are given out. It changes with every one that is given. */
export class PoolRoom {
  private readonly held: Map<string, { pool: string; user: string; left: number }>;

  private constructor(known: ReadonlyMap<string, Holding>) {
    this.held = new Map([...known].map(([key, { pool, user, limit, held }]) => [key, { pool, user, left: limit - held }]));
  }

  /** For these records and everybody who may get one of them. */
  static async of(
    tx: Context,
    meta: ObjectMeta,
    records: ReadonlyMap<string, Values>,
    people: ReadonlySet<string>,
    hold: boolean,
  ): Promise<PoolRoom> {
    const lying = [...records.values()].flatMap(({ pool }) => (typeof pool === 'string' ? [pool] : []));
    const pools = meta.pooled ? [...new Set(lying)] : [];
    return new PoolRoom(
      await holdings(
        tx,
        meta,
        pools.flatMap((pool) => [...people].map((user) => ({ pool, user }))),
        hold,
      ),
    );
  }

  /** Who can hold no more of the pool a record lies in. */
  full(pool: unknown): ReadonlySet<string> {
    if (typeof pool !== 'string') return nobody;
    return new Set([...this.held.values()].filter((one) => one.pool === pool && one.left <= 0).map(({ user }) => user));
  }

  /** How many more records of a pool somebody can hold. */
  left(pool: unknown, user: string): number {
    const one = typeof pool === 'string' ? this.held.get(holdingKey({ pool, user })) : undefined;
    return one ? Math.max(0, one.left) : Number.POSITIVE_INFINITY;
  }

  take(pool: unknown, user: string): void {
    const one = typeof pool === 'string' ? this.held.get(holdingKey({ pool, user })) : undefined;
    if (one) one.left -= 1;
  }
}
