import { currencies } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import {
  autoNumber,
  currency,
  date,
  datetime,
  defineObject,
  longText,
  number,
  picklist,
  reference,
  stage,
  text,
  user,
} from '@huanke/platform/module';

/** The protected states of SAL-26: what a colleague has noted, what finance has seen on the account, and what was taken back. */
export const receiptStates = [
  { key: 'draft', label: label('待确认', 'To be confirmed'), category: 'open', color: 'amber', next: ['confirmed'] },
  { key: 'confirmed', label: label('已确认', 'Confirmed'), category: 'won', color: 'green', next: ['reversed'] },
  { key: 'reversed', label: label('已冲销', 'Reversed'), category: 'lost', color: 'grey', next: [] },
] as const;

const derived = { readOnly: true, form: 'hidden', trackHistory: false } as const;
/** Sums count what it is worth in the company's currency. */
const inBase = (amount: string) => ({ base: { currency: 'currency', amount, rate: 'exchangeRate' } }) as const;
const byActions = { readOnly: true, form: 'hidden', hideEmpty: true } as const;

/** Money that came in 回款, and how much of it is not allocated to instalments yet. Once confirmed it stays; see guard.ts. */
export const Receipt = defineObject({
  name: 'receipt',
  label: label('回款', 'Receipt'),
  plural: label('回款', 'Receipts'),
  icon: 'transfer',
  title: 'no',
  searchable: true,
  fields: {
    no: autoNumber({ label: label('回款编号', 'Receipt no.'), pattern: 'HK-{YYYY}{MM}{DD}-{0000}', search: 'code', indexed: true }),
    account: reference('account', { label: label('客户', 'Account'), form: 'required', indexed: true, onDelete: 'restrict' }),
    contract: reference('contract', {
      label: label('合同', 'Contract'),
      form: 'essential',
      indexed: true,
      onDelete: 'clear',
      help: label(
        '知道是哪份合同的钱就选上，自动核销只核销这份合同',
        'What it was paid for, if known; only its instalments are then allocated to',
      ),
    }),
    status: stage({ label: label('状态', 'Status'), default: 'draft', indexed: true, options: receiptStates }),
    receivedOn: date({ label: label('到账日期', 'Received on'), required: true, form: 'required', indexed: true }),
    amount: currency({
      label: label('回款金额', 'Amount'),
      required: true,
      form: 'required',
      min: 0,
      indexed: true,
      ...inBase('baseAmount'),
    }),
    currency: picklist({ label: label('币种', 'Currency'), options: currencies }),
    exchangeRate: number({
      label: label('折算汇率', 'Rate used'),
      help: label('外币回款按到账日期的汇率折算', 'Of receipts in another currency: the rate of the day it was received'),
      scale: 8,
      ...derived,
    }),
    baseAmount: currency({ label: label('折合本币', 'In our currency'), indexed: true, ofCompany: true, ...derived }),
    method: picklist({
      label: label('收款方式', 'Method'),
      form: 'essential',
      default: 'transfer',
      indexed: true,
      options: [
        { key: 'transfer', label: label('银行转账', 'Bank transfer') },
        { key: 'draft', label: label('承兑汇票', 'Acceptance draft') },
        { key: 'cash', label: label('现金', 'Cash') },
        { key: 'wechat', label: label('微信支付', 'WeChat Pay') },
        { key: 'alipay', label: label('支付宝', 'Alipay') },
        { key: 'other', label: label('其他', 'Other') },
      ],
    }),
    bankRef: text({ label: label('银行流水号', 'Bank reference'), form: 'essential', max: 100, search: 'code', indexed: true }),
    payerName: text({
      label: label('付款方名称', 'Payer'),
      form: 'essential',
      max: 200,
      help: label('银行流水上的付款户名', 'As the bank statement names them'),
    }),
    applied: currency({ label: label('已核销', 'Allocated'), ...derived, ...inBase('baseApplied') }),
    unapplied: currency({
      label: label('未核销', 'Not allocated'),
      ...derived,
      ...inBase('baseUnapplied'),
      indexed: true,
      help: label('已确认、还没有核销到回款计划的部分，也就是预收', 'What is confirmed and not allocated to instalments: an advance'),
    }),
    baseApplied: currency({ label: label('已核销（本币）', 'Allocated in our currency'), ofCompany: true, ...derived }),
    baseUnapplied: currency({ label: label('未核销（本币）', 'Not allocated in our currency'), ofCompany: true, ...derived }),
    confirmedBy: user({ label: label('确认人', 'Confirmed by'), readOnly: true, form: 'hidden' }),
    confirmedAt: datetime({ label: label('确认时间', 'Confirmed at'), readOnly: true, form: 'hidden', indexed: true }),
    reverseReason: text({ label: label('冲销原因', 'Why it was reversed'), max: 500, ...byActions }),
    reversedBy: user({ label: label('冲销人', 'Reversed by'), ...byActions }),
    reversedAt: datetime({ label: label('冲销时间', 'Reversed at'), ...byActions }),
    note: longText({ label: label('备注', 'Note') }),
  },
  list: {
    columns: ['no', 'account', 'amount', 'receivedOn', 'method', 'status', 'unapplied', 'contract', 'owner'],
    board: 'status',
    card: ['account', 'amount', 'receivedOn'],
    sort: [{ field: 'receivedOn', direction: 'desc' }],
  },
  page: {
    highlights: ['account', 'amount', 'unapplied', 'contract', 'method'],
    path: 'status',
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['no', 'account', 'contract', 'receivedOn', 'method', 'bankRef', 'payerName', 'owner', 'note'],
      },
      { label: label('金额', 'Money'), fields: ['amount', 'currency', 'exchangeRate', 'baseAmount', 'applied', 'unapplied'] },
      {
        label: label('确认与冲销', 'Confirmation'),
        fields: ['confirmedBy', 'confirmedAt', 'reverseReason', 'reversedBy', 'reversedAt'],
      },
    ],
  },
  duplicates: {
    active: true,
    criteria: [{ kind: 'exact', fields: ['bankRef', 'amount', 'receivedOn'], score: 90, action: 'warn' }],
  },
  moment: 'receivedOn',
  access: { owned: true, default: 'private' },
});
