import { dueRemindersJob, purgeNotificationsJob } from './due.ts';

export { assignedSubscriber, noticeId } from './assigned.ts';
export { addFavourite, listKept, rememberRecent, removeFavourite } from './kept.ts';
export { type Notice, type NotificationView, notify } from './notify.ts';
export { notificationRoutes } from './routes.ts';

/** The jobs of this folder, for the platform's module. */
export const notificationJobs = [dueRemindersJob, purgeNotificationsJob];
