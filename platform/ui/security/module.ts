import { defineWebModule } from '../module.ts';

/** Signing in: what administrators decide. One's own part is on 我的. */
export default defineWebModule({
  name: 'security',
  // after the settings' own pages
  order: 101,
  routes: [{ path: '/settings/sign-in', load: () => import('./SignInSettingsPage.tsx').then((file) => file.SignInSettingsPage) }],
  settings: [
    {
      key: 'signIn',
      group: 'company',
      order: 44,
      icon: 'lock',
      to: '/settings/sign-in',
      label: { zh: '登录设置', en: 'Sign-in' },
      text: { zh: '两步验证、单点登录、网络限制', en: 'Two-step sign-in, single sign-on, networks' },
      permission: 'settings.manage',
      words:
        '登录 安全 两步验证 双因素 单点登录 网络 白名单 IP denglu dl anquan liangbu dandian sso oidc saml totp 2fa mfa sign-in network whitelist security',
    },
  ],
});
