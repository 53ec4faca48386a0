import { type Sql, sql } from '../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
import type { TimelineKind } from './types.ts';

export interface Feed {
  readonly meta: ObjectMeta;
  readonly record: string;
  readonly kinds: ReadonlySet<TimelineKind>;
  /** Condition, order and limit of one page, from the columns of time and id. */
  readonly page: (at: Sql, id: Sql) => Sql;
}

// Of an account with more contacts and deals than this, what happened with the newest ones is shown with its own.
const MOST_CHILDREN = 200;

/** One statement for each source of the feed, all with the same columns; each gives its newest rows by an index. */
export function sourcesOf(ctx: Context, feed: Feed): Sql[] {
  const { kinds } = feed;
  return [
    ...(kinds.has('activity') ? activities(ctx, feed) : []),
    ...(kinds.has('comment') ? [comments(ctx, feed)] : []),
    ...history(ctx, feed),
    ...(kinds.has('stage') ? movesOfChildren(ctx, feed) : []),
    ...(kinds.has('file') ? [files(ctx, feed)] : []),
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

function activities(ctx: Context, feed: Feed): Sql[] {
  return linkedObjects(ctx).map(({ meta: activity, fields }) => {
    const starts = activity.fields.get(activity.moment ?? 'startAt');
    const at = starts?.storage.kind === 'column' ? sql`coalesce(t.${sql.ref(starts.storage.column)}, t.created_at)` : sql`t.created_at`;
    return sql`(select ${activity.name}::text as source, t.id, ${at} as at, t.created_by as by_user, null::jsonb as data
      from ${sql.table(activity.table)} t
      where ${baseCondition(ctx, activity, 't')} and ${accessPredicate(ctx, activity, 't')} and t.id in (
        select l.record_id from record_link l
        where l.tenant_id = ${ctx.tenant.id} and l.object = ${activity.name} and l.field = any(${fields.map(({ name }) => name)}::text[])
          and l.target_id in (${withChildren(ctx, feed, activity.name)}))
      ${feed.page(at, sql`t.id`)})`;
  });
}

/** The record and its children that the caller may see. */
function withChildren(ctx: Context, { meta, record }: Feed, except?: string): Sql {
  return sql.join([sql`select ${record}::uuid`, ...childrenOf(ctx, meta, record, except).map((child) => child.ids)], sql` union all `);
}

/** The records of other objects that point to this one: contacts and deals of an account. Their pointers are all indexed. */
function childrenOf(ctx: Context, meta: ObjectMeta, record: string, except?: string): { meta: ObjectMeta; ids: Sql }[] {
  return ctx.meta.objects.flatMap((child) => {
    if (child.name === except || child.name === meta.name || !child.access.owned || !ctx.access.can(`${child.name}.read`)) return [];
    return [...child.fields.values()].flatMap((field) => {
      const points = (field.type === 'lookup' || field.type === 'masterDetail') && field.object === meta.name;
      if (!points || field.storage.kind !== 'column') return [];
      const ids = sql`(select c.id from ${sql.table(child.table)} c
          where ${baseCondition(ctx, child, 'c')} and c.${sql.ref(field.storage.column)} = ${record}::uuid and ${accessPredicate(ctx, child, 'c')}
          order by c.id desc limit ${MOST_CHILDREN})`;
      return [{ meta: child, ids }];
    });
  });
}

function comments(ctx: Context, feed: Feed): Sql {
  return sql`(select 'comment'::text as source, c.id, c.created_at as at, c.created_by as by_user,
      jsonb_build_object('object', c.object, 'record', c.record_id) as data
    from comment c
    where c.tenant_id = ${ctx.tenant.id} and c.parent_id is null and c.record_id in (${withChildren(ctx, feed)})
    ${feed.page(sql`c.created_at`, sql`c.id`)})`;
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
  return [
    sql`(select ${historyColumns} from record_history h
      where h.tenant_id = ${ctx.tenant.id} and h.record_id = ${record}::uuid and h.object = ${meta.name} and (${sql.join(wanted, sql` or `)})
      ${page(sql`h.at`, sql`h.id`)})`,
  ];
}

/** Deals of an account that came to another stage. */
function movesOfChildren(ctx: Context, { meta, record, page }: Feed): Sql[] {
  return childrenOf(ctx, meta, record)
    .filter((child) => stageFields(child.meta).length > 0)
    .map(
      (child) => sql`(select ${historyColumns} from record_history h
        where h.tenant_id = ${ctx.tenant.id} and h.record_id in (${child.ids}) and h.object = ${child.meta.name} and h.operation = 'update' and ${moved(child.meta)}
        ${page(sql`h.at`, sql`h.id`)})`,
    );
}

/** Files of fields; those of a comment stand with it. */
function files(ctx: Context, feed: Feed): Sql {
  return sql`(select 'file'::text as source, f.id, f.created_at as at, f.created_by as by_user,
      jsonb_build_object('object', u.object, 'record', u.record_id, 'file', jsonb_build_object('id', f.id, 'name', f.name, 'size', f.size, 'type', f.type)) as data
    from file_use u join file f on f.tenant_id = u.tenant_id and f.id = u.file_id
    where u.tenant_id = ${ctx.tenant.id} and u.record_id in (${withChildren(ctx, feed)})
      and not exists (select from comment c where c.tenant_id = u.tenant_id and c.record_id = u.record_id and f.id = any(c.files))
    ${feed.page(sql`f.created_at`, sql`f.id`)})`;
}
