import { label } from '@huanke/platform/kernel';
import { boolean, datetime, defineObject, longText, number, phone, picklist, reference, references, text } from '@huanke/platform/module';

const kept = { readOnly: true, form: 'hidden', trackHistory: false } as const;

/** A text message that somebody of the company sent to a person. Who may not see numbers in full sees them masked here as well. */
export const SentMessage = defineObject({
  name: 'sentMessage',
  label: label('短信', 'Text message'),
  plural: label('短信', 'Text messages'),
  icon: 'message',
  title: 'subject',
  searchable: true,
  fields: {
    subject: text({ label: label('主题', 'Subject'), ...kept, max: 200 }),
    channel: picklist({
      label: label('渠道', 'Channel'),
      ...kept,
      options: [{ key: 'sms', label: label('短信', 'Text message'), color: 'blue' }],
    }),
    status: picklist({
      label: label('状态', 'Status'),
      ...kept,
      indexed: true,
      options: [
        { key: 'queued', label: label('待发送', 'Waiting'), color: 'grey' },
        { key: 'sent', label: label('已发出', 'Sent'), color: 'blue' },
        { key: 'delivered', label: label('已送达', 'Delivered'), color: 'green' },
        { key: 'failed', label: label('未送达', 'Not delivered'), color: 'red' },
        { key: 'unconfirmed', label: label('待核实', 'Unconfirmed'), color: 'amber' },
      ],
    }),
    reason: text({ label: label('未送达原因', 'Why not delivered'), ...kept, max: 300 }),
    to: phone({ label: label('接收号码', 'To'), ...kept, mask: 'phone', search: 'phone' }),
    content: longText({ label: label('内容', 'Text'), ...kept, max: 600, personal: true, search: 'text' }),
    template: reference('smsTemplate', { label: label('短信模板', 'Template'), ...kept, onDelete: 'clear' }),
    characters: number({ label: label('字数', 'Characters'), ...kept }),
    segments: number({
      label: label('计费条数', 'Segments'),
      ...kept,
      help: label('70 字以内 1 条，超过按每 67 字 1 条', 'One up to 70 characters, else one for every 67'),
    }),
    sentAt: datetime({ label: label('发送时间', 'Sent at'), ...kept, indexed: true }),
    settledAt: datetime({ label: label('回执时间', 'Receipt at'), ...kept }),
    related: references(['*'], { label: label('关联记录', 'Related to'), readOnly: true, form: 'hidden' }),
    isPrivate: boolean({ label: label('仅自己可见', 'Private'), ...kept, default: false }),
    providerId: text({ label: label('短信平台的流水号', 'Id of the service'), ...kept, max: 200 }),
  },
  without: ['create', 'update', 'delete', 'import'],
  followUps: false,
  list: {
    columns: ['subject', 'status', 'to', 'related', 'content', 'sentAt', 'segments', 'owner', 'reason'],
    sort: [{ field: 'sentAt', direction: 'desc' }],
  },
  page: {
    highlights: ['status', 'to', 'sentAt', 'owner'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['content', 'to', 'status', 'reason', 'sentAt', 'settledAt', 'characters', 'segments', 'template', 'related', 'providerId'],
      },
    ],
  },
  access: {
    owned: true,
    default: 'private',
    through: { field: 'related', objects: ['account', 'contact', 'lead', 'opportunity'] },
    closed: 'isPrivate',
  },
  moment: 'sentAt',
});
