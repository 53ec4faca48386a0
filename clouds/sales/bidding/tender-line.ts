import { label } from '@huanke/platform/kernel';
import { currency, defineObject, masterDetail, number, reference, text } from '@huanke/platform/module';

/** A line of our price: quantity (four decimals) × unit price (six) is the amount, rounded to the cent. */
export const TenderLine = defineObject({
  name: 'tenderLine',
  label: label('报价明细', 'Price line'),
  plural: label('报价明细', 'Price lines'),
  icon: 'list',
  title: 'name',
  fields: {
    name: text({ label: label('名称', 'Name'), required: true, form: 'required', max: 200 }),
    tender: masterDetail('tender', { label: label('投标项目', 'Tender'), required: true, indexed: true }),
    product: reference('product', { label: label('产品', 'Product'), form: 'essential', onDelete: 'restrict' }),
    quantity: number({ label: label('数量', 'Quantity'), required: true, form: 'required', default: '1', scale: 4, min: 0 }),
    unitPrice: currency({ label: label('单价', 'Unit price'), required: true, form: 'required', scale: 6, storageScale: 6, min: 0 }),
    amount: currency({ label: label('金额', 'Amount'), readOnly: true, form: 'hidden' }),
  },
  list: {
    columns: ['name', 'tender', 'product', 'quantity', 'unitPrice', 'amount'],
    sort: [{ field: 'createdAt', direction: 'asc' }],
  },
  page: {
    highlights: ['tender', 'quantity', 'unitPrice', 'amount'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['name', 'tender', 'product', 'quantity', 'unitPrice', 'amount'] }],
  },
  access: { owned: false, default: 'private' },
});
