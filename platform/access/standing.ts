import type { OwnerRule, ShareLevel } from './principals.ts';

/** What others have opened to somebody, as far as it is known without looking at records. */
export interface Standing {
  /** The ids by which a share may name them. */
  readonly principals: readonly string[];
  /** About how many rows of `record_share` they hold, by object; objects without any are not there. */
  readonly shares: Readonly<Record<string, number>>;
  /** People whose records of an object are open to them by sharing rules, by object and level. */
  readonly owners: Readonly<Record<string, OpenedOwners>>;
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
