import { type Change, defineHook } from '@huanke/platform/module';
import { emitAll, type Told } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { listNamed } from '../deals/competitors.ts';
import { followStages } from '../deals/follow-stages.ts';
import { reworkLines } from '../deals/lines.ts';
import { askForReviews } from '../deals/loss-reviews.ts';
import { reasonsOf } from '../deals/reasons.ts';
import { allocateSplits } from '../deals/splits.ts';
import { type Direction, type Move, moveOf } from '../deals/stages.ts';

const wasPushed = ({ before, values }: Change) =>
  typeof values.pushCount === 'number' && typeof before?.closeOn === 'string' && values.closeOn !== before.closeOn;

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
    told.push({ event: salesEvents.opportunityPushed, ...about, changes: { from: change.before?.closeOn, to: change.values.closeOn } });
  return told;
}

const endings: Readonly<Record<string, string>> = { won: salesEvents.opportunityWon, lost: salesEvents.opportunityLost };
const turns: Partial<Record<Direction, string>> = { reopened: salesEvents.opportunityReopened };

/** What follows a change of a deal in the same transaction: its stays, its events, the money of its splits. */
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
    await reworkLines(
      ctx,
      changes.filter(({ values }) => values.currency !== undefined).map(({ id }) => id),
    );
    await allocateSplits(
      ctx,
      changes.filter(({ values }) => values.amount !== undefined || values.currency !== undefined).map(({ id }) => id),
    );
    await listNamed(
      ctx,
      changes.filter(({ values }) => typeof values.competitor === 'string').map(({ id }) => id),
    );
    await askForReviews(
      ctx,
      changes.filter((_, index) => moves[index]?.to?.category === 'lost'),
    );
    return undefined;
  },
});
