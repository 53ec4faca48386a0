import { sql } from '@huanke/platform/database';
import { dayIn, errors, fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { noteReason } from '../deals/reasons.ts';
import { type Move, moveOf, stagesFor } from '../deals/stages.ts';

const texts = {
  back: label('退回“{stage}”请说明原因', 'Say why it goes back to “{stage}”'),
  competitor: label('输给竞争对手，请填写是哪一家', 'Say which competitor it was lost to'),
  none: label('请选择阶段', 'Choose a stage'),
  reopen: label('只有主管可以重新打开已结束的商机', 'Only a manager reopens a closed opportunity'),
};

const finalOf = (change: Change, field: string) =>
  change.values[field] === undefined ? (change.before?.[field] ?? null) : change.values[field];

/**
 * What a move asks beyond the gates of the process: backward moves a reason, a loss to a competitor its name, leaving a closed stage the
 * right to reopen. Imports tell where things stand and are asked nothing.
 */
export const opportunityMove = defineHook({
  name: 'sales.opportunityMove',
  object: 'opportunity',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    if (ctx.channel === 'import' || ctx.channel === 'sync') return undefined;
    const earlier = await earlierStages(ctx, changes);
    const moves = changes.map((change) => moveOf(ctx, change.before, change.values, earlier.get(change.id)));
    const named = await withCompetitors(ctx, changes, moves);
    return changes.map((change, index): Values | undefined => {
      const reason = change.values.stageReason;
      if (typeof reason === 'string') noteReason(ctx, change.id, reason);
      // it is kept with the stay; the record itself never holds one, so that the next move is asked anew
      const kept: Values = reason === undefined ? {} : { stageReason: null };
      if (change.values.stage === null) reject(index, fieldError('REQUIRED', 'stage', texts.none));
      const move = moves[index];
      if (!move) return kept;
      const error = refusal(ctx, change, move, named);
      if (error) reject(index, error);
      const day = finalOf(change, 'closedOn') ?? dayIn(ctx.tenant.timeZone, ctx.clock.now());
      return move.to?.category === 'won' && finalOf(change, 'closeOn') === null ? { ...kept, closeOn: day } : kept;
    });
  },
});

function refusal(ctx: Context, change: Change, { from, to, direction }: Move, named: ReadonlySet<string>): Error | undefined {
  const wasClosed = from?.category === 'won' || from?.category === 'lost';
  if (wasClosed && !ctx.access.can('opportunity.reopen'))
    return errors.FORBIDDEN({ errors: [{ field: 'stage', code: 'FORBIDDEN', message: texts.reopen }] });
  if (direction === 'back' && typeof change.values.stageReason !== 'string') {
    const stage = to?.label ?? label('上一级', 'an earlier stage');
    const fill = (text: string, name: string) => text.replace('{stage}', name);
    return fieldError('REQUIRED', 'stageReason', label(fill(texts.back.zh, stage.zh), fill(texts.back.en, stage.en)));
  }
  const toCompetitor = to?.category === 'lost' && finalOf(change, 'lossReason') === 'competitor';
  if (toCompetitor && finalOf(change, 'competitor') === null && !named.has(change.id))
    return fieldError('REQUIRED', 'competitor', texts.competitor);
  return undefined;
}

/** The stages that deals which leave a stage beside the line were in before, oldest first. */
async function earlierStages(ctx: Context, changes: readonly Change[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = changes.filter(({ before, values }) => {
    if (!before || values.stage === undefined || values.stage === before.stage) return false;
    return stagesFor(ctx, before.recordType).line.every(({ key }) => key !== before.stage);
  });
  if (asked.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; stages: readonly string[] }>(sql`
    select record_id as id, array_agg(stage order by entered_at, id) as stages from stage_entry
    where tenant_id = ${ctx.tenant.id} and record_id = any(${asked.map(({ id }) => id)}::uuid[]) and field = 'stage' and left_at is not null
    group by record_id`);
  return new Map(rows.map(({ id, stages }) => [id, stages]));
}

/** Deals of the batch that are lost to a competitor and have one on their list. */
async function withCompetitors(
  ctx: Context,
  changes: readonly Change[],
  moves: readonly (Move | undefined)[],
): Promise<ReadonlySet<string>> {
  const asked = changes.filter(
    (change, index) =>
      moves[index]?.to?.category === 'lost' && finalOf(change, 'lossReason') === 'competitor' && finalOf(change, 'competitor') === null,
  );
  if (asked.length === 0) return new Set();
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct opportunity as id from opportunity_competitor
    where tenant_id = ${ctx.tenant.id} and opportunity = any(${asked.map(({ id }) => id)}::uuid[]) and deleted_at is null`);
  return new Set(rows.map(({ id }) => id));
}
