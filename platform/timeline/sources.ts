import { type Sql, sql } from '../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
import { childrenOf } from './about.ts';
import { declared } from './declared.ts';

/** One page of a feed, from the columns of time and id. */
export interface Page {
  /** What comes before the cursor. */
  readonly within: (at: Sql, id: Sql) => Sql;
  /** Newest first, and at most what a page needs; times `times` where a row may come so often. */
  readonly newest: (at: Sql, id: Sql, times?: number) => Sql;
}

export interface Feed {
  readonly meta: ObjectMeta;
  readonly record: string;
  /** Kinds of items, and names of declared sources. */
  readonly kinds: ReadonlySet<string>;
  readonly page: Page;
}

/** One statement for each source of the feed over `about` (aboutTable), all with the same columns; each gives its newest rows by an index. */
export function sourcesOf(ctx: Context, feed: Feed): Sql[] {
  const { kinds } = feed;
  return [
    ...(kinds.has('activity') ? activities(ctx, feed) : []),
    ...(kinds.has('comment') ? [comments(ctx, feed)] : []),
    ...history(ctx, feed),
    ...historyOfChildren(ctx, feed),
    ...(kinds.has('file') ? [files(ctx, feed)] : []),
    ...declared(ctx, feed),
  ];
}

/** Objects whose records are linked to others at will, like activities, with the fields that do so: what it is about, who took part. */
export function linkedObjects(ctx: Context): { meta: ObjectMeta; fields: FieldMeta[] }[] {
  return ctx.meta.objects.flatMap((meta) => {
    if (!ctx.access.can(`${meta.name}.read`)) return [];
    const fields = [...meta.fields.values()].filter((one) => one.storage.kind === 'links' && one.many);
    return fields.length > 0 ? [{ meta, fields }] : [];
  });
}

/** Of each record the feed is about the newest by the index of links; what is linked twice counts once. */
function activities(ctx: Context, { page }: Feed): Sql[] {
  return linkedObjects(ctx).map(({ meta: activity, fields }) => {
    const names = fields.map(({ name }) => name);
    return sql`(select ${activity.name}::text as source, k.id, k.at, k.by_user, null::jsonb as data from (
        select distinct n.id, n.at, n.by_user from about b cross join lateral (
          select t.id, l.at, t.created_by as by_user from record_link l
          join ${sql.table(activity.table)} t on ${baseCondition(ctx, activity, 't')} and t.id = l.record_id and ${accessPredicate(ctx, activity, 't')}
          where l.tenant_id = ${ctx.tenant.id} and l.target_id = b.id and l.object = ${activity.name} and l.field = any(${names}::text[])
            and ${page.within(sql`l.at`, sql`l.record_id`)}
          ${page.newest(sql`l.at`, sql`l.record_id`, names.length)}) n
        where b.object <> ${activity.name}) k
      ${page.newest(sql`k.at`, sql`k.id`)})`;
  });
}

function comments(ctx: Context, { page }: Feed): Sql {
  return sql`(select 'comment'::text as source, n.id, n.at, n.by_user, jsonb_build_object('object', b.object, 'record', b.id) as data
    from about b cross join lateral (
      select c.id, c.created_at as at, c.created_by as by_user from comment c
      where c.tenant_id = ${ctx.tenant.id} and c.parent_id is null and c.record_id = b.id and ${page.within(sql`c.created_at`, sql`c.id`)}
      ${page.newest(sql`c.created_at`, sql`c.id`)}) n
    ${page.newest(sql`n.at`, sql`n.id`)})`;
}

export function stageFields(meta: ObjectMeta): string[] {
  return [...meta.fields.values()].filter((field) => field.type === 'stage').map((field) => field.name);
}

const moved = (meta: ObjectMeta) =>
  sql`exists (select from jsonb_array_elements(h.changes) c where c ->> 'field' = any(${stageFields(meta)}::text[]))`;

const historyColumns = sql`'history'::text as source, h.id, h.at, h.by_user,
  jsonb_build_object('object', h.object, 'record', h.record_id, 'channel', h.channel, 'operation', h.operation, 'changes', h.changes) as data`;

function history(ctx: Context, { meta, record, kinds, page }: Feed): Sql[] {
  const moves = moved(meta);
  const wanted = [
    ...(kinds.has('created') ? [sql`h.operation = 'create'`] : []),
    ...(kinds.has('print') ? [sql`h.operation = 'print'`] : []),
    ...(kinds.has('stage') ? [sql`(h.operation = 'update' and ${moves})`] : []),
    ...(kinds.has('change') ? [sql`(h.operation not in ('create', 'print') and not (h.operation = 'update' and ${moves}))`] : []),
  ];
  if (wanted.length === 0) return [];
  // all of it is not asked line by line
  const asked = wanted.length === 4 ? sql`true` : sql`(${sql.join(wanted, sql` or `)})`;
  return [
    sql`(select ${historyColumns} from record_history h
      where h.tenant_id = ${ctx.tenant.id} and h.record_id = ${record}::uuid and h.object = ${meta.name} and ${asked}
        and ${page.within(sql`h.at`, sql`h.id`)}
      ${page.newest(sql`h.at`, sql`h.id`)})`,
  ];
}

/** Deals of an account that were made or came to another stage. */
function historyOfChildren(ctx: Context, { meta, kinds, page }: Feed): Sql[] {
  const children = childrenOf(ctx, meta).map((child) => child.meta);
  const moves = children
    .filter((child) => kinds.has('stage') && stageFields(child).length > 0)
    .map((child) => sql`(h.operation = 'update' and h.object = ${child.name} and ${moved(child)})`);
  const wanted = [...(kinds.has('added') ? [sql`h.operation = 'create'`] : []), ...moves];
  if (wanted.length === 0 || children.length === 0) return [];
  return [
    sql`(select ${historyColumns} from about b
      join record_history h on h.tenant_id = ${ctx.tenant.id} and h.record_id = b.id and h.object = b.object
      where b.object <> ${meta.name} and (${sql.join(wanted, sql` or `)}) and ${page.within(sql`h.at`, sql`h.id`)}
      ${page.newest(sql`h.at`, sql`h.id`)})`,
  ];
}

/** Files of fields; those of a comment stand with it. */
function files(ctx: Context, { page }: Feed): Sql {
  return sql`(select 'file'::text as source, f.id, f.created_at as at, f.created_by as by_user,
      jsonb_build_object('object', u.object, 'record', u.record_id, 'file', jsonb_build_object('id', f.id, 'name', f.name, 'size', f.size, 'type', f.type)) as data
    from about b join file_use u on u.tenant_id = ${ctx.tenant.id} and u.record_id = b.id
    join file f on f.tenant_id = u.tenant_id and f.id = u.file_id
    where not exists (
      select from comment c where c.tenant_id = u.tenant_id and c.record_id = u.record_id and c.files <> '{}' and f.id = any(c.files))
      and ${page.within(sql`f.created_at`, sql`f.id`)}
    ${page.newest(sql`f.created_at`, sql`f.id`)})`;
}
