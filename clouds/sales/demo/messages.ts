import { created, type DemoContact } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';

interface DemoTemplate {
  readonly key: string;
  readonly name: string;
  readonly code: string;
  readonly content: string;
  readonly fills: string;
}

const templates: readonly DemoTemplate[] = [
  {
    key: 'visit',
    name: '拜访确认',
    code: 'SMS_300000001',
    content: '尊敬的${customer}，我们将于${time}登门拜访，如需改期请与${seller}联系。',
    fills: 'customer = {{name}}\nseller = {{me.name}}',
  },
  {
    key: 'shipped',
    name: '发货通知',
    code: 'SMS_300000002',
    content: '尊敬的${customer}，贵司订购的${goods}已发货，预计${day}送达，请安排收货。',
    fills: 'customer = {{name}}',
  },
];

const signature = '华泵科技';

interface DemoMessage {
  readonly key: string;
  readonly template: string;
  /** Days before today, and the time. */
  readonly on: number;
  readonly at: string;
  readonly text: (name: string) => string;
  readonly status: 'delivered' | 'failed';
}

const messages: readonly DemoMessage[] = [
  {
    key: 'visit',
    template: 'visit',
    on: -10,
    at: '16:30',
    text: (name) => `尊敬的${name}，我们将于周四 14:00登门拜访，如需改期请与李娜联系。`,
    status: 'delivered',
  },
  {
    key: 'shipped-1',
    template: 'shipped',
    on: -4,
    at: '09:05',
    text: (name) => `尊敬的${name}，贵司订购的机械密封 12 套已发货，预计本周五送达，请安排收货。`,
    status: 'failed',
  },
  {
    key: 'shipped-2',
    template: 'shipped',
    on: -4,
    at: '11:40',
    text: (name) => `尊敬的${name}，贵司订购的机械密封 12 套已发货，预计本周五送达，请安排收货。`,
    status: 'delivered',
  },
];

/** Text messages of 李娜 to the customer she writes letters to (letters.ts); one did not arrive. */
export async function seedMessages(
  writer: StoryWriter,
  calendar: Calendar,
  cast: ReadonlyMap<string, string>,
  contacts: readonly DemoContact[],
): Promise<void> {
  const person = contacts.find(({ owner, account, email }) => owner === 'lina' && account !== 'hengrun' && email);
  const owner = cast.get('lina');
  if (!person || !owner) return;
  const written = calendar.past(-40, '10:00');
  await writer.save(
    'smsTemplate',
    templates.map(({ key, ...template }) =>
      created('smsTemplate', key, written, owner, { ...template, owner, provider: 'aliyun', kind: 'notice', active: true }),
    ),
  );
  const ids = await writer.ids('smsTemplate');
  const related = [
    { object: 'contact', id: (await writer.ids('contact')).get(person.key) ?? '' },
    { object: 'account', id: (await writer.ids('account')).get(person.account) ?? '' },
  ];
  await writer.save(
    'sentMessage',
    messages.map(({ key, template, on, at, text, status }) => {
      const sent = calendar.past(on, at);
      const content = `【${signature}】${text(person.name)}`;
      return created('sentMessage', key, sent, owner, {
        ...{
          subject: templates.find((one) => one.key === template)?.name ?? '',
          channel: 'sms',
          to: person.phone,
          content,
          template: ids.get(template) ?? null,
        },
        ...{ status, reason: status === 'failed' ? '运营商未送达（用户关机，MK:0005）' : null },
        ...{
          characters: content.length,
          segments: 1,
          sentAt: sent.toISOString(),
          settledAt: new Date(sent.getTime() + 6000).toISOString(),
        },
        ...{ related, owner, isPrivate: false },
      });
    }),
  );
}
