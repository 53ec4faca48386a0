import type { FieldMeta, Option } from '../../module/index.ts';
import { nearKey } from './fold-key.ts';

/** How a text was understood; `near` is shown as "按 … 处理" so that a person can correct it. */
export type Match<T> = { readonly how: 'exact' | 'near'; readonly to: T } | { readonly how: 'none' | 'ambiguous' | 'retired' };

/** Reads the option a text means: by key, label in either language or synonym; else the one option that differs in blanks, case or punctuation only. */
export function optionReader(field: Pick<FieldMeta, 'options'>): (text: string) => Match<Option> {
  const exact = new Map<string, Option>();
  const near = new Map<string, Option | 'ambiguous'>();
  const options = field.options ?? [];
  for (const option of options) {
    for (const name of [option.key, option.label.zh, option.label.en, ...(option.synonyms ?? [])]) {
      if (!exact.has(name)) exact.set(name, option);
      const key = nearKey(name);
      const known = near.get(key);
      if (key !== '') near.set(key, known === undefined || known === option ? option : 'ambiguous');
    }
  }
  return (text) => {
    const found = exact.get(text);
    if (found) return found.active === false ? { how: 'retired' } : { how: 'exact', to: found };
    const close = near.get(nearKey(text));
    if (close === undefined) return { how: 'none' };
    if (close === 'ambiguous') return { how: 'ambiguous' };
    if (close.active === false) return { how: 'retired' };
    // a difference in case alone is no guess worth showing
    const same = [close.key, close.label.zh, close.label.en, ...(close.synonyms ?? [])].some(
      (name) => name.toLowerCase() === text.toLowerCase(),
    );
    return { how: same ? 'exact' : 'near', to: close };
  };
}

/** The items of a cell that holds several: `电话;微信`, `A、B`. */
export function splitItems(text: string): string[] {
  return text
    .split(/[;；,，、|\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
