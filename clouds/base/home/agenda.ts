import { addDays, dayStartIn } from '@huanke/platform/kernel';
import { defineHomeSection, metaOf } from '@huanke/platform/module';
import type { CalendarItem } from '../calendar/contract.ts';
import { calendarOf } from '../calendar/window.ts';

export type AgendaItem = Pick<CalendarItem, 'id' | 'occurrence' | 'subject' | 'type' | 'status' | 'start' | 'end'>;

/** What has a time today on the caller's calendar, series expanded. */
export const agenda = defineHomeSection<{ readonly items: readonly AgendaItem[] }>({
  name: 'base.agenda',
  permission: 'activity.read',
  objects: ['activity'],
  async read(ctx, { today }) {
    const [from, until] = [dayStartIn(ctx.tenant.timeZone, today), dayStartIn(ctx.tenant.timeZone, addDays(today, 1))];
    const { items } = await calendarOf(ctx, metaOf(ctx, 'activity'), { from, until, people: [ctx.user.id] });
    const timed = items.filter(({ start, allDay, status }) => start !== null && !allDay && status !== 'cancelled');
    return {
      items: timed.map(({ id, occurrence, subject, type, status, start, end }) => ({ id, occurrence, subject, type, status, start, end })),
    };
  },
});
