import { defineWebModule, paths } from '@huanke/platform/ui';
import { zh } from './texts/zh.ts';

/** From the first lead to the signed deal. */
export default defineWebModule({
  name: 'sales',
  order: 10,
  app: { label: { zh: '销售云', en: 'Sales' }, order: 20 },
  navigation: [
    { key: 'lead', label: { zh: '线索', en: 'Leads' }, icon: 'lead', to: paths.list('lead'), object: 'lead', order: 20 },
    {
      key: 'opportunity',
      label: { zh: '商机', en: 'Opportunities' },
      icon: 'opportunity',
      to: paths.list('opportunity'),
      object: 'opportunity',
      order: 50,
      phone: true,
    },
    {
      key: 'dashboard',
      label: { zh: '仪表盘', en: 'Dashboard' },
      icon: 'chart',
      to: '/dashboard',
      object: 'opportunity',
      order: 70,
      apps: ['sales'],
    },
  ],
  routes: [{ path: '/dashboard', load: () => import('./dashboard/DashboardPage.tsx').then((file) => file.DashboardPage) }],
  texts: { zh, en: () => import('./texts/en.ts').then((file) => file.en) },
  quickCreate: ['lead', 'opportunity'],
});
