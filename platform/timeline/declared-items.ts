import type { Context, ObjectMeta, Values } from '../module/index.ts';
import { getRecords } from '../records/query/index.ts';
import { type DeclaredSource, declaredSources } from './declared.ts';
import type { TimelineItem, TimelineRow } from './types.ts';

interface Told extends DeclaredSource {
  readonly records: ReadonlyMap<string, Values>;
}

/** The records of a page that declared sources tell of, by the source's name: one query for each source that has some. */
export async function declaredRecords(ctx: Context, about: ObjectMeta, rows: readonly TimelineRow[]): Promise<ReadonlyMap<string, Told>> {
  const told = new Map<string, Told>();
  for (const one of declaredSources(ctx, about.name)) {
    const ids = rows.filter((row) => row.source === 'declared' && row.data.name === one.source.name).map((row) => row.id);
    if (ids.length === 0) continue;
    const fields = shownFields(one);
    told.set(one.source.name, { ...one, records: await getRecords(ctx, one.meta, ids, ['id', ...fields]) });
  }
  return told;
}

/** The fields of a source that the caller may know. */
const shownFields = ({ source, meta }: DeclaredSource) => source.fields.filter((name) => meta.fields.has(name));

/** The row of a declared source as an item; nothing when its record is gone since. */
export function recordItem(item: TimelineItem, row: TimelineRow, told: ReadonlyMap<string, Told>): TimelineItem[] {
  const one = told.get(row.data.name);
  const record = one?.records.get(row.id);
  if (!one || !record) return [];
  const { name, label, icon } = one.source;
  return [{ ...item, object: one.meta.name, record, source: { name, label, icon, fields: shownFields(one) } }];
}
