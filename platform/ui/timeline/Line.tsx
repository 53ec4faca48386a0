import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFormat } from '../data/session.ts';
import { paths } from '../links.ts';
import { Icon } from '../primitives/Icon.tsx';
import type { IconName } from '../primitives/icons.ts';
import type { TimelineItem } from './items.ts';

/** The frame of a line: sign, words, time. */
export function Line({
  icon,
  tone,
  system = false,
  at,
  children,
}: {
  readonly icon: IconName;
  readonly tone?: string;
  readonly system?: boolean;
  readonly at: string;
  readonly children: ReactNode;
}) {
  const format = useFormat();
  const days = format.daysUntil(at) ?? -9;
  const time = days === 0 || days === -1 ? format.time(at) : format.relative(at);
  return (
    <li className="ev">
      <span className={`ic${system ? ' sys' : ''}${tone ? ` ${tone}` : ''}`}>
        <Icon name={icon} size={system ? 12 : 16} />
      </span>
      <div className="b">{children}</div>
      <time dateTime={at} title={format.dateTime(at)}>
        {time}
      </time>
    </li>
  );
}

/** The child something happened with. */
export function Where({ item }: { readonly item: TimelineItem }) {
  if (!item.object || !item.record) return null;
  return (
    <>
      <i className="dot" />
      <Link to={paths.record(item.object, item.record.id)}>{String(item.record['title'] ?? '')}</Link>
    </>
  );
}
