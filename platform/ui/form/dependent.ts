import type { FieldMeta, Option } from '../data/meta.ts';

type Values = Readonly<Record<string, unknown>>;

/** Is an option offered for what the controlling field holds? Nothing is said where the controlling value is not known. */
export function isOffered(field: Pick<FieldMeta, 'dependsOn'>, option: Option, record: Values | undefined): boolean {
  if (!field.dependsOn || !option.when || !record) return true;
  const held = [record[field.dependsOn] ?? []].flat();
  return option.when.some((key) => held.includes(key));
}

/** What a change makes of the fields that depend on it, down the whole chain: values that are not offered any more are emptied. */
export function withDependents(fields: readonly FieldMeta[], record: Values, changes: Values): Record<string, unknown> {
  const made: Record<string, unknown> = { ...changes };
  const queue = Object.keys(changes);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const field of fields) {
      if (field.dependsOn !== name || field.name in changes) continue;
      const now = { ...record, ...made };
      const value = now[field.name];
      const fits = (key: unknown) => {
        const option = field.options?.find((one) => one.key === key);
        return !option || isOffered(field, option, now);
      };
      const kept = Array.isArray(value) ? value.filter(fits) : fits(value) ? value : null;
      if (JSON.stringify(kept) === JSON.stringify(value)) continue;
      made[field.name] = Array.isArray(kept) && kept.length === 0 ? null : (kept ?? null);
      queue.push(field.name);
    }
  }
  return made;
}
