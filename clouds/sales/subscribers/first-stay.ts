import { defineSubscriber } from '@huanke/platform/module';
import { listNamed, settleRivals } from '../deals/competitors.ts';
import { followStages } from '../deals/follow-stages.ts';

const atOnce = 500;

/**
 * New deals get their first stay, and the competitor they name, here and not in the save: a create stays one statement, and imports stay
 * quick. Until it is written the entry of the save pipeline stands for the stay.
 */
export const firstStay = defineSubscriber({
  name: 'sales.firstStay',
  events: ['opportunity.created', 'opportunity.restored'],
  async run(ctx, events) {
    const ids = [...new Set(events.map(({ record }) => record))];
    for (let from = 0; from < ids.length; from += atOnce)
      await ctx.transaction(async (tx) => {
        const some = ids.slice(from, from + atOnce);
        await followStages(tx, some);
        await listNamed(tx, some);
        await settleRivals(tx, some);
      });
  },
});
