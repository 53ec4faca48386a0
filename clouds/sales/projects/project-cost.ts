import { label } from '@huanke/platform/kernel';
import { currency, date, defineObject, longText, masterDetail, picklist, text } from '@huanke/platform/module';

/** A line of the budget, of what was spent, or of both. */
export const ProjectCost = defineObject({
  name: 'projectCost',
  label: label('项目费用', 'Cost line'),
  plural: label('项目费用', 'Cost lines'),
  icon: 'list',
  title: 'name',
  fields: {
    name: text({ label: label('费用名称', 'Name'), required: true, form: 'required', max: 200 }),
    project: masterDetail('project', { label: label('项目', 'Project'), required: true, indexed: true }),
    kind: picklist({
      label: label('类别', 'Kind'),
      form: 'essential',
      options: [
        { key: 'goods', label: label('设备材料', 'Goods') },
        { key: 'labour', label: label('人工', 'Labour') },
        { key: 'travel', label: label('差旅', 'Travel') },
        { key: 'outsourcing', label: label('外包', 'Outsourcing') },
        { key: 'other', label: label('其他', 'Other') },
      ],
    }),
    budget: currency({ label: label('预算', 'Budget'), form: 'essential', min: 0 }),
    cost: currency({ label: label('实际成本', 'Cost'), form: 'essential', min: 0 }),
    spentOn: date({ label: label('发生日期', 'Spent on'), form: 'essential' }),
    note: longText({ label: label('备注', 'Note') }),
  },
  list: {
    columns: ['name', 'project', 'kind', 'budget', 'cost', 'spentOn'],
    sort: [{ field: 'createdAt', direction: 'asc' }],
  },
  page: {
    highlights: ['project', 'kind', 'budget', 'cost'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['name', 'project', 'kind', 'budget', 'cost', 'spentOn', 'note'] }],
  },
  access: { owned: false, default: 'private' },
});
