import { isConnectionError } from '../database/pool.ts';
import { sql } from '../database/sql.ts';
import { JobInterrupted } from '../jobs/index.ts';
import { errors } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { rollupBatch, settleChildren } from '../rollups/work.ts';
import { settleSharing, shareBatch } from '../sharing/work.ts';
import { replaceBatch } from './replace-work.ts';
import { slotBatch, switchSlot } from './slot-work.ts';
import { copyBatch, dropCopies, reopen, settleBatch, settleWriters, switchOver } from './type-work.ts';
import { advance, lockWork, type ReplacePlan, readWork, type SlotPlan, shareOf, type TypePlan, type Work } from './work.ts';

type Waiting = () => Promise<void>;

async function typeStep(ctx: Context, meta: ObjectMeta, work: Work<TypePlan>, waiting: Waiting): Promise<void> {
  if (work.phase === 'close') return settleWriters(ctx, meta, work, waiting);
  if (work.phase === 'switch') return switchOver(ctx, work);
  await batch(ctx, work, (tx, now) => {
    if (now.phase === 'copy') return copyBatch(tx, meta, now as Work<TypePlan>);
    return now.phase === 'after' ? settleBatch(tx, meta, now as Work<TypePlan>) : dropCopies(tx, meta, now as Work<TypePlan>);
  });
}

async function slotStep(ctx: Context, meta: ObjectMeta, work: Work<SlotPlan>): Promise<void> {
  if (work.phase === 'switch') return switchSlot(ctx, work);
  await batch(ctx, work, (tx, now) => slotBatch(tx, meta, now as Work<SlotPlan>));
}

/** One batch in its own transaction with the work locked; whoever comes second finds the next batch. */
async function batch(ctx: Context, work: Work, run: (tx: Context, now: Work) => Promise<void>): Promise<void> {
  await ctx.transaction(async (tx) => {
    const now = await lockWork(tx, work.id);
    if (!now || now.finished_at || now.phase !== work.phase) return;
    await run(tx, now);
  });
}

async function step(ctx: Context, work: Work, waiting: Waiting): Promise<void> {
  if (work.kind === 'replace') return batch(ctx, work, (tx, now) => replaceBatch(tx, now as Work<ReplacePlan>));
  if (work.kind === 'rollup') return work.phase === 'settle' ? settleChildren(ctx, work, waiting) : batch(ctx, work, rollupBatch);
  if (work.kind === 'share') return work.phase === 'settle' ? settleSharing(ctx, work, waiting) : batch(ctx, work, shareBatch);
  const meta = ctx.meta.object(work.object);
  // the object went to the recycle bin meanwhile: nothing to do until it comes back
  if (!meta?.fields.has(work.field)) throw errors.STATE();
  return work.kind === 'type' ? typeStep(ctx, meta, work as Work<TypePlan>, waiting) : slotStep(ctx, meta, work as Work<SlotPlan>);
}

export interface WorkRun {
  readonly tenant: number;
  readonly work: string;
  /** Called after each batch with the share that is done; throws to stop. */
  readonly progress: (share: number) => Promise<void>;
  readonly contextFor: (who: { tenant: number }) => Promise<Context>;
}

/** Carries a work on from where it stands to its end. Every batch is committed with its place, so that a kill costs one batch. */
export async function runWork(run: WorkRun): Promise<Work> {
  for (;;) {
    const ctx = await run.contextFor({ tenant: run.tenant });
    const work = await readWork(ctx, run.work);
    if (!work) throw errors.NOT_FOUND();
    if (work.finished_at) return work;
    try {
      const progress = () => run.progress(shareOf(work));
      await progress();
      await step(ctx, work, progress);
    } catch (error) {
      // the worker stops or the database is away: somebody goes on later
      if (error instanceof JobInterrupted || isConnectionError(error)) throw error;
      await giveUp(run, work.id);
      throw error;
    }
  }
}

/** Cancelled or refused before the switch: the field opens again as it was and what was prepared is cleared away. */
export async function giveUp(run: Omit<WorkRun, 'progress'>, id: string): Promise<void> {
  const ctx = await run.contextFor({ tenant: run.tenant });
  const work = await readWork(ctx, id);
  if (!work || work.finished_at) return;
  if (work.kind === 'type' && ['close', 'copy', 'switch'].includes(work.phase)) await reopen(ctx, work as Work<TypePlan>);
  else if (work.kind === 'replace') {
    await ctx.transaction((tx) => advance(tx, work, { after: null, finished: true }));
    return;
  }
  for (;;) {
    const next = await run.contextFor({ tenant: run.tenant });
    const now = await readWork(next, id);
    if (!now || now.finished_at) return;
    await step(next, now, async () => undefined);
  }
}

/** Marks the works of an object that will never go on, since the object is purged. */
export async function endWorksOf(tx: Context, object: string, field?: string): Promise<void> {
  await tx.query(sql`
    update meta_work set finished_at = ${tx.clock.now()}, phase = 'purged'
    where tenant_id = ${tx.tenant.id} and object = ${object} ${field ? sql`and field = ${field}` : sql``} and finished_at is null`);
}
