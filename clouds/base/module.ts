import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { poolActions, poolHooks } from '@huanke/platform/pools';
import { completeActivity } from './actions/complete-activity.ts';
import { followUps } from './hooks/follow-ups.ts';
import { importFormats } from './import-formats/index.ts';
import { Account } from './objects/account.ts';
import { Activity } from './objects/activity.ts';
import { Contact } from './objects/contact.ts';
import { Product } from './objects/product.ts';

export default defineModule({
  name: 'base',
  label: label('客户与产品', 'Customers and products'),
  objects: [Account, Contact, Product, Activity],
  requires: ['pools'],
  actions: [completeActivity, ...poolActions('account')],
  hooks: [...poolHooks('account'), followUps],
  permissions: { manager: ['account.claim'], member: ['account.claim'] },
  importFormats,
  navigation: [
    { label: label('客户', 'Accounts'), icon: 'account', object: 'account' },
    { label: label('联系人', 'Contacts'), icon: 'contact', object: 'contact' },
    { label: label('产品', 'Products'), icon: 'product', object: 'product' },
    { label: label('跟进', 'Activities'), icon: 'activity', object: 'activity' },
  ],
});
