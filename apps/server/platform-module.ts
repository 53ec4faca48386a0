import { administrationJobs } from '@huanke/platform/administration';
import { assignNew, rejectionSettingsKind } from '@huanke/platform/assignment';
import { auditJobs } from '@huanke/platform/audit';
import { calendarYearJob, workCalendarKind } from '@huanke/platform/calendar';
import { purgeCredentials } from '@huanke/platform/credentials';
import { duplicateJobs, matchRuleKind } from '@huanke/platform/duplicates';
import { purgeEventsJob } from '@huanke/platform/events';
import { purgeFilesJob } from '@huanke/platform/files';
import { handoverJobs } from '@huanke/platform/handover';
import { label } from '@huanke/platform/kernel';
import { layoutJobs } from '@huanke/platform/layouts';
import { mailJobs } from '@huanke/platform/mail';
import { layoutKind, optionSetKind, recordTypeIndexJob, recordTypeKind, slotIndexJob, validationKind } from '@huanke/platform/metadata';
import { defineModule } from '@huanke/platform/module';
import { notificationJobs, notificationSubscribers } from '@huanke/platform/notifications';
import { packageJobs } from '@huanke/platform/packages';
import { completenessPanel } from '@huanke/platform/panels';
import { printTemplateKind } from '@huanke/platform/print';
import { belongingsGo, platformBelongings, protectionJobs } from '@huanke/platform/protection';
import { pushJobs } from '@huanke/platform/push';
import { purgeRecycleBins } from '@huanke/platform/records';
import { checkRollupsJob } from '@huanke/platform/rollups';
import { sandboxJobs } from '@huanke/platform/sandboxes';
import { reindexJob } from '@huanke/platform/search';
import { sharingRuleKind } from '@huanke/platform/sharing';
import { newTagsSubscriber, replaceTagJob, tagByRulesJob, tagNightlyJob, tagRuleKind, tagSaved, tagsPanel } from '@huanke/platform/tags';
import { printsSubscriber } from '@huanke/platform/timeline';
import { transferJobs } from '@huanke/platform/transfer';
import { purgeDeliveries, webhookSubscriber } from '@huanke/platform/webhooks';
import { workAppJobs } from '@huanke/platform/work-apps';
import { demoJob } from './demo.ts';

/** Jobs and subscribers of the platform's own folders; it has no objects. */
export const platformModule = defineModule({
  name: 'platform',
  label: label('平台', 'Platform'),
  jobs: [
    slotIndexJob,
    recordTypeIndexJob,
    ...layoutJobs,
    ...administrationJobs,
    ...auditJobs,
    calendarYearJob,
    purgeFilesJob,
    purgeEventsJob,
    purgeCredentials,
    purgeDeliveries,
    purgeRecycleBins,
    checkRollupsJob,
    reindexJob,
    ...packageJobs,
    ...protectionJobs,
    ...handoverJobs,
    ...sandboxJobs,
    ...transferJobs,
    ...notificationJobs,
    ...mailJobs,
    ...pushJobs,
    ...workAppJobs,
    replaceTagJob,
    tagByRulesJob,
    tagNightlyJob,
    ...duplicateJobs,
    demoJob,
  ],
  hooks: [belongingsGo],
  belongings: platformBelongings,
  panels: [completenessPanel, tagsPanel],
  subscribers: [...notificationSubscribers, printsSubscriber, newTagsSubscriber, tagSaved, webhookSubscriber, assignNew],
  parts: [
    recordTypeKind,
    layoutKind,
    optionSetKind,
    validationKind,
    printTemplateKind,
    sharingRuleKind,
    matchRuleKind,
    workCalendarKind,
    tagRuleKind,
    rejectionSettingsKind,
  ],
});
