import { type Sql, sql } from '../database/sql.ts';
import type { Context, FieldMeta, ObjectMeta, TimelineSourceDefinition } from '../module/index.ts';
import { accessPredicate, baseCondition } from '../records/access.ts';
import type { Feed } from './sources.ts';

/** A declared source whose records, and every field and record on their way, the caller may read. */
export interface DeclaredSource {
  readonly source: TimelineSourceDefinition;
  readonly meta: ObjectMeta;
  readonly at: FieldMeta;
  readonly hops: readonly { readonly from: ObjectMeta; readonly column: string }[];
}

const columnOf = (field: FieldMeta | undefined) => (field?.storage.kind === 'column' && !field.masked ? field.storage.column : undefined);

/** What modules tell on the timeline of an object (`timelineSources` of their manifests), as far as the caller may know of it. */
export function declaredSources(ctx: Context, of: string): DeclaredSource[] {
  return ctx.app.registry.timelineSources.flatMap((source): DeclaredSource[] => {
    const meta = source.of === of ? ctx.meta.object(source.object) : undefined;
    const at = meta?.fields.get(source.at);
    const hops: { from: ObjectMeta; column: string }[] = [];
    let from = meta;
    for (const step of source.path) {
      const column = columnOf(from?.fields.get(step));
      if (!from || !column || !ctx.access.can(`${from.name}.read`)) return [];
      hops.push({ from, column });
      from = ctx.meta.object(from.fields.get(step)?.object ?? '');
    }
    return meta && at && columnOf(at) ? [{ source, meta, at, hops }] : [];
  });
}

/** A day begins at midnight of the company. */
function momentOf(ctx: Context, field: FieldMeta, alias: string): Sql {
  const column = sql.ref(`${alias}.${columnOf(field) ?? ''}`);
  return field.type === 'date' ? sql`(${column}::timestamp at time zone ${ctx.tenant.timeZone})` : column;
}

/** The newest records of declared sources; their rows are dressed by `recordItem`. */
export function declared(ctx: Context, feed: Feed): Sql[] {
  const { kinds, record, page } = feed;
  return declaredSources(ctx, feed.meta.name)
    .filter(({ source }) => kinds.has('record') || kinds.has(source.name))
    .map(({ source, meta, at, hops }) => {
      const alias = (index: number) => (index === 0 ? 't' : `h${index}`);
      const visible = (object: ObjectMeta, name: string) =>
        sql`${baseCondition(ctx, object, name)} and ${accessPredicate(ctx, object, name)}`;
      const joins = hops.slice(1).map(({ from }, index) => {
        const [own, before] = [alias(index + 1), alias(index)];
        return sql`join ${sql.table(from.table)} ${sql.ref(own)} on ${visible(from, own)} and ${sql.ref(`${own}.id`)} = ${sql.ref(`${before}.${hops[index]?.column}`)}`;
      });
      const last = `${alias(hops.length - 1)}.${hops.at(-1)?.column}`;
      const moment = momentOf(ctx, at, 't');
      return sql`(select 'declared'::text as source, t.id, ${moment} as at, t.created_by as by_user,
          jsonb_build_object('object', ${meta.name}::text, 'record', t.id, 'name', ${source.name}::text) as data
        from ${sql.table(meta.table)} t ${sql.join(joins, sql` `)}
        where ${visible(meta, 't')} and ${sql.ref(last)} = ${record}::uuid and ${moment} is not null
          and ${page.within(moment, sql`t.id`)} ${page.newest(moment, sql`t.id`)})`;
    });
}
