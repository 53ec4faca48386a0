import { label } from '@huanke/platform/kernel';
import { boolean, date, datetime, defineObject, longText, picklist, references, text } from '@huanke/platform/module';

/** What happened with a customer and what is to be done: one object, so that one timeline and one task list show it. */
export const Activity = defineObject({
  name: 'activity',
  label: label('跟进', 'Activity'),
  plural: label('跟进', 'Activities'),
  icon: 'activity',
  title: 'subject',
  searchable: true,
  fields: {
    type: picklist({
      label: label('类型', 'Type'),
      required: true,
      default: 'note',
      form: 'required',
      indexed: true,
      options: [
        { key: 'call', label: label('电话', 'Call'), color: 'green' },
        { key: 'visit', label: label('拜访', 'Visit'), color: 'violet' },
        { key: 'meeting', label: label('会议', 'Meeting'), color: 'blue' },
        { key: 'email', label: label('邮件', 'E-mail'), color: 'grey' },
        { key: 'message', label: label('微信', 'Message'), color: 'teal' },
        { key: 'demo', label: label('演示', 'Demo'), color: 'plum' },
        { key: 'task', label: label('任务', 'Task'), color: 'amber' },
        { key: 'note', label: label('备注', 'Note'), color: 'grey' },
      ],
    }),
    subject: text({ label: label('主题', 'Subject'), form: 'required', max: 200, search: 'text', synonyms: ['标题'] }),
    content: longText({ label: label('内容', 'Content'), form: 'essential', search: 'text', synonyms: ['跟进内容', '备注'] }),
    related: references(['*'], { label: label('关联记录', 'Related to'), form: 'essential' }),
    startAt: datetime({ label: label('开始时间', 'Starts at'), indexed: true }),
    endAt: datetime({ label: label('结束时间', 'Ends at') }),
    dueOn: date({ label: label('截止日期', 'Due on'), form: 'essential', indexed: true }),
    done: boolean({ label: label('已完成', 'Done'), default: false }),
  },
  list: {
    columns: ['subject', 'type', 'related', 'dueOn', 'done', 'owner', 'createdAt'],
    sort: [{ field: 'createdAt', direction: 'desc' }],
  },
  page: {
    highlights: ['type', 'dueOn', 'done', 'owner'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['subject', 'type', 'content', 'related', 'dueOn', 'done', 'startAt', 'endAt', 'owner'],
      },
    ],
  },
  access: { owned: true, default: 'private' },
});
