import { currencies } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import {
  attachment,
  autoNumber,
  currency,
  date,
  datetime,
  defineObject,
  longText,
  number,
  percent,
  picklist,
  reference,
  stage,
  text,
  user,
} from '@huanke/platform/module';

/** Of the protected states of SAL-24 those that need no approval and no signing service. Actions move along them; see guard.ts. */
export const contractStates = [
  { key: 'draft', label: label('草稿', 'Draft'), category: 'open', color: 'grey', next: ['signing', 'active'] },
  { key: 'signing', label: label('待确认', 'To be confirmed'), category: 'open', color: 'amber', next: ['active', 'draft'] },
  { key: 'active', label: label('履行中', 'Active'), category: 'open', color: 'blue', next: ['completed', 'terminated'] },
  { key: 'completed', label: label('已完成', 'Completed'), category: 'won', color: 'green', next: ['active'] },
  { key: 'terminated', label: label('已终止', 'Terminated'), category: 'lost', color: 'red', next: [] },
] as const;

const derived = { readOnly: true, form: 'hidden', trackHistory: false } as const;
/** Sums count what it is worth in the company's currency. */
const inBase = (amount: string) => ({ base: { currency: 'currency', amount, rate: 'exchangeRate' } }) as const;

/** What was agreed with a customer, for how much and until when. Its money (amount, currency, lines, instalments) stays from the signing on. */
export const Contract = defineObject({
  name: 'contract',
  label: label('合同', 'Contract'),
  plural: label('合同', 'Contracts'),
  icon: 'file',
  title: 'name',
  searchable: true,
  fields: {
    name: text({ label: label('合同名称', 'Name'), required: true, form: 'required', max: 200, search: 'name', indexed: true }),
    no: autoNumber({ label: label('合同编号', 'Contract no.'), pattern: 'HT-{YYYY}{MM}{DD}-{0000}', search: 'code', indexed: true }),
    account: reference('account', { label: label('客户', 'Account'), form: 'required', indexed: true, onDelete: 'restrict' }),
    type: picklist({
      label: label('合同类型', 'Type'),
      required: true,
      form: 'essential',
      default: 'sale',
      indexed: true,
      options: [
        { key: 'sale', label: label('销售合同', 'Sale') },
        { key: 'frame', label: label('框架合同', 'Frame') },
        { key: 'service', label: label('服务合同', 'Service') },
      ],
    }),
    status: stage({ label: label('状态', 'Status'), default: 'draft', indexed: true, options: contractStates }),
    opportunity: reference('opportunity', { label: label('商机', 'Opportunity'), form: 'essential', indexed: true, onDelete: 'clear' }),
    tender: reference('tender', { label: label('投标项目', 'Tender'), indexed: true, onDelete: 'clear' }),
    contact: reference('contact', { label: label('客户签约人', 'Signed by the customer’s'), onDelete: 'clear' }),
    customerNo: text({ label: label('客户合同号', 'The customer’s contract no.'), max: 100, search: 'code' }),
    amount: currency({
      label: label('合同金额', 'Amount'),
      form: 'essential',
      min: 0,
      indexed: true,
      ...inBase('baseAmount'),
      help: label('含税；有合同明细时为明细合计', 'Tax included; the sum of the lines where there are some'),
    }),
    currency: picklist({ label: label('币种', 'Currency'), options: currencies }),
    exchangeRate: number({
      label: label('折算汇率', 'Rate used'),
      help: label('外币合同按签订日期的汇率折算', 'Of contracts in another currency: the rate of the day it was signed'),
      scale: 8,
      ...derived,
    }),
    baseAmount: currency({ label: label('折合本币', 'In our currency'), indexed: true, ofCompany: true, ...derived }),
    taxRate: percent({
      label: label('税率', 'Tax rate'),
      form: 'essential',
      min: 0,
      max: 100,
      help: label('开票申请默认用这个税率', 'Requests for invoices take this one unless they say another'),
    }),
    received: currency({ label: label('已回款', 'Received'), ...derived, ...inBase('baseReceived') }),
    open: currency({
      label: label('未回款', 'Not yet received'),
      ...derived,
      ...inBase('baseOpen'),
      help: label('已生效的回款计划里还没收到的', 'Of instalments in force'),
    }),
    invoiced: currency({ label: label('已开票', 'Invoiced'), ...derived, ...inBase('baseInvoiced') }),
    baseReceived: currency({ label: label('已回款（本币）', 'Received in our currency'), ofCompany: true, ...derived }),
    baseOpen: currency({ label: label('未回款（本币）', 'Open in our currency'), ofCompany: true, ...derived }),
    baseInvoiced: currency({ label: label('已开票（本币）', 'Invoiced in our currency'), ofCompany: true, ...derived }),
    signedOn: date({ label: label('签订日期', 'Signed on'), form: 'essential', indexed: true }),
    startOn: date({ label: label('开始日期', 'Starts on') }),
    endOn: date({ label: label('结束日期', 'Ends on'), indexed: true }),
    signedFile: attachment({ label: label('签署文件', 'Signed document') }),
    signedBy: user({ label: label('提交签署人', 'Handed in by'), readOnly: true, form: 'hidden' }),
    confirmedBy: user({ label: label('确认人', 'Confirmed by'), readOnly: true, form: 'hidden' }),
    confirmedAt: datetime({ label: label('确认时间', 'Confirmed at'), readOnly: true, form: 'hidden' }),
    endReason: text({ label: label('终止原因', 'Why it was terminated'), max: 500, readOnly: true, form: 'hidden', hideEmpty: true }),
    endedOn: date({ label: label('终止日期', 'Terminated on'), readOnly: true, form: 'hidden', hideEmpty: true }),
    note: longText({ label: label('备注', 'Note') }),
  },
  list: {
    columns: ['name', 'no', 'account', 'type', 'status', 'amount', 'received', 'open', 'signedOn', 'endOn', 'owner'],
    board: 'status',
    card: ['account', 'amount', 'signedOn', 'owner'],
    sort: [{ field: 'createdAt', direction: 'desc' }],
  },
  page: {
    highlights: ['account', 'amount', 'received', 'open', 'invoiced', 'endOn'],
    path: 'status',
    related: [
      {
        name: 'contractLines',
        label: label('合同明细', 'Contract lines'),
        object: 'contractLine',
        field: 'contract',
        columns: ['name', 'product', 'quantity', 'unitPrice', 'discount', 'amount'],
        sort: [{ field: 'createdAt', direction: 'asc' }],
      },
    ],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'no', 'customerNo', 'account', 'contact', 'type', 'opportunity', 'tender', 'owner'],
      },
      {
        label: label('金额', 'Money'),
        fields: ['amount', 'currency', 'exchangeRate', 'baseAmount', 'taxRate', 'received', 'open', 'invoiced'],
      },
      {
        label: label('签署与期限', 'Signing and term'),
        fields: ['signedOn', 'startOn', 'endOn', 'signedFile', 'signedBy', 'confirmedBy', 'confirmedAt', 'endedOn', 'endReason', 'note'],
      },
    ],
  },
  access: { owned: true, default: 'private' },
});
