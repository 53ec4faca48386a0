import { currencies } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import { attachment, currency, date, defineObject, masterDetail, picklist, reference, text } from '@huanke/platform/module';

const derived = { readOnly: true, form: 'hidden', trackHistory: false } as const;

/** 发票: one that was issued; a red one has the amounts below nought and names the one it takes back. Written by actions and files only. */
export const Invoice = defineObject({
  name: 'invoice',
  label: label('发票', 'Invoice'),
  plural: label('发票', 'Invoices'),
  icon: 'file',
  // the index of its request would be called like the table of requests
  table: 'issued_invoice',
  title: 'number',
  searchable: true,
  followUps: false,
  fields: {
    number: text({
      label: label('发票号码', 'Invoice number'),
      required: true,
      form: 'required',
      max: 30,
      search: 'code',
      indexed: true,
      help: label('数电发票 20 位；其他发票 8 位，另有代码', 'Digital ones 20 digits; others 8, with a code'),
    }),
    code: text({ label: label('发票代码', 'Invoice code'), form: 'essential', max: 20, help: label('10 或 12 位', '10 or 12 digits') }),
    issuedOn: date({ label: label('开票日期', 'Issued on'), required: true, form: 'required', indexed: true }),
    gross: currency({ label: label('价税合计', 'Gross'), required: true, form: 'required' }),
    net: currency({ label: label('不含税金额', 'Net'), form: 'essential' }),
    tax: currency({ label: label('税额', 'Tax'), form: 'essential' }),
    file: attachment({ label: label('发票文件', 'File') }),
    redOf: reference('invoice', { label: label('被红冲的发票', 'Reverses'), indexed: true, onDelete: 'restrict', hideEmpty: true }),
    redReason: text({ label: label('红冲原因', 'Why it was reversed'), max: 500, hideEmpty: true }),
    request: masterDetail('invoiceRequest', { label: label('开票申请', 'Request'), required: true, form: 'required', indexed: true }),
    contract: reference('contract', { label: label('合同', 'Contract'), ...derived, indexed: true, onDelete: 'restrict' }),
    account: reference('account', { label: label('客户', 'Account'), ...derived, indexed: true, onDelete: 'restrict' }),
    currency: picklist({ label: label('币种', 'Currency'), ...derived, options: currencies }),
  },
  list: {
    columns: ['number', 'code', 'account', 'contract', 'gross', 'net', 'tax', 'issuedOn', 'redOf'],
    sort: [{ field: 'issuedOn', direction: 'desc' }],
  },
  page: {
    highlights: ['account', 'contract', 'gross', 'issuedOn', 'request'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: [
          ...[
            'number',
            'code',
            'issuedOn',
            'gross',
            'net',
            'tax',
            'currency',
            'file',
            'request',
            'contract',
            'account',
            'redOf',
            'redReason',
          ],
        ],
      },
    ],
  },
  access: { owned: false, default: 'private' },
});
