import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { poolActions, poolHooks } from '@huanke/platform/pools';
import { completeActivity } from './actions/complete-activity.ts';
import { leaveCompany } from './actions/leave-company.ts';
import { saveBilling } from './actions/save-billing.ts';
import { accountLevel, accountTurns } from './hooks/account-level.ts';
import { accountRelationOnce } from './hooks/account-relation.ts';
import { contactMoved, positionOnce, positionPrimary } from './hooks/contact-links.ts';
import { contactRelationSound } from './hooks/contact-relation.ts';
import { followUps } from './hooks/follow-ups.ts';
import { importFormats } from './import-formats/index.ts';
import { linkContactsJob } from './jobs/link-contacts.ts';
import { Account } from './objects/account.ts';
import { AccountRelation } from './objects/account-relation.ts';
import { Activity } from './objects/activity.ts';
import { BillingProfile } from './objects/billing-profile.ts';
import { Contact } from './objects/contact.ts';
import { ContactAccount } from './objects/contact-account.ts';
import { ContactRelation } from './objects/contact-relation.ts';
import { Product } from './objects/product.ts';
import { rollupRoutes } from './routes/rollup.ts';
import { accountSettingsKind } from './settings.ts';
import { contactMade } from './subscribers/contact-made.ts';

/** Lists of a customer or contact: who may change that one keeps them. */
const onRecords = ['accountRelation', 'contactAccount', 'contactRelation'].flatMap((object) => [
  `${object}.create`,
  `${object}.edit`,
  `${object}.delete`,
]);

export default defineModule({
  name: 'base',
  label: label('客户与产品', 'Customers and products'),
  objects: [Account, AccountRelation, BillingProfile, Contact, ContactAccount, ContactRelation, Product, Activity],
  requires: ['pools'],
  actions: [completeActivity, ...poolActions('account'), saveBilling, leaveCompany],
  hooks: [
    ...poolHooks('account'),
    followUps,
    accountLevel,
    accountTurns,
    accountRelationOnce,
    contactMoved,
    positionOnce,
    positionPrimary,
    contactRelationSound,
  ],
  subscribers: [contactMade],
  jobs: [linkContactsJob],
  routes: [rollupRoutes],
  parts: [accountSettingsKind],
  permissions: { manager: ['account.claim', ...onRecords], member: ['account.claim', ...onRecords] },
  importFormats,
  navigation: [
    { label: label('客户', 'Accounts'), icon: 'account', object: 'account' },
    { label: label('联系人', 'Contacts'), icon: 'contact', object: 'contact' },
    { label: label('产品', 'Products'), icon: 'product', object: 'product' },
    { label: label('跟进', 'Activities'), icon: 'activity', object: 'activity' },
  ],
});
