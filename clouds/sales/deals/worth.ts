import { rateScale, ratesOn } from '@huanke/base/rates';
import { type Sql, sql } from '@huanke/platform/database';
import { currencyDecimals, dayIn, fieldError, formatDecimal, label, parseDecimal, roundDiv } from '@huanke/platform/kernel';
import { type Change, type Context, metaOf, type Values } from '@huanke/platform/module';
import { countedSql } from '@huanke/platform/records';
import { stageOf } from '../hooks/stage-of.ts';

/** Decimals with which amounts are shown and accepted, whatever the currency. */
const scale = 2;

/** Decimals that amounts in this currency have, as far as they are kept. */
export const decimalsOf = (currency: unknown): number => Math.min(scale, currencyDecimals(currency));

/** A sum of units of 10^-`from`, rounded half up to the decimals of the currency. */
const inCurrency = (units: bigint, from: number, currency: unknown): string => {
  const decimals = decimalsOf(currency);
  return formatDecimal(roundDiv(units, 10n ** BigInt(from - decimals)), decimals, scale);
};

const read = (value: unknown, decimals: number): bigint | undefined => {
  const number = value === null || value === undefined ? 'invalid' : parseDecimal(String(value), decimals);
  return typeof number === 'bigint' ? number : undefined;
};

/** An amount as its currency can hold it: 100.50 JPY are 101. */
export function rounded(amount: unknown, currency: unknown): string | null {
  const units = read(amount, scale);
  return units === undefined ? null : inCurrency(units, scale, currency);
}

/** Amount × rate in the company's currency: 10,000.00 USD × 7.1234 = 71,234.00 CNY. Null where one of them is missing. */
export function baseOf(ctx: Pick<Context, 'tenant'>, amount: unknown, rate: unknown): string | null {
  const [units, factor] = [read(amount, scale), read(rate, rateScale)];
  return units === undefined || factor === undefined ? null : inCurrency(units * factor, scale + rateScale, ctx.tenant.currency);
}

/** Amount × probability, rounded half up; so kept that sums of it are exact. */
export function weighted(amount: unknown, probability: unknown, currency: unknown): string | null {
  const [units, percent] = [read(amount, scale), read(probability, 0)];
  return units === undefined || percent === undefined ? null : inCurrency(units * percent, scale + 2, currency);
}

/** The currency of a deal, where that is not the company's own. */
export const foreignOf = (ctx: Pick<Context, 'tenant'>, currency: unknown): string | undefined =>
  typeof currency === 'string' && currency !== ctx.tenant.currency ? currency : undefined;

const today = (ctx: Context): string => dayIn(ctx.tenant.timeZone, ctx.clock.now());

/** The day whose rate holds for a deal: that on which it was closed, else today. */
function rateDay(ctx: Context, { before, values }: Change): string {
  const now = { ...before, ...values };
  if ((stageOf(ctx, now.stage)?.category ?? 'open') === 'open') return today(ctx);
  const closedOn = now.closedOn ?? (ctx.channel === 'import' ? now.closeOn : null);
  return typeof closedOn === 'string' ? closedOn : today(ctx);
}

/** A deal that stays closed keeps the rate it was closed with. */
function keptRate(ctx: Context, { before, values }: Change): unknown {
  const wasClosed = (stageOf(ctx, before?.stage)?.category ?? 'open') !== 'open';
  const isMoved = ['stage', 'closedOn', 'currency'].some((field) => values[field] !== undefined);
  return wasClosed && !isMoved ? (before?.exchangeRate ?? null) : null;
}

/** The rate of each deal in another currency, in the order of the changes; undefined of one in the company's own. */
export async function ratesFor(ctx: Context, changes: readonly Change[]): Promise<readonly (string | null | undefined)[]> {
  const asked = changes.flatMap((change, index) => {
    const currency = foreignOf(ctx, change.values.currency === undefined ? change.before?.currency : change.values.currency);
    return currency ? [{ index, currency, kept: keptRate(ctx, change), day: rateDay(ctx, change) }] : [];
  });
  const open = asked.filter(({ kept }) => kept === null);
  const found = await ratesOn(ctx, open);
  const rates: (string | null | undefined)[] = changes.map(() => undefined);
  for (const { index, kept } of asked) rates[index] = kept === null ? null : String(kept);
  for (const [at, { index }] of open.entries()) rates[index] = found[at] ?? null;
  return rates;
}

/** By id the rate of each changed record in another currency on its day; null where none is known. */
export async function ratesByDay(
  ctx: Context,
  changes: readonly Change[],
  dayOf: (now: Values) => unknown,
): Promise<ReadonlyMap<string, string | null>> {
  const asked = changes.flatMap(({ id, before, values }) => {
    const now = { ...before, ...values };
    const currency = foreignOf(ctx, now.currency);
    return currency ? [{ id, currency, day: String(dayOf(now) ?? today(ctx)) }] : [];
  });
  const found = await ratesOn(ctx, asked);
  return new Map(asked.map(({ id }, index) => [id, found[index] ?? null]));
}

/** The refusal of an amount that is too large in the company's currency. */
export const worthTooLarge = () =>
  fieldError(
    'INVALID_VALUE',
    'amount',
    label('金额折合本币后超出了能保存的范围，请核对', 'In the company’s currency the amount is larger than can be stored; check it'),
  );

/** What the `amount` of a record counts for in statements of ours: in the company's currency; nothing while no rate is known. */
export function amountWorth(ctx: Context, name: 'opportunity' | 'receipt', alias: string): Sql {
  const object = metaOf(ctx.whole(), name);
  const field = object.fields.get('amount');
  const amount = sql.ref(`${alias}.amount`);
  return field ? countedSql(ctx, { object, field, alias }, amount) : amount;
}

/** What a deal counts for, as `amountWorth`. */
export const dealWorth = (ctx: Context, alias: string): Sql => amountWorth(ctx, 'opportunity', alias);
