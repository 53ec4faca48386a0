import { type Sql, sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';
import { accessPredicate, baseCondition, rowsInReach } from '@huanke/platform/records';
import { wilson } from '../domain/wilson.ts';
import { dealMeta, stagesFor } from './stages.ts';

/** Fewer closed deals than this say nothing about a rate. */
const fewest = 10;

export interface WinRate {
  /** Null: all closed deals, whoever else was in them. */
  readonly competitor: { readonly id: string; readonly title: string; readonly priceBand: string | null } | null;
  readonly open: number;
  readonly won: number;
  readonly lost: number;
  /** Won and lost. */
  readonly n: number;
  /** Whether n is enough for the figures below; else they are null. */
  readonly sufficient: boolean;
  /** Percent, one decimal; `low` to `high` is the 95 % Wilson interval. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

interface Count {
  readonly id: string | null;
  readonly title: string;
  readonly band: string | null;
  readonly open: number;
  readonly won: number;
  readonly lost: number;
}

const rateOf = ({ id, title, band, open, won, lost }: Count): WinRate => {
  const n = won + lost;
  const found = n >= fewest ? wilson(won, n) : null;
  const competitor = id === null ? null : { id, title, priceBand: band };
  return {
    competitor,
    open,
    won,
    lost,
    n,
    sufficient: n >= fewest,
    rate: found?.rate ?? null,
    low: found?.low ?? null,
    high: found?.high ?? null,
  };
};

/**
 * How often we win against each competitor: won ÷ (won + lost) over the deals the caller sees in which it is listed, closed in the days
 * from `from` to `until`. The first row is over all deals of that time.
 */
export async function winRates(
  ctx: Context,
  { from, until }: { from?: string | undefined; until?: string | undefined } = {},
): Promise<WinRate[]> {
  const meta = dealMeta(ctx);
  const keys = (category: string) =>
    stagesFor(ctx, null)
      .all.filter((stage) => stage.category === category)
      .map(({ key }) => key);
  const [won, lost] = [keys('won'), keys('lost')];
  const closed = sql`o.stage = any(${[...won, ...lost]}::text[])`;
  const inTime = sql`(not ${closed} or (${from ? sql`o.closed_on >= ${from}::date` : sql`true`} and ${until ? sql`o.closed_on <= ${until}::date` : sql`true`}))`;
  const counts: Sql = sql`
    count(*) filter (where not ${closed})::int as open, count(*) filter (where o.stage = any(${won}::text[]))::int as won,
    count(*) filter (where o.stage = any(${lost}::text[]))::int as lost`;
  const rows = await ctx.query<Count>(sql`
    select null::uuid as id, '' as title, null::text as band, ${counts} from ${rowsInReach(ctx, meta, 'o', inTime)}
    union all
    select c.id, c.name, c.price_band, ${counts} from competitor c
    join opportunity_competitor l on l.tenant_id = c.tenant_id and l.competitor = c.id and l.deleted_at is null
    join opportunity o on o.id = l.opportunity and ${baseCondition(ctx, meta, 'o')} and ${accessPredicate(ctx, meta, 'o')} and ${inTime}
    where c.tenant_id = ${ctx.tenant.id} and c.deleted_at is null
    group by c.id, c.name, c.price_band`);
  return rows.map(rateOf).sort((a, b) => Number(b.competitor === null) - Number(a.competitor === null) || b.n - a.n || b.open - a.open);
}
