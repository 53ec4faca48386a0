import type { EventRecord } from '../module/index.ts';
import type { Webhook } from './types.ts';

/** Whether a webhook asks for an event. */
export function wants(
  { events, objects }: Pick<Webhook, 'events' | 'objects'>,
  { event, object }: Pick<EventRecord, 'event' | 'object'>,
): boolean {
  if (objects.length > 0 && !objects.includes(object)) return false;
  const ending = `*${event.slice(event.indexOf('.'))}`;
  return events.some((name) => name === '*' || name === event || name === ending);
}

/** `lead.converted`, `*.created`, `*`. */
export const isEventName = (text: string): boolean => /^(\*|(\*|[a-z][A-Za-z0-9_]{0,60})\.[a-z][A-Za-z0-9]{0,40})$/.test(text);
