import { currencies } from '@huanke/base/options';
import { label } from '@huanke/platform/kernel';
import { currency, datetime, defineObject, masterDetail, picklist, reference, text, user } from '@huanke/platform/module';

const written = { readOnly: true, form: 'hidden' } as const;

/**
 * What of a receipt paid which instalment 核销明细. Written by the actions of the receipt only and never changed: what is taken back is a
 * second row with the opposite amount. Source: SAL-26.
 */
export const ReceiptAllocation = defineObject({
  name: 'receiptAllocation',
  label: label('核销明细', 'Allocation'),
  plural: label('核销明细', 'Allocations'),
  icon: 'check',
  title: 'name',
  // called like the instalment it pays
  searchable: false,
  fields: {
    name: text({ label: label('款项', 'Instalment'), max: 100, trackHistory: false }),
    receipt: masterDetail('receipt', { label: label('回款', 'Receipt'), required: true, indexed: true }),
    plan: reference('paymentPlan', { label: label('回款计划', 'Instalment'), required: true, indexed: true, onDelete: 'restrict' }),
    contract: reference('contract', { label: label('合同', 'Contract'), required: true, indexed: true, onDelete: 'restrict' }),
    amount: currency({
      label: label('核销金额', 'Amount'),
      required: true,
      base: { currency: 'currency', amount: 'baseAmount' },
    }),
    currency: picklist({ label: label('币种', 'Currency'), ...written, options: currencies }),
    baseAmount: currency({
      label: label('折合本币', 'In our currency'),
      ofCompany: true,
      ...written,
      help: label('按回款的汇率', 'By the rate of the receipt'),
    }),
    fxDifference: currency({
      label: label('汇兑差额', 'Exchange difference'),
      ofCompany: true,
      ...written,
      help: label('按回款汇率比按合同汇率多（少）的本币', 'What the rate of the receipt gives more or less than that of the contract'),
    }),
    at: datetime({ label: label('核销时间', 'At'), ...written }),
    by: user({ label: label('核销人', 'By'), ...written }),
    reversalOf: reference('receiptAllocation', {
      label: label('撤销的核销', 'Takes back'),
      ...written,
      indexed: true,
      onDelete: 'restrict',
    }),
    reason: text({ label: label('撤销原因', 'Reason'), max: 500, ...written }),
  },
  without: ['create', 'update', 'delete', 'import'],
  list: {
    columns: ['name', 'receipt', 'contract', 'amount', 'fxDifference', 'at', 'by', 'reason'],
    sort: [{ field: 'at', direction: 'desc' }],
  },
  page: { highlights: ['receipt', 'contract', 'amount', 'fxDifference', 'at', 'by'] },
  moment: 'at',
  access: { owned: false, default: 'private' },
});
