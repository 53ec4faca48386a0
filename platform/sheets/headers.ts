import { fold } from '../text/index.ts';
import { columnNames } from './sheet.ts';
import { SYNONYMS } from './synonyms.ts';

export interface HeaderField {
  name: string;
  /** The labels in all languages. */
  labels: readonly string[];
  type: string;
  /** Further names the field's owner knows; they count more than the general ones. */
  synonyms?: readonly string[];
}

export interface HeaderMatch {
  /** The column's key as in `sheet.columns`. */
  column: string;
  field: string | null;
  /** How it was found; null when it was not. */
  by: 'memory' | 'name' | 'label' | 'synonym' | null;
}

/** A header as it is compared: folded, without blanks, signs, a required mark or a unit in brackets. `headerKey('* 金额（元）')` is 金额. */
export function headerKey(header: string): string {
  const form = fold(header);
  const bare = form.replace(/[([【{].*?[)\]】}]/g, '');
  return (bare.trim() === '' ? form : bare).replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Finds the field of each column. What was chosen for the same header before wins, then the field's own name and labels, then synonyms.
 * A field is given to one column only. `memory` maps `headerKey(header)` to a field name, or to null for 'leave out'.
 */
export function mapHeaders(
  header: readonly string[],
  fields: readonly HeaderField[],
  memory: Readonly<Record<string, string | null>> = {},
): HeaderMatch[] {
  const names = columnNames(header);
  const keys = header.map(headerKey);
  const found: HeaderMatch[] = names.map((column) => ({ column, field: null, by: null }));
  const taken = new Set<string>();
  const left = new Set(keys.flatMap((key, i) => (key === '' ? [] : [i])));
  const give = (i: number, field: string, by: HeaderMatch['by']): void => {
    const match = found[i];
    if (!match || taken.has(field)) return;
    match.field = field;
    match.by = by;
    taken.add(field);
    left.delete(i);
  };
  const known = new Set(fields.map(({ name }) => name));

  for (const i of [...left]) {
    const key = keys[i] ?? '';
    if (!Object.hasOwn(memory, key)) continue;
    const field = memory[key];
    if (field === null) left.delete(i);
    else if (field !== undefined && known.has(field)) give(i, field, 'memory');
  }
  const pass = (by: HeaderMatch['by'], wanted: (field: HeaderField) => readonly string[]): void => {
    for (const i of [...left]) {
      const field = fields.find((one) => !taken.has(one.name) && wanted(one).some((text) => headerKey(text) === keys[i]));
      if (field) give(i, field.name, by);
    }
  };
  pass('name', (field) => [field.name]);
  pass('label', (field) => field.labels);
  pass('synonym', (field) => field.synonyms ?? []);
  for (const [name, synonyms] of SYNONYMS) {
    if (!known.has(name) || taken.has(name)) continue;
    const i = [...left].find((at) => synonyms.includes(keys[at] ?? ''));
    if (i !== undefined) give(i, name, 'synonym');
  }
  return found;
}
