import { shownChanges } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { errors, isId } from '../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta, Values } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
import { getRecord, getRecords, loadTitles } from '../records/query/index.ts';
import { referencesIn, titlesOf, withTitles } from '../records/save/titles.ts';
import { coveredFiles } from './covered-files.ts';

export const timelineKinds = ['activity', 'change', 'stage', 'created', 'file'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

interface Titled {
  readonly id: string;
  readonly title: string;
}

/** One line of a record's timeline. What else it holds depends on `kind`. */
export interface TimelineItem {
  readonly id: string;
  readonly at: string;
  readonly kind: TimelineKind;
  readonly by: Titled | null;
  /** activity: the object and the record itself, as `GET /records/…` shows it. */
  readonly object?: string;
  readonly record?: Values;
  /** change, stage, created: as in the history; a stage change says from where to where. */
  readonly channel?: string;
  readonly operation?: string;
  readonly changes?: readonly { field: string; old: unknown; new: unknown }[];
  readonly stage?: { field: string; from: string | null; to: string | null };
  readonly file?: { id: string; name: string; size: number; type: string };
}

export interface TimelineRequest {
  readonly kinds?: readonly TimelineKind[];
  readonly cursor?: string;
  readonly limit?: number;
}

interface Row {
  readonly source: string;
  readonly id: string;
  readonly at: string;
  /** `at` to the microsecond, for the cursor. */
  readonly key: string;
  readonly by_user: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: each source fills it in its own way, below
  readonly data: any;
}

interface Place {
  readonly key: string;
  readonly id: string;
}

// Of an account with more contacts and deals than this, the newest ones' activities are shown with its own.
const MOST_CHILDREN = 200;

/** Everything that happened with a record, newest first: activities (of its children, too), changes, stages, files. */
export async function recordTimeline(
  ctx: Context,
  meta: ObjectMeta,
  id: string,
  request: TimelineRequest = {},
): Promise<{ items: TimelineItem[]; nextCursor: string | null }> {
  const record = id.toLowerCase();
  // refuses what is not there or not visible
  await getRecord(ctx, meta, record, ['id']);
  const limit = request.limit ?? 50;
  const kinds = new Set(request.kinds ?? timelineKinds);
  const before = request.cursor === undefined ? undefined : readCursor(request.cursor, record);
  const page = (at: Sql, own: Sql) =>
    sql`${before ? sql`and (${at}, ${own}) < (${before.key}::timestamptz, ${before.id}::uuid)` : sql``} order by ${at} desc, ${own} desc limit ${limit + 1}`;
  const parts = [
    ...(kinds.has('activity') ? activityParts(ctx, meta, record, page) : []),
    ...historyPart(ctx, meta, record, kinds, page),
    ...(kinds.has('file') ? [filePart(ctx, record, page)] : []),
  ];
  if (parts.length === 0) return { items: [], nextCursor: null };
  const rows = await ctx.query<Row>(sql`
    select source, id, at, at::text as key, by_user, data from (${sql.join(parts, sql` union all `)}) u order by at desc, id desc limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const covered = kinds.has('file') ? await coveredFiles(ctx, meta, record) : undefined;
  const seen = covered?.size ? shown.filter((row) => row.source !== 'file' || !covered.has(row.id)) : shown;
  return { items: await itemsOf(ctx, meta, seen), nextCursor: rows.length > limit && last ? writeCursor(record, last) : null };
}

type Page = (at: Sql, id: Sql) => Sql;

/** Objects whose records are linked to others at will, like activities. */
export function linkedObjects(ctx: Context): { meta: ObjectMeta; field: FieldMeta }[] {
  return ctx.meta.objects.flatMap((meta) => {
    if (!ctx.access.can(`${meta.name}.read`)) return [];
    const field = [...meta.fields.values()].find((one) => one.storage.kind === 'links' && one.many);
    return field ? [{ meta, field }] : [];
  });
}

function activityParts(ctx: Context, meta: ObjectMeta, record: string, page: Page): Sql[] {
  return linkedObjects(ctx).map(({ meta: activity, field }) => {
    const starts = activity.fields.get('startAt');
    const at = starts?.storage.kind === 'column' ? sql`coalesce(t.${sql.ref(starts.storage.column)}, t.created_at)` : sql`t.created_at`;
    const targets = sql.join([sql`select ${record}::uuid`, ...childIds(ctx, meta, activity, record)], sql` union all `);
    return sql`(select ${activity.name}::text as source, t.id, ${at} as at, t.created_by as by_user, null::jsonb as data
      from ${sql.table(activity.table)} t
      where ${baseCondition(ctx, activity, 't')} and ${accessPredicate(ctx, activity, 't')} and t.id in (
        select l.record_id from record_link l
        where l.tenant_id = ${ctx.tenant.id} and l.object = ${activity.name} and l.field = ${field.name} and l.target_id in (${targets}))
      ${page(at, sql`t.id`)})`;
  });
}

/** The records of other objects that point to this one: contacts and deals of an account. Their pointers are all indexed. */
function childIds(ctx: Context, meta: ObjectMeta, activity: ObjectMeta, record: string): Sql[] {
  return ctx.meta.objects.flatMap((child) => {
    if (child.name === activity.name || child.name === meta.name || !child.access.owned || !ctx.access.can(`${child.name}.read`)) return [];
    return [...child.fields.values()].flatMap((field) => {
      const points = (field.type === 'lookup' || field.type === 'masterDetail') && field.object === meta.name;
      if (!points || field.storage.kind !== 'column') return [];
      return [
        sql`(select c.id from ${sql.table(child.table)} c
          where ${baseCondition(ctx, child, 'c')} and c.${sql.ref(field.storage.column)} = ${record}::uuid and ${accessPredicate(ctx, child, 'c')}
          order by c.id desc limit ${MOST_CHILDREN})`,
      ];
    });
  });
}

function stageFields(meta: ObjectMeta): string[] {
  return [...meta.fields.values()].filter((field) => field.type === 'stage').map((field) => field.name);
}

function historyPart(ctx: Context, meta: ObjectMeta, record: string, kinds: ReadonlySet<TimelineKind>, page: Page): Sql[] {
  const moves = sql`exists (select from jsonb_array_elements(h.changes) c where c ->> 'field' = any(${stageFields(meta)}::text[]))`;
  const wanted = [
    ...(kinds.has('created') ? [sql`h.operation = 'create'`] : []),
    ...(kinds.has('stage') ? [sql`(h.operation = 'update' and ${moves})`] : []),
    ...(kinds.has('change') ? [sql`(h.operation <> 'create' and not (h.operation = 'update' and ${moves}))`] : []),
  ];
  if (wanted.length === 0) return [];
  return [
    sql`(select 'history'::text as source, h.id, h.at, h.by_user,
        jsonb_build_object('channel', h.channel, 'operation', h.operation, 'changes', h.changes) as data
      from record_history h
      where h.tenant_id = ${ctx.tenant.id} and h.record_id = ${record}::uuid and h.object = ${meta.name} and (${sql.join(wanted, sql` or `)})
      ${page(sql`h.at`, sql`h.id`)})`,
  ];
}

function filePart(ctx: Context, record: string, page: Page): Sql {
  return sql`(select 'file'::text as source, f.id, f.created_at as at, f.created_by as by_user,
      jsonb_build_object('id', f.id, 'name', f.name, 'size', f.size, 'type', f.type) as data
    from file_use u join file f on f.tenant_id = u.tenant_id and f.id = u.file_id
    where u.tenant_id = ${ctx.tenant.id} and u.record_id = ${record}::uuid ${page(sql`f.created_at`, sql`f.id`)})`;
}

/** Rows of a page as items: activities by one query per object, all names by one more. */
async function itemsOf(ctx: Context, meta: ObjectMeta, rows: readonly Row[]): Promise<TimelineItem[]> {
  const activities = new Map<string, Values>();
  for (const { meta: activity } of linkedObjects(ctx)) {
    const ids = rows.filter((row) => row.source === activity.name).map((row) => row.id);
    if (ids.length > 0) for (const [id, record] of await getRecords(ctx, activity, ids)) activities.set(id, record);
  }
  const people = await loadTitles(
    ctx,
    rows.flatMap((row) => (row.by_user ? [{ object: 'user', id: row.by_user }] : [])),
  );
  type Changes = { field: string; old: unknown; new: unknown }[];
  const changesOf = (row: Row) => (row.source === 'history' ? shownChanges(ctx, meta.name, row.data.changes as Changes) : []);
  const titles = await titlesOf(
    ctx,
    rows.flatMap(changesOf).flatMap((change) => {
      const field = meta.fields.get(change.field);
      return field && !field.masked ? [...referencesIn(field, change.old), ...referencesIn(field, change.new)] : [];
    }),
  );
  const stages = stageFields(meta);
  return rows.flatMap((row): TimelineItem[] => {
    const base = { id: row.id, at: row.at, by: row.by_user ? { id: row.by_user, title: people.get(row.by_user) ?? '' } : null };
    if (row.source === 'file') return [{ ...base, kind: 'file', file: row.data }];
    if (row.source !== 'history') {
      const record = activities.get(row.id);
      // deleted or given away since the first query
      return record ? [{ ...base, kind: 'activity', object: row.source, record }] : [];
    }
    const { channel, operation, changes: kept } = row.data as { channel: string; operation: string; changes: readonly unknown[] };
    const changes = changesOf(row).map((change) => {
      const field = meta.fields.get(change.field);
      return field && !field.masked
        ? { field: change.field, old: withTitles(field, change.old, titles), new: withTitles(field, change.new, titles) }
        : change;
    });
    if (changes.length === 0 && kept.length > 0) return [];
    if (operation === 'create') return [{ ...base, kind: 'created', channel, operation, changes }];
    const move = operation === 'update' ? changes.find((change) => stages.includes(change.field)) : undefined;
    if (!move) return [{ ...base, kind: 'change', channel, operation, changes }];
    const stage = { field: move.field, from: (move.old as string | null) ?? null, to: (move.new as string | null) ?? null };
    return [{ ...base, kind: 'stage', channel, operation, stage, changes: changes.filter((change) => change !== move) }];
  });
}

function writeCursor(record: string, { key, id }: Place): string {
  return Buffer.from(JSON.stringify([record, key, id])).toString('base64url');
}

function readCursor(cursor: string, record: string): Place {
  try {
    const [of, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const isMoment =
      typeof key === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(key) && !Number.isNaN(Date.parse(`${key}:00`));
    if (of === record && isMoment && isId(id)) return { key, id };
  } catch (cause) {
    throw errors.BAD_CURSOR({ cause });
  }
  throw errors.BAD_CURSOR();
}
