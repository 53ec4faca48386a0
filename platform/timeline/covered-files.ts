import type { Context, ObjectMeta } from '../module/index.ts';
import { loadValues } from '../records/save/load.ts';

const fileTypes: ReadonlySet<string> = new Set(['image', 'attachment', 'signature']);

/** Files of a record that lie in fields the caller does not see, and in no other. */
export async function coveredFiles(ctx: Context, meta: ObjectMeta, record: string): Promise<ReadonlySet<string>> {
  const whole = ctx.whole();
  const all = whole === ctx ? [] : [...(whole.meta.object(meta.name)?.fields.values() ?? [])].filter((field) => fileTypes.has(field.type));
  const isOpen = (name: string) => meta.fields.get(name)?.masked === undefined && meta.fields.has(name);
  if (all.every((field) => isOpen(field.name))) return new Set();
  const values = (await loadValues(whole, whole.meta.object(meta.name) ?? meta, [record])).get(record);
  const idsOf = (names: readonly { name: string }[]) =>
    names.flatMap(({ name }) => ((values?.[name] ?? []) as readonly { id: string }[]).map(({ id }) => id));
  const open = new Set(idsOf(all.filter((field) => isOpen(field.name))));
  return new Set(idsOf(all.filter((field) => !isOpen(field.name))).filter((id) => !open.has(id)));
}
