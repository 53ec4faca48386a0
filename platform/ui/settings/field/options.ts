import type { Label, Option } from '../../data/meta.ts';

const labelOf = (text: string): Label => ({ zh: text, en: text });

/** Lines of a pasted list as further options; what is there already, and empty lines, are left out. */
export function addLines(options: readonly Option[], text: string): readonly Option[] {
  const known = new Set(options.flatMap((option) => [option.key, option.label.zh]));
  const lines = [...new Set(text.split(/\r?\n/).map((line) => line.trim().slice(0, 80)))].filter((line) => line && !known.has(line));
  return [...options, ...lines.map((line) => ({ key: line, label: labelOf(line) }))];
}

export function moved(options: readonly Option[], from: number, to: number): readonly Option[] {
  const item = options[from];
  if (!item || to < 0 || to >= options.length) return options;
  const rest = options.filter((_, at) => at !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

export const changed = (options: readonly Option[], at: number, patch: Partial<Option>): readonly Option[] =>
  options.map((option, index) => (index === at ? { ...option, ...patch } : option));

/** After an option was replaced: of a shipped field it stays, out of use; else it is gone. */
export const replaced = (options: readonly Option[], key: string, isShipped: boolean): readonly Option[] =>
  isShipped ? options.map((one) => (one.key === key ? { ...one, active: false } : one)) : options.filter((one) => one.key !== key);

/** Dependent picklists: whether an option is offered while the controlling field holds this value. */
export const isOfferedWith = (option: Option, key: string): boolean => option.when === undefined || option.when.includes(key);

/** The option offered with a value, or no longer; one that goes with every value says nothing about them. */
export function offeredWith(option: Option, key: string, all: readonly string[]): Option {
  const { when = all, ...rest } = option;
  const next = when.includes(key) ? when.filter((one) => one !== key) : [...when, key];
  return all.every((one) => next.includes(one)) ? rest : { ...rest, when: next };
}
