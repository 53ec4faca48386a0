import { defineWebModule } from '../module.ts';

/** 工作日历: when the company works. */
export default defineWebModule({
  name: 'calendar',
  routes: [{ path: '/settings/calendar', load: () => import('./CalendarPage.tsx').then((file) => file.CalendarPage) }],
  settings: [
    {
      key: 'calendar',
      group: 'company',
      order: 15,
      icon: 'calendar',
      to: '/settings/calendar',
      label: { zh: '工作日历', en: 'Working calendar' },
      text: { zh: '工作时间、节假日、调休、公司放假', en: 'Working hours, holidays and days off' },
      permission: 'metadata.manage',
      words: '工作日历 工作时间 上班 下班 节假日 放假 调休 补班 加班 gongzuorili gzrl jiejiari tiaoxiu calendar hours holiday workday',
    },
  ],
});
