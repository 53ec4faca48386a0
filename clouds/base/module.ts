import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { poolActions, poolHooks } from '@huanke/platform/pools';
import { checkIn } from './actions/check-in.ts';
import { completeActivity } from './actions/complete-activity.ts';
import { changeEvent, removeEvent } from './actions/edit-event.ts';
import { leaveCompany } from './actions/leave-company.ts';
import { saveBilling } from './actions/save-billing.ts';
import { firstAddress, mainAddress } from './addresses/main.ts';
import { calendarBelongings } from './calendar/belongings.ts';
import { calendarSettingsKind } from './calendar/settings.ts';
import { agenda } from './home/agenda.ts';
import { accountLevel, accountTurns } from './hooks/account-level.ts';
import { accountRelationOnce } from './hooks/account-relation.ts';
import { activityCompleted } from './hooks/activity-completed.ts';
import { activityStatus } from './hooks/activity-status.ts';
import { attendeesSee } from './hooks/attendees.ts';
import { checkedIn, checkInVerdict } from './hooks/check-in.ts';
import { contactMoved, positionOnce, positionPrimary } from './hooks/contact-links.ts';
import { contactRelationSound } from './hooks/contact-relation.ts';
import { contactsAlong } from './hooks/contacts-along.ts';
import { eventTime } from './hooks/event-time.ts';
import { followUps } from './hooks/follow-ups.ts';
import { importFormats } from './import-formats/index.ts';
import { fillStatusJob } from './jobs/fill-status.ts';
import { linkContactsJob } from './jobs/link-contacts.ts';
import { remindEvents } from './jobs/remind-events.ts';
import { syncCalendarJob, syncCalendarsJob } from './jobs/sync-calendars.ts';
import { accountMetricOnce } from './metrics/once.ts';
import { Account } from './objects/account.ts';
import { AccountAddress } from './objects/account-address.ts';
import { AccountMetric } from './objects/account-metric.ts';
import { AccountRelation } from './objects/account-relation.ts';
import { Activity } from './objects/activity.ts';
import { BillingProfile } from './objects/billing-profile.ts';
import { CheckIn } from './objects/check-in.ts';
import { Contact } from './objects/contact.ts';
import { ContactAccount } from './objects/contact-account.ts';
import { ContactRelation } from './objects/contact-relation.ts';
import { ExchangeRate } from './objects/exchange-rate.ts';
import { Product } from './objects/product.ts';
import { accountNext } from './page/next.ts';
import { accountTiles } from './page/tiles.ts';
import { playbookGate } from './playbooks/gate.ts';
import { playbookKind } from './playbooks/playbook.ts';
import { playbookRoutes } from './playbooks/routes.ts';
import { rateGuard } from './rates/guard.ts';
import { activityRoutes } from './routes/activities.ts';
import { calendarAccountRoutes } from './routes/calendar-account.ts';
import { calendarFeedRoutes } from './routes/calendar-feed.ts';
import { rollupRoutes } from './routes/rollup.ts';
import { accountSettingsKind } from './settings.ts';
import { contactMade } from './subscribers/contact-made.ts';

/** Lists of a customer or contact: who may change that one keeps them. */
const onRecords = ['accountAddress', 'accountMetric', 'accountRelation', 'contactAccount', 'contactRelation'].flatMap((object) => [
  `${object}.create`,
  `${object}.edit`,
  `${object}.delete`,
]);

export default defineModule({
  name: 'base',
  label: label('客户与产品', 'Customers and products'),
  objects: [
    Account,
    AccountAddress,
    AccountMetric,
    AccountRelation,
    BillingProfile,
    Contact,
    ContactAccount,
    ContactRelation,
    Product,
    ExchangeRate,
    Activity,
    CheckIn,
  ],
  requires: ['pools'],
  actions: [checkIn, completeActivity, changeEvent, removeEvent, ...poolActions('account'), saveBilling, leaveCompany],
  hooks: [
    ...poolHooks('account'),
    activityStatus,
    eventTime,
    attendeesSee,
    followUps,
    activityCompleted,
    checkInVerdict,
    checkedIn,
    accountLevel,
    accountTurns,
    accountRelationOnce,
    accountMetricOnce,
    firstAddress,
    mainAddress,
    contactsAlong,
    contactMoved,
    positionOnce,
    positionPrimary,
    contactRelationSound,
    rateGuard,
    playbookGate,
  ],
  subscribers: [contactMade],
  jobs: [remindEvents, fillStatusJob, linkContactsJob, syncCalendarsJob, syncCalendarJob],
  tiles: accountTiles,
  nextActions: accountNext,
  home: [agenda],
  routes: [activityRoutes, calendarFeedRoutes, calendarAccountRoutes, rollupRoutes, playbookRoutes],
  parts: [calendarSettingsKind, accountSettingsKind, playbookKind],
  permissions: {
    manager: ['account.claim', 'checkIn.create', ...onRecords],
    member: ['account.claim', 'checkIn.create', ...onRecords],
  },
  importFormats,
  belongings: calendarBelongings,
  navigation: [
    { label: label('客户', 'Accounts'), icon: 'account', object: 'account' },
    { label: label('联系人', 'Contacts'), icon: 'contact', object: 'contact' },
    { label: label('产品', 'Products'), icon: 'product', object: 'product' },
    { label: label('跟进', 'Activities'), icon: 'activity', object: 'activity' },
  ],
});
