import { fieldError, isId, label } from '@huanke/platform/kernel';
import { defineAction, metaOf } from '@huanke/platform/module';
import { emit, updateRecord } from '@huanke/platform/records';
import {
  allocateReceipt as allocateToken,
  confirmReceipt as confirmToken,
  reverseReceipt as reverseToken,
  salesEvents,
  unallocateReceipt as unallocateToken,
} from '../contract.ts';
import { allocateReceipt as allocate, keepLeft } from './allocate.ts';
import { takeBack } from './take-back.ts';

const texts = {
  notConfirmed: label('只有已确认的回款可以核销', 'Only a confirmed receipt is allocated'),
  either: label('指定了款项就不能再自动核销', 'Either name instalments or have them found'),
  reason: label('请填写原因', 'Say why'),
  nothing: label('这期款项没有这笔回款的核销', 'Nothing of this receipt is allocated to this instalment'),
};

const amountText = { type: 'string' } as const;
const left = { applied: amountText, unapplied: amountText } as const;
const isConfirmed = (record: Readonly<Record<string, unknown>>) => record.status === 'confirmed';

function reasonOf(typed: string): string {
  const reason = typed.trim();
  if (reason === '') throw fieldError('REQUIRED', 'reason', texts.reason);
  return reason;
}

/** 确认到账: finance has seen the money; it counts and can be allocated from now on. */
export const confirmReceipt = defineAction(confirmToken, {
  label: label('确认到账', 'Confirm'),
  icon: 'check',
  permission: 'receipt.confirm',
  primary: true,
  quiet: true,
  bulk: true,
  leadsTo: 'confirmed',
  input: { type: 'object', additionalProperties: false, properties: {} },
  result: { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] },
  sets: ['receipt.status'],
  available: ({ status }) => status === 'draft',
  why: label('只有待确认的回款可以确认', 'Only what is not confirmed yet can be'),
  async run(ctx, { id }) {
    await updateRecord(ctx, metaOf(ctx, 'receipt'), id, { status: 'confirmed' });
    return { status: 'confirmed' };
  },
});

/** 核销: what of the receipt paid which instalment. Source: SAL-26. */
export const allocateReceipt = defineAction(allocateToken, {
  label: label('核销', 'Allocate'),
  icon: 'check',
  permission: 'receipt.edit',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    properties: {
      allocations: {
        type: 'array',
        minItems: 1,
        maxItems: 200,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['plan', 'amount'],
          properties: {
            plan: { type: 'string', maxLength: 40, title: '回款计划' },
            amount: { type: ['string', 'number'], maxLength: 25, title: '金额' },
          },
        },
      },
      by: { type: 'string', enum: ['oldest', 'exact'], title: '自动核销' },
      otherPayer: { type: 'boolean', title: '第三方代付' },
    },
  },
  writes: {
    'allocations[].plan': 'receiptAllocation.plan',
    'allocations[].amount': 'receiptAllocation.amount',
    ...{ allocations: 'receiptAllocation.amount', by: 'receiptAllocation.amount', otherPayer: 'receiptAllocation.amount' },
  },
  result: {
    type: 'object',
    properties: {
      allocated: {
        type: 'array',
        items: {
          type: 'object',
          properties: { plan: { type: 'string' }, amount: amountText, fxDifference: { type: ['string', 'null'] } },
        },
      },
      ...left,
    },
    required: ['allocated', 'applied', 'unapplied'],
  },
  available: isConfirmed,
  why: texts.notConfirmed,
  async run(ctx, { id, record, input }) {
    if (input.allocations && input.by) throw fieldError('RULE', 'by', texts.either);
    const result = await allocate(ctx, id, record, input);
    await emit(ctx, salesEvents.receiptAllocated, { object: 'receipt', record: id, changes: result });
    return result;
  },
});

/** 撤销核销: what was allocated to an instalment is open again, and mirrored. */
export const unallocateReceipt = defineAction(unallocateToken, {
  label: label('撤销核销', 'Take back'),
  icon: 'undo',
  permission: 'receipt.edit',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['plan', 'reason'],
    properties: {
      plan: { type: 'string', maxLength: 40, title: '回款计划' },
      reason: { type: 'string', maxLength: 500, title: '撤销原因' },
    },
  },
  writes: { plan: 'receiptAllocation.plan', reason: 'receiptAllocation.reason' },
  result: { type: 'object', properties: left, required: ['applied', 'unapplied'] },
  available: isConfirmed,
  why: label('只有已确认的回款可以撤销核销', 'Only of a confirmed receipt'),
  async run(ctx, { id, record, input }) {
    const reason = reasonOf(input.reason);
    const taken = isId(input.plan) ? await takeBack(ctx, [id], { plan: input.plan.toLowerCase(), reason }) : undefined;
    const sum = taken?.get(id);
    if (sum === undefined) throw fieldError('RULE', 'plan', texts.nothing);
    return keepLeft(ctx, id, record, -sum);
  },
});

/** 冲销: the receipt was wrong. All that it paid is open again; see follow.ts. */
export const reverseReceipt = defineAction(reverseToken, {
  label: label('冲销', 'Reverse'),
  icon: 'undo',
  permission: 'receipt.confirm',
  quiet: true,
  leadsTo: 'reversed',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['reason'],
    properties: { reason: { type: 'string', maxLength: 500, title: '冲销原因' } },
  },
  writes: { reason: 'receipt.reverseReason' },
  result: { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] },
  sets: ['receipt.status'],
  available: isConfirmed,
  why: label('只有已确认的回款可以冲销', 'Only a confirmed receipt is reversed'),
  async run(ctx, { id, input: { reason } }) {
    const reversed = { status: 'reversed', reverseReason: reasonOf(reason) };
    await updateRecord(ctx, metaOf(ctx, 'receipt'), id, reversed, { asSystem: true });
    return { status: 'reversed' };
  },
});
