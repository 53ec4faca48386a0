import { label } from '@huanke/platform/kernel';
import { boolean, defineObject, longText, text } from '@huanke/platform/module';

/** A letter written beforehand, with places like {{contact.name}} that are filled when it is used. */
export const EmailTemplate = defineObject({
  name: 'emailTemplate',
  label: label('邮件模板', 'E-mail template'),
  plural: label('邮件模板', 'E-mail templates'),
  icon: 'mail',
  title: 'name',
  fields: {
    name: text({ label: label('模板名称', 'Name'), required: true, form: 'required', max: 100, search: 'name' }),
    subject: text({ label: label('主题', 'Subject'), form: 'required', max: 200 }),
    content: longText({
      label: label('正文', 'Text'),
      form: 'required',
      max: 20_000,
      help: label(
        '可用 {{name}}、{{account.name}} 等字段，{{me.name}} 为发件人姓名',
        'Fields such as {{name}} or {{account.name}} are filled in; {{me.name}} is the sender',
      ),
    }),
    active: boolean({ label: label('启用', 'Active'), default: true, form: 'essential' }),
  },
  followUps: false,
  list: { columns: ['name', 'subject', 'active', 'owner', 'updatedAt'], sort: [{ field: 'name', direction: 'asc' }] },
  page: {
    highlights: ['active', 'owner'],
    sections: [{ label: label('关键信息', 'Key facts'), fields: ['name', 'subject', 'content', 'active', 'owner'] }],
  },
  access: { owned: true, default: 'read' },
});
