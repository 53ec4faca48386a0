import { type Context, partsOf } from '../module/index.ts';
import { type CalendarDefinition, calendarPart, legalDays, shippedCalendar } from './definition.ts';
import { makeCalendar, type WorkingCalendar } from './engine.ts';

/** The calendar the company has set, else the shipped one: Monday to Friday from 9 to 18 and China's legal days. */
export function calendarDefinition(ctx: Pick<Context, 'meta'>): CalendarDefinition {
  return partsOf<CalendarDefinition>(ctx.meta, calendarPart.kind)[0]?.definition ?? shippedCalendar;
}

const made = new WeakMap<CalendarDefinition, Map<string, WorkingCalendar>>();

/**
 * Working time of the company in its zone:
 * `const calendar = await workingCalendar(ctx); const due = calendar.add(ctx.clock.now(), 30)`.
 */
export async function workingCalendar(ctx: Pick<Context, 'meta' | 'tenant'>): Promise<WorkingCalendar> {
  const definition = calendarDefinition(ctx);
  const zone = ctx.tenant.timeZone;
  const byZone = made.get(definition) ?? new Map<string, WorkingCalendar>();
  made.set(definition, byZone);
  const calendar = byZone.get(zone) ?? makeCalendar(definition, { zone, legal: legalDays(definition) });
  byZone.set(zone, calendar);
  return calendar;
}
