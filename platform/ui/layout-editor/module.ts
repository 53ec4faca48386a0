import { defineWebModule } from '../module.ts';

/** Layouts and record types in the settings of an object. */
export default defineWebModule({
  name: 'layout-editor',
  objectTabs: [
    {
      key: 'layouts',
      label: { zh: '布局', en: 'Layouts' },
      order: 20,
      load: () => import('./LayoutTab.tsx').then((file) => file.LayoutTab),
    },
    {
      key: 'recordTypes',
      label: { zh: '业务类型', en: 'Record types' },
      order: 30,
      load: () => import('./RecordTypesTab.tsx').then((file) => file.RecordTypesTab),
    },
  ],
});
