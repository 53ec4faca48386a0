import { defineWebModule, paths } from '@huanke/platform/ui';
import { LeadBadge } from './LeadBadge.tsx';
import { zh } from './texts/zh.ts';

/** From the first lead to the signed deal. */
export default defineWebModule({
  name: 'sales',
  order: 10,
  app: { label: { zh: '销售云', en: 'Sales' }, order: 20 },
  navigation: [
    {
      key: 'lead',
      label: { zh: '线索', en: 'Leads' },
      icon: 'lead',
      to: paths.list('lead'),
      object: 'lead',
      order: 20,
      badge: LeadBadge,
    },
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
  panels: [
    {
      id: 'account-tiles',
      object: 'account',
      place: 'header',
      label: { zh: '客户概况', en: 'At a glance' },
      load: () => import('./account/AccountTiles.tsx').then((file) => file.AccountTiles),
    },
    {
      id: 'account-deals',
      object: 'account',
      place: 'main',
      order: 10,
      label: { zh: '在谈商机', en: 'Open deals' },
      permission: 'opportunity.read',
      load: () => import('./account/OpenDeals.tsx').then((file) => file.OpenDeals),
    },
  ],
  actionForms: [{ object: 'lead', action: 'convert', load: () => import('./convert/ConvertLead.tsx').then((file) => file.ConvertLead) }],
  home: [
    {
      id: 'sales.start',
      place: 'next',
      order: 1,
      permission: 'settings.manage',
      load: () => import('./home/Start.tsx').then((file) => file.Start),
    },
    {
      id: 'sales.day',
      place: 'next',
      order: 10,
      permission: 'opportunity.read',
      homes: ['seller'],
      load: () => import('./home/SellerDay.tsx').then((file) => file.SellerDay),
    },
    {
      id: 'sales.team',
      place: 'next',
      order: 10,
      permission: 'opportunity.read',
      homes: ['manager'],
      load: () => import('./home/TeamDay.tsx').then((file) => file.TeamDay),
    },
    {
      id: 'sales.figures',
      place: 'figures',
      order: 10,
      permission: 'opportunity.read',
      homes: ['seller'],
      load: () => import('./home/HomeFigures.tsx').then((file) => file.SellerFigures),
    },
    {
      id: 'sales.teamFigures',
      place: 'figures',
      order: 10,
      permission: 'opportunity.read',
      homes: ['manager'],
      load: () => import('./home/HomeFigures.tsx').then((file) => file.TeamFigures),
    },
    {
      id: 'sales.agenda',
      place: 'figures',
      order: 20,
      permission: 'activity.read',
      load: () => import('./home/Agenda.tsx').then((file) => file.Agenda),
    },
  ],
  texts: { zh, en: () => import('./texts/en.ts').then((file) => file.en) },
  quickCreate: ['lead', 'opportunity'],
});
