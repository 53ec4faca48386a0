import { sql } from '../database/sql.ts';
import { errors, fieldError, isId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { getRecord, getRecords } from '../records/query/index.ts';

export interface KeptRecord {
  readonly object: string;
  readonly id: string;
  readonly title: string;
  readonly at: string;
}

type Kind = 'recent_record' | 'favourite';

const MOST_RECENT = 50;
const MOST_FAVOURITES = 200;

/** Refuses what is not there or what the caller may not see. */
export async function assertVisible(ctx: Context, object: string, id: string): Promise<string> {
  const meta = ctx.meta.object(object);
  if (!meta || !ctx.access.can(`${object}.read`) || !isId(id)) throw errors.NOT_FOUND();
  await getRecord(ctx, meta, id, ['id']);
  return id.toLowerCase();
}

/** Puts a record on top of what the caller opened last; of these, 50 are kept. */
export async function rememberRecent(ctx: Context, object: string, given: string): Promise<void> {
  const id = await assertVisible(ctx, object, given);
  await ctx.transaction(async (tx) => {
    await keep(tx, 'recent_record', object, id);
    await tx.query(sql`
      delete from recent_record where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id} and record_id in (
        select record_id from recent_record where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id} order by at desc offset ${MOST_RECENT})`);
  });
}

/** Marks a record as a favourite of the caller. */
export async function addFavourite(ctx: Context, object: string, given: string): Promise<void> {
  const id = await assertVisible(ctx, object, given);
  await ctx.transaction(async (tx) => {
    const rows = await tx.query<{ n: number }>(
      sql`select count(*)::int as n from favourite where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id} and record_id <> ${id}`,
    );
    if ((rows[0]?.n ?? 0) >= MOST_FAVOURITES) throw fieldError('LIMIT_EXCEEDED', 'id');
    await keep(tx, 'favourite', object, id);
  });
}

function keep(tx: Context, kind: Kind, object: string, id: string): Promise<unknown> {
  return tx.query(sql`
    insert into ${sql.table(kind)} (tenant_id, user_id, record_id, object, at) values (${tx.tenant.id}, ${tx.user.id}, ${id}, ${object}, ${tx.clock.now()})
    on conflict (tenant_id, user_id, record_id) do update set at = excluded.at`);
}

/** Takes the mark back; nothing happens when there is none. */
export async function removeFavourite(ctx: Context, object: string, id: string): Promise<void> {
  if (!isId(id)) return;
  await ctx.transaction((tx) =>
    tx.query(
      sql`delete from favourite where tenant_id = ${tx.tenant.id} and user_id = ${tx.user.id} and object = ${object} and record_id = ${id}`,
    ),
  );
}

/** Kept records that are still there and visible, the newest first; one query per object, none per record. */
export async function listKept(ctx: Context, kind: Kind, limit: number): Promise<KeptRecord[]> {
  const rows = await ctx.query<{ object: string; record_id: string; at: string }>(sql`
    select object, record_id, at from ${sql.table(kind)} where tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id} order by at desc limit ${MOST_FAVOURITES}`);
  const titles = new Map<string, string>();
  for (const [object, group] of Map.groupBy(rows, (row) => row.object)) {
    const meta = ctx.meta.object(object);
    if (!meta || !ctx.access.can(`${object}.read`)) continue;
    const records = await getRecords(
      ctx,
      meta,
      group.map((row) => row.record_id),
      ['id', meta.title],
    );
    for (const [id, record] of records) titles.set(id, String(record[meta.title] ?? ''));
  }
  return rows
    .flatMap(({ object, record_id: id, at }) => (titles.has(id) ? [{ object, id, title: titles.get(id) ?? '', at }] : []))
    .slice(0, limit);
}
