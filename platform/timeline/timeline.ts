import { sql } from '../database/sql.ts';
import { errors, isId } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { getRecord } from '../records/query/index.ts';
import { aboutTable } from './about.ts';
import { itemsOf } from './items.ts';
import { type Page, sourcesOf } from './sources.ts';
import { type TimelineItem, type TimelineRequest, type TimelineRow, timelineKinds } from './types.ts';

interface Place {
  readonly key: string;
  readonly id: string;
}

/**
 * Everything that happened with a record, newest first: activities, comments, changes, stages, files, prints; what of that happened with its
 * children, that they were made, and what modules tell (`timelineSources`). One statement, and few more for names.
 */
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
  const kinds = new Set<string>(request.kinds ?? timelineKinds);
  const before = request.cursor === undefined ? undefined : readCursor(request.cursor, record);
  const page: Page = {
    within: (at, own) => (before ? sql`(${at}, ${own}) < (${before.key}::timestamptz, ${before.id}::uuid)` : sql`true`),
    newest: (at, own, times = 1) => sql`order by ${at} desc, ${own} desc limit ${(limit + 1) * times}`,
  };
  const parts = sourcesOf(ctx, { meta, record, kinds, page });
  if (parts.length === 0) return { items: [], nextCursor: null };
  const rows = await ctx.query<TimelineRow>(sql`
    with ${aboutTable(ctx, meta, record)}
    select source, id, at, at::text as key, by_user, data from (${sql.join(parts, sql` union all `)}) u order by at desc, id desc limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: await itemsOf(ctx, { meta, record }, shown), nextCursor: rows.length > limit && last ? writeCursor(record, last) : null };
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
