export { aboutTable } from './about.ts';
export { printsSubscriber } from './prints.ts';
export { timelineRoutes } from './routes.ts';
export { recordTimeline } from './timeline.ts';
export { lastLinked, touchingObjects } from './touch.ts';
export { type TimelineItem, type TimelineKind, type TimelineRequest, timelineKinds } from './types.ts';
