import { Icon, useFormat, useLabel } from '@huanke/platform/ui';
import type { CSSProperties, KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { CalendarItem } from '../../calendar/contract.ts';
import { texts } from './texts.ts';

/** Colours of layers: the first is one's own. */
export function layerOf(item: CalendarItem, me: string, layers: readonly string[]): number {
  if (item.owner?.id === me || item.attendees.includes(me)) return 0;
  const place = layers.findIndex((user) => item.owner?.id === user || item.attendees.includes(user));
  return place < 0 ? 0 : (place % 7) + 1;
}

/** What stands beside the subject in words, for who does not see the marks. */
function useWords(item: CalendarItem): string {
  const text = useLabel();
  return [
    item.status === 'done'
      ? text(texts.done)
      : item.status === 'cancelled'
        ? text(texts.cancelled)
        : item.overdue
          ? text(texts.overdue)
          : '',
    item.series ? text(texts.repeats) : '',
  ]
    .filter(Boolean)
    .join('，');
}

export interface ItemProps {
  readonly item: CalendarItem;
  readonly layer: number;
  readonly others: boolean;
  readonly onOpen: (item: CalendarItem) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly onPointerDown?: (event: PointerEvent) => void;
  readonly style?: CSSProperties;
  readonly className?: string;
  readonly children?: ReactNode;
}

/** One thing on the calendar: a button that opens it. */
export function Item({ item, layer, others, onOpen, onKeyDown, onPointerDown, style, className = '', children }: ItemProps) {
  const format = useFormat();
  const state = useWords(item);
  const time = item.start && !item.allDay ? format.time(item.start) : '';
  const until = time && item.end ? `–${format.time(item.end)}` : '';
  const who = others ? (item.owner?.title ?? '') : '';
  const name = [`${time}${until}`, item.subject, who, item.place ?? '', state].filter(Boolean).join(' ');
  const dimmed = item.status === 'done' || item.status === 'cancelled' ? ` ${item.status}` : '';
  return (
    <button
      type="button"
      className={`cal-item l${layer}${dimmed} ${className}`}
      style={style}
      aria-label={name}
      title={name}
      aria-keyshortcuts={item.editable && item.start ? 'Alt+ArrowDown' : undefined}
      onClick={() => onOpen(item)}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      {time && <time dateTime={item.start ?? undefined}>{time}</time>}
      {item.start === null && <Icon name={item.status === 'done' ? 'check' : 'flag'} size={14} />}
      <span className="ell">{item.subject}</span>
      {item.series && <Icon name="refresh" size={12} />}
      {item.overdue && <em>!</em>}
      {who && <small className="ell">{who}</small>}
      {children}
    </button>
  );
}
