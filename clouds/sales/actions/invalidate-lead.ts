import { label } from '@huanke/platform/kernel';
import { defineAction } from '@huanke/platform/module';
import { emit, updateRecord } from '@huanke/platform/records';
import { salesEvents, invalidateLead as token } from '../contract.ts';

/** Takes a lead out of work, with the reason. */
export const invalidateLead = defineAction(token, {
  label: label('标为无效', 'Mark invalid'),
  icon: 'close',
  permission: 'lead.edit',
  bulk: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['invalidReason'],
    properties: { invalidReason: { type: 'string', maxLength: 80, title: '无效原因' } },
  },
  result: { type: 'object', properties: { status: { type: 'string' } } },
  sets: ['lead.status'],
  available: (lead) => lead.status !== 'converted' && lead.status !== 'invalid',
  why: label('线索已转换或已是无效', 'The lead is converted or invalid already'),
  async run(ctx, { id, input }) {
    const meta = ctx.meta.object('lead');
    if (!meta) return { status: 'invalid' };
    await updateRecord(ctx, meta, id, { status: 'invalid', invalidReason: input.invalidReason });
    await emit(ctx, salesEvents.leadInvalidated, { object: 'lead', record: id, changes: { reason: input.invalidReason } });
    return { status: 'invalid' };
  },
});
