import { defineWebModule, paths } from '@huanke/platform/ui';

/** Objects every cloud works with: whom one sells to, what one sells, what was done. */
export default defineWebModule({
  name: 'base',
  order: 20,
  navigation: [
    {
      key: 'account',
      label: { zh: '客户', en: 'Accounts' },
      icon: 'account',
      to: paths.list('account'),
      object: 'account',
      order: 30,
      phone: true,
    },
    { key: 'contact', label: { zh: '联系人', en: 'Contacts' }, icon: 'contact', to: paths.list('contact'), object: 'contact', order: 40 },
    {
      key: 'activity',
      label: { zh: '跟进', en: 'Activities' },
      icon: 'activity',
      to: paths.list('activity'),
      object: 'activity',
      order: 60,
    },
    {
      key: 'calendar',
      label: { zh: '日程', en: 'Calendar' },
      icon: 'calendar',
      to: '/calendar',
      object: 'activity',
      order: 15,
    },
    { key: 'product', label: { zh: '产品', en: 'Products' }, icon: 'product', to: paths.list('product'), object: 'product', order: 80 },
  ],
  routes: [{ path: '/calendar', load: () => import('./calendar/CalendarPage.tsx').then((file) => file.CalendarPage) }],
  panels: [
    {
      id: 'visit-check-ins',
      object: 'activity',
      place: 'main',
      order: 10,
      label: { zh: '签到', en: 'Check-ins' },
      permission: 'checkIn.read',
      load: () => import('./calendar/CheckIns.tsx').then((file) => file.CheckIns),
    },
  ],
  commands: [
    {
      id: 'base.calendar',
      label: { zh: '打开日程', en: 'Open the calendar' },
      icon: 'calendar',
      permission: 'activity.read',
      words: '日程 日历 richeng rc calendar agenda',
      run: ({ go }) => go('/calendar'),
    },
  ],
  quickCreate: ['account', 'contact', 'activity', 'product'],
});
