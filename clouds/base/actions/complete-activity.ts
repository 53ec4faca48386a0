import { label } from '@huanke/platform/kernel';
import { defineAction } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import { completeActivity as token } from '../contract.ts';

export const completeActivity = defineAction(token, {
  label: label('完成', 'Complete'),
  icon: 'check',
  permission: 'activity.edit',
  bulk: true,
  primary: true,
  input: { type: 'object', additionalProperties: false, properties: { done: { type: 'boolean', title: '已完成' } } },
  result: { type: 'object', properties: { done: { type: 'boolean' } } },
  async run(ctx, { id, input }) {
    const done = input.done ?? true;
    const meta = ctx.meta.object('activity');
    if (meta) await updateRecord(ctx, meta, id, { done });
    return { done };
  },
});
