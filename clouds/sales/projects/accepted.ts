import { errors, label } from '@huanke/platform/kernel';
import { type Change, defineHook } from '@huanke/platform/module';

const text = label(
  '里程碑已验收，不能修改或删除；确有错误请主管先撤回验收',
  'The milestone is accepted and stays as it is; a manager takes the acceptance back first where it is wrong',
);

/** What an acceptance vouches for. */
const kept = ['weight', 'proof', 'actualOn', 'project'] as const;

/** Fields of an accepted milestone that a save would change. Who takes the acceptance back changes its date along with its state. */
function touched({ operation, before, values, along, merging }: Change): readonly string[] {
  if (before?.state !== 'accepted' || along || merging || values.state === 'open') return [];
  return operation === 'delete' ? ['state'] : kept.filter((field) => values[field] !== undefined);
}

/** An accepted milestone counts as it was accepted, whatever way somebody comes; it goes only along with its project. Source: SAL-16. */
export const milestoneKept = defineHook({
  name: 'sales.milestoneKept',
  object: 'projectMilestone',
  stage: 'beforeSave',
  on: ['update', 'delete'],
  run(_ctx, changes, reject) {
    for (const [index, change] of changes.entries()) {
      const fields = touched(change);
      if (fields.length > 0) reject(index, errors.STATE({ errors: fields.map((field) => ({ field, code: 'STATE', message: text })) }));
    }
    return undefined;
  },
});
