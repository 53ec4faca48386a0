import { errors, fieldError, formatDecimal, label, parseDecimal, roundDiv } from '@huanke/platform/kernel';
import { type Context, metaOf, type Values } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import { biddersOf, bidOf, weightsOf } from './rescore.ts';
import { hundredths, pointsText, scoreBids, scoreScale } from './score.ts';

export interface WhatIfRow {
  readonly price: string;
  readonly priceScore: string | null;
  readonly total: string | null;
  readonly place: number | null;
  /** Our total less the best one of the others; above zero we lead. Null where either is not known. */
  readonly lead: string | null;
}

/** Prices that are tried where none are named, in thousandths of ours. */
const steps = [900n, 925n, 950n, 975n, 1000n, 1025n, 1050n];
const mostPrices = 50;
const text = {
  price: label('应为大于 0 的价格，最多两位小数，用逗号隔开', 'Must be prices above 0 with two decimals at most, separated by commas'),
  many: label(`最多 ${mostPrices} 个价格`, `At most ${mostPrices} prices`),
};

/** `950000,980000.50` as cents. */
function readPrices(raw: string): bigint[] {
  const parts = raw.split(',');
  if (parts.length > mostPrices) throw fieldError('LIMIT_EXCEEDED', 'prices', text.many);
  return parts.map((part) => {
    const read = parseDecimal(part.trim(), scoreScale);
    if (typeof read !== 'bigint' || read <= 0n) throw fieldError('INVALID_VALUE', 'prices', text.price);
    return read;
  });
}

/**
 * What our price would bring, price by price, everything else staying as it is: our bidder with each price against all others, so that
 * becoming the lowest lowers the points of the others, too. Without `prices` those around ours (90 % to 105 %).
 */
export async function whatIf(ctx: Context, tender: string, prices?: string): Promise<WhatIfRow[]> {
  if (!ctx.access.can('bidResult.read')) throw errors.FORBIDDEN();
  const meta = metaOf(ctx, 'tender');
  const record = await getRecord(ctx, meta, tender, ['bidPrice', 'priceWeight', 'technicalWeight', 'businessWeight']);
  const bidders = (await biddersOf(ctx, [tender])).get(tender.toLowerCase()) ?? [];
  const ours: Values = bidders.find((row) => row.ours === true) ?? {};
  const own = hundredths(ours.price ?? record.bidPrice);
  const tried = prices ? readPrices(prices) : own === null ? [] : steps.map((step) => roundDiv(own * step, 1000n));
  const rivals = bidders.filter((row) => row.ours !== true).map((row) => bidOf(row.id, row));
  return tried
    .filter((price) => price > 0n)
    .map((cents): WhatIfRow => {
      const price = formatDecimal(cents, scoreScale);
      const [mine, ...others] = scoreBids([bidOf('ours', { ...ours, price }), ...rivals], weightsOf(record));
      const best = others.flatMap(({ total }) => total ?? []).sort((a, b) => Number(b - a))[0];
      const total = mine?.total ?? null;
      return {
        price,
        priceScore: pointsText(mine?.price ?? null),
        total: pointsText(total),
        place: mine?.place ?? null,
        lead: total === null || best === undefined ? null : pointsText(total - best),
      };
    });
}
