import {
  Button,
  EmptyState,
  ErrorState,
  fieldOf,
  IconButton,
  listLink,
  PhoneHead,
  paths,
  type RecordData,
  type Reference,
  Skeleton,
  Tag,
  toneOf,
  useFormat,
  useLabel,
  useObject,
  usePageTitle,
  usePhone,
  useRecordQuery,
} from '@huanke/platform/ui';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { monthAfter, monthDays } from './month.ts';
import { texts } from './texts.ts';
import './bidding.css';

/** 投标日历: the deadlines of a month, as a strip of days and as a list. */
export function CalendarPage() {
  const text = useLabel();
  const format = useFormat();
  const phone = usePhone();
  const thisMonth = format.date(new Date()).slice(0, 7);
  const [month, setMonth] = useState(thisMonth);
  usePageTitle(text(texts.calendar));
  const days = monthDays(month);
  const filter = { field: 'deadlineAt', op: 'between', value: [days[0] ?? '', days.at(-1) ?? ''] } as const;
  const { data, error, refetch } = useRecordQuery('tender', {
    fields: ['name', 'buyer', 'status', 'deadlineAt', 'owner'],
    filter,
    sort: [{ field: 'deadlineAt', direction: 'asc' }],
    limit: 200,
  });
  const tenders = data?.pages[0]?.records ?? [];
  const byDay = Map.groupBy(tenders, (tender) => format.date(String(tender['deadlineAt'])));
  return (
    <div className="tender-calendar">
      {phone ? <PhoneHead title={text(texts.calendar)} /> : <h1>{text(texts.calendar)}</h1>}
      <p className="note">{text(texts.calendarText)}</p>
      <div className="months">
        <IconButton icon="left" label={text(texts.before)} onClick={() => setMonth(monthAfter(month, -1))} />
        <b aria-live="polite">{month}</b>
        <IconButton icon="right" label={text(texts.after)} onClick={() => setMonth(monthAfter(month, 1))} />
        {month !== thisMonth && (
          <Button kind="link" onClick={() => setMonth(thisMonth)}>
            {text(texts.thisMonth)}
          </Button>
        )}
        <span className="sp" />
        <Link {...listLink('tender', { filter })}>{text(texts.openList)}</Link>
      </div>
      <Strip days={days} today={format.date(new Date())} counts={byDay} />
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton lines={6} />
      ) : tenders.length === 0 ? (
        <EmptyState icon="calendar" title={text(texts.none)} />
      ) : (
        [...byDay].map(([day, list]) => (
          <section key={day} id={`day-${day}`} className="day">
            <h2>{format.headingDate(`${day}T12:00:00Z`)}</h2>
            <ul>
              {list.map((tender) => (
                <Deadline key={tender.id} tender={tender} />
              ))}
            </ul>
          </section>
        ))
      )}
    </div>
  );
}

function Strip({
  days,
  today,
  counts,
}: {
  readonly days: readonly string[];
  readonly today: string;
  readonly counts: ReadonlyMap<string, readonly unknown[]>;
}) {
  const text = useLabel();
  return (
    <ol className="strip" aria-label={text(texts.calendar)}>
      {days.map((day) => {
        const n = counts.get(day)?.length ?? 0;
        const number = Number(day.slice(8));
        return (
          <li key={day} className={day === today ? 'today' : undefined} aria-current={day === today ? 'date' : undefined}>
            {n > 0 ? (
              <a href={`#day-${day}`} aria-label={`${day} ${text(texts.count).replace('{n}', String(n))}`}>
                {number}
                <i>{n}</i>
              </a>
            ) : (
              <span>{number}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Deadline({ tender }: { readonly tender: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const status = fieldOf(useObject('tender').data, 'status')?.options?.find(({ key }) => key === tender['status']);
  const reference = (name: string) => (tender[name] as Reference | null)?.title ?? '--';
  return (
    <li>
      <time dateTime={String(tender['deadlineAt'])}>{format.time(String(tender['deadlineAt']))}</time>
      <Link to={paths.record('tender', tender.id)} className="ell">
        {String(tender['name'] ?? '')}
      </Link>
      {status && (
        <Tag small tone={toneOf(status.color)}>
          {text(status.label)}
        </Tag>
      )}
      <span className="note ell">
        {reference('buyer')} · {reference('owner')}
      </span>
    </li>
  );
}
