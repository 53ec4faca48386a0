import { sql } from '@huanke/platform/database';
import { label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { takeTurns } from '@huanke/platform/records';
import { hasRoom, needRoom, unitsOf } from '@huanke/platform/storage';
import { lineAmount, lineTooLarge } from '../deals/line-amount.ts';
import { rescore } from './rescore.ts';

const of = (change: Change, field: string) => (change.values[field] === undefined ? change.before?.[field] : change.values[field]);
const tendersOf = (changes: readonly Change[]) =>
  changes.flatMap(({ before, values }) => [before?.tender, values.tender].filter((id): id is string => typeof id === 'string'));

export const lineAmounts = defineHook({
  name: 'sales.tenderLineAmount',
  object: 'tenderLine',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes, reject) =>
    changes.map((change, index): Values | undefined => {
      const amount = lineAmount({ quantity: of(change, 'quantity'), unitPrice: of(change, 'unitPrice') }, ctx.tenant.currency);
      if (amount === null || hasRoom(amount)) return { amount };
      reject(index, lineTooLarge());
      return undefined;
    }),
});

const tooLarge = label('报价明细的合计超出了金额能保存的范围', 'The price lines add up to more than an amount can hold');

/**
 * The price of a tender with lines is their sum. Derived: the version stays; tenders are locked before they are summed up.
 *
 * @throws INVALID_VALUE for a sum that no amount can hold
 */
async function sumLines(tx: Context, tenders: readonly string[]): Promise<void> {
  await takeTurns(tx, 'tender', tenders);
  const written = await tx.query<{ amount: string | null }>(sql`
    update tender t set bid_price = ${unitsOf(sql`s.amount`)} from (
      select tender, sum(amount) as amount from tender_line
      where tenant_id = ${tx.tenant.id} and tender = any(${tenders}::uuid[]) and deleted_at is null group by tender) s
    where t.tenant_id = ${tx.tenant.id} and t.id = s.tender and t.bid_price is distinct from s.amount returning s.amount::text`);
  const sums = written.map(({ amount }) => amount);
  needRoom('bidPrice', sums, { message: tooLarge });
}

export const lineSums = defineHook({
  name: 'sales.tenderLineSum',
  object: 'tenderLine',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    await sumLines(ctx, tendersOf(changes));
    return undefined;
  },
});

export const bidderScores = defineHook({
  name: 'sales.bidderScores',
  object: 'bidResult',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    await rescore(ctx, tendersOf(changes));
    return undefined;
  },
});

/** A section gets a new version with each change of its files. */
export const sectionRevision = defineHook({
  name: 'sales.bidDocRevision',
  object: 'bidDoc',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (_ctx, changes) =>
    changes.map(({ before, values }): Values | undefined => {
      const hasFiles = Array.isArray(values.files) && values.files.length > 0;
      if (values.files === undefined || (!before && !hasFiles)) return undefined;
      return { revision: Number(before?.revision ?? 0) + 1 };
    }),
});
