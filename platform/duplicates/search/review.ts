import { type Sql, sql } from '../../database/sql.ts';
import { errors, fieldError, isId, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, authorOf, getRecords } from '../../records/index.ts';
import { mergeableObject } from '../merge/merge.ts';

/** Records that look like one, as far as the caller may see them. */
export interface DuplicateSet {
  readonly id: string;
  readonly score: number;
  /** By what the strongest pair was found. */
  readonly kind: string;
  readonly records: readonly unknown[];
  /** Members the caller can not see. */
  readonly hidden: number;
}

export interface SearchState {
  /** When the last search ended; null when there was none. */
  readonly foundAt: string | null;
  /** The search under way. */
  readonly job: string | null;
}

export async function searchState(ctx: Context, object: string): Promise<SearchState> {
  const meta = mergeableObject(ctx, object);
  const [row] = await ctx.query<{ found_at: string | null; job: string | null }>(sql`
    select s.found_at, j.id as job from duplicate_search s
    left join background_job j on j.tenant_id = s.tenant_id and j.id = s.job and j.status in ('queued', 'running')
    where s.tenant_id = ${ctx.tenant.id} and s.object = ${meta.name}`);
  return { foundAt: row?.found_at ?? null, job: row?.job ?? null };
}

interface Row {
  readonly id: string;
  readonly score: number;
  readonly kind: string;
  readonly members: string[];
  readonly total: number;
}

const visible = (ctx: Context, meta: ObjectMeta) => sql`
  cross join lateral (
    select coalesce(array_agg(t.id order by t.id), '{}') as members from duplicate_member m join ${sql.id(meta.table)} t on t.tenant_id = m.tenant_id and t.id = m.record_id
    where m.tenant_id = ${ctx.tenant.id} and m.set_id = s.id and t.deleted_at is null and ${accessPredicate(ctx, meta, 't')}) v
  cross join lateral (select count(*)::int as total from duplicate_member m where m.tenant_id = ${ctx.tenant.id} and m.set_id = s.id) c`;

/** Sets with a record that an import of the caller has made; those of others need the right to undo any. */
function broughtBy(ctx: Context, id: string | undefined): Sql {
  if (id === undefined) return sql``;
  if (!isId(id)) throw errors.NOT_FOUND();
  const whose = ctx.access.can('imports.undoAny') ? sql`` : sql`and i.created_by = ${ctx.user.id}::uuid`;
  return sql`and exists (
    select from import i join import_entry e on e.tenant_id = i.tenant_id and e.import_id = i.id and e.action = 'created'
    join duplicate_member m on m.tenant_id = i.tenant_id and m.record_id = e.record_id
    where i.tenant_id = ${ctx.tenant.id} and i.id = ${id}::uuid ${whose} and m.set_id = s.id)`;
}

/** Sets of which the caller sees at least two records, the most certain first; `import`: only those with a record it has made. */
export async function listSets(
  ctx: Context,
  object: string,
  page: { readonly cursor?: string | undefined; readonly limit: number; readonly import?: string | undefined },
): Promise<{ items: DuplicateSet[]; nextCursor: string | null }> {
  const meta = mergeableObject(ctx, object);
  const from = page.cursor === undefined ? undefined : readCursor(page.cursor);
  const rows = await ctx.query<Row>(sql`
    select s.id, s.score, s.kind, v.members, c.total from duplicate_set s ${visible(ctx, meta)}
    where s.tenant_id = ${ctx.tenant.id} and s.object = ${meta.name} and cardinality(v.members) > 1
      ${broughtBy(ctx, page.import)}
      ${from ? sql`and (s.score < ${from.score}::int or (s.score = ${from.score}::int and s.id > ${from.id}::uuid))` : sql``}
    order by s.score desc, s.id limit ${page.limit + 1}`);
  const shown = rows.slice(0, page.limit);
  const records = await getRecords(
    ctx,
    meta,
    shown.flatMap((row) => row.members),
  );
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => ({
      id: row.id,
      score: row.score,
      kind: row.kind,
      records: row.members.flatMap((id) => records.get(id) ?? []),
      hidden: row.total - row.members.length,
    })),
    nextCursor: last ? Buffer.from(`${last.score} ${last.id}`).toString('base64url') : null,
  };
}

function readCursor(cursor: string): { score: number; id: string } {
  const [score, id] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!/^\d{1,3}$/.test(score ?? '') || !isId(id ?? '')) throw errors.BAD_CURSOR();
  return { score: Number(score), id: id ?? '' };
}

/** Remembers that records are not the same, all among each other or one against the rest, and takes the set out of the review. */
export async function dismissSet(ctx: Context, id: string): Promise<void> {
  const [set] = isId(id)
    ? await ctx.query<{ object: string }>(sql`select object from duplicate_set where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid`)
    : [];
  if (!set) throw errors.NOT_FOUND();
  const meta = mergeableObject(ctx, set.object);
  await ctx.transaction(async (tx) => {
    const [row] = await tx.query<Row>(sql`
      select s.id, s.score, s.kind, v.members, c.total from duplicate_set s ${visible(tx, meta)} where s.tenant_id = ${tx.tenant.id} and s.id = ${id}::uuid`);
    if (!row || row.members.length < 2) throw errors.NOT_FOUND();
    if (row.total > row.members.length)
      throw fieldError(
        'STATE',
        'id',
        label(
          '其中有您看不到的记录，请由能看到全部记录的同事处理',
          'Some of these records are not visible to you; ask somebody who sees all',
        ),
      );
    await tx.query(sql`
      insert into duplicate_decision (tenant_id, object, left_id, right_id, by_user, at)
      select ${tx.tenant.id}::int, ${meta.name}::text, l.id, r.id, ${authorOf(tx)}::uuid, ${tx.clock.now()}::timestamptz
      from unnest(${row.members}::uuid[]) l (id) join unnest(${row.members}::uuid[]) r (id) on r.id > l.id on conflict do nothing`);
    await tx.query(sql`delete from duplicate_member where tenant_id = ${tx.tenant.id} and set_id = ${id}::uuid`);
    await tx.query(sql`delete from duplicate_set where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`);
  });
}
