import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { errors, isId } from '../../kernel/index.ts';
import { type Context, defineJob, eachTenant, type ObjectMeta } from '../../module/index.ts';
import { largestBatch } from './save.ts';

const keptDays = 30;

export interface PurgeOptions {
  readonly object?: string;
  /** Only these records of `object`. */
  readonly ids?: readonly string[];
}

/** Ends for good what was deleted before a moment, with history, links and search rows. Returns how many records went. */
export async function purgeDeleted(ctx: Context, before: Date, options: PurgeOptions = {}): Promise<number> {
  if (!ctx.access.can('recycleBin.purge')) throw errors.FORBIDDEN();
  let count = 0;
  for (const meta of ctx.meta.objects) {
    if (options.object !== undefined && meta.name !== options.object) continue;
    for (;;) {
      const purged = await ctx.transaction(async (tx) => {
        const count = await purgeBatch(tx, meta, before, options.ids);
        if (count > 0) await audit(tx, { event: 'records.purged', object: meta.name, data: { count } });
        return count;
      });
      count += purged;
      if (purged < largestBatch) break;
    }
  }
  return count;
}

/** Tables of rows that speak of one record, by `object` and `record_id`, and go with it. */
export const companions = [
  'record_history',
  'stage_entry',
  'record_search',
  'file_use',
  'recent_record',
  'favourite',
  'comment',
  'follow',
  'unique_value',
  'record_share',
  'record_tag',
  'match_key',
  'consent',
  'pool_log',
  'pool_warning',
  'pool_request',
  'assign_decision',
  'assign_rejection',
  'record_score',
  'email_body',
  'email_reference',
  'call_reference',
  'message_dispatch',
  'guarded_file',
  'play_tick',
];

async function purgeBatch(ctx: Context, meta: ObjectMeta, before: Date, ids: readonly string[] | undefined): Promise<number> {
  const tenant = ctx.tenant.id;
  const only = ids ? sql`and id = any(${ids.filter(isId)}::uuid[])` : sql``;
  const rest = companions.map(
    (table) => sql`
    , ${sql.id(`of_${table}`)} as (delete from ${sql.id(table)} x using gone where x.tenant_id = ${tenant} and x.object = ${meta.name} and x.record_id = gone.id)`,
  );
  const [row] = await ctx.query<{ count: number }>(sql`
    with gone as (
      delete from ${sql.id(meta.table)} where tenant_id = ${tenant} and id in (
        select id from ${sql.id(meta.table)}
        where tenant_id = ${tenant} and deleted_at is not null and deleted_at < ${before} ${meta.custom ? sql`and object = ${meta.name}` : sql``} ${only}
        order by id limit ${largestBatch} for update)
      returning id)
    ${sql.join(rest, sql``)}
    , links as (delete from record_link x using gone where x.tenant_id = ${tenant} and (x.record_id = gone.id or x.target_id = gone.id))
    select count(*)::int as count from gone`);
  return row?.count ?? 0;
}

/** Every night: the recycle bins of all tenants keep thirty days. */
export const purgeRecycleBins = defineJob({
  name: 'records.purgeRecycleBins',
  schedule: '23 18 * * *',
  run(job) {
    const now = job.app.clock.now().getTime();
    return eachTenant(job, 'all', async (tenant) => {
      const ctx = await job.contextFor({ tenant });
      const count = await purgeDeleted(ctx, new Date(now - keptDays * 86_400_000));
      if (count > 0) job.app.log.info({ tenant, count }, 'recycle bin purged');
      await ctx.transaction((tx) =>
        tx.query(sql`delete from idempotency_key where tenant_id = ${tenant} and created_at < ${new Date(now - 86_400_000)}`),
      );
    });
  },
});
