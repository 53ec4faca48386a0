export { changesIn, deleteResource, getResource, type KnownState, multiget, multigetSize, putResource } from './collection.ts';
export { type Dav, openDav } from './dav.ts';
export { type CalendarState, calendarAt, discoverCalendars } from './discover.ts';
export { DavError, davFailure } from './failure.ts';
export type { DavAccess, DavCalendar, DavChanges, DavResource } from './types.ts';
