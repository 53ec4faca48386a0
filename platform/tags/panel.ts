import { sql } from '../database/sql.ts';
import { type Label, label } from '../kernel/index.ts';
import type { Context, ObjectMeta, PanelDefinition } from '../module/index.ts';
import { getRecord, loadTitles } from '../records/query/index.ts';
import { listTags } from './tags.ts';

/** A tag on a record, and where it comes from; of tags from before that was kept nothing more is known than that they are there. */
export interface TagOrigin {
  readonly field: string;
  readonly name: string;
  readonly color: string;
  readonly origin: 'manual' | 'rule' | 'model';
  readonly reason: Label | null;
  readonly since: string | null;
  readonly until: string | null;
  /** Who put it on; null for the system. */
  readonly by: { readonly id: string; readonly title: string } | null;
}

interface Row {
  readonly field: string;
  readonly tag: string;
  readonly origin: TagOrigin['origin'];
  readonly reason: Label | null;
  readonly since: Date | string;
  readonly until: string | null;
  readonly by_user: string | null;
}

/** The tags of a record in the fields the caller may read in the clear, those of rules first. */
export async function tagsOfRecord(ctx: Context, meta: ObjectMeta, id: string): Promise<TagOrigin[]> {
  const fields = [...meta.fields.values()].filter(({ type, masked }) => type === 'tags' && !masked).map(({ name }) => name);
  if (fields.length === 0) return [];
  const record = await getRecord(ctx, meta, id, fields);
  const rows = await ctx.query<Row>(sql`
    select field, tag, origin, reason, since, until::text, by_user from record_tag
    where tenant_id = ${ctx.tenant.id} and record_id = ${id}::uuid and field = any(${fields}::text[])`);
  const kept = new Map(rows.map((row) => [`${row.field} ${row.tag}`, row]));
  const colors = new Map((await listTags(ctx)).map(({ name, color }) => [name, color]));
  const people = await loadTitles(
    ctx,
    rows.flatMap(({ by_user }) => (by_user ? [{ object: 'user', id: by_user }] : [])),
  );
  const tags = fields.flatMap((field) =>
    ((record[field] as string[] | null) ?? []).map((name): TagOrigin => {
      const row = kept.get(`${field} ${name}`);
      const by = row?.by_user && row.origin === 'manual' ? { id: row.by_user, title: people.get(row.by_user) ?? '' } : null;
      return {
        field,
        name,
        color: colors.get(name) ?? 'grey',
        origin: row?.origin ?? 'manual',
        reason: row?.reason ?? null,
        since: row ? new Date(row.since).toISOString() : null,
        until: row?.until ?? null,
        by,
      };
    }),
  );
  return tags.sort((a, b) => Number(a.origin === 'manual') - Number(b.origin === 'manual'));
}

export const tagsPanel: PanelDefinition = {
  name: 'tags',
  label: label('标签', 'Tags'),
  of: '*',
  needs: [],
  read: async (ctx, record, meta) => ({ tags: await tagsOfRecord(ctx, meta, record) }),
};
