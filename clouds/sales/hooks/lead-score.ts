import { fieldError, label } from '@huanke/platform/kernel';
import { defineHook, systemUser } from '@huanke/platform/module';
import { activeModels } from '../scoring/store.ts';

const reckoned = label('评分由评分模型计算，不能手工修改', 'The score is worked out by the score model and can not be changed by hand');

/** With a model in force nobody types a score. What files and the system say is scored anew right after. */
export const leadScoreGuard = defineHook({
  name: 'sales.leadScore',
  object: 'lead',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    if (ctx.channel === 'import' || ctx.channel === 'sync' || ctx.user.id === systemUser.id) return undefined;
    const typed = changes.flatMap(({ values, before }, index) =>
      values.score !== undefined && values.score !== (before?.score ?? null) ? [index] : [],
    );
    if (typed.length > 0 && (await activeModels(ctx)).published)
      for (const index of typed) reject(index, fieldError('RULE', 'score', reckoned));
    return undefined;
  },
});
