import type { Label } from '../data/meta.ts';

/** A validation rule as it is kept. */
export interface RuleBody {
  readonly label: Label;
  readonly active: boolean;
  readonly condition: string;
  readonly message: Label;
  readonly field?: string;
}

export interface StoredRule {
  readonly name: string;
  readonly definition: RuleBody;
}

export const rulesPath = (object: string) => `/meta/objects/${object}/parts/validation`;

/** The first free name: rule1, rule2 … */
export function ruleName(taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`rule${number}`)) number += 1;
  return `rule${number}`;
}
