import { assignedSubscriber } from './assigned.ts';
import { dueRemindersJob, purgeNotificationsJob } from './due.ts';
import { followedSubscriber } from './followed.ts';
import { commentsSubscriber, namesSubscriber } from './spoken-to.ts';

export { noticeId } from './assigned.ts';
export { type Choice, choicesOf, mergeChoices } from './choices.ts';
export { followByItself } from './follow.ts';
export { tellFollowers } from './followed.ts';
export { addFavourite, listKept, rememberRecent, removeFavourite } from './kept.ts';
export { groupLabels, groupOf, type NoticeGroup, noticeGroups } from './kinds.ts';
export { headingOf, stillNews } from './news.ts';
export { type Notice, type NoticeRow, type NotificationView, notify, planSending, viewsOf } from './notify.ts';
export { type Delivery, type OutsideMessage, sendOutside, type Way } from './outside.ts';
export { notificationRoutes } from './routes.ts';
export { saveChoice } from './save-choice.ts';
export { contextOf, onlyVisible, whoSees } from './sight.ts';

/** The jobs of this folder, for the platform's module. */
export const notificationJobs = [dueRemindersJob, purgeNotificationsJob];

/** Who is told of what happens with records. */
export const notificationSubscribers = [assignedSubscriber, followedSubscriber, commentsSubscriber, namesSubscriber];
