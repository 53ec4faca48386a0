import { currencies } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import {
  autoNumber,
  currency,
  date,
  datetime,
  defineObject,
  email,
  longText,
  number,
  percent,
  phone,
  picklist,
  reference,
  stage,
  text,
  user,
} from '@huanke/platform/module';

/** The protected states of SAL-27 as far as no issuing channel is needed. Only actions move along them; see guard.ts. */
export const requestStates = [
  { key: 'draft', label: label('草稿', 'Draft'), category: 'open', color: 'grey', next: ['submitted', 'cancelled'] },
  { key: 'submitted', label: label('待开票', 'To be issued'), category: 'open', color: 'amber', next: ['issued', 'rejected', 'cancelled'] },
  { key: 'issued', label: label('已开票', 'Issued'), category: 'won', color: 'green', next: ['partlyRed', 'red'] },
  // where a file with red invoices is taken back, the request follows
  { key: 'partlyRed', label: label('部分红冲', 'Partly reversed'), category: 'won', color: 'plum', next: ['red', 'issued'] },
  { key: 'red', label: label('已红冲', 'Reversed'), category: 'lost', color: 'red', next: ['partlyRed', 'issued'] },
  { key: 'rejected', label: label('已驳回', 'Rejected'), category: 'lost', color: 'red', next: ['submitted', 'cancelled'] },
  { key: 'cancelled', label: label('已作废', 'Cancelled'), category: 'lost', color: 'grey', next: [] },
] as const;

/** An invoice was issued for it. */
export const issuedStates = ['issued', 'partlyRed', 'red'] as const;

export const invoiceKinds = [
  { key: 'special', label: label('专票', 'Special VAT invoice'), synonyms: ['增值税专用发票'] },
  { key: 'ordinary', label: label('普票', 'Ordinary invoice'), synonyms: ['增值税普通发票'] },
] as const;

const derived = { readOnly: true, form: 'hidden', trackHistory: false } as const;
/** A copy of what stood on the billing profile. */
const copied = { readOnly: true, form: 'hidden' } as const;

/** 开票申请: what a customer is to be invoiced by a contract, and what stands on the invoice. Stays as it was handed in. Source: SAL-27. */
export const InvoiceRequest = defineObject({
  name: 'invoiceRequest',
  label: label('开票申请', 'Invoice request'),
  plural: label('开票申请', 'Invoice requests'),
  icon: 'file',
  title: 'no',
  searchable: true,
  fields: {
    no: autoNumber({ label: label('申请编号', 'Request no.'), pattern: 'KP-{YYYY}{MM}{DD}-{0000}', search: 'code', indexed: true }),
    contract: reference('contract', {
      label: label('合同', 'Contract'),
      required: true,
      form: 'required',
      indexed: true,
      onDelete: 'restrict',
    }),
    account: reference('account', { label: label('客户', 'Account'), ...derived, indexed: true, onDelete: 'restrict' }),
    status: stage({ label: label('状态', 'Status'), default: 'draft', form: 'hidden', indexed: true, options: requestStates }),
    kind: picklist({
      label: label('发票类型', 'Kind'),
      form: 'essential',
      options: invoiceKinds,
      help: label('留空时有税号的企业开专票，其他开普票', 'Left empty: special for companies with a tax number, ordinary for the rest'),
    }),
    amount: currency({
      label: label('开票金额', 'Amount'),
      required: true,
      form: 'required',
      indexed: true,
      base: { currency: 'currency', amount: 'baseAmount', rate: 'exchangeRate' },
      help: label('含税', 'Tax included'),
    }),
    taxRate: percent({
      label: label('税率', 'Tax rate'),
      form: 'essential',
      min: 0,
      max: 100,
      help: label('留空时用合同的税率', 'Left empty: that of the contract'),
    }),
    net: currency({ label: label('不含税金额', 'Net'), ...derived }),
    tax: currency({ label: label('税额', 'Tax'), ...derived }),
    redAmount: currency({ label: label('已红冲金额', 'Reversed'), ...derived, hideEmpty: true }),
    currency: picklist({ label: label('币种', 'Currency'), ...derived, options: currencies }),
    exchangeRate: number({ label: label('折算汇率', 'Rate used'), scale: 8, ...derived }),
    baseAmount: currency({ label: label('折合本币', 'In our currency'), ofCompany: true, ...derived }),
    profile: reference('billingProfile', {
      label: label('开票信息', 'Billing profile'),
      form: 'essential',
      onDelete: 'restrict',
      help: label('留空时用客户当前的开票信息', 'Left empty: the current one of the account'),
    }),
    titleKind: picklist({
      label: label('抬头类型', 'Kind of title'),
      ...copied,
      options: [
        { key: 'company', label: label('企业', 'Company') },
        { key: 'person', label: label('个人', 'Person') },
      ],
    }),
    invoiceTitle: text({ label: label('发票抬头', 'Invoice title'), max: 200, search: 'name', ...copied }),
    taxNo: text({ label: label('税号', 'Tax number'), max: 30, search: 'code', ...copied }),
    bank: text({ label: label('开户银行', 'Bank'), max: 120, ...copied }),
    bankAccount: text({ label: label('银行账号', 'Bank account'), max: 40, ...copied }),
    address: text({ label: label('注册地址', 'Registered address'), max: 200, ...copied }),
    phone: phone({ label: label('注册电话', 'Registered phone'), ...copied }),
    receiver: text({ label: label('收票人', 'Sent to'), max: 100 }),
    email: email({ label: label('收票邮箱', 'E-mail for the invoice') }),
    submittedBy: user({ label: label('提交人', 'Handed in by'), readOnly: true, form: 'hidden', hideEmpty: true }),
    submittedAt: datetime({ label: label('提交时间', 'Handed in at'), readOnly: true, form: 'hidden', hideEmpty: true, indexed: true }),
    issuedOn: date({ label: label('开票日期', 'Issued on'), ...derived, indexed: true }),
    rejectReason: text({ label: label('驳回原因', 'Why it was rejected'), max: 500, readOnly: true, form: 'hidden', hideEmpty: true }),
    note: longText({ label: label('备注', 'Note'), form: 'essential' }),
  },
  list: {
    columns: ['no', 'account', 'contract', 'kind', 'amount', 'invoiceTitle', 'status', 'issuedOn', 'owner'],
    card: ['account', 'amount', 'invoiceTitle', 'owner'],
    sort: [{ field: 'createdAt', direction: 'desc' }],
  },
  page: {
    highlights: ['account', 'contract', 'amount', 'kind', 'issuedOn'],
    path: 'status',
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['no', 'contract', 'account', 'kind', 'receiver', 'email', 'note', 'rejectReason', 'owner'],
      },
      {
        label: label('金额', 'Money'),
        fields: ['amount', 'taxRate', 'net', 'tax', 'redAmount', 'currency', 'exchangeRate', 'baseAmount'],
      },
      {
        label: label('发票抬头', 'Invoice title'),
        fields: ['profile', 'titleKind', 'invoiceTitle', 'taxNo', 'bank', 'bankAccount', 'address', 'phone'],
      },
      { label: label('办理', 'Course'), fields: ['submittedBy', 'submittedAt', 'issuedOn'] },
    ],
  },
  access: { owned: true, default: 'private' },
});
