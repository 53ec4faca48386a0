import { label } from '@huanke/platform/kernel';
import { datetime, defineObject, longText, number, picklist, reference, text } from '@huanke/platform/module';

/**
 * Help that is asked for in a deal. Its owner is who is to do it; who asked and the owner of the deal share it. Due after so many working
 * hours (`hours` of the company's calendar); told once when that is over.
 */
export const CollabRequest = defineObject({
  name: 'collabRequest',
  label: label('协作请求', 'Request for help'),
  plural: label('协作请求', 'Requests for help'),
  icon: 'users',
  title: 'name',
  fields: {
    name: text({ label: label('主题', 'Subject'), required: true, form: 'required', max: 200, search: 'text' }),
    opportunity: reference('opportunity', { label: label('商机', 'Opportunity'), required: true, form: 'required', onDelete: 'cascade' }),
    type: picklist({
      label: label('类型', 'Type'),
      required: true,
      form: 'required',
      default: 'presales',
      indexed: true,
      options: [
        { key: 'presales', label: label('售前支持', 'Presales'), color: 'blue' },
        { key: 'visit', label: label('联合拜访', 'Joint visit'), color: 'violet' },
        { key: 'sample', label: label('样品', 'Sample'), color: 'teal' },
        { key: 'bid', label: label('投标', 'Bid'), color: 'amber' },
        { key: 'legal', label: label('法务', 'Legal'), color: 'grey' },
      ],
    }),
    status: picklist({
      label: label('状态', 'Status'),
      required: true,
      default: 'open',
      indexed: true,
      options: [
        { key: 'open', label: label('待处理', 'Open'), color: 'blue' },
        { key: 'doing', label: label('处理中', 'In progress'), color: 'amber' },
        { key: 'done', label: label('已完成', 'Done'), color: 'green' },
        { key: 'cancelled', label: label('已取消', 'Cancelled'), color: 'grey' },
      ],
    }),
    content: longText({ label: label('要求', 'What is needed'), form: 'essential' }),
    slaHours: number({
      label: label('时限（工时）', 'Time allowed (working hours)'),
      form: 'essential',
      scale: 1,
      min: 0,
      help: label('留空时按公司设置', 'Left empty: as the company says'),
    }),
    dueAt: datetime({ label: label('截止时间', 'Due at'), readOnly: true, indexed: true }),
    hours: number({ label: label('投入工时', 'Hours spent'), scale: 1, min: 0 }),
    doneAt: datetime({ label: label('完成时间', 'Done at'), readOnly: true }),
    breachedAt: datetime({ label: label('逾期时间', 'Overdue since'), readOnly: true, indexed: true, trackHistory: false }),
  },
  list: {
    columns: ['name', 'opportunity', 'type', 'status', 'dueAt', 'breachedAt', 'owner'],
    board: 'status',
    sort: [{ field: 'dueAt', direction: 'asc' }],
  },
  page: {
    highlights: ['opportunity', 'type', 'status', 'dueAt', 'owner'],
    sections: [
      { label: label('关键信息', 'Key facts'), fields: ['name', 'opportunity', 'type', 'status', 'content', 'slaHours', 'dueAt', 'owner'] },
      { label: label('完成', 'Outcome'), fields: ['hours', 'doneAt', 'breachedAt'] },
    ],
  },
  access: { owned: true, default: 'private', given: true },
});
