import { created, type DemoContact, mailOf, people } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';

interface DemoLetter {
  readonly key: string;
  readonly direction: 'in' | 'out';
  readonly subject: string;
  /** Days before today, and the time. */
  readonly on: number;
  readonly at: string;
  readonly content: string;
}

/** One exchange, the last letter under another subject: the thread holds it all the same. */
const letters: readonly DemoLetter[] = [
  {
    key: 'ask',
    direction: 'in',
    subject: '请提供年度备件报价',
    on: -12,
    at: '09:20',
    content: '李经理，您好：\n\n请按附表提供机械密封和轴承的年度报价，供货期请控制在 15 天以内。',
  },
  {
    key: 'offer',
    direction: 'out',
    subject: '回复：请提供年度备件报价',
    on: -12,
    at: '15:05',
    content: '您好：\n\n年度报价已整理好，机械密封 12 套、轴承 40 套，供货期 10 天，价格全年锁定。如需调整数量请告知。\n\n李娜',
  },
  {
    key: 'accept',
    direction: 'in',
    subject: '确认采购数量',
    on: -11,
    at: '10:40',
    content: '李经理：\n\n数量没有问题，请按此准备合同，下周我们安排盖章。',
  },
];

type Cast = ReadonlyMap<string, string>;

/** Letters and a call of 李娜 with one of her customers, away from those the pictures show. */
export async function seedLetters(writer: StoryWriter, calendar: Calendar, cast: Cast, contacts: readonly DemoContact[]): Promise<void> {
  const person = contacts.find(({ owner, account, email }) => owner === 'lina' && account !== 'hengrun' && email);
  const [lina, owner] = [people.find(({ key }) => key === 'lina'), cast.get('lina')];
  if (!person?.email || !lina || !owner) return;
  const related = [
    { object: 'contact', id: (await writer.ids('contact')).get(person.key) ?? '' },
    { object: 'account', id: (await writer.ids('account')).get(person.account) ?? '' },
  ];
  const [theirs, ours] = [`${person.name} <${person.email}>`, `${lina.name} <${mailOf(lina)}>`];
  const common = { related, owner, toConfirm: false, isPrivate: false };
  await writer.save(
    'emailMessage',
    letters.map(({ key, direction, subject, on, at, content }) => {
      const sent = calendar.past(on, at);
      const [from, to] = direction === 'in' ? [theirs, ours] : [ours, theirs];
      const thread = { thread: 'demo-spare-parts', messageId: `${key}@demo.huanke.local`, owners: [{ object: 'user', id: owner }] };
      const said = { subject, direction, from, to, sentAt: sent.toISOString(), content };
      return created('emailMessage', key, sent, owner, { ...common, ...thread, ...said });
    }),
  );
  const called = calendar.past(-9, '14:10');
  await writer.save('callLog', [
    created('callLog', 'call-1', called, owner, {
      ...common,
      subject: `呼出 ${person.phone}`,
      direction: 'out',
      outcome: 'answered',
      from: '0571-88888888',
      to: person.phone,
      startAt: called.toISOString(),
      endAt: new Date(called.getTime() + 245_000).toISOString(),
      seconds: 245,
    }),
  ]);
}
