import { label } from '@huanke/platform/kernel';
import { currency, defineObject, masterDetail, number, percent, reference, text } from '@huanke/platform/module';

/** A product of a deal: quantity × unit price less the discount, rounded to the cent. The amount of a deal with lines is their sum. */
export const OpportunityLine = defineObject({
  name: 'opportunityLine',
  label: label('产品明细', 'Product line'),
  plural: label('产品明细', 'Product lines'),
  icon: 'list',
  title: 'name',
  // called like what it belongs to, which is found itself
  searchable: false,
  fields: {
    name: text({ label: label('名称', 'Name'), max: 200, readOnly: true, form: 'hidden', trackHistory: false }),
    opportunity: masterDetail('opportunity', { label: label('商机', 'Opportunity'), required: true, indexed: true }),
    product: reference('product', {
      label: label('产品', 'Product'),
      required: true,
      form: 'required',
      indexed: true,
      onDelete: 'restrict',
      synonyms: ['品名', '产品名称'],
    }),
    quantity: number({ label: label('数量', 'Quantity'), required: true, form: 'required', default: '1', scale: 4, min: 0 }),
    unitPrice: currency({
      label: label('单价', 'Unit price'),
      form: 'essential',
      scale: 6,
      storageScale: 6,
      min: 0,
      help: label('留空时取产品的标准价', 'Left empty it is the list price of the product'),
      synonyms: ['价格', '成交单价'],
    }),
    discount: percent({
      label: label('折扣（%）', 'Discount (%)'),
      form: 'essential',
      default: '0',
      min: 0,
      max: 100,
      help: label('从单价里减去的百分比', 'Per cent off the unit price'),
      synonyms: ['折扣率', '优惠'],
    }),
    amount: currency({ label: label('金额', 'Amount'), readOnly: true, form: 'hidden', indexed: true }),
  },
  list: {
    columns: ['product', 'opportunity', 'quantity', 'unitPrice', 'discount', 'amount'],
    sort: [{ field: 'createdAt', direction: 'asc' }],
  },
  page: {
    highlights: ['opportunity', 'quantity', 'unitPrice', 'amount'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['opportunity', 'product', 'quantity', 'unitPrice', 'discount', 'amount'],
      },
    ],
  },
  access: { owned: false, default: 'private' },
});
