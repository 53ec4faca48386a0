import { defineWebModule, paths } from '@huanke/platform/ui';

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
  ],
  quickCreate: ['lead', 'opportunity'],
});
