import type { Label } from '@huanke/platform/ui';
import { shareOut } from '../../contracts/share.ts';
import { decimal, unitsOf } from '../money.ts';
import { texts } from './texts.ts';

/** An instalment while a plan is made; what is typed stays text. */
export interface Part {
  readonly key: number;
  readonly name: string;
  readonly weight: string;
  readonly dueRule: 'date' | 'signed' | 'accepted';
  readonly days: string;
  readonly dueOn: string;
  readonly milestone: string;
}

export interface Template {
  readonly key: string;
  readonly label: Label;
  readonly parts: readonly (readonly [name: Label, weight: number, dueRule: Part['dueRule'], days: number])[];
}

/** How contracts are usually paid. */
export const templates: readonly Template[] = [
  { key: 'once', label: texts.once, parts: [[texts.whole, 100, 'signed', 30]] },
  {
    key: '361',
    label: { zh: '3 : 6 : 1', en: '3 : 6 : 1' },
    parts: [
      [texts.first, 30, 'signed', 7],
      [texts.delivery, 60, 'signed', 60],
      [texts.retention, 10, 'signed', 365],
    ],
  },
  {
    key: '3331',
    label: { zh: '3 : 3 : 3 : 1', en: '3 : 3 : 3 : 1' },
    parts: [
      [texts.first, 30, 'signed', 7],
      [texts.delivery, 30, 'signed', 60],
      [texts.acceptance, 30, 'signed', 90],
      [texts.retention, 10, 'signed', 365],
    ],
  },
  {
    key: '55',
    label: { zh: '5 : 5', en: '5 : 5' },
    parts: [
      [texts.first, 50, 'signed', 7],
      [texts.delivery, 50, 'signed', 60],
    ],
  },
];

const decimals = 6;

const weightOf = (typed: string): bigint | undefined => {
  const units = unitsOf(typed, decimals);
  return units !== undefined && units > 0n ? units : undefined;
};

/** What each part will be of the amount, as the server works it out; null while something is not filled in. */
export function amountsOf(amount: string | null, parts: readonly Part[], currencyDecimals: number): readonly (string | null)[] {
  const weights = parts.map(({ weight }) => weightOf(weight));
  const units = amount === null ? undefined : unitsOf(amount, 2);
  if (units === undefined || weights.some((one) => one === undefined)) return parts.map(() => null);
  const smallest = 10n ** BigInt(2 - Math.min(2, currencyDecimals));
  return shareOut(units / smallest, weights as bigint[]).map((part) => decimal(part * smallest));
}

/** What the shares add up to, as people read it; null while one is not filled in. */
export function totalOf(parts: readonly Part[]): string | null {
  const weights = parts.map(({ weight }) => weightOf(weight));
  if (weights.some((one) => one === undefined)) return null;
  const sum = (weights as bigint[]).reduce((all, one) => all + one, 0n);
  const digits = String(sum).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, '');
}

/** What the action takes. */
export const inputOf = (parts: readonly Part[]) => ({
  parts: parts.map(({ name, weight, dueRule, days, dueOn, milestone }) => ({
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    weight: weight.trim(),
    dueRule,
    ...(dueRule === 'date' ? { ...(dueOn === '' ? {} : { dueOn }) } : { days: Number(days || '0') }),
    ...(dueRule === 'accepted' && milestone !== '' ? { milestone } : {}),
  })),
});
