import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook } from '@huanke/platform/module';
import { withWonTender } from '../deals/proof.ts';
import { moveOf } from '../deals/stages.ts';
import { salesSettings } from '../settings.ts';
import { stageOf } from './stage-of.ts';

const text = label(
  '赢单前请附上成交凭证：合同、订单或中标通知书',
  'Attach the proof before the deal is won: contract, order or letter of award',
);

/**
 * A deal is won with something to show for it, unless the company asks for nothing (decision 0053): a file in `wonProof`, or a tender of its own that was
 * won. The last question, once every gate on the way is passed; and what proved a deal is not taken away while it is won. New records and imports
 * tell where things stand and are not asked.
 */
export const opportunityProof = defineHook({
  name: 'sales.opportunityProof',
  object: 'opportunity',
  stage: 'beforeSave',
  on: ['update'],
  async run(ctx, changes, reject) {
    if (ctx.channel === 'import' || ctx.channel === 'sync' || !salesSettings(ctx).wonProof) return undefined;
    const asked = changes.filter((change) => (isWon(ctx, change) || losesFile(ctx, change)) && !holdsFile(change));
    if (asked.length === 0) return undefined;
    const proven = await withWonTender(
      ctx,
      asked.map(({ id }) => id),
    );
    for (const change of asked) if (!proven.has(change.id)) reject(changes.indexOf(change), fieldError('REQUIRED', 'wonProof', text));
    return undefined;
  },
});

const isWon = (ctx: Context, { before, values }: Change) => moveOf(ctx, before, values)?.to?.category === 'won';
const losesFile = (ctx: Context, { before, values }: Change) =>
  values.wonProof !== undefined && before?.wonProof != null && stageOf(ctx, values.stage ?? before.stage)?.category === 'won';
const holdsFile = ({ before, values }: Change) => (values.wonProof === undefined ? before?.wonProof : values.wonProof) != null;
