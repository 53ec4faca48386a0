import { DateTime } from 'luxon';

export const ruleKinds = ['firstFollowUp', 'followUp', 'opportunity', 'deal', 'hold'] as const;
export type RuleKind = (typeof ruleKinds)[number];
export const ruleUnits = ['day', 'workingDay', 'workingHour'] as const;
export type RuleUnit = (typeof ruleUnits)[number];

/** When a record goes back: so long after its base (what that is says the kind). */
export interface Rule {
  readonly kind: RuleKind;
  readonly amount: number;
  readonly unit: RuleUnit;
  /** When it was switched on, and until when it then leaves alone what was owned before. */
  readonly enabledAt: Date | null;
  readonly graceUntil: Date | null;
}

/** What a record's due date is made of. */
export interface Facts {
  readonly ownerSince: Date;
  readonly heldSince: Date;
  readonly lastFollowAt: Date | null;
  readonly lastDealAt: Date | null;
  readonly lastWonAt: Date | null;
  /** Until when all rules leave it alone, as the pool took it in, or it came back to life, only lately. */
  readonly graceUntil: Date | null;
  /** Kept out of all rules for now: a late opportunity, a live contract, a key account. */
  readonly exempt: boolean;
  /** The last day of protection, `2026-03-31`. */
  readonly protectedUntil: string | null;
}

export interface Due {
  readonly at: Date;
  readonly kind: RuleKind;
}

/** How times are added up: in the company's zone, by its working calendar. */
export interface Reckoning {
  readonly zone: string;
  /** `from` and so many units of working time. */
  working(from: Date, amount: number, unit: 'workingDay' | 'workingHour'): Date;
}

const later = (a: Date, b: Date | null): Date => (b && b > a ? b : a);

/** From when a rule counts; undefined when it has nothing to say any more. */
function baseOf(kind: RuleKind, facts: Facts): Date | undefined {
  const { ownerSince, heldSince, lastFollowAt, lastDealAt, lastWonAt } = facts;
  switch (kind) {
    case 'firstFollowUp':
      return lastFollowAt && lastFollowAt >= ownerSince ? undefined : ownerSince;
    case 'followUp':
      return later(ownerSince, lastFollowAt);
    case 'opportunity':
      return later(ownerSince, lastDealAt);
    case 'deal':
      return later(ownerSince, lastWonAt);
    case 'hold':
      return heldSince;
  }
}

/**
 * When a record goes back to its pool, by the earliest of the rules that are on; undefined: never as things stand.
 *
 * @example a rule followUp of 10 days and hold of 20, claimed 2 March 09:00, followed up on 18 March → 22 March 09:00
 */
export function dueOf(rules: readonly Rule[], facts: Facts, reckoning: Reckoning): Due | undefined {
  if (facts.exempt) return undefined;
  let first: Due | undefined;
  for (const rule of rules) {
    const base = baseOf(rule.kind, facts);
    if (!base) continue;
    const old = rule.enabledAt !== null && facts.ownerSince < rule.enabledAt;
    const at = later(
      rule.unit === 'day'
        ? DateTime.fromJSDate(base, { zone: reckoning.zone }).plus({ days: rule.amount }).toJSDate()
        : reckoning.working(base, rule.amount, rule.unit),
      old ? rule.graceUntil : null,
    );
    if (!first || at < first.at) first = { at, kind: rule.kind };
  }
  if (!first) return undefined;
  const free =
    facts.protectedUntil === null ? null : DateTime.fromISO(facts.protectedUntil, { zone: reckoning.zone }).plus({ days: 1 }).toJSDate();
  return { at: later(later(first.at, facts.graceUntil), free), kind: first.kind };
}
