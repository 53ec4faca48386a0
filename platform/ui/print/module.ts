import { defineWebModule } from '../module.ts';

/** 打印模板 in the settings of an object. Printing itself is on the page of a record. */
export default defineWebModule({
  name: 'print',
  objectTabs: [
    {
      key: 'print',
      label: { zh: '打印模板', en: 'Print templates' },
      order: 60,
      load: () => import('./PrintTab.tsx').then((file) => file.PrintTab),
    },
  ],
});
