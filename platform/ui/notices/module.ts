import { defineWebModule } from '../module.ts';

/** The bell: what one is told of, and work that goes on in the background; how one wants to be told. */
export default defineWebModule({
  name: 'notices',
  slots: { bell: () => import('./Bell.tsx').then((file) => file.Bell) },
  routes: [
    { path: '/notices', load: () => import('./NoticesPage.tsx').then((file) => file.NoticesPage) },
    { path: '/settings/notifications', load: () => import('./settings/ChoicePage.tsx').then((file) => file.ChoicePage) },
    { path: '/settings/mail', load: () => import('./settings/MailPage.tsx').then((file) => file.MailPage) },
  ],
  settings: [
    {
      key: 'mail',
      group: 'company',
      order: 50,
      icon: 'mail',
      to: '/settings/mail',
      label: { zh: '邮件与通知', en: 'E-mail and notices' },
      text: { zh: '发信服务器、公司默认的通知方式', en: 'The mail server, and how people are told by default' },
      permission: 'settings.manage',
      words: '邮件 发信 服务器 通知 默认 smtp youjian yj tongzhi tz mail e-mail server notice default',
    },
    {
      key: 'notifications',
      group: 'me',
      order: 20,
      icon: 'bell',
      to: '/settings/notifications',
      label: { zh: '通知设置', en: 'Notices' },
      text: { zh: '哪些事通知我、免打扰、邮件汇总、自动关注', en: 'What I am told of, quiet hours, digests, following' },
      words: '通知 提醒 免打扰 汇总 关注 邮件 tongzhi tz tixing guanzhu notice quiet digest follow e-mail',
    },
  ],
});
