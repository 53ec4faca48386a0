import { defineWebModule } from '../module.ts';

/** 为什么能看到: which role, share or rule gives somebody a record, and which fields of it they do not see. */
export default defineWebModule({
  name: 'access',
  routes: [{ path: '/settings/access', load: () => import('./AccessPage.tsx').then((file) => file.AccessPage) }],
  settings: [
    {
      key: 'access',
      group: 'company',
      order: 46,
      icon: 'eye',
      to: '/settings/access',
      label: { zh: '为什么能看到', en: 'Why can they see this?' },
      text: { zh: '选一个人和一条记录，看是哪条权限给的', en: 'Pick a person and a record: which right gives or denies it' },
      permission: 'users.manage',
      words: '为什么 看不到 看不见 能看到 权限 排查 诊断 数据权限 weishenme kanbudao kbd why access explain right',
    },
  ],
});
