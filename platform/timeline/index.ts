export { timelineRoutes } from './routes.ts';
export { recordTimeline, type TimelineItem, type TimelineKind, type TimelineRequest, timelineKinds } from './timeline.ts';
