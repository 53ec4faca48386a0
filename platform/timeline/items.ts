import { shownChanges } from '../access/index.ts';
import { commentsById } from '../comments/index.ts';
import type { Context, ObjectMeta, Values } from '../module/index.ts';
import { getRecords, loadTitles } from '../records/query/index.ts';
import { referencesIn, titlesOf, withTitles } from '../records/save/titles.ts';
import { withoutCovered } from './covered-files.ts';
import { declaredRecords, recordItem } from './declared-items.ts';
import { linkedObjects, stageFields } from './sources.ts';
import type { TimelineItem, TimelineRow } from './types.ts';

interface Change {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

interface About {
  readonly meta: ObjectMeta;
  readonly record: string;
}

type Line = Pick<TimelineItem, 'id' | 'at' | 'by' | 'object' | 'record'>;

const ofHistory = (row: TimelineRow) => row.source === 'history';
const keptChanges = (row: TimelineRow): Change[] => (ofHistory(row) && Array.isArray(row.data.changes) ? row.data.changes : []);

/** Rows of a page as items: activities by one query per object, comments by a few, all names by two more. */
export async function itemsOf(ctx: Context, about: About, all: readonly TimelineRow[]): Promise<TimelineItem[]> {
  const rows = await withoutCovered(ctx, all);
  const metaOf = (row: TimelineRow) => ctx.meta.object(row.data?.object ?? '') ?? about.meta;
  const isChild = (row: TimelineRow) => row.data?.record !== undefined && row.data.record !== about.record;
  const changesOf = (row: TimelineRow) => shownChanges(ctx, metaOf(row).name, keptChanges(row));
  const records = await linkedRecords(ctx, rows);
  const told = await declaredRecords(ctx, about.meta, rows);
  const comments = await commentsById(
    ctx,
    rows.filter((row) => row.source === 'comment').map((row) => row.id),
  );
  const names = await loadTitles(
    ctx,
    rows.flatMap((row) => [
      ...(row.by_user ? [{ object: 'user', id: row.by_user }] : []),
      ...(isChild(row) ? [{ object: row.data.object as string, id: row.data.record as string }] : []),
    ]),
  );
  const titles = await titlesOf(
    ctx,
    rows.flatMap((row) =>
      changesOf(row).flatMap((change) => {
        const field = metaOf(row).fields.get(change.field);
        return field && !field.masked ? [...referencesIn(field, change.old), ...referencesIn(field, change.new)] : [];
      }),
    ),
  );
  return rows.flatMap((row): TimelineItem[] => {
    const by = row.by_user ? { id: row.by_user, title: names.get(row.by_user) ?? '' } : null;
    const child = isChild(row) ? { object: row.data.object, record: { id: row.data.record, title: names.get(row.data.record) ?? '' } } : {};
    const line: Line = { id: row.id, at: row.at, by, ...child };
    if (row.source === 'declared') return recordItem({ ...line, kind: 'record' }, row, told);
    if (row.source === 'file') return [{ ...line, kind: 'file', file: row.data.file }];
    if (ofHistory(row)) {
      const changes = changesOf(row);
      // an entry about hidden fields alone is not there either
      return changes.length === 0 && keptChanges(row).length > 0 && row.data.operation !== 'print'
        ? []
        : [historyItem(line, row, { meta: metaOf(row), changes, titles, isChild: isChild(row) })];
    }
    if (row.source === 'comment') {
      const comment = comments.get(row.id);
      return comment ? [{ ...line, kind: 'comment', comment }] : [];
    }
    const record = records.get(row.id);
    // deleted or given away since the first query
    return record ? [{ ...line, kind: 'activity', object: row.source, record }] : [];
  });
}

async function linkedRecords(ctx: Context, rows: readonly TimelineRow[]): Promise<Map<string, Values>> {
  const records = new Map<string, Values>();
  for (const { meta } of linkedObjects(ctx)) {
    const ids = rows.filter((row) => row.source === meta.name).map((row) => row.id);
    if (ids.length > 0) for (const [id, record] of await getRecords(ctx, meta, ids)) records.set(id, record);
  }
  return records;
}

interface Shown {
  readonly meta: ObjectMeta;
  /** As the caller may read them. */
  readonly changes: readonly Change[];
  readonly titles: Awaited<ReturnType<typeof titlesOf>>;
  readonly isChild: boolean;
}

function historyItem(line: Line, row: TimelineRow, { meta, changes: seen, titles, isChild }: Shown): TimelineItem {
  const { channel, operation } = row.data as { channel: string; operation: string };
  if (operation === 'print') return { ...line, kind: 'print', channel, operation, print: String(keptChanges(row)[0]?.new ?? '') };
  const changes = seen.map((change) => {
    const field = meta.fields.get(change.field);
    return field && !field.masked
      ? { field: change.field, old: withTitles(field, change.old, titles), new: withTitles(field, change.new, titles) }
      : change;
  });
  if (operation === 'create') return { ...line, kind: isChild ? 'added' : 'created', channel, operation, changes: isChild ? [] : changes };
  const stages = stageFields(meta);
  const move = operation === 'update' ? changes.find((change) => stages.includes(change.field)) : undefined;
  if (!move) return { ...line, kind: 'change', channel, operation, changes };
  const stage = { field: move.field, from: (move.old as string | null) ?? null, to: (move.new as string | null) ?? null };
  return { ...line, kind: 'stage', channel, operation, stage, changes: changes.filter((change) => change !== move) };
}
