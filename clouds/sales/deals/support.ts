import { type Sql, sql } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import { type Context, metaOf } from '@huanke/platform/module';
import { takeTurns, workOut } from '@huanke/platform/records';
import { moneyScale, nearestUnits, needRoom, unitsOf } from '@huanke/platform/storage';
import { decimalsOf } from './worth.ts';

const batchSize = 1000;
/** Hours lie with one decimal: one of their units in hours. */
const unitOfHours = sql.raw('0.1');

const tooMany = label('协作请求的工时合计太大，请核对', 'The hours of the requests for help add up to too much; check them');

/**
 * Hours × what an hour costs, rounded half up to the decimals of the company's currency, in units of the column; null without a cost. The setting is
 * read within the statement: whoever writes hours while it is changed takes the new one, or is caught up by the job.
 */
function costOf(ctx: Context, hours: Sql): Sql {
  const hourly = sql`(select (p.definition ->> 'hourlyCost')::numeric from meta_part p
    where p.tenant_id = ${ctx.tenant.id} and p.kind = 'salesSettings' and p.object = '' and p.name = 'deals' and p.deleted_at is null)`;
  const money = sql`round(${hours}::numeric * ${hourly} * ${unitOfHours}, ${sql.lit(decimalsOf(ctx.tenant.currency))})`;
  return unitsOf(sql`${money} * ${sql.lit(10 ** moneyScale)}`);
}

/** What is summed up over deals follows figures that were written past the pipeline. */
async function follow(tx: Context, deals: readonly string[]): Promise<void> {
  const fields = ['supportHours', 'supportCost'];
  await workOut(
    tx,
    metaOf(tx, 'opportunity'),
    deals.flatMap((id) => fields.map((field) => ({ id, field, old: null, new: null }))),
  );
}

/** What the requests for help of deals add up to, by deal. */
const hoursOf = (tx: Context, deals: readonly string[]): Sql => sql`
  select opportunity as id, sum(hours) as hours from collab_request
  where tenant_id = ${tx.tenant.id} and opportunity = any(${deals}::uuid[]) and deleted_at is null group by opportunity`;

/**
 * The hours of the requests for help of deals, and what they cost. Derived figures: versions stay. Deals are locked first, so that of two who
 * write hours at once the second sees both.
 *
 * @throws INVALID_VALUE for hours that add up to more than the field can hold
 */
export async function sumUpHours(tx: Context, deals: readonly string[]): Promise<void> {
  const ids = [...new Set(deals)];
  if (ids.length === 0) return;
  await takeTurns(tx, 'opportunity', ids);
  const rows = await tx.query<{ id: string; hours: string | null }>(sql`
    update opportunity t set support_hours = ${unitsOf(sql`s.hours`)}, support_cost = ${costOf(tx, sql`s.hours`)}
    from unnest(${ids}::uuid[]) as p (id) left join (${hoursOf(tx, ids)}) s on s.id = p.id
    where t.tenant_id = ${tx.tenant.id} and t.id = p.id returning t.id, s.hours::text`);
  const sums = rows.map(({ hours }) => hours);
  needRoom('hours', sums, { message: tooMany });
  await follow(
    tx,
    rows.map(({ id }) => id),
  );
}

/** Deals of before there was the field, which the caller has locked; nothing is refused here, so that what has no room is as much as there can be. */
export async function fillHours(tx: Context, deals: readonly string[]): Promise<void> {
  const rows = await tx.query<{ id: string }>(sql`
    update opportunity t set support_hours = ${nearestUnits(sql`s.hours`)}, support_cost = ${costOf(tx, sql`s.hours`)} from (${hoursOf(tx, deals)}) s
    where t.tenant_id = ${tx.tenant.id} and t.id = s.id and t.support_hours is null and s.hours is not null returning t.id`);
  await follow(
    tx,
    rows.map(({ id }) => id),
  );
}

/** All deals with hours, after the cost of one has changed; what is right already is not written. */
export async function costDeals(ctx: Context, step: () => void = () => undefined): Promise<void> {
  for (let after: string | null = null; ; ) {
    step();
    const ids: readonly string[] = await ctx.transaction((tx) => batch(tx, after));
    if (ids.length < batchSize) return;
    after = ids.at(-1) ?? null;
  }
}

async function batch(tx: Context, after: string | null): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select o.id from opportunity o where o.tenant_id = ${tx.tenant.id} and o.support_hours is not null
      and o.support_cost is distinct from ${costOf(tx, sql`o.support_hours`)} ${after ? sql`and o.id > ${after}::uuid` : sql``}
    order by o.id limit ${batchSize} for no key update of o`);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await tx.query(sql`
    update opportunity t set support_cost = ${costOf(tx, sql`t.support_hours`)} where t.tenant_id = ${tx.tenant.id} and t.id = any(${ids}::uuid[])`);
  await follow(tx, ids);
  return ids;
}
