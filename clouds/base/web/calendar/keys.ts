import { addDays, dayIn } from '@huanke/platform/ui/format';
import type { CalendarItem } from '../../calendar/contract.ts';
import { minutesOf, movedTo, STEP } from './time.ts';

interface Pressed {
  readonly key: string;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** What Alt and an arrow do to an event, the twin of dragging: quarters of an hour, days, with Shift its length. Null: nothing. */
export function keyMove(event: Pressed, item: CalendarItem, zone: string): { startAt: string; endAt: string | null } | null {
  if (!event.altKey || !item.editable || item.start === null) return null;
  const step = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
  const days = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const own = item.allDay ? item.timeZone : zone;
  const day = dayIn(item.start, own) ?? '';
  if (days) return movedTo(item, addDays(day, days), null, zone);
  if (!step || item.allDay) return null;
  if (!event.shiftKey) return movedTo(item, day, minutesOf(item.start, own) + step, zone);
  const length = item.end === null ? 0 : (Date.parse(item.end) - Date.parse(item.start)) / 60_000 + step;
  return length < STEP ? null : { startAt: item.start, endAt: new Date(Date.parse(item.start) + length * 60_000).toISOString() };
}
