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
    { key: 'product', label: { zh: '产品', en: 'Products' }, icon: 'product', to: paths.list('product'), object: 'product', order: 80 },
  ],
  quickCreate: ['account', 'contact', 'activity', 'product'],
});
