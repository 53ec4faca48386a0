import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { confirmCall, confirmEmail } from './actions/confirm.ts';
import { removeEmail, setPrivateEmail } from './actions/letters.ts';
import { sendSmsToContact, sendSmsToLead } from './actions/send-sms.ts';
import { recordingGone } from './calls/recording-gone.ts';
import { callsFollowUp, lettersFollowUp } from './hooks/follow-ups.ts';
import { ownersSee } from './hooks/owners-see.ts';
import { templatesFit } from './hooks/templates-fit.ts';
import { dropRecordingsJob } from './jobs/drop-recordings.ts';
import { readDropJob, readDropsJob } from './jobs/read-drop.ts';
import { readMailboxesJob, readMailboxJob } from './jobs/read-mailboxes.ts';
import { copySentJob } from './mail/sent-copy.ts';
import { sendMessageJob } from './messages/dispatch.ts';
import { CallLog } from './objects/call-log.ts';
import { EmailMessage } from './objects/email-message.ts';
import { EmailTemplate } from './objects/email-template.ts';
import { SentMessage } from './objects/sent-message.ts';
import { SmsTemplate } from './objects/sms-template.ts';
import { callRoutes } from './routes/calls.ts';
import { emailRoutes } from './routes/emails.ts';
import { messageRoutes } from './routes/messages.ts';
import { callSettingsKind, smsSettingsKind } from './settings.ts';

export default defineModule({
  name: 'engagement',
  label: label('邮件、通话与短信', 'E-mail, calls and messages'),
  requires: ['base'],
  enhances: ['sales'],
  objects: [EmailMessage, EmailTemplate, CallLog, SentMessage, SmsTemplate],
  actions: [confirmEmail, setPrivateEmail, removeEmail, confirmCall, sendSmsToContact, sendSmsToLead],
  hooks: [ownersSee, lettersFollowUp, callsFollowUp, templatesFit],
  subscribers: [recordingGone],
  jobs: [readMailboxJob, readMailboxesJob, dropRecordingsJob, copySentJob, readDropJob, readDropsJob, sendMessageJob],
  routes: [emailRoutes, callRoutes, messageRoutes],
  parts: [callSettingsKind, smsSettingsKind],
  navigation: [
    { label: label('邮件', 'E-mails'), icon: 'mail', object: 'emailMessage' },
    { label: label('通话', 'Calls'), icon: 'phone', object: 'callLog' },
    { label: label('短信', 'Text messages'), icon: 'message', object: 'sentMessage' },
  ],
});
