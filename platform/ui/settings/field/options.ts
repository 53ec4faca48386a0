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
