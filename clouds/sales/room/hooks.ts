import { errors, label } from '@huanke/platform/kernel';
import { defineHook, type Values } from '@huanke/platform/module';

const withdrawn = label(
  '决定已经撤回，不能再改；需要的话另记一条',
  'The decision is withdrawn and stays as it is; write a new one instead',
);

/** Wordings are counted; what is withdrawn is changed no more. */
export const decisionVersions = defineHook({
  name: 'sales.decisionVersions',
  object: 'dealDecision',
  stage: 'beforeSave',
  on: ['create', 'update'],
  run: (_ctx, changes, reject) =>
    changes.map(({ before, values, merging }, index): Values | undefined => {
      if (before?.status === 'withdrawn' && values.name !== undefined && !merging)
        reject(index, errors.STATE({ errors: [{ field: 'name', code: 'STATE', message: withdrawn }] }));
      return values.name === undefined ? undefined : { revision: Number(before?.revision ?? 0) + 1 };
    }),
});
