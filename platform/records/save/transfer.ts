import { audit } from '../../audit/index.ts';
import { type Sql, sql } from '../../database/sql.ts';
import { errors, isId } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { lockStored } from './load.ts';
import { largestBatch, saveRecords } from './save.ts';
import type { SaveResult } from './types.ts';

/** Gives records to another owner: those the caller may transfer; one result per id, in order. */
export async function transferRecords(ctx: Context, meta: ObjectMeta, ids: readonly string[], owner: string): Promise<SaveResult[]> {
  if (!meta.access.owned || !ctx.access.can(`${meta.name}.transfer`)) throw errors.FORBIDDEN();
  const wanted = ids.map((id) => id.toLowerCase());
  return ctx.transaction(async (tx) => {
    const found = await lockStored(tx, meta, wanted.filter(isId), 'transfer');
    const open = wanted.flatMap((id, index) => (found.get(id)?.allowed ? [{ id, index }] : []));
    const saved = new Map<number, SaveResult>();
    for (let from = 0; from < open.length; from += largestBatch) {
      const part = open.slice(from, from + largestBatch);
      const results = await saveRecords(
        tx,
        meta,
        part.map(({ id }) => ({ operation: 'update', id, values: { owner } })),
        { asSystem: true },
      );
      for (const result of results) saved.set(part[result.index]?.index ?? -1, result);
    }
    const moved = [...saved.values()].filter((result) => !result.error).map((result) => result.id);
    if (moved.length > 1)
      await audit(tx, { event: 'records.transferred', object: meta.name, data: { to: [owner], count: moved.length, records: moved } });
    return wanted.map((id, index) => {
      const error = found.has(id) ? errors.FORBIDDEN() : errors.NOT_FOUND();
      const result = saved.get(index);
      return result ? { ...result, index } : { index, id, status: error.status, error };
    });
  });
}

/** How many live records somebody owns, by object; objects without any are left out. */
export async function ownedCounts(ctx: Context, owner: string): Promise<Map<string, number>> {
  const parts = ctx.meta.objects
    .filter((meta) => meta.access.owned)
    .map(
      (meta): Sql => sql`
    select ${meta.name}::text as "object", count(*)::int as count from ${sql.id(meta.table)}
    where tenant_id = ${ctx.tenant.id} and deleted_at is null and owner = ${owner}::uuid ${meta.custom ? sql`and object = ${meta.name}` : sql``}`,
    );
  if (parts.length === 0) return new Map();
  const rows = await ctx.query<{ object: string; count: number }>(sql`${sql.join(parts, sql` union all `)}`);
  return new Map(rows.filter((row) => row.count > 0).map((row) => [row.object, row.count]));
}

/** How many live records each of some people owns, over all objects; who owns none is left out. */
export async function ownersOfRecords(ctx: Context, owners: readonly string[]): Promise<Map<string, number>> {
  const tables = [...new Set(ctx.meta.objects.filter((meta) => meta.access.owned).map((meta) => meta.table))];
  if (tables.length === 0 || owners.length === 0) return new Map();
  const parts = tables.map(
    (table): Sql => sql`
    select owner, count(*)::int as count from ${sql.id(table)}
    where tenant_id = ${ctx.tenant.id} and deleted_at is null and owner = any(${owners}::uuid[]) group by owner`,
  );
  const rows = await ctx.query<{ owner: string; count: number }>(
    sql`select owner, sum(count)::int as count from (${sql.join(parts, sql` union all `)}) t group by owner`,
  );
  return new Map(rows.map((row) => [row.owner, row.count]));
}

/**
 * Everything somebody owns goes to a successor, in batches through the pipeline (history, events, hooks), whoever may see it: the caller
 * has asked for the right to do so. In one transaction when one is under way, else one per batch, and may be run again after a failure.
 */
export async function transferAll(ctx: Context, from: string, to: string): Promise<Map<string, number>> {
  const system = ctx.elevated();
  const moved = new Map<string, number>();
  for (const [object] of await ownedCounts(system, from)) {
    const meta = ctx.meta.object(object);
    if (meta) moved.set(object, await transferObject(system, meta, from, to));
  }
  return moved;
}

async function transferObject(ctx: Context, meta: ObjectMeta, from: string, to: string): Promise<number> {
  let moved = 0;
  for (;;) {
    const count = await transferBatch(ctx, meta, from, to);
    if (count === 0) return moved;
    moved += count;
  }
}

/** The next records of an object from one owner to another; how many, 0 when there are no more. As the system: the caller has asked. */
async function transferBatch(ctx: Context, meta: ObjectMeta, from: string, to: string): Promise<number> {
  const rows = await ctx.query<{ id: string }>(sql`
      select id from ${sql.id(meta.table)}
      where tenant_id = ${ctx.tenant.id} and deleted_at is null and owner = ${from}::uuid ${meta.custom ? sql`and object = ${meta.name}` : sql``}
      order by id limit ${largestBatch}`);
  if (rows.length === 0) return 0;
  const results = await saveRecords(
    ctx,
    meta,
    rows.map(({ id }) => ({ operation: 'update', id, values: { owner: to } })),
    { asSystem: true, allOrNothing: true },
  );
  const refused = results.find((result) => result.error);
  if (refused?.error) throw refused.error;
  return results.length;
}
