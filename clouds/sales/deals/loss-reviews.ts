import { sql } from '@huanke/platform/database';
import { dayIn, parseDecimal } from '@huanke/platform/kernel';
import type { Change, Context } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { emitAll, loadValues, type SaveRow, saveRecords } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { salesSettings } from '../settings.ts';
import { dealMeta } from './stages.ts';

const DAY = 86_400_000;

export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

const cents = (amount: unknown): bigint => {
  const read = parseDecimal(String(amount ?? ''), 2);
  return typeof read === 'bigint' ? read : 0n;
};

/**
 * Asks for reviews of the large ones among deals that were just lost; a deal has one at most. Who tells of a loss so late that its review
 * would be overdue already is asked for none.
 */
export async function askForReviews(tx: Context, lost: readonly Change[]): Promise<void> {
  const meta = tx.meta.object('lossReview');
  if (!meta || lost.length === 0) return;
  const { reviewAbove, reviewDays } = salesSettings(tx);
  const ids = lost.map(({ id }) => id);
  const deals = await loadValues(tx, dealMeta(tx), ids);
  const worth = (id: string) => deals.get(id)?.baseAmount ?? deals.get(id)?.amount ?? null;
  const large = ids.filter((id) => cents(worth(id)) > cents(reviewAbove));
  if (large.length === 0) return;
  const known = await tx.query<{ id: string }>(sql`
    select opportunity as id from loss_review where tenant_id = ${tx.tenant.id} and opportunity = any(${large}::uuid[]) and deleted_at is null`);
  const winners = await tx.query<{ deal: string; competitor: string }>(sql`
    select opportunity as deal, competitor from opportunity_competitor
    where tenant_id = ${tx.tenant.id} and opportunity = any(${large}::uuid[]) and deleted_at is null and status = 'won'`);
  const reviewed = new Set(known.map(({ id }) => id));
  const rivals = new Map(winners.map(({ deal, competitor }) => [deal, competitor]));
  const today = dayIn(tx.tenant.timeZone, tx.clock.now());
  const rows = large
    .filter((id) => !reviewed.has(id))
    .flatMap((id): SaveRow[] => {
      const deal = deals.get(id);
      const lostOn = typeof deal?.closedOn === 'string' ? deal.closedOn : today;
      const dueOn = daysAfter(lostOn, reviewDays);
      if (dueOn < today) return [];
      const title = `${tx.tenant.language === 'en' ? 'Review: ' : '复盘：'}${String(deal?.name ?? '')}`;
      return [
        {
          operation: 'create',
          values: {
            name: title,
            opportunity: id,
            competitor: rivals.get(id) ?? null,
            amount: worth(id),
            lostOn,
            dueOn,
            owner: deal?.owner ?? null,
          },
        },
      ];
    });
  await saveRecords(tx.elevated(), meta, rows, { asSystem: true });
}

interface Missing {
  readonly id: string;
  readonly owner: string | null;
  readonly manager: string | null;
  readonly notice: string;
}

/**
 * The day after a review was due and is not done it stands in the list of missing ones: the owner's manager (or the head of the department)
 * is told, the event goes out, each once.
 */
export async function tellMissing(ctx: Context): Promise<number> {
  const meta = ctx.meta.object('lossReview');
  if (!meta) return 0;
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  return ctx.transaction(async (tx) => {
    const rows = await tx.query<Missing>(sql`
      select r.id, r.owner, coalesce(u.manager, nullif(d.manager, r.owner)) as manager, md5('review' || r.id::text)::uuid as notice from loss_review r
      left join app_user u on u.tenant_id = r.tenant_id and u.id = r.owner
      left join department d on d.tenant_id = u.tenant_id and d.id = u.department and d.deleted_at is null
      where r.tenant_id = ${tx.tenant.id} and r.deleted_at is null and r.due_on < ${today}::date and r.done is not true and r.missed_at is null
      order by r.id limit 1000 for no key update of r skip locked`);
    await saveRecords(
      tx.elevated(),
      meta,
      rows.map(({ id }) => ({ operation: 'update', id, values: { missedAt: tx.clock.now().toISOString() } })),
      { asSystem: true },
    );
    await emitAll(
      tx,
      rows.map(({ id }) => ({ event: salesEvents.lossReviewDue, object: 'lossReview', record: id })),
    );
    await notify(
      tx,
      rows.flatMap(({ id, manager, owner, notice }) =>
        manager ? [{ user: manager, kind: 'reviewMissing', object: 'lossReview', record: id, id: notice, data: { by: owner } }] : [],
      ),
    );
    return rows.length;
  });
}
