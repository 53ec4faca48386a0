import { label } from '@huanke/platform/kernel';
import { date, defineObject, masterDetail, number, picklist, text } from '@huanke/platform/module';

/** A figure of a customer's own business by period, such as what it buys in a month: one value for each metric and period (`metrics/once.ts`). */
export const AccountMetric = defineObject({
  name: 'accountMetric',
  label: label('经营指标', 'Account metric'),
  plural: label('经营指标', 'Account metrics'),
  icon: 'chart',
  title: 'name',
  // called after its metric and period only
  searchable: false,
  fields: {
    name: text({ label: label('名称', 'Name'), max: 200, readOnly: true, form: 'hidden', trackHistory: false }),
    account: masterDetail('account', { label: label('客户', 'Account'), required: true, form: 'required', indexed: true }),
    metric: picklist({
      label: label('指标', 'Metric'),
      required: true,
      form: 'required',
      open: true,
      indexed: true,
      synonyms: ['指标名称', '经营指标'],
      options: [
        { key: 'purchases', label: label('采购额（万元）', 'Purchases (10,000 CNY)'), color: 'blue' },
        { key: 'output', label: label('产量', 'Output'), color: 'green' },
        { key: 'machines', label: label('在用设备（台）', 'Machines in use'), color: 'teal' },
        { key: 'stores', label: label('门店数', 'Stores'), color: 'amber' },
      ],
    }),
    grain: picklist({
      label: label('周期', 'Period length'),
      required: true,
      default: 'month',
      form: 'essential',
      synonyms: ['统计周期', '频率'],
      options: [
        { key: 'month', label: label('月', 'Month'), color: 'blue' },
        { key: 'quarter', label: label('季', 'Quarter'), color: 'teal' },
        { key: 'year', label: label('年', 'Year'), color: 'violet' },
      ],
    }),
    period: date({
      label: label('期间', 'Period'),
      required: true,
      form: 'required',
      indexed: true,
      help: label('填这一期里的任意一天，保存为第一天', 'Any day of it; its first one is kept'),
      synonyms: ['统计期间', '月份', '日期'],
    }),
    value: number({ label: label('数值', 'Value'), required: true, form: 'required', scale: 2, indexed: true, synonyms: ['值', '指标值'] }),
    note: text({ label: label('备注', 'Note'), max: 500 }),
  },
  list: { columns: ['account', 'metric', 'grain', 'period', 'value', 'updatedAt'], sort: [{ field: 'period', direction: 'desc' }] },
  page: {
    highlights: ['account', 'metric', 'period', 'value'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['account', 'metric', 'grain', 'period', 'value', 'note'] }],
  },
  access: { owned: false, default: 'private' },
});
