import { label } from '@huanke/platform/kernel';
import {
  boolean,
  date,
  datetime,
  defineObject,
  geolocation,
  longText,
  number,
  picklist,
  reference,
  references,
  text,
} from '@huanke/platform/module';

/** When and where it takes place, with whom, how often; written down also by who only logs what happened, then empty. */
const calendarFields = {
  allDay: boolean({ label: label('全天', 'All day') }),
  timeZone: text({
    label: label('时区', 'Time zone'),
    max: 60,
    help: label('重复的日程按此时区的当地时间；留空为公司时区', 'A series keeps its local time there; empty: the company’s'),
  }),
  attendees: references(['user', 'contact'], { label: label('参与人', 'Attendees') }),
  place: text({ label: label('地点', 'Place'), max: 200 }),
  position: geolocation({ label: label('位置', 'Position') }),
  result: longText({ label: label('结果', 'Result'), max: 4000, search: 'text' }),
  nextStep: text({ label: label('下一步', 'Next step'), max: 200 }),
  remindBefore: number({ label: label('提前提醒（分钟）', 'Remind before (minutes)'), min: 0, max: 40320 }),
  recurrence: text({
    label: label('重复', 'Repeats'),
    max: 500,
    help: label('RFC 5545 的重复规则，例如 FREQ=WEEKLY;BYDAY=MO', 'A rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO'),
  }),
  series: reference('activity', { label: label('所属重复日程', 'Series'), readOnly: true, form: 'hidden', onDelete: 'cascade' }),
  recurrenceId: datetime({ label: label('原定时间', 'Planned for'), readOnly: true, form: 'hidden' }),
  rdates: longText({ label: label('增加的时间', 'Added'), readOnly: true, form: 'hidden', trackHistory: false }),
  exdates: longText({ label: label('排除的时间', 'Left out'), readOnly: true, form: 'hidden', trackHistory: false }),
  seriesEnd: datetime({ label: label('重复结束', 'Series ends'), readOnly: true, form: 'hidden', indexed: true, trackHistory: false }),
  sequence: number({ label: label('修订号', 'Revision'), readOnly: true, form: 'hidden', trackHistory: false }),
  checkedInAt: datetime({
    label: label('签到时间', 'Checked in at'),
    readOnly: true,
    form: 'hidden',
    trackHistory: false,
    help: label('本人当天第一次签到', 'The first check-in by whose visit it is, on its day'),
  }),
  syncFlag: picklist({
    label: label('日历同步', 'Calendar sync'),
    form: 'hidden',
    indexed: true,
    trackHistory: false,
    help: label('与外部日历同步时需要您看一眼的情况；处理后可清空', 'What you should look at after synchronising; clear it when done'),
    options: [
      { key: 'conflict', label: label('两边都改过，已保留两份', 'Changed on both sides, both kept'), color: 'amber' },
      { key: 'deletedOutside', label: label('在外部日历中已删除', 'Deleted in the other calendar'), color: 'grey' },
    ],
  }),
  remindAt: datetime({ label: label('提醒时间', 'Reminder at'), readOnly: true, form: 'hidden', indexed: true, trackHistory: false }),
} as const;

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
    status: picklist({
      label: label('状态', 'Status'),
      form: 'more',
      indexed: true,
      trackHistory: false,
      options: [
        { key: 'open', label: label('待办', 'Open'), color: 'blue' },
        { key: 'doing', label: label('进行中', 'In progress'), color: 'amber' },
        { key: 'done', label: label('已完成', 'Done'), color: 'green' },
        { key: 'cancelled', label: label('已取消', 'Cancelled'), color: 'grey' },
      ],
    }),
    ...calendarFields,
  },
  // a follow-up has none of its own
  followUps: false,
  list: {
    columns: ['subject', 'type', 'related', 'dueOn', 'done', 'owner', 'createdAt'],
    sort: [{ field: 'createdAt', direction: 'desc' }],
  },
  page: {
    highlights: ['startAt', 'related', 'place', 'dueOn', 'type', 'done', 'owner'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['subject', 'type', 'content', 'related', 'dueOn', 'status', 'done', 'startAt', 'endAt', 'owner'],
      },
      {
        label: label('日程', 'Calendar'),
        fields: [
          'allDay',
          'timeZone',
          'attendees',
          'place',
          'position',
          'recurrence',
          'remindBefore',
          'series',
          'recurrenceId',
          'syncFlag',
        ],
      },
      { label: label('结果', 'Outcome'), fields: ['result', 'nextStep'] },
    ],
  },
  moment: 'startAt',
  access: { owned: true, default: 'private' },
});
