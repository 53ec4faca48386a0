import { label } from '@huanke/platform/kernel';
import { boolean, defineObject, longText, picklist, text } from '@huanke/platform/module';

/** A text message as a service has approved it, word for word, and what fills its variables. */
export const SmsTemplate = defineObject({
  name: 'smsTemplate',
  label: label('短信模板', 'Text message template'),
  plural: label('短信模板', 'Text message templates'),
  icon: 'message',
  title: 'name',
  fields: {
    name: text({ label: label('模板名称', 'Name'), required: true, form: 'required', max: 100, search: 'name' }),
    provider: picklist({
      label: label('短信平台', 'Service'),
      required: true,
      form: 'required',
      options: [
        { key: 'aliyun', label: label('阿里云', 'Alibaba Cloud'), color: 'amber' },
        { key: 'tencent', label: label('腾讯云', 'Tencent Cloud'), color: 'blue' },
      ],
    }),
    code: text({
      label: label('模板编号', 'Template code'),
      required: true,
      form: 'required',
      max: 60,
      help: label('短信平台审核通过后的编号，例如 SMS_123456789、1234567', 'As the service calls it once approved: SMS_123456789, 1234567'),
    }),
    kind: picklist({
      label: label('类型', 'Kind'),
      required: true,
      form: 'required',
      default: 'notice',
      options: [
        { key: 'notice', label: label('通知', 'Notice'), color: 'blue' },
        { key: 'marketing', label: label('推广', 'Marketing'), color: 'plum' },
      ],
      help: label(
        '推广短信只发给同意接收的人，并且只在 8 点到 21 点发送',
        'Marketing goes only to who agreed to it, between 8:00 and 21:00',
      ),
    }),
    signature: text({
      label: label('短信签名', 'Signature'),
      form: 'essential',
      max: 20,
      help: label('不含【】；留空使用短信服务里设置的签名', 'Without 【】; empty: the one set for the service'),
    }),
    content: longText({
      label: label('内容', 'Text'),
      required: true,
      form: 'required',
      max: 480,
      help: label(
        '与审核通过的模板一字不差，不含签名。变量：阿里云写 ${name}，腾讯云写 {1}',
        'Word for word as approved, without the signature. Variables: ${name} (Alibaba Cloud) or {1} (Tencent Cloud)',
      ),
    }),
    fills: longText({
      label: label('变量取值', 'What fills the variables'),
      form: 'essential',
      max: 2000,
      help: label(
        '一行一个，例如 customer = {{name}}，可用 {{account.name}}、{{me.name}} 等；没有写的变量发送时填写',
        'One a line, such as customer = {{name}}; {{account.name}}, {{me.name}} and others may be used. The rest is asked for when sending',
      ),
    }),
    active: boolean({ label: label('启用', 'Active'), default: true, form: 'essential' }),
  },
  followUps: false,
  list: {
    columns: ['name', 'kind', 'provider', 'code', 'content', 'active', 'updatedAt'],
    sort: [{ field: 'name', direction: 'asc' }],
  },
  page: {
    highlights: ['kind', 'provider', 'active', 'owner'],
    sections: [
      {
        label: label('关键信息', 'Key facts'),
        fields: ['name', 'kind', 'provider', 'code', 'signature', 'content', 'fills', 'active', 'owner'],
      },
    ],
  },
  access: { owned: true, default: 'read' },
});
