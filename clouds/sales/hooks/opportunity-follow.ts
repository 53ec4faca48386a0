import { type Change, type Context, defineHook } from '@huanke/platform/module';
import { emitAll, type Told } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { dropUnnamed, listNamed, settleRivals } from '../deals/competitors.ts';
import { followStages } from '../deals/follow-stages.ts';
import { askForReviews } from '../deals/loss-reviews.ts';
import { reasonsOf } from '../deals/reasons.ts';
import { followDealOwners } from '../deals/requests.ts';
import { allocateSplits } from '../deals/splits.ts';
import { type Direction, type Move, moveOf } from '../deals/stages.ts';

const wasPushed = ({ before, values }: Change) => typeof values.pushCount === 'number' && values.pushCount !== (before?.pushCount ?? null);

function eventsOf(change: Change, move: Move | undefined): Told[] {
  const about = { object: 'opportunity', record: change.id };
  const told: Told[] = [];
  if (move) {
    const changes = { from: change.before?.stage ?? null, to: change.values.stage ?? null, stage: change.values.stage ?? null };
    told.push({ event: salesEvents.opportunityStageChanged, ...about, changes });
    const ending = endings[move.to?.category ?? ''] ?? turns[move.direction];
    if (ending) told.push({ event: ending, ...about, changes: { stage: changes.stage } });
  }
  if (wasPushed(change))
    told.push({
      event: salesEvents.opportunityPushed,
      ...about,
      changes: { from: change.before?.closeOn ?? null, to: change.values.closeOn },
    });
  return told;
}

const endings: Readonly<Record<string, string>> = { won: salesEvents.opportunityWon, lost: salesEvents.opportunityLost };
const turns: Partial<Record<Direction, string>> = { reopened: salesEvents.opportunityReopened };

const isClosed = (move: Move | undefined) => move?.to?.category === 'won' || move?.to?.category === 'lost';

/** The list of rivals goes with whom the deal names in words, and with how it ends. */
async function followRivals(ctx: Context, changes: readonly Change[], moves: readonly (Move | undefined)[]): Promise<void> {
  const renamed = changes.flatMap(({ id, before, values }) =>
    values.competitor !== undefined && typeof before?.competitor === 'string' ? [{ deal: id, before: before.competitor }] : [],
  );
  await dropUnnamed(ctx, renamed);
  const ids = (which: (change: Change, move: Move | undefined) => boolean) =>
    changes.filter((change, index) => which(change, moves[index])).map(({ id }) => id);
  await listNamed(
    ctx,
    ids(({ values }, move) => typeof values.competitor === 'string' || isClosed(move)),
  );
  await settleRivals(
    ctx,
    ids(({ values }, move) => isClosed(move) || values.competitor !== undefined || values.lossReason !== undefined),
    ids((_, move) => move?.direction === 'reopened'),
  );
}

/** What follows a change of a deal in the same transaction: its stays, its events, the money of its splits, its rivals. */
export const opportunityFollow = defineHook({
  name: 'sales.opportunityFollow',
  object: 'opportunity',
  stage: 'afterSave',
  on: ['update'],
  async run(ctx, changes) {
    const moves = changes.map((change) => moveOf(ctx, change.before, change.values));
    await followStages(
      ctx,
      changes.filter((_, index) => moves[index]).map(({ id }) => id),
      reasonsOf(ctx),
    );
    await emitAll(
      ctx,
      changes.flatMap((change, index) => eventsOf(change, moves[index])),
    );
    await allocateSplits(
      ctx,
      changes.filter(({ values }) => values.amount !== undefined || values.currency !== undefined).map(({ id }) => id),
    );
    await followDealOwners(
      ctx,
      changes.filter(({ values }) => values.owner !== undefined).map(({ id }) => id),
    );
    await followRivals(ctx, changes, moves);
    await askForReviews(
      ctx,
      changes.filter((_, index) => moves[index]?.to?.category === 'lost'),
    );
    return undefined;
  },
});
