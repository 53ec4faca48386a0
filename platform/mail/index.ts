import { sendLetterJob } from './letters.ts';
import { sendNoticesJob } from './notices.ts';

export { mailInvitation, mailPasswordReset } from './accounts.ts';
export { mailAddress, mailErrors } from './address.ts';
export { sendNotices } from './notices.ts';
export { failureText } from './post.ts';
export { mailRoutes } from './routes.ts';
export { openSmtp } from './smtp.ts';

/** The jobs of this folder, for the platform's module. */
export const mailJobs = [sendNoticesJob, sendLetterJob];
