export { createEventBus, type EventBus, type LiveMessage, type Push } from './bus.ts';
export { createDeliverer, type Deliverer, startDelivery } from './deliver.ts';
export { type EventItem, eventItems, visibleEvents } from './items.ts';
export {
  beginning,
  formatPosition,
  hasMore,
  isAfter,
  type OutboxEvent,
  type Position,
  parsePosition,
  readEvents,
  settledPosition,
} from './outbox.ts';
export { purgeEventsJob } from './purge.ts';
export { liveRoutes } from './routes.ts';
export { createSight, type Sighted } from './visible.ts';
