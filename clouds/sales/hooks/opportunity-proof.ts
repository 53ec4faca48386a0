import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { moveOf } from '../deals/stages.ts';
import { salesSettings } from '../settings.ts';

const text = label(
  '赢单前请附上成交凭证：合同、订单或中标通知书',
  'Attach the proof before the deal is won: contract, order or letter of award',
);

/**
 * A deal is won with something to show for it, unless the company asks for nothing (decision 0053): a file in `wonProof`, or a tender of its own that was
 * won. The last question, once every gate on the way is passed. New records and imports tell where things stand and are not asked.
 */
export const opportunityProof = defineHook({
  name: 'sales.opportunityProof',
  object: 'opportunity',
  stage: 'beforeSave',
  on: ['update'],
  async run(ctx, changes, reject) {
    if (ctx.channel === 'import' || ctx.channel === 'sync' || !salesSettings(ctx).wonProof) return undefined;
    const asked = changes.filter((change) => isWon(ctx, change) && !holdsFile(change));
    if (asked.length === 0) return undefined;
    const proven = await withWonTender(
      ctx,
      asked.map(({ id }) => id),
    );
    for (const change of asked) if (!proven.has(change.id)) reject(changes.indexOf(change), fieldError('REQUIRED', 'wonProof', text));
    return undefined;
  },
});

/** What a win of this deal asks for that it does not have yet. */
export async function lackedProof(ctx: Context, deal: Values): Promise<readonly string[]> {
  if (!salesSettings(ctx).wonProof || deal.wonProof != null) return [];
  return (await withWonTender(ctx, [String(deal.id)])).size > 0 ? [] : ['wonProof'];
}

const isWon = (ctx: Context, { before, values }: Change) => moveOf(ctx, before, values)?.to?.category === 'won';
const holdsFile = ({ before, values }: Change) => (values.wonProof === undefined ? before?.wonProof : values.wonProof) != null;

async function withWonTender(ctx: Context, deals: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.query<{ id: string }>(sql`
    select distinct opportunity as id from tender
    where tenant_id = ${ctx.tenant.id} and opportunity = any(${deals}::uuid[]) and status = 'won' and deleted_at is null`);
  return new Set(rows.map(({ id }) => id));
}
