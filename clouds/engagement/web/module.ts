import { defineWebModule, paths } from '@huanke/platform/ui';

const people = ['contact', 'lead', 'account', 'opportunity'];

/** Letters and calls: in the timelines of records, as lists, and the settings of both. */
export default defineWebModule({
  name: 'engagement',
  order: 25,
  navigation: [
    { key: 'email', label: { zh: '邮件', en: 'E-mails' }, icon: 'mail', to: paths.list('emailMessage'), object: 'emailMessage', order: 62 },
    { key: 'call', label: { zh: '通话', en: 'Calls' }, icon: 'phone', to: paths.list('callLog'), object: 'callLog', order: 64 },
    {
      key: 'emailTemplate',
      label: { zh: '邮件模板', en: 'E-mail templates' },
      icon: 'file',
      to: paths.list('emailTemplate'),
      object: 'emailTemplate',
      order: 90,
    },
  ],
  routes: [
    { path: '/settings/mailbox', load: () => import('./mailbox/MailboxPage.tsx').then((file) => file.MailboxPage) },
    { path: '/settings/mail-intake', load: () => import('./intake/IntakePage.tsx').then((file) => file.IntakePage) },
    { path: '/settings/telephony', load: () => import('./telephony/TelephonyPage.tsx').then((file) => file.TelephonyPage) },
  ],
  panels: [
    ...people.map((object) => ({
      id: `${object}-reach`,
      object,
      place: 'header' as const,
      order: 90,
      label: { zh: '联系', en: 'Get in touch' },
      permission: 'emailMessage.create',
      load: () => import('./mail/Reach.tsx').then((file) => file.Reach),
    })),
    {
      id: 'email-thread',
      object: 'emailMessage',
      place: 'main',
      order: 5,
      label: { zh: '会话', en: 'Thread' },
      load: () => import('./mail/ThreadPanel.tsx').then((file) => file.ThreadPanel),
    },
    {
      id: 'call-recording',
      object: 'callLog',
      place: 'main',
      order: 5,
      label: { zh: '录音与关联', en: 'Recording and relations' },
      load: () => import('./telephony/CallPanel.tsx').then((file) => file.CallPanel),
    },
  ],
  timeline: [
    { object: 'emailMessage', load: () => import('./mail/EmailLine.tsx').then((file) => file.EmailLine) },
    { object: 'callLog', load: () => import('./telephony/CallLine.tsx').then((file) => file.CallLine) },
  ],
  settings: [
    {
      key: 'mailbox',
      group: 'me',
      order: 30,
      icon: 'mail',
      to: '/settings/mailbox',
      label: { zh: '我的邮箱', en: 'My mailbox' },
      text: { zh: '连接邮箱，与客户的往来自动进入时间线', en: 'Connect your mailbox; letters with customers appear by themselves' },
      permission: 'emailMessage.create',
      words: '邮箱 邮件 收件 发件 签名 黑名单 草稿 IMAP SMTP youxiang yx youjian mailbox email signature blocklist draft',
    },
    {
      key: 'mailIntake',
      group: 'company',
      order: 65,
      icon: 'mail',
      to: '/settings/mail-intake',
      label: { zh: '邮件接入', en: 'E-mail intake' },
      text: { zh: '用 Microsoft 365、Google 登录邮箱，密送邮箱', en: 'Sign-in with Microsoft 365 or Google, drop mailbox' },
      permission: 'settings.manage',
      words: '邮件 邮箱 登录 授权 微软 谷歌 密送 转发 抄送 bcc drop youjian yj oauth microsoft google exchange outlook gmail sign-in',
    },
    {
      key: 'telephony',
      group: 'company',
      order: 70,
      icon: 'phone',
      to: '/settings/telephony',
      label: { zh: '电话系统', en: 'Telephony' },
      text: { zh: '接入呼叫中心，通话自动记录', en: 'Connect a telephone system; calls log themselves' },
      permission: 'settings.manage',
      words: '电话 呼叫中心 通话 弹屏 外呼 dianhua dh telephony call pbx',
    },
  ],
});
