import { defineWebModule } from '../module.ts';

/** 配置变更记录: who changed what in the configuration. */
export default defineWebModule({
  name: 'changes',
  routes: [{ path: '/settings/changes', load: () => import('./ChangesPage.tsx').then((file) => file.ChangesPage) }],
  settings: [
    {
      key: 'changes',
      group: 'data',
      order: 80,
      icon: 'clock',
      to: '/settings/changes',
      label: { zh: '配置变更记录', en: 'Configuration history' },
      text: { zh: '谁在什么时候改了什么配置，可撤销', en: 'Who changed which setting when, with undo' },
      permission: 'metadata.manage',
      words: '配置 变更 记录 历史 撤销 审计 日志 peizhi bgjl biangeng lishi chexiao history audit log undo change',
    },
  ],
});
