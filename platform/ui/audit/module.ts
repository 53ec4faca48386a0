import { defineWebModule } from '../module.ts';

/** 审计日志: who did what that matters for security and data protection. */
export default defineWebModule({
  name: 'audit',
  routes: [{ path: '/settings/audit', load: () => import('./AuditPage.tsx').then((file) => file.AuditPage) }],
  settings: [
    {
      key: 'audit',
      group: 'company',
      order: 60,
      icon: 'shield',
      to: '/settings/audit',
      label: { zh: '审计日志', en: 'Audit log' },
      text: { zh: '登录、权限、导出等操作，只增不改', en: 'Sign-ins, rights, exports: only ever added to' },
      permission: 'audit.read',
      words: '审计 日志 登录 导出 权限 安全 合规 个人信息 shenji rizhi sjrz anquan audit log security compliance export sign-in',
    },
  ],
});
