/** What a score is made of: rules in groups, each group with the most it may give. */
export interface ScoreDefinition {
  /** After so many days what somebody did counts half. */
  readonly halfLifeDays: number;
  /** From which score on a lead has the grade; below c it is D. */
  readonly grades: { readonly a: number; readonly b: number; readonly c: number };
  readonly groups: readonly ScoreGroup[];
}

export interface ScoreGroup {
  readonly name: string;
  /** The most its rules give together; null: no limit. */
  readonly cap: number | null;
  readonly rules: readonly ScoreRule[];
}

export type ScoreRule =
  /** Points for what the lead is: a filter over its fields. */
  | { readonly kind: 'fit'; readonly name: string; readonly points: number; readonly filter: unknown }
  /** Points for each touch of one of these sources, or activity of one of these types; none named: all. They fade. */
  | { readonly kind: 'touch' | 'activity'; readonly name: string; readonly points: number; readonly keys: readonly string[] };

/** What was found of a rule for a lead. */
export interface Hit {
  /** Of fit rules 1 or 0; of others the sum of 0.5^(age ÷ half-life) over what happened. */
  readonly weight: number;
  /** How often it happened. */
  readonly count: number;
}

export interface ScoreItem {
  /** cap: what the limit of the group took away; floor and ceiling: what brought the sum to 0 or 100. */
  readonly kind: 'fit' | 'touch' | 'activity' | 'cap' | 'floor' | 'ceiling';
  readonly group: string | null;
  readonly name: string | null;
  readonly points: number;
  readonly count: number | null;
}

export interface Scored {
  /** 0 to 100. */
  readonly score: number;
  readonly grade: Grade;
  /** Their points sum up to the score. */
  readonly items: readonly ScoreItem[];
}

export const grades = ['A', 'B', 'C', 'D'] as const;
export type Grade = (typeof grades)[number];

/** Half away from zero, as everywhere (sales.md C-1). */
const whole = (value: number): number => Math.sign(value) * Math.round(Math.abs(value)) || 0;

export const rulesOf = ({ groups }: ScoreDefinition): ScoreRule[] => groups.flatMap(({ rules }) => rules);

export function gradeOf(score: number, { a, b, c }: ScoreDefinition['grades']): Grade {
  return score >= a ? 'A' : score >= b ? 'B' : score >= c ? 'C' : 'D';
}

/**
 * The score of a lead out of what was found for each rule, in the order of the rules. Each rule's points are rounded to a whole number
 * before they are summed, and what caps, floor and ceiling change is an item of its own, so that the items sum up to the score exactly.
 *
 * @example fit 45 and an event of 40 points 28 days ago, half-life 14 → 45 + 10 = 55, B
 */
export function scoreOf(definition: ScoreDefinition, hits: readonly Hit[]): Scored {
  const items: ScoreItem[] = [];
  let at = 0;
  for (const group of definition.groups) {
    let sum = 0;
    for (const { kind, name, points } of group.rules) {
      const hit = hits[at++];
      const given = whole(points * (hit?.weight ?? 0));
      if (given !== 0) items.push({ kind, group: group.name, name, points: given, count: kind === 'fit' ? null : (hit?.count ?? 0) });
      sum += given;
    }
    if (group.cap !== null && sum > group.cap)
      items.push({ kind: 'cap', group: group.name, name: null, points: group.cap - sum, count: null });
  }
  const sum = items.reduce((all, { points }) => all + points, 0);
  const score = Math.min(100, Math.max(0, sum));
  if (score !== sum) items.push({ kind: sum < 0 ? 'floor' : 'ceiling', group: null, name: null, points: score - sum, count: null });
  return { score, grade: gradeOf(score, definition.grades), items };
}
