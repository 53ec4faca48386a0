import { label } from '@huanke/platform/kernel';
import { boolean, defineObject, idNumber, masterDetail, number, phone, picklist, text } from '@huanke/platform/module';

/**
 * What stands on a customer's invoices. A change is a new version beside the old ones (action `saveBilling` of the account): documents name
 * the version they were issued with, and nobody can write one that is there.
 */
export const BillingProfile = defineObject({
  name: 'billingProfile',
  label: label('开票信息', 'Billing profile'),
  plural: label('开票信息', 'Billing profiles'),
  icon: 'file',
  title: 'invoiceTitle',
  fields: {
    account: masterDetail('account', { label: label('客户', 'Account'), required: true, indexed: true }),
    revision: number({ label: label('版本', 'Version'), readOnly: true, min: 1 }),
    current: boolean({ label: label('当前版本', 'Current'), readOnly: true, trackHistory: false }),
    kind: picklist({
      label: label('抬头类型', 'Kind'),
      required: true,
      default: 'company',
      options: [
        { key: 'company', label: label('企业', 'Company') },
        { key: 'person', label: label('个人', 'Person') },
      ],
    }),
    invoiceTitle: text({ label: label('发票抬头', 'Invoice title'), required: true, max: 200 }),
    taxNo: idNumber({
      label: label('税号', 'Tax number'),
      max: 30,
      kind: 'uscc',
      help: label('18 位统一社会信用代码', 'The 18 characters of the credit code'),
    }),
    bank: text({ label: label('开户银行', 'Bank'), max: 120 }),
    bankAccount: text({ label: label('银行账号', 'Bank account'), max: 40 }),
    address: text({ label: label('注册地址', 'Registered address'), max: 200 }),
    phone: phone({ label: label('注册电话', 'Registered phone') }),
  },
  without: ['create', 'update', 'delete', 'import'],
  list: { columns: ['account', 'invoiceTitle', 'taxNo', 'revision', 'current'], sort: [{ field: 'revision', direction: 'desc' }] },
  page: {
    highlights: ['account', 'invoiceTitle', 'taxNo', 'revision'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['account', 'kind', 'invoiceTitle', 'taxNo', 'bank', 'bankAccount', 'address', 'phone', 'revision', 'current'],
      },
    ],
  },
  access: { owned: false, default: 'private' },
});
