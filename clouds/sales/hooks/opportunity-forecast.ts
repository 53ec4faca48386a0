import { fieldError, type Label, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Option, type Values } from '@huanke/platform/module';
import { forecastOf } from '../deals/forecast.ts';
import { stageOf } from './stage-of.ts';

const texts = {
  won: label('赢单的商机计入“成交”，不能改', 'A deal that is won counts as closed'),
  lost: label('输单的商机不计入预测，不能改', 'A deal that is lost is left out of forecasts'),
  open: label('进行中的商机不能计入“成交”', 'An open deal does not count as closed'),
};

/** Why a deal of this stage can not count there. */
function refusal({ category = 'open' }: Option, own: string, said: unknown): Label | undefined {
  if (category === 'open') return said === 'closed' ? texts.open : undefined;
  return said === own ? undefined : texts[category];
}

/** Files, other systems and merged records bring what stood elsewhere: what does not fit the stage gives way to it. */
const givesWay = (ctx: Context, change: Change) => ctx.channel === 'import' || ctx.channel === 'sync' || change.merging === true;

/**
 * Where a deal counts in the forecast. It follows the stage with each move, unless the same save says another one; what somebody says of an open
 * deal holds until the next move, and emptied it is again that of the stage. How a deal ended is nobody's to say otherwise.
 */
export const opportunityForecast = defineHook({
  name: 'sales.opportunityForecast',
  object: 'opportunity',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (ctx, changes, reject) =>
    changes.map((change, index): Values | undefined => {
      const { before, values } = change;
      const moved = values.stage !== undefined && values.stage !== before?.stage;
      const said = values.forecastCategory;
      const { stage: key, recordType } = { ...before, ...values };
      const stage = stageOf(ctx, key, recordType);
      if (!stage || (!moved && said === undefined)) return undefined;
      const own = forecastOf(stage);
      if (said === undefined || said === null) return { forecastCategory: own };
      const problem = refusal(stage, own, said);
      if (!problem) return undefined;
      if (givesWay(ctx, change)) return { forecastCategory: own };
      reject(index, fieldError('RULE', 'forecastCategory', problem));
      return undefined;
    }),
});
