import { sql } from '@huanke/platform/database';
import { dayIn, fieldError, label, textOf } from '@huanke/platform/kernel';
import { defineAction, metaOf } from '@huanke/platform/module';
import { type SaveRow, saveAll, updateRecord } from '@huanke/platform/records';
import { isDay } from '@huanke/platform/storage';
import { acceptMilestone as acceptToken, planProject as planToken, reopenMilestone as reopenToken } from '../contract.ts';
import { daysAfter } from '../deals/loss-reviews.ts';
import { projectSettings } from './settings.ts';

const texts = {
  proof: label('请上传验收凭证', 'Attach the proof of the acceptance'),
  reason: label('请说明撤回原因', 'Say why the acceptance is taken back'),
  day: label('应为今天或之前的日期', 'Must be today or an earlier day'),
  none: label('这个项目类型没有模板', 'There is no template for this type of project'),
  planned: label('项目已有里程碑', 'The project has milestones already'),
};

/** 验收: a milestone counts from now on. Needs a proof, its own or one that comes along. */
export const acceptMilestone = defineAction(acceptToken, {
  label: label('验收', 'Accept'),
  icon: 'check',
  permission: 'projectMilestone.edit',
  primary: true,
  quiet: true,
  input: {
    type: 'object',
    additionalProperties: false,
    properties: {
      actualOn: { type: 'string', format: 'date', maxLength: 10, title: '实际日期' },
      proof: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 40 }, title: '验收凭证' },
    },
  },
  result: { type: 'object', properties: { state: { type: 'string' }, progress: { type: ['string', 'null'] } }, required: ['state'] },
  sets: ['projectMilestone.state', 'projectMilestone.actualOn'],
  available: (record) => record.state !== 'accepted',
  why: label('里程碑已经验收', 'The milestone is accepted already'),
  async run(ctx, { id, record, input: { actualOn, proof = [] } }) {
    const meta = metaOf(ctx, 'projectMilestone');
    const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
    if (actualOn !== undefined && (!isDay(actualOn) || actualOn > today)) throw fieldError('INVALID_VALUE', 'actualOn', texts.day);
    const held = Array.isArray(record.proof) ? (record.proof as { id: string }[]).map((file) => file.id) : [];
    if (held.length + proof.length === 0) throw fieldError('REQUIRED', 'proof', texts.proof);
    // the person hangs files up themselves: nobody attaches one they can not read
    if (proof.length > 0) await updateRecord(ctx, meta, id, { proof: [...new Set([...held, ...proof])].map((file) => ({ id: file })) });
    const accepted = { state: 'accepted', actualOn: actualOn ?? today, acceptedBy: ctx.user.id, acceptedAt: ctx.clock.now().toISOString() };
    await updateRecord(ctx, meta, id, accepted, { asSystem: true });
    const [project] = await ctx.query<{ progress: string | null }>(sql`
      select trim_scale(progress / 1000000.0)::text as progress from project where tenant_id = ${ctx.tenant.id} and id = ${record.project}::uuid`);
    return { state: 'accepted', progress: project?.progress ?? null };
  },
});

/** 撤回验收: by who may manage, with the reason; the milestone counts no more until it is accepted anew. */
export const reopenMilestone = defineAction(reopenToken, {
  label: label('撤回验收', 'Take the acceptance back'),
  icon: 'refresh',
  permission: 'projectMilestone.reopen',
  quiet: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['reason'],
    properties: { reason: { type: 'string', maxLength: 500, title: '撤回原因' } },
  },
  result: { type: 'object', properties: { state: { type: 'string' } }, required: ['state'] },
  writes: { reason: 'projectMilestone.reopenReason' },
  sets: ['projectMilestone.state', 'projectMilestone.actualOn'],
  available: (record) => record.state === 'accepted',
  why: label('里程碑还没有验收', 'The milestone is not accepted'),
  async run(ctx, { id, input }) {
    const reopenReason = input.reason.trim();
    if (reopenReason === '') throw fieldError('REQUIRED', 'reason', texts.reason);
    const open = { state: 'open', actualOn: null, acceptedBy: null, acceptedAt: null, reopenReason };
    await updateRecord(ctx, metaOf(ctx, 'projectMilestone'), id, open, { asSystem: true });
    return { state: 'open' };
  },
});

/** 按模板排期: the milestones of the template of its type, counted from the start of the project. */
export const planProject = defineAction(planToken, {
  label: label('按模板排期', 'Plan by template'),
  icon: 'calendar',
  permission: 'project.edit',
  elsewhere: true,
  input: { type: 'object', additionalProperties: false, properties: {} },
  result: { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] },
  async run(ctx, { id, record }) {
    const steps = projectSettings(ctx).templates[String(record.type)] ?? [];
    if (steps.length === 0) throw fieldError('RULE', 'type', texts.none);
    const [known] = await ctx.query(sql`
      select 1 from project_milestone where tenant_id = ${ctx.tenant.id} and project = ${id} and deleted_at is null limit 1`);
    if (known) throw fieldError('STATE', 'type', texts.planned);
    const from = typeof record.startOn === 'string' ? record.startOn : dayIn(ctx.tenant.timeZone, ctx.clock.now());
    const rows = steps.map(({ name, weight, days }, index): SaveRow => {
      const values = { project: id, line: index + 1, name: textOf(name, ctx.tenant.language), weight, planOn: daysAfter(from, days) };
      return { operation: 'create', values };
    });
    await saveAll(ctx, metaOf(ctx, 'projectMilestone'), rows);
    return { count: rows.length };
  },
});
