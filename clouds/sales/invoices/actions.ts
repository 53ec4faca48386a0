import { sql } from '@huanke/platform/database';
import { dayIn, fieldError, isId, label } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf, type Values } from '@huanke/platform/module';
import { createRecord, type SaveRow, saveAll, updateRecord } from '@huanke/platform/records';
import {
  cancelInvoiceRequest as cancelToken,
  invoiceContract as invoiceToken,
  issueInvoice as issueToken,
  redInvoice as redToken,
  rejectInvoiceRequest as rejectToken,
  submitInvoiceRequest as submitToken,
} from '../contract.ts';
import { inState } from '../contracts/states.ts';
import { decimal, isInForce, units } from '../contracts/work-out.ts';
import { rounded } from '../deals/worth.ts';
import { tooMuch } from './errors.ts';
import { invoicesOf, leftOf, takenOf } from './facts.ts';
import { isOpen } from './guard.ts';
import { invoiceKinds } from './invoice-request.ts';

const texts = {
  reason: label('请说明原因', 'Say why'),
  positive: label('金额要大于 0', 'The amount must be more than 0'),
  file: label('文件不存在，请重新上传', 'The file does not exist; upload it again'),
  none: label('没有登记过发票，请先导入原发票', 'There is no invoice of it; import the original first'),
};

const statusResult = { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] } as const;
const none = { type: 'object', additionalProperties: false, properties: {} } as const;
const day = (title: string) => ({ type: 'string', format: 'date', maxLength: 10, title }) as const;
const line = (title: string, maxLength: number) => ({ type: 'string', maxLength, title }) as const;
const amount = (title: string) => ({ type: ['string', 'number'], maxLength: 40, title }) as const;

/** Only actions move a request; the guard asks of each move what it asks, whoever it is. */
async function move(ctx: Context, id: string, status: string, values: Values = {}): Promise<{ status: string }> {
  const tx = ctx.elevated().whole();
  await updateRecord(tx, metaOf(tx, 'invoiceRequest'), id, { ...values, status }, { asSystem: true });
  return { status };
}

/** 申请开票: a draft with what is left to invoice of a contract in force. */
export const invoiceContract = defineAction(invoiceToken, {
  label: label('申请开票', 'Request an invoice'),
  icon: 'file',
  permission: 'invoiceRequest.create',
  elsewhere: true,
  input: {
    type: 'object',
    additionalProperties: false,
    properties: {
      amount: amount('开票金额'),
      profile: line('开票信息', 40),
      kind: { type: 'string', enum: invoiceKinds.map(({ key }) => key), title: '发票类型' },
    },
  },
  writes: { amount: 'invoiceRequest.amount', profile: 'invoiceRequest.profile', kind: 'invoiceRequest.kind' },
  result: { type: 'object', properties: { request: { type: 'string' } }, required: ['request'] },
  available: (record, ctx) => isInForce(inState(ctx, record)),
  why: label('合同生效后才能开票', 'A contract is invoiced once it is in force'),
  async run(ctx, { id, record, input }) {
    const left = units(record.amount) - ((await takenOf(ctx, [id])).get(id) ?? 0n);
    const wanted = input.amount === undefined ? left : units(rounded(input.amount, record.currency));
    if (wanted > left || left <= 0n) throw tooMuch('INVOICE_TOO_MUCH', 'amount', left);
    const made = await createRecord(ctx, metaOf(ctx, 'invoiceRequest'), { ...input, amount: input.amount ?? decimal(left), contract: id });
    return { request: made.id };
  },
});

/** 提交: whole, and no more than is left to invoice; stays as it is from now on. */
export const submitInvoiceRequest = defineAction(submitToken, {
  label: label('提交开票', 'Hand in'),
  icon: 'check',
  permission: 'invoiceRequest.edit',
  primary: true,
  quiet: true,
  leadsTo: 'submitted',
  input: none,
  result: statusResult,
  sets: ['invoiceRequest.status'],
  available: isOpen,
  why: label('只有草稿和被驳回的申请可以提交', 'Only drafts and rejected requests are handed in'),
  run: (ctx, { id }) => move(ctx, id, 'submitted'),
});

const isWaiting = (record: Values): boolean => record.status === 'submitted';
const whyWaiting = label('只有待开票的申请可以开票或驳回', 'Only a request that was handed in is issued or rejected');

/** 登记开票: by finance, with the number of the invoice that was issued elsewhere. */
export const issueInvoice = defineAction(issueToken, {
  label: label('登记开票', 'Enter the invoice'),
  icon: 'check',
  permission: 'invoiceRequest.issue',
  primary: true,
  quiet: true,
  leadsTo: 'issued',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['number'],
    properties: {
      number: line('发票号码', 30),
      code: line('发票代码', 20),
      issuedOn: day('开票日期'),
      file: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 40 }, title: '发票文件' },
    },
  },
  writes: Object.fromEntries(['number', 'code', 'issuedOn', 'file'].map((name) => [name, `invoice.${name}`])),
  result: { type: 'object', properties: { status: { type: 'string' }, invoice: { type: 'string' } }, required: ['status', 'invoice'] },
  sets: ['invoiceRequest.status'],
  available: isWaiting,
  why: whyWaiting,
  async run(ctx, { id, record, input: { file = [], ...input } }) {
    await checkFiles(ctx, file);
    await move(ctx, id, 'issued');
    const { amount: gross, net, tax } = record;
    const values = { ...dated(ctx, input), request: id, gross, net, tax, file: file.map((one) => ({ id: one })) };
    return { status: 'issued', invoice: await enter(ctx, values) };
  },
});

