import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { type SaveRow, saveRecords } from '@huanke/platform/records';
import { listNamed } from './competitors.ts';
import { followStages } from './follow-stages.ts';

const work = 'deals.1';
const batchSize = 500;
const mostCompetitors = 1000;

/**
 * Brings deals of before this release up to date: their stage history from stage entries and history, their weighted amounts, and the
 * competitors they name in words. Batch by batch in the order of ids, each with its checkpoint; done once for a company.
 */
export async function catchUp(ctx: Context, step: () => void = () => undefined): Promise<void> {
  const [state] = await ctx.query<{ after: string | null; done_at: string | null }>(
    sql`select after, done_at from deal_upkeep where tenant_id = ${ctx.tenant.id} and name = ${work}`,
  );
  if (state?.done_at) return;
  if (!state) await ctx.transaction(makeCompetitors);
  let after = state?.after ?? null;
  for (;;) {
    step();
    const last = await ctx.transaction((tx) => batch(tx, after));
    if (last === null) return;
    after = last;
  }
}

async function batch(tx: Context, after: string | null): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(sql`
    select id from opportunity where tenant_id = ${tx.tenant.id} and deleted_at is null ${after ? sql`and id > ${after}::uuid` : sql``}
    order by id limit ${batchSize} for no key update`);
  const ids = rows.map(({ id }) => id);
  await followStages(tx, ids);
  await listNamed(tx, ids);
  await weigh(tx, ids);
  const last = rows.length < batchSize ? null : (ids.at(-1) ?? null);
  await tx.query(sql`
    insert into deal_upkeep (tenant_id, name, after, done_at)
    values (${tx.tenant.id}, ${work}, ${last}::uuid, ${last === null ? tx.clock.now() : null}::timestamptz)
    on conflict (tenant_id, name) do update set after = excluded.after, done_at = excluded.done_at`);
  return last;
}

/** Amounts lie with four decimals, percent with six; the product is rounded to cents. A derived figure: the version stays as it is. */
async function weigh(tx: Context, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update opportunity set weighted_amount = round(amount::numeric * probability / 1e10)::bigint * 100
    where tenant_id = ${tx.tenant.id} and id = any(${ids}::uuid[]) and weighted_amount is null and amount is not null and probability is not null`);
}

/** A competitor for each name that deals give and the list lacks, the most frequent ones first. */
async function makeCompetitors(tx: Context): Promise<void> {
  const meta = tx.meta.object('competitor');
  if (!meta) return;
  const names = await tx.query<{ name: string }>(sql`
    select mode() within group (order by btrim(o.competitor)) as name from opportunity o
    where o.tenant_id = ${tx.tenant.id} and o.deleted_at is null and btrim(o.competitor) <> ''
      and not exists (select from competitor c where c.tenant_id = o.tenant_id and lower(btrim(c.name)) = lower(btrim(o.competitor)) and c.deleted_at is null)
    group by lower(btrim(o.competitor)) order by count(*) desc, 1 limit ${mostCompetitors}`);
  const rows = names.map(({ name }): SaveRow => ({ operation: 'create', values: { name } }));
  if (rows.length > 0) await saveRecords(tx.elevated(), meta, rows, { asSystem: true });
}
