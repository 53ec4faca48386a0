import { defineWebModule } from '../module.ts';

/** Validation rules in the settings of an object. */
export default defineWebModule({
  name: 'formula',
  objectTabs: [
    {
      key: 'validation',
      label: { zh: '校验', en: 'Validation' },
      order: 50,
      load: () => import('./ValidationTab.tsx').then((file) => file.ValidationTab),
    },
  ],
});
