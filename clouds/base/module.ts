import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { poolActions, poolHooks } from '@huanke/platform/pools';
import { completeActivity } from './actions/complete-activity.ts';
import { changeEvent, removeEvent } from './actions/edit-event.ts';
import { calendarSettingsKind } from './calendar/settings.ts';
import { activityCompleted } from './hooks/activity-completed.ts';
import { activityStatus } from './hooks/activity-status.ts';
import { attendeesSee } from './hooks/attendees.ts';
import { checkInVerdict } from './hooks/check-in.ts';
import { eventTime } from './hooks/event-time.ts';
import { followUps } from './hooks/follow-ups.ts';
import { importFormats } from './import-formats/index.ts';
import { fillStatusJob } from './jobs/fill-status.ts';
import { remindEvents } from './jobs/remind-events.ts';
import { Account } from './objects/account.ts';
import { Activity } from './objects/activity.ts';
import { CheckIn } from './objects/check-in.ts';
import { Contact } from './objects/contact.ts';
import { Product } from './objects/product.ts';
import { activityRoutes } from './routes/activities.ts';
import { calendarFeedRoutes } from './routes/calendar-feed.ts';

export default defineModule({
  name: 'base',
  label: label('客户与产品', 'Customers and products'),
  objects: [Account, Contact, Product, Activity, CheckIn],
  requires: ['pools'],
  actions: [completeActivity, changeEvent, removeEvent, ...poolActions('account')],
  hooks: [...poolHooks('account'), activityStatus, eventTime, attendeesSee, followUps, activityCompleted, checkInVerdict],
  jobs: [remindEvents, fillStatusJob],
  routes: [activityRoutes, calendarFeedRoutes],
  parts: [calendarSettingsKind],
  permissions: { manager: ['account.claim', 'checkIn.create'], member: ['account.claim', 'checkIn.create'] },
  importFormats,
  navigation: [
    { label: label('客户', 'Accounts'), icon: 'account', object: 'account' },
    { label: label('联系人', 'Contacts'), icon: 'contact', object: 'contact' },
    { label: label('产品', 'Products'), icon: 'product', object: 'product' },
    { label: label('跟进', 'Activities'), icon: 'activity', object: 'activity' },
  ],
});
