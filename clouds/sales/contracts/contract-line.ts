import { label } from '@huanke/platform/kernel';
import { currency, defineObject, masterDetail, number, percent, reference, text } from '@huanke/platform/module';

/** What is sold by a contract: quantity × unit price less the discount, rounded to the cent, tax included. */
export const ContractLine = defineObject({
  name: 'contractLine',
  label: label('合同明细', 'Contract line'),
  plural: label('合同明细', 'Contract lines'),
  icon: 'list',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    name: text({
      label: label('名称', 'Name'),
      form: 'essential',
      max: 200,
      help: label('留空时为产品名称', 'Left empty: the name of the product'),
    }),
    contract: masterDetail('contract', { label: label('合同', 'Contract'), required: true, indexed: true }),
    product: reference('product', { label: label('产品', 'Product'), form: 'essential', onDelete: 'restrict' }),
    quantity: number({ label: label('数量', 'Quantity'), required: true, form: 'required', default: '1', scale: 4, min: 0 }),
    unitPrice: currency({ label: label('单价', 'Unit price'), required: true, form: 'required', scale: 6, storageScale: 6, min: 0 }),
    discount: percent({ label: label('折扣（%）', 'Discount (%)'), form: 'essential', default: '0', min: 0, max: 100 }),
    amount: currency({ label: label('金额', 'Amount'), readOnly: true, form: 'hidden' }),
  },
  list: {
    columns: ['name', 'contract', 'product', 'quantity', 'unitPrice', 'discount', 'amount'],
    sort: [{ field: 'createdAt', direction: 'asc' }],
  },
  page: {
    highlights: ['contract', 'quantity', 'unitPrice', 'amount'],
    sections: [
      { label: label('关键信息', 'Key facts'), fields: ['name', 'contract', 'product', 'quantity', 'unitPrice', 'discount', 'amount'] },
    ],
  },
  access: { owned: false, default: 'private' },
});
