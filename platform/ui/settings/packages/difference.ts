import { type Label, textOf } from '../../data/meta.ts';
import type { UiLanguage } from '../../format/index.ts';
import type { Body, PlanItem } from './data.ts';

export interface Words {
  readonly language: UiLanguage;
  readonly t: (key: string, values?: Readonly<Record<string, unknown>>) => string;
}

export interface Line {
  readonly property: string;
  readonly was: string | null;
  readonly is: string;
}

const isLabel = (value: unknown): value is Label =>
  typeof value === 'object' && value !== null && typeof (value as Label).zh === 'string' && typeof (value as Label).en === 'string';

/** What something in a definition is called: its label, its name or its key. */
function nameOf(value: unknown, words: Words): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  const { label, name, key, field } = value as Body;
  for (const one of [label, name, key, field]) {
    if (isLabel(one)) return textOf(one, words.language);
    if (typeof one === 'string') return one;
  }
  return null;
}

/** A value of a definition in words a person can read. */
export function readable(value: unknown, words: Words): string {
  if (value === undefined || value === null || value === '') return words.t('empty');
  if (typeof value === 'boolean') return words.t(value ? 'yes' : 'no');
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value;
  if (isLabel(value)) return textOf(value, words.language);
  if (!Array.isArray(value)) return nameOf(value, words) ?? JSON.stringify(value);
  if (value.length === 0) return words.t('empty');
  const names = value.map((one) => nameOf(one, words));
  return names.every((name) => name !== null)
    ? names.join(words.language === 'en' ? ', ' : '、')
    : words.t('entries', { count: value.length });
}

/** The differing properties of an item, one line each; ones that read alike on both sides are said to differ inside. */
export function linesOf(item: Pick<PlanItem, 'was' | 'is'>, words: Words): Line[] {
  const { was = {}, is = {} } = item;
  return Object.keys(is).map((key) => {
    const property = words.t(`prop.${key}`);
    return {
      property: property.startsWith('prop.') ? key : property,
      was: key in was ? readable(was[key], words) : null,
      is: readable(is[key], words),
    };
  });
}
