import { label } from '@huanke/platform/kernel';
import { defineModule } from '@huanke/platform/module';
import { confirmCall, confirmEmail } from './actions/confirm.ts';
import { removeEmail, setPrivateEmail } from './actions/letters.ts';
import { recordingGone } from './calls/recording-gone.ts';
import { callsFollowUp, lettersFollowUp } from './hooks/follow-ups.ts';
import { ownersSee } from './hooks/owners-see.ts';
import { dropRecordingsJob } from './jobs/drop-recordings.ts';
import { readDropJob, readDropsJob } from './jobs/read-drop.ts';
import { readMailboxesJob, readMailboxJob } from './jobs/read-mailboxes.ts';
import { copySentJob } from './mail/sent-copy.ts';
import { CallLog } from './objects/call-log.ts';
import { EmailMessage } from './objects/email-message.ts';
import { EmailTemplate } from './objects/email-template.ts';
import { callRoutes } from './routes/calls.ts';
import { emailRoutes } from './routes/emails.ts';
import { callSettingsKind } from './settings.ts';

export default defineModule({
  name: 'engagement',
  label: label('邮件与通话', 'E-mail and calls'),
  requires: ['base'],
  enhances: ['sales'],
  objects: [EmailMessage, EmailTemplate, CallLog],
  actions: [confirmEmail, setPrivateEmail, removeEmail, confirmCall],
  hooks: [ownersSee, lettersFollowUp, callsFollowUp],
  subscribers: [recordingGone],
  jobs: [readMailboxJob, readMailboxesJob, dropRecordingsJob, copySentJob, readDropJob, readDropsJob],
  routes: [emailRoutes, callRoutes],
  parts: [callSettingsKind],
  navigation: [
    { label: label('邮件', 'E-mails'), icon: 'mail', object: 'emailMessage' },
    { label: label('通话', 'Calls'), icon: 'phone', object: 'callLog' },
  ],
});
