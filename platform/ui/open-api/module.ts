import { defineWebModule } from '../module.ts';

/** 开放接口: keys of programs and webhooks. */
export default defineWebModule({
  name: 'openApi',
  routes: [{ path: '/settings/api', load: () => import('./OpenApiPage.tsx').then((file) => file.OpenApiPage) }],
  settings: [
    {
      key: 'api',
      group: 'data',
      order: 85,
      icon: 'link',
      to: '/settings/api',
      label: { zh: '开放接口', en: 'API and webhooks' },
      text: { zh: 'Webhook、应用、令牌、调用次数上限', en: 'Webhooks, apps, tokens, limits' },
      permission: 'api.manage',
      words: '开放 接口 令牌 密钥 应用 集成 对接 推送 回调 kaifang jiekou lingpai duijie api token oauth webhook integration',
    },
  ],
});