const dated = <I extends { readonly issuedOn?: string }>(ctx: Context, input: I) => ({
  ...input,
  issuedOn: input.issuedOn ?? dayIn(ctx.tenant.timeZone, ctx.clock.now()),
});

/** Writes an invoice: nobody has the right to do that by hand. */
async function enter(ctx: Context, values: Values): Promise<string> {
  const tx = ctx.elevated().whole();
  const row: SaveRow = { operation: 'create', values };
  const [saved] = await saveAll(tx, metaOf(tx, 'invoice'), [row], { asSystem: true });
  return String(saved?.id);
}

/** Only who has uploaded a file may attach it, as everywhere. */
async function checkFiles(ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await ctx.query<{ id: string }>(sql`
    select id from file where tenant_id = ${ctx.tenant.id} and id = any(${ids.filter(isId)}::uuid[]) and created_by = ${ctx.user.id}::uuid`);
  if (rows.length < new Set(ids).size) throw fieldError('LOOKUP_NOT_FOUND', 'file', texts.file);
}

const said = (reason: string): string => {
  if (reason.trim() === '') throw fieldError('REQUIRED', 'reason', texts.reason);
  return reason.trim();
};

/** 驳回: back to who asked, with the reason; it can be changed and handed in again. */
export const rejectInvoiceRequest = defineAction(rejectToken, {
  label: label('驳回', 'Reject'),
  icon: 'undo',
  permission: 'invoiceRequest.issue',
  quiet: true,
  leadsTo: 'rejected',
  input: { type: 'object', additionalProperties: false, required: ['reason'], properties: { reason: line('驳回原因', 500) } },
  writes: { reason: 'invoiceRequest.rejectReason' },
  result: statusResult,
  sets: ['invoiceRequest.status'],
  available: isWaiting,
  why: whyWaiting,
  run: (ctx, { id, input }) => move(ctx, id, 'rejected', { rejectReason: said(input.reason) }),
});

/** 作废: nothing is to be invoiced any more; of issued ones there are red invoices instead. */
export const cancelInvoiceRequest = defineAction(cancelToken, {
  label: label('作废', 'Cancel'),
  icon: 'x',
  permission: 'invoiceRequest.edit',
  quiet: true,
  leadsTo: 'cancelled',
  input: none,
  result: statusResult,
  sets: ['invoiceRequest.status'],
  available: (record) => isOpen(record) || isWaiting(record),
  why: label('开过票的申请请用红冲', 'What was issued is reversed instead'),
  run: (ctx, { id }) => move(ctx, id, 'cancelled'),
});

/** 红冲: takes back all or a part of what was issued by an invoice of its own; the original stays as it is. */
export const redInvoice = defineAction(redToken, {
  label: label('红冲', 'Reverse'),
  icon: 'refresh',
  permission: 'invoiceRequest.issue',
  quiet: true,
  leadsTo: 'red',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['amount', 'number', 'reason'],
    properties: {
      amount: amount('红冲金额'),
      number: line('红字发票号码', 30),
      code: line('红字发票代码', 20),
      issuedOn: day('开票日期'),
      reason: line('红冲原因', 500),
    },
  },
  writes: {
    amount: 'invoice.gross',
    number: 'invoice.number',
    code: 'invoice.code',
    issuedOn: 'invoice.issuedOn',
    reason: 'invoice.redReason',
  },
  result: statusResult,
  sets: ['invoiceRequest.status'],
  available: (record) => record.status === 'issued' || record.status === 'partlyRed',
  why: label('开过票、还没有全部红冲的申请才能红冲', 'Only what was issued and is not yet all reversed can be'),
  async run(ctx, { id, record, input: { amount: wanted, reason, ...input } }) {
    const gross = units(rounded(wanted, record.currency));
    if (gross <= 0n) throw fieldError('INVALID_VALUE', 'amount', texts.positive);
    const all = await invoicesOf(ctx, [id]);
    const [original] = all.filter(({ redOf }) => redOf === null).sort((a, b) => Number(leftOf(b, all) - leftOf(a, all)));
    if (!original) throw fieldError('RULE', 'number', texts.none);
    const left = leftOf(original, all);
    if (gross > left) throw tooMuch('RED_TOO_MUCH', 'amount', left);
    const values = { ...dated(ctx, input), request: id, redOf: original.id, gross: decimal(-gross), redReason: said(reason) };
    await enter(ctx, values);
    const [after] = await ctx.query<{ status: string }>(sql`
      select status from invoice_request where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid`);
    return { status: String(after?.status) };
  },
});
