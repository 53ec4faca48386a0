import { label } from '@huanke/platform/kernel';
import { defineAction } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import { qualifyLead as token } from '../contract.ts';
import { qualifyRight } from '../domain/qualification.ts';

const open = new Set<unknown>(['new', 'assigned', 'following', 'recycled']);

/** A manager accepts a lead as qualified, however many of the four questions are answered. */
export const qualifyLead = defineAction(token, {
  label: label('确认合格', 'Accept as qualified'),
  icon: 'check',
  permission: qualifyRight,
  input: { type: 'object', additionalProperties: false, properties: {} },
  result: { type: 'object', properties: { status: { type: 'string' } } },
  available: (lead) => open.has(lead.status),
  quiet: true,
  why: label('线索已确认、已转换或无效', 'The lead is qualified, converted or invalid'),
  async run(ctx, { id }) {
    const meta = ctx.meta.object('lead');
    if (meta) await updateRecord(ctx, meta, id, { status: 'qualified' });
    return { status: 'qualified' };
  },
});
