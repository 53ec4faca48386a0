import { addDays, dayIn, formatTime, instantOf, monthGrid, weekday } from '@huanke/platform/ui/format';
import type { CalendarItem } from '../../calendar/contract.ts';

export const views = ['day', 'week', 'month', 'agenda', 'map'] as const;
export type View = (typeof views)[number];

/** Starts and ends fall on quarters of an hour when something is dragged. */
export const STEP = 15;
export const DAY_MINUTES = 1440;

export const keyOf = (item: CalendarItem): string => `${item.id} ${item.start ?? item.dueOn ?? ''}`;

/** Of how much a map shows the visits. */
export const spans = ['day', 'week'] as const;
export type Span = (typeof spans)[number];

/** The days a view shows, from the one it stands at. Agendas look two weeks ahead. */
export function daysOf(view: View, day: string, { sunday, span }: { readonly sunday: boolean; readonly span: Span }): readonly string[] {
  if (view === 'day' || (view === 'map' && span === 'day')) return [day];
  if (view === 'month') return monthGrid(day, sunday).flat();
  const first = view === 'agenda' ? day : addDays(day, sunday ? -(weekday(day) % 7) : 1 - weekday(day));
  return Array.from({ length: view === 'agenda' ? 14 : 7 }, (_, index) => addDays(first, index));
}

export function windowOf(days: readonly string[], zone: string): { from: string; until: string } {
  return { from: instantOf(days[0] ?? '', '00:00', zone), until: instantOf(addDays(days.at(-1) ?? '', 1), '00:00', zone) };
}

/** Minutes since midnight on the clock of a zone. */
export function minutesOf(instant: string, zone: string): number {
  const [hours = 0, minutes = 0] = formatTime(instant, zone).split(':').map(Number);
  return hours * 60 + minutes;
}

const two = (value: number) => String(value).padStart(2, '0');
export const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** The moment some minutes after midnight of a day; minutes may lead to another day. */
export function momentOf(day: string, minutes: number, zone: string): string {
  const days = Math.floor(minutes / DAY_MINUTES);
  return instantOf(addDays(day, days), clockOf(minutes - days * DAY_MINUTES), zone);
}

/** First and last day on which something is shown. Whole days have their own zone, all else that of the company. */
export function daysOfItem(item: CalendarItem, zone: string): { first: string; last: string } {
  if (item.start === null) return { first: item.dueOn ?? '', last: item.dueOn ?? '' };
  const own = item.allDay ? item.timeZone : zone;
  const first = dayIn(item.start, own) ?? '';
  if (item.end === null || item.end <= item.start) return { first, last: first };
  // what ends at midnight is not on the day that begins then
  const last = dayIn(new Date(Date.parse(item.end) - 1), own) ?? first;
  return { first, last };
}

/** Whole days, tasks and what goes over a midnight lie above the hours. */
export function isTimed(item: CalendarItem, zone: string): boolean {
  const { first, last } = daysOfItem(item, zone);
  return item.start !== null && !item.allDay && first === last;
}

export const onDay = (item: CalendarItem, day: string, zone: string): boolean => {
  const { first, last } = daysOfItem(item, zone);
  return first <= day && day <= last;
};

export interface Block {
  readonly item: CalendarItem;
  /** Minutes since midnight. */
  readonly from: number;
  readonly until: number;
  /** Which of how many columns side by side. */
  readonly column: number;
  readonly columns: number;
}

/** So much room everything gets, however short it is. */
const LEAST = 30;

/** The timed things of a day side by side where they overlap, each as wide as its group allows. */
export function blocksOf(items: readonly CalendarItem[], day: string, zone: string): readonly Block[] {
  const placed = items
    .filter((item) => isTimed(item, zone) && onDay(item, day, zone))
    .map((item) => {
      const from = minutesOf(item.start ?? '', zone);
      const end = item.end ? minutesOf(item.end, zone) || DAY_MINUTES : from;
      return { item, from, until: Math.min(DAY_MINUTES, Math.max(end, from + LEAST)) };
    })
    .sort((a, b) => a.from - b.from || b.until - a.until || keyOf(a.item).localeCompare(keyOf(b.item)));
  const blocks: Block[] = [];
  let group: (typeof placed)[number][] = [];
  let ends = 0;
  const close = () => {
    const columns: number[] = [];
    const chosen = group.map((one) => {
      const free = columns.findIndex((until) => until <= one.from);
      const column = free < 0 ? columns.length : free;
      columns[column] = one.until;
      return { ...one, column };
    });
    blocks.push(...chosen.map((one) => ({ ...one, columns: columns.length })));
  };
  for (const one of placed) {
    if (group.length > 0 && one.from >= ends) {
      close();
      group = [];
      ends = 0;
    }
    group.push(one);
    ends = Math.max(ends, one.until);
  }
  close();
  return blocks;
}

/** A start and end moved by days and minutes on the clock; the length stays as it is. Whole days move on the clock of their own zone. */
export function movedTo(item: CalendarItem, day: string, minutes: number | null, zone: string): { startAt: string; endAt: string | null } {
  const own = item.allDay ? item.timeZone : zone;
  const start = item.start ?? '';
  const startAt = momentOf(day, minutes ?? minutesOf(start, own), own);
  if (item.end === null) return { startAt, endAt: null };
  const days = Math.round((Date.parse(`${dayIn(item.end, own)}T00:00Z`) - Date.parse(`${dayIn(start, own)}T00:00Z`)) / 86_400_000);
  const length = days * DAY_MINUTES + minutesOf(item.end, own) - minutesOf(start, own);
  return { startAt, endAt: momentOf(day, (minutes ?? minutesOf(start, own)) + length, own) };
}
