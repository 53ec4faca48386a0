import { sql } from '@huanke/platform/database';
import { type FieldProblem, fieldErrors, label } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf } from '@huanke/platform/module';
import { createRecord, type SaveRow, saveAll, updateRecord } from '@huanke/platform/records';
import { type MinutesTask, minutesOpportunity, withdrawDecision as withdrawToken } from '../contract.ts';

const texts = {
  subject: label('请写明要做什么', 'Say what is to be done'),
  owner: label('请选择一位在职的同事', 'Choose a colleague who is active'),
};

/** 撤回: the decision holds no more; it stays with its wordings, who withdrew it and why. */
export const withdrawDecision = defineAction(withdrawToken, {
  label: label('撤回', 'Withdraw'),
  icon: 'undo',
  permission: 'dealDecision.edit',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['reason'],
    properties: { reason: { type: 'string', minLength: 1, maxLength: 500, title: '撤回原因' } },
  },
  result: { type: 'object', properties: { status: { type: 'string' } } },
  writes: { reason: 'dealDecision.withdrawnReason' },
  available: (record) => record.status !== 'withdrawn',
  why: label('已经撤回', 'It is withdrawn already'),
  async run(ctx, { id, input: { reason } }) {
    const values = {
      status: 'withdrawn',
      withdrawnBy: ctx.user.id,
      withdrawnAt: ctx.clock.now().toISOString(),
      withdrawnReason: reason,
    };
    await updateRecord(ctx, metaOf(ctx, 'dealDecision'), id, values, { asSystem: true });
    return { status: 'withdrawn' };
  },
});

const taskInput = {
  type: 'object',
  additionalProperties: false,
  required: ['subject', 'owner', 'dueOn'],
  properties: {
    subject: { type: 'string', maxLength: 200, title: '任务' },
    owner: { type: 'string', maxLength: 40, title: '负责人' },
    dueOn: { type: 'string', format: 'date', maxLength: 10, title: '截止日期' },
  },
} as const;

/** 会议纪要: written down with what is to be done, who does it and until when, in one step. */
export const minuteOpportunity = defineAction(minutesOpportunity, {
  label: label('记会议纪要', 'Write minutes'),
  icon: 'text',
  permission: 'dealMinutes.create',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', maxLength: 200, title: '会议主题' },
      heldAt: { type: ['string', 'null'], maxLength: 40, title: '会议时间' },
      attendees: { type: ['string', 'null'], maxLength: 500, title: '参会人' },
      content: { type: ['string', 'null'], maxLength: 20_000, title: '纪要' },
      tasks: { type: 'array', maxItems: 50, items: taskInput },
    },
  },
  result: {
    type: 'object',
    properties: { minutes: { type: 'string' }, tasks: { type: 'array', items: { type: 'string' } } },
  },
  writes: {
    name: 'dealMinutes.name',
    heldAt: 'dealMinutes.heldAt',
    attendees: 'dealMinutes.attendees',
    content: 'dealMinutes.content',
    'tasks[].subject': 'activity.subject',
    'tasks[].owner': 'activity.owner',
    'tasks[].dueOn': 'activity.dueOn',
  },
  async run(ctx, { id, input: { tasks = [], ...minutes } }) {
    await checkTasks(ctx, tasks);
    const heldAt = minutes.heldAt ?? ctx.clock.now().toISOString();
    const made = await createRecord(ctx, metaOf(ctx, 'dealMinutes'), { ...minutes, heldAt, opportunity: id });
    // who writes the minutes gives tasks to others without the right to hand over records
    const saved = await saveAll(ctx, metaOf(ctx, 'activity'), taskRows(id, made.id, tasks), { asSystem: true });
    return { minutes: made.id, tasks: saved.flatMap((one) => one.id ?? []) };
  },
});

const taskRows = (deal: string, minutes: string, tasks: readonly MinutesTask[]): SaveRow[] =>
  tasks.map(({ subject, owner, dueOn }) => ({
    operation: 'create',
    values: {
      type: 'task',
      subject,
      owner,
      dueOn,
      related: [
        { object: 'opportunity', id: deal },
        { object: 'dealMinutes', id: minutes },
      ],
    },
  }));

async function checkTasks(ctx: Context, tasks: readonly MinutesTask[]): Promise<void> {
  const rows = await ctx.query<{ id: string }>(sql`
    select id::text from app_user where tenant_id = ${ctx.tenant.id} and active and id::text = any(${tasks.map(({ owner }) => owner.toLowerCase())}::text[])`);
  const active = new Set(rows.map(({ id }) => id));
  const problems = tasks.flatMap(({ subject, owner }, index): FieldProblem[] => [
    ...(subject.trim() === '' ? [{ field: `tasks[${index}].subject`, code: 'REQUIRED', message: texts.subject }] : []),
    ...(active.has(owner.toLowerCase()) ? [] : [{ field: `tasks[${index}].owner`, code: 'LOOKUP_NOT_FOUND', message: texts.owner }]),
  ]);
  if (problems.length > 0) throw fieldErrors(problems);
}
