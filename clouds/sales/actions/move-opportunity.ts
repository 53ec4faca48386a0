import { AppError, dayIn, fieldError, fillLabel, label } from '@huanke/platform/kernel';
import { type Context, defineAction, type Values } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import {
  loseOpportunity as loseToken,
  moveOpportunity as moveToken,
  reopenOpportunity as reopenToken,
  winOpportunity as winToken,
} from '../contract.ts';
import { lackedProof } from '../deals/proof.ts';

function categoryOf(ctx: Context, stage: unknown): 'open' | 'won' | 'lost' | undefined {
  return ctx.meta
    .object('opportunity')
    ?.fields.get('stage')
    ?.options?.find((option) => option.key === stage)?.category;
}

/** The first live stage of a category, so that a tenant's renamed process still wins and loses. */
function stageIn(ctx: Context, category: 'open' | 'won' | 'lost'): string {
  const options = ctx.meta.object('opportunity')?.fields.get('stage')?.options ?? [];
  return options.find((option) => option.category === category && option.active !== false)?.key ?? category;
}

async function move(ctx: Context, id: string, stage: string, values: Values = {}): Promise<{ stage: string }> {
  const meta = ctx.meta.object('opportunity');
  if (!meta) return { stage };
  await updateRecord(ctx, meta, id, { ...values, stage });
  return { stage };
}

const amountInput = { type: ['string', 'number'], title: '金额', maxLength: 40 } as const;
const dateInput = { type: 'string', format: 'date', title: '日期', maxLength: 10 } as const;
const stageInput = { type: 'string', maxLength: 80, title: '阶段' } as const;
const proofInput = {
  type: 'array',
  maxItems: 50,
  title: '成交凭证',
  description: 'Files the caller may read; they take the place of those the deal holds',
  items: { type: 'object', required: ['id'], properties: { id: { type: 'string', maxLength: 60 } } },
} as const;
const reasonInput = { type: 'string', maxLength: 500, title: '变动说明' } as const;
const reasonIn = ({ stageReason }: { readonly stageReason?: string }): Values => (stageReason === undefined ? {} : { stageReason });
const isOpen = (record: Values, ctx: Context) => !['won', 'lost'].includes(categoryOf(ctx, record.stage) ?? '');
const stageResult = { type: 'object', properties: { stage: { type: 'string' } } } as const;

export const winOpportunity = defineAction(winToken, {
  label: label('赢单', 'Win'),
  icon: 'trophy',
  permission: 'opportunity.edit',
  primary: true,
  input: { type: 'object', additionalProperties: false, properties: { amount: amountInput, closedOn: dateInput, wonProof: proofInput } },
  result: stageResult,
  sets: ['opportunity.stage', 'opportunity.closedOn'],
  available: isOpen,
  why: label('商机已经结束', 'The opportunity is already closed'),
  needs: lackedProof,
  run: (ctx, { id, input }) =>
    move(ctx, id, stageIn(ctx, 'won'), {
      ...(input.amount === undefined ? {} : { amount: input.amount }),
      ...(input.wonProof === undefined ? {} : { wonProof: input.wonProof }),
      closedOn: input.closedOn ?? dayIn(ctx.tenant.timeZone, ctx.clock.now()),
      lossReason: null,
    }),
});

export const loseOpportunity = defineAction(loseToken, {
  label: label('输单', 'Lose'),
  icon: 'close',
  permission: 'opportunity.edit',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['lossReason'],
    properties: {
      lossReason: { type: 'string', maxLength: 80, title: '输单原因' },
      competitor: { type: 'string', maxLength: 100, title: '竞争对手' },
      closedOn: dateInput,
    },
  },
  result: stageResult,
  sets: ['opportunity.stage', 'opportunity.closedOn'],
  available: isOpen,
  why: label('商机已经结束', 'The opportunity is already closed'),
  run: (ctx, { id, input }) =>
    move(ctx, id, stageIn(ctx, 'lost'), {
      lossReason: input.lossReason,
      ...(input.competitor ? { competitor: input.competitor } : {}),
      closedOn: input.closedOn ?? dayIn(ctx.tenant.timeZone, ctx.clock.now()),
    }),
});

export const reopenOpportunity = defineAction(reopenToken, {
  label: label('重新打开', 'Reopen'),
  icon: 'refresh',
  permission: 'opportunity.reopen',
  input: { type: 'object', additionalProperties: false, properties: { stage: stageInput, stageReason: reasonInput } },
  result: stageResult,
  sets: ['opportunity.stage'],
  available: (record, ctx) => !isOpen(record, ctx),
  why: label('商机还在进行中', 'The opportunity is still open'),
  run: (ctx, { id, input }) => {
    const stage = input.stage ?? stageIn(ctx, 'open');
    if (categoryOf(ctx, stage) !== 'open')
      throw fieldError('INVALID_VALUE', 'stage', label('请选择一个进行中的阶段', 'Choose an open stage'));
    return move(ctx, id, stage, { closedOn: null, lossReason: null, ...reasonIn(input) });
  },
});

const moved = label('商机已被移到“{stage}”，请刷新后再试', 'The opportunity has meanwhile moved to “{stage}”; refresh and try again');

/** Of two people who move a deal at once the second is told where it stands now. */
export const moveOpportunity = defineAction(moveToken, {
  label: label('变更阶段', 'Move'),
  icon: 'right',
  permission: 'opportunity.edit',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['stage'],
    properties: { stage: stageInput, from: { ...stageInput, title: '原阶段' }, stageReason: reasonInput },
  },
  result: stageResult,
  run: (ctx, { id, record, input }) => {
    const options = ctx.meta.object('opportunity')?.fields.get('stage')?.options ?? [];
    if (!options.some(({ key }) => key === input.stage))
      throw fieldError('INVALID_VALUE', 'stage', label('没有这个阶段', 'There is no such stage'));
    if (input.from !== undefined && input.from !== record.stage) {
      const now = options.find(({ key }) => key === record.stage)?.label ?? label(String(record.stage), String(record.stage));
      const message = label(fillLabel(moved, { stage: now.zh }).zh, fillLabel(moved, { stage: now.en }).en);
      throw new AppError('STATE', 409, message, { errors: [{ field: 'stage', code: 'STATE', message, current: record.stage }] });
    }
    return move(ctx, id, input.stage, reasonIn(input));
  },
});
