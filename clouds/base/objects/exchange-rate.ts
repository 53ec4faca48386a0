import { label } from '@huanke/platform/kernel';
import { date, defineObject, number, picklist, text } from '@huanke/platform/module';
import { currencies } from '../options.ts';

/** What one unit of a currency is worth in the company's own from a day on, until the next rate begins (`rates/`). */
export const ExchangeRate = defineObject({
  name: 'exchangeRate',
  label: label('汇率', 'Exchange rate'),
  plural: label('汇率', 'Exchange rates'),
  icon: 'number',
  title: 'name',
  searchable: false,
  followUps: false,
  fields: {
    name: text({ label: label('名称', 'Name'), max: 60, readOnly: true, form: 'hidden', trackHistory: false }),
    currency: picklist({
      label: label('币种', 'Currency'),
      required: true,
      form: 'required',
      indexed: true,
      options: currencies,
      synonyms: ['货币', '外币', 'from'],
    }),
    rate: number({
      label: label('汇率', 'Rate'),
      required: true,
      form: 'required',
      scale: 8,
      min: 0,
      max: 1_000_000_000,
      help: label('1 单位该币种折合多少本币', 'What one unit of the currency is worth in the company’s own'),
      synonyms: ['折算率', '中间价', 'exchange rate'],
    }),
    fromOn: date({
      label: label('生效日期', 'From'),
      required: true,
      form: 'required',
      indexed: true,
      help: label('从这一天起，到下一个汇率为止', 'From this day on, until the next rate begins'),
      synonyms: ['日期', '启用日期', 'date'],
    }),
    note: text({ label: label('备注', 'Note'), max: 500, form: 'essential' }),
  },
  indexes: [{ fields: ['currency', 'fromOn'] }],
  list: { columns: ['currency', 'rate', 'fromOn', 'note', 'updatedAt'], sort: [{ field: 'fromOn', direction: 'desc' }] },
  page: {
    highlights: ['currency', 'rate', 'fromOn'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['currency', 'rate', 'fromOn', 'note'] }],
  },
  access: { owned: false, default: 'read' },
});
