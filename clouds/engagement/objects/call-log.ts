import { label } from '@huanke/platform/kernel';
import { boolean, datetime, defineObject, longText, number, picklist, references, text } from '@huanke/platform/module';

const kept = { readOnly: true, form: 'hidden', trackHistory: false } as const;

/** A call as the telephone system told of it. Its recording is a guarded file: who listens is written down. */
export const CallLog = defineObject({
  name: 'callLog',
  label: label('通话', 'Call'),
  plural: label('通话', 'Calls'),
  icon: 'phone',
  title: 'subject',
  searchable: true,
  fields: {
    subject: text({ label: label('主题', 'Subject'), ...kept, max: 200 }),
    direction: picklist({
      label: label('方向', 'Direction'),
      ...kept,
      indexed: true,
      options: [
        { key: 'in', label: label('呼入', 'Incoming'), color: 'teal' },
        { key: 'out', label: label('呼出', 'Outgoing'), color: 'blue' },
      ],
    }),
    outcome: picklist({
      label: label('结果', 'Outcome'),
      ...kept,
      indexed: true,
      options: [
        { key: 'answered', label: label('已接通', 'Answered'), color: 'green' },
        { key: 'missed', label: label('未接', 'Missed'), color: 'red' },
        { key: 'busy', label: label('占线', 'Busy'), color: 'amber' },
        { key: 'failed', label: label('失败', 'Failed'), color: 'grey' },
      ],
    }),
    from: text({ label: label('主叫号码', 'From'), ...kept, max: 60, personal: true, search: 'phone' }),
    to: text({ label: label('被叫号码', 'To'), ...kept, max: 60, personal: true, search: 'phone' }),
    startAt: datetime({ label: label('开始时间', 'Started at'), ...kept, indexed: true }),
    endAt: datetime({ label: label('结束时间', 'Ended at'), ...kept }),
    seconds: number({ label: label('时长（秒）', 'Duration (s)'), ...kept }),
    transcript: longText({ label: label('通话文字', 'Transcript'), ...kept, max: 100_000, search: 'text' }),
    hasRecording: boolean({ label: label('有录音', 'Recorded'), ...kept, default: false }),
    related: references(['*'], { label: label('关联记录', 'Related to'), readOnly: true, form: 'hidden' }),
    isPrivate: boolean({ label: label('仅自己可见', 'Private'), ...kept, default: false }),
    toConfirm: boolean({
      label: label('待确认关联', 'To be confirmed'),
      ...kept,
      default: false,
      indexed: true,
      help: label('有多条记录使用同一号码，请确认关联哪一条', 'Several records bear the number: say which is meant'),
    }),
    providerId: text({ label: label('电话系统的通话编号', 'Id of the telephone system'), ...kept, max: 200 }),
  },
  without: ['create', 'update', 'delete', 'import'],
  list: {
    columns: ['subject', 'direction', 'outcome', 'related', 'startAt', 'seconds', 'owner', 'toConfirm'],
    sort: [{ field: 'startAt', direction: 'desc' }],
  },
  page: {
    highlights: ['direction', 'outcome', 'seconds', 'owner'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['subject', 'from', 'to', 'startAt', 'endAt', 'seconds', 'outcome', 'related', 'transcript', 'hasRecording', 'toConfirm'],
      },
    ],
  },
  access: {
    owned: true,
    default: 'private',
    through: { field: 'related', objects: ['account', 'contact', 'lead', 'opportunity'] },
    closed: 'isPrivate',
  },
  moment: 'startAt',
});
