import type { Context } from '../module/index.ts';
import { loadValues } from '../records/save/load.ts';
import type { TimelineRow } from './types.ts';

const fileTypes: ReadonlySet<string> = new Set(['image', 'attachment', 'signature']);

/** Rows of files without those that lie in fields the caller does not see, and in no other. */
export async function withoutCovered(ctx: Context, rows: readonly TimelineRow[]): Promise<readonly TimelineRow[]> {
  const whole = ctx.whole();
  if (whole === ctx) return rows;
  const covered = new Set<string>();
  for (const [object, files] of Map.groupBy(
    rows.filter((row) => row.source === 'file'),
    (row) => row.data.object as string,
  )) {
    const meta = whole.meta.object(object);
    const names = [...(meta?.fields.values() ?? [])].filter((field) => fileTypes.has(field.type)).map((field) => field.name);
    const seen = ctx.meta.object(object)?.fields;
    const isOpen = (name: string) => seen?.has(name) === true && seen.get(name)?.masked === undefined;
    if (!meta || names.every(isOpen)) continue;
    const records = await loadValues(
      whole,
      meta,
      files.map((row) => row.data.record as string),
    );
    for (const [record, values] of records) {
      const idsOf = (of: readonly string[]) =>
        of.flatMap((name) => ((values[name] ?? []) as readonly { id: string }[]).map(({ id }) => id));
      const open = new Set(idsOf(names.filter(isOpen)));
      for (const id of idsOf(names.filter((name) => !isOpen(name)))) if (!open.has(id)) covered.add(`${record} ${id}`);
    }
  }
  return rows.filter((row) => row.source !== 'file' || !covered.has(`${row.data.record} ${row.id}`));
}
