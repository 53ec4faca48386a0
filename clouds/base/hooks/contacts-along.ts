import { sql } from '@huanke/platform/database';
import { type Change, type Context, defineHook, metaOf } from '@huanke/platform/module';
import { formerOwners } from '@huanke/platform/pools';
import { largestBatch, saveRecords } from '@huanke/platform/records';

interface Move {
  readonly account: string;
  /** Whose people go along, beside nobody's. */
  readonly from: string | null;
  readonly to: string | null;
}

/** An account that goes into a pool or comes out of it; what changes hands otherwise is said record by record. */
function moveOf({ id, before, values }: Change): Move | undefined {
  const [from, to] = [before?.['owner'] ?? null, values['owner']] as (string | null | undefined)[];
  if (to === undefined || to === from) return undefined;
  const isPooled = to === null ? Boolean(values['pool']) : Boolean(before?.['pool']);
  return isPooled ? { account: id, from: from ?? null, to } : undefined;
}

async function bring(ctx: Context, moves: readonly Move[]): Promise<void> {
  const contact = metaOf(ctx.elevated(), 'contact');
  const rows = await ctx.query<{ id: string; to: string | null }>(sql`
    select c.id, m."to" from unnest(${moves.map(({ account }) => account)}::uuid[], ${moves.map(({ from }) => from)}::uuid[],
      ${moves.map(({ to }) => to)}::uuid[]) m (account, "from", "to")
    join contact c on c.tenant_id = ${ctx.tenant.id} and c.account = m.account and c.deleted_at is null
    where (c.owner is null or c.owner = m."from") and c.owner is distinct from m."to" order by c.id`);
  for (let at = 0; at < rows.length; at += largestBatch) {
    const part = rows.slice(at, at + largestBatch).map(({ id, to }) => ({ operation: 'update' as const, id, values: { owner: to } }));
    await saveRecords(ctx.elevated(), contact, part, { asSystem: true, channel: 'automation' });
  }
}

/**
 * The people of an account that goes into a pool or comes out of it go along, as far as they are its former owner's or nobody's (decision 0065): who claims
 * it sees whom to call, and who gave it back does not keep them. While it lies in the pool they are nobody's, and its members see none of them.
 */
export const contactsAlong = defineHook({
  name: 'base.contactsAlong',
  object: 'account',
  stage: 'afterSave',
  on: ['update'],
  async run(ctx, changes) {
    const moves = changes.flatMap((change) => moveOf(change) ?? []);
    if (moves.length === 0) return undefined;
    const left = moves.filter(({ from, to }) => from === null && to !== null).map(({ account }) => account);
    const former = await formerOwners(ctx, left);
    await bring(
      ctx,
      moves.map((move) => ({ ...move, from: move.from ?? former.get(move.account) ?? null })),
    );
    return undefined;
  },
});
