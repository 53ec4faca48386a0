import { defineWebModule } from '../module.ts';

/** Work platforms (WeCom, DingTalk, Feishu): connections, and who is who there. */
export default defineWebModule({
  name: 'workApps',
  // after the settings' own pages
  order: 102,
  routes: [{ path: '/settings/work-apps', load: () => import('./WorkAppsPage.tsx').then((file) => file.WorkAppsPage) }],
  settings: [
    {
      key: 'workApps',
      group: 'company',
      order: 51,
      icon: 'message',
      to: '/settings/work-apps',
      label: { zh: '办公平台', en: 'Work platforms' },
      text: { zh: '企业微信、钉钉、飞书：登录、通知、人员对应', en: 'WeCom, DingTalk, Feishu: sign-in, notices, who is who' },
      permission: 'settings.manage',
      words:
        '办公平台 企业微信 企微 钉钉 飞书 扫码登录 通知 集成 bangong qiyeweixin qw dingding dd feishu fs wecom dingtalk lark work platform integration',
    },
  ],
});
