import type { OwnerRule, ShareLevel } from './principals.ts';

/** What others have opened to somebody, as far as it is known without looking at records. */
export interface Standing {
  /** The ids by which a share may name them. */
  readonly principals: readonly string[];
  /** About how many rows of `record_share` they hold, by object; objects without any are not there. */
  readonly shares: Readonly<Record<string, number>>;
  /** People whose records of an object are open to them by sharing rules, by object and level. */
  readonly owners: Readonly<Record<string, OpenedOwners>>;
  /** Pools of the company as far as they concern this person, by object. */
  readonly pools?: Readonly<Record<string, PoolStanding>>;
}

export interface PoolStanding {
  /** Pools whose records they see as a member. */
  readonly seen: readonly string[];
  /** Pools in whose records phone numbers and e-mail addresses are masked for them. */
  readonly veiled: readonly string[];
}

/** A pool as it stands to somebody: whether they are one of its members or administrators. */
export interface PoolRow {
  readonly object: string;
  readonly pool: string;
  readonly visibility: 'full' | 'masked' | 'adminOnly';
  readonly member: boolean;
  readonly admin: boolean;
}

export function poolStanding(rows: readonly PoolRow[]): Record<string, PoolStanding> {
  const ids = (list: readonly PoolRow[]) => list.map(({ pool }) => pool).sort();
  return Object.fromEntries(
    [...Map.groupBy(rows, ({ object }) => object)].map(([object, list]) => [
      object,
      {
        seen: ids(list.filter(({ member, admin, visibility }) => member && (admin || visibility !== 'adminOnly'))),
        veiled: ids(list.filter(({ admin, visibility }) => visibility === 'masked' && !admin)),
      },
    ]),
  );
}

export type OpenedOwners = Readonly<Record<ShareLevel, readonly string[]>>;

/** Shares of one object that somebody holds are counted to one above this: so many may be fetched before anything else. */
export const fewShares = 5000;

export const noStanding: Standing = { principals: [], shares: {}, owners: {} };

/** Puts rules by owner together: who may edit what somebody owns may read it. */
export function openedOwners(rules: readonly OwnerRule[], people: ReadonlyMap<string, readonly string[]>): Record<string, OpenedOwners> {
  const opened: Record<string, { read: Set<string>; edit: Set<string> }> = {};
  for (const { object, level, from } of rules) {
    const of = opened[object] ?? { read: new Set<string>(), edit: new Set<string>() };
    opened[object] = of;
    for (const owner of from.flatMap((principal) => people.get(principal) ?? [])) {
      of.read.add(owner);
      if (level === 'edit') of.edit.add(owner);
    }
  }
  return Object.fromEntries(Object.entries(opened).map(([object, { read, edit }]) => [object, { read: [...read], edit: [...edit] }]));
}
