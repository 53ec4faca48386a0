import { label } from '@huanke/platform/kernel';
import { attachment, boolean, datetime, defineObject, longText, picklist, references, text } from '@huanke/platform/module';

const kept = { readOnly: true, form: 'hidden', trackHistory: false } as const;

/** An e-mail with somebody the CRM knows: one record however many colleagues have it in their mailboxes. Its HTML lies in `email_body`. */
export const EmailMessage = defineObject({
  name: 'emailMessage',
  label: label('邮件', 'E-mail'),
  plural: label('邮件', 'E-mails'),
  icon: 'mail',
  title: 'subject',
  searchable: true,
  fields: {
    subject: text({ label: label('主题', 'Subject'), ...kept, max: 300, search: 'text' }),
    direction: picklist({
      label: label('方向', 'Direction'),
      ...kept,
      indexed: true,
      options: [
        { key: 'in', label: label('收到', 'Received'), color: 'teal' },
        { key: 'out', label: label('发出', 'Sent'), color: 'blue' },
      ],
    }),
    from: text({ label: label('发件人', 'From'), ...kept, max: 500, personal: true, search: 'text' }),
    to: longText({ label: label('收件人', 'To'), ...kept, max: 60_000, personal: true, search: 'text' }),
    cc: longText({ label: label('抄送', 'Cc'), ...kept, max: 60_000, personal: true }),
    sentAt: datetime({ label: label('时间', 'Sent at'), ...kept, indexed: true }),
    content: longText({ label: label('正文', 'Text'), ...kept, max: 100_000, search: 'text' }),
    attachments: attachment({ label: label('附件', 'Attachments'), ...kept }),
    related: references(['*'], { label: label('关联记录', 'Related to'), readOnly: true, form: 'hidden' }),
    owners: references(['user'], { label: label('持有人', 'Owners'), ...kept }),
    isPrivate: boolean({ label: label('仅自己可见', 'Private'), readOnly: true, form: 'hidden', default: false }),
    toConfirm: boolean({
      label: label('待确认关联', 'To be confirmed'),
      ...kept,
      default: false,
      indexed: true,
      help: label('有多条记录使用同一邮箱，请确认关联哪一条', 'Several records bear the address: say which is meant'),
    }),
    thread: text({ label: label('会话', 'Thread'), ...kept, max: 36, indexed: true }),
    messageId: text({ label: label('邮件标识', 'Message-ID'), ...kept, max: 900 }),
    answers: longText({ label: label('引用的邮件', 'References'), ...kept, max: 100_000 }),
  },
  without: ['create', 'update', 'delete', 'import'],
  list: {
    columns: ['subject', 'direction', 'from', 'to', 'related', 'sentAt', 'owner', 'toConfirm'],
    sort: [{ field: 'sentAt', direction: 'desc' }],
  },
  page: {
    highlights: ['direction', 'from', 'sentAt', 'owner'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['subject', 'from', 'to', 'cc', 'sentAt', 'related', 'owners', 'isPrivate', 'toConfirm'],
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
