import { label } from '@huanke/platform/kernel';
import { boolean, currency, defineObject, text } from '@huanke/platform/module';

export const Product = defineObject({
  name: 'product',
  label: label('产品', 'Product'),
  plural: label('产品', 'Products'),
  icon: 'product',
  title: 'name',
  searchable: true,
  fields: {
    name: text({
      label: label('产品名称', 'Name'),
      required: true,
      form: 'required',
      max: 200,
      search: 'name',
      indexed: true,
      synonyms: ['product', '品名'],
    }),
    code: text({ label: label('产品编码', 'Code'), max: 60, form: 'essential', search: 'code', unique: true, synonyms: ['编码', 'sku'] }),
    series: text({ label: label('系列', 'Series'), max: 100, form: 'essential', indexed: true, synonyms: ['产品线', 'line'] }),
    listPrice: currency({
      label: label('标准价', 'List price'),
      form: 'essential',
      storageScale: 6,
      min: 0,
      synonyms: ['sales_price', '单价', '价格'],
    }),
    active: boolean({ label: label('在售', 'Active'), default: true, form: 'essential', synonyms: ['状态', '是否在售'] }),
  },
  list: { columns: ['name', 'code', 'series', 'listPrice', 'active', 'updatedAt'], sort: [{ field: 'name', direction: 'asc' }] },
  page: {
    highlights: ['code', 'series', 'listPrice', 'active'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['name', 'code', 'series', 'listPrice', 'active'] }],
  },
  access: { owned: false, default: 'read' },
});
