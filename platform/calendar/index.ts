export { type CalendarDefinition, type OwnDay, readHours, type WorkSpan, workCalendarKind } from './definition.ts';
export { makeCalendar, type WorkingCalendar } from './engine.ts';
export { calendarYearJob } from './missing-year.ts';
export { calendarRoutes } from './routes.ts';
export { workingCalendar } from './working-calendar.ts';
