import { rateInForce, rateScale } from '@huanke/base/rates';
import { sql } from '@huanke/platform/database';
import { dayIn, formatDecimal } from '@huanke/platform/kernel';
import { type Context, metaOf } from '@huanke/platform/module';
import { workOut } from '@huanke/platform/records';
import { hasRoom, moneyScale } from '@huanke/platform/storage';
import { stagesOf } from './stages.ts';
import { baseOf, weighted } from './worth.ts';

const batchSize = 1000;
/** Percent lies with six decimals; a probability has none. */
const percentScale = 6;

interface Row {
  readonly id: string;
  readonly amount: string | null;
  readonly probability: string | null;
  readonly rate: string | null;
}

/**
 * Deals in other currencies by the rates in force: open ones by that of today; closed ones keep theirs, and only those that had none yet get
 * that of the day they were closed. Derived figures: version and time of change stay, and what is right already is not written. Answers how
 * many have changed.
 */
export async function rateDeals(ctx: Context, step: () => void = () => undefined): Promise<number> {
  let changed = 0;
  for (let after: string | null = null; ; ) {
    step();
    const ids: readonly string[] = await ctx.transaction((tx) => batch(tx, after));
    changed += ids.length;
    if (ids.length < batchSize) return changed;
    after = ids.at(-1) ?? null;
  }
}

async function batch(tx: Context, after: string | null): Promise<string[]> {
  const meta = metaOf(tx, 'opportunity');
  const closed = stagesOf(tx, 'won', 'lost');
  const today = sql`${dayIn(tx.tenant.timeZone, tx.clock.now())}::date`;
  const isClosed = sql`coalesce(o.stage = any(${closed}::text[]), false)`;
  const rows = await tx.query<Row>(sql`
    select o.id, o.amount::text, o.probability::text, f.rate::text from opportunity o
    cross join lateral (select ${rateInForce(tx, sql`o.currency`, sql`case when ${isClosed} then coalesce(o.closed_on, ${today}) else ${today} end`)} as rate) f
    where o.tenant_id = ${tx.tenant.id} and o.deleted_at is null and o.currency <> ${tx.tenant.currency} ${after ? sql`and o.id > ${after}::uuid` : sql``}
      and case when ${isClosed} then o.exchange_rate is null and f.rate is not null else o.exchange_rate is distinct from f.rate end
    order by o.id limit ${batchSize} for no key update of o`);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return ids;
  const units = rows.map((row) => unitsOf(tx, row));
  await tx.query(sql`
    update opportunity t set exchange_rate = v.rate, base_amount = v.base, base_weighted_amount = v.weighted
    from unnest(${ids}::uuid[], ${rows.map(({ rate }) => rate)}::bigint[], ${units.map(({ base }) => base)}::bigint[],
      ${units.map((one) => one.weighted)}::bigint[]) as v (id, rate, base, weighted)
    where t.tenant_id = ${tx.tenant.id} and t.id = v.id`);
  // written past the pipeline: what is summed up over deals follows here
  const fields = ['baseAmount', 'baseWeightedAmount'];
  await workOut(
    tx,
    meta,
    ids.flatMap((id) => fields.map((field) => ({ id, field, old: null, new: null }))),
  );
  return ids;
}

/** In units of their columns. What has no room there counts for nothing. */
function unitsOf(tx: Context, { amount, probability, rate }: Row): { base: string | null; weighted: string | null } {
  const text = (units: string | null, scale: number, decimals = scale) =>
    units === null ? null : formatDecimal(BigInt(units), scale, decimals);
  const base = baseOf(tx, text(amount, moneyScale, 2), text(rate, rateScale));
  if (base === null || !hasRoom(base)) return { base: null, weighted: null };
  const chance = weighted(base, text(probability, percentScale, 0), tx.tenant.currency);
  const units = (decimal: string | null) =>
    decimal === null ? null : String(BigInt(decimal.replace('.', '')) * 10n ** BigInt(moneyScale - 2));
  return { base: units(base), weighted: units(chance) };
}
