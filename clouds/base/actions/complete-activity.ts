import { label } from '@huanke/platform/kernel';
import { defineAction, metaOf } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import { detach, spotOf } from '../calendar/series.ts';
import { completeActivity as token } from '../contract.ts';

const text = { type: ['string', 'null'], maxLength: 4000 } as const;

export const completeActivity = defineAction(token, {
  label: label('完成', 'Complete'),
  icon: 'check',
  permission: 'activity.edit',
  bulk: true,
  primary: true,
  input: {
    type: 'object',
    additionalProperties: false,
    properties: { done: { type: 'boolean', title: '已完成' } },
    // what the button does not ask for: a tick is one click
    patternProperties: { '^(result|nextStep)$': text, '^occurrence$': { type: 'string', maxLength: 40 } },
  },
  sets: ['activity.done'],
  result: { type: 'object', properties: { done: { type: 'boolean' }, id: { type: 'string' } } },
  async run(ctx, { id, record, input: { done = true, occurrence, ...outcome } }) {
    const activity = metaOf(ctx, 'activity');
    const spot = record.recurrence ? await spotOf(ctx, activity, { ...record, id }, occurrence) : undefined;
    const one = spot ? await detach(ctx, spot) : id;
    await updateRecord(ctx, activity, one, { done, ...outcome });
    return { done, id: one };
  },
});
