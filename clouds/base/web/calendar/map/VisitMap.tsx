import { EmptyState, ErrorState, Segmented, Skeleton, useFormat, useLabel } from '@huanke/platform/ui';
import { lengthText, type MapPlace, type MapRoute, PlaceMap } from '@huanke/platform/ui/map';
import { useState } from 'react';
import type { CalendarItem, VisitItem } from '../../../calendar/contract.ts';
import { fill } from '../texts.ts';
import { spans } from '../time.ts';
import { type CalendarState, useVisits } from '../use-calendar.ts';
import { amapHref, type Stop, type Way, waysOf, wholeLength } from './route.ts';
import { texts } from './texts.ts';
import './map.css';

interface Props {
  readonly state: CalendarState;
  readonly people: readonly { readonly id: string; readonly title: string }[];
  readonly onOpen: (item: CalendarItem) => void;
}

/** Where the visits of a day or week are, in which order, and how far apart. */
export function VisitMap({ state, people, onOpen }: Props) {
  const text = useLabel();
  const { data, error, refetch } = useVisits(state);
  const [chosen, setChosen] = useState<string | null>(null);
  const span = (
    <Segmented
      label={text(texts.span)}
      value={state.span}
      segments={spans.map((value) => ({ value, label: text(texts.spans[value]) }))}
      onChange={(value) => state.go({ span: value })}
    />
  );
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={8} />;
  const { ways, unplaced } = waysOf(data.items, state.zone);
  const choose = (key: string) => {
    setChosen(key);
    document.getElementById(`stop ${key}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="cal-map">
      <div className="cal-stops">
        <header>
          {span}
          <Total ways={ways} count={data.items.length} />
        </header>
        {data.items.length === 0 && <EmptyState icon="visit" title={text(texts.none)} text={text(texts.noneHint)} />}
        <ol className="ways" aria-label={text(texts.list)}>
          {ways.map((way, index) => (
            <WayList key={way.key} {...{ way, state, people, chosen, onOpen }} tone={index} many={ways.length > 1} />
          ))}
        </ol>
        {unplaced.length > 0 && <Unplaced visits={unplaced} onOpen={onOpen} />}
      </div>
      {ways.length > 0 && (
        <PlaceMap
          label={text(texts.label)}
          places={placesOf(ways, text(texts.untitled))}
          routes={routesOf(ways)}
          tiles={data.tiles}
          chosen={chosen}
          onChoose={choose}
        />
      )}
    </div>
  );
}

const placesOf = (ways: readonly Way[], untitled: string): MapPlace[] =>
  ways.flatMap(({ stops }, tone) =>
    stops.map(({ key, number, position, visit }) => ({ ...position, key, tone, sign: String(number), title: visit.subject || untitled })),
  );

const routesOf = (ways: readonly Way[]): MapRoute[] =>
  ways.map(({ key, stops }, tone) => ({ key, tone, stops: stops.map(({ position }) => position) }));

function Total({ ways, count }: { readonly ways: readonly Way[]; readonly count: number }) {
  const text = useLabel();
  const length = wholeLength(ways);
  if (count === 0) return null;
  const words =
    length > 0 ? fill(text(texts.total), { n: count, length: lengthText(length, text) }) : fill(text(texts.count), { n: count });
  return (
    <p className="note" role="status">
      {words}
    </p>
  );
}

interface WayProps extends Props {
  readonly way: Way;
  readonly chosen: string | null;
  readonly tone: number;
  readonly many: boolean;
}

function WayList({ way: { day, person, stops }, state, people, chosen, tone, many, onOpen }: WayProps) {
  const format = useFormat();
  const name = people.find(({ id }) => id === person)?.title;
  return (
    <li className={`map-tone t${tone % 8} way`}>
      {many && (
        <h2>
          <i aria-hidden="true" />
          {format.headingDate(`${day}T04:00:00Z`)}
          {name && person !== state.me ? ` · ${name}` : ''}
        </h2>
      )}
      <ol>
        {stops.map((stop) => (
          <StopLine key={stop.key} stop={stop} isChosen={stop.key === chosen} onOpen={onOpen} />
        ))}
      </ol>
    </li>
  );
}

function StopLine({ stop, isChosen, onOpen }: { readonly stop: Stop; readonly isChosen: boolean; readonly onOpen: Props['onOpen'] }) {
  const text = useLabel();
  const format = useFormat();
  const { visit, number, leg, position, key } = stop;
  const subject = visit.subject || text(texts.untitled);
  return (
    <li id={`stop ${key}`} className={isChosen ? 'on' : undefined}>
      <b>{number}</b>
      <div>
        <button type="button" className="what ell" onClick={() => onOpen(visit)}>
          {subject}
        </button>
        <p className="note">
          {visit.start && <time dateTime={visit.start}>{format.time(visit.start)}</time>} {visit.place}
        </p>
        <p className="note">
          {leg !== null && `${fill(text(texts.leg), { length: lengthText(leg, text) })} · `}
          <a
            href={amapHref(position, visit.place || subject)}
            target="_blank"
            rel="noreferrer"
            aria-label={fill(text(texts.amapOf), { subject })}
          >
            {text(texts.amap)}
          </a>
        </p>
      </div>
    </li>
  );
}

function Unplaced({ visits, onOpen }: { readonly visits: readonly VisitItem[]; readonly onOpen: Props['onOpen'] }) {
  const text = useLabel();
  const format = useFormat();
  return (
    <section className="unplaced" aria-label={text(texts.unplaced)}>
      <h2>
        {text(texts.unplaced)} · {visits.length}
      </h2>
      <p className="note">{text(texts.unplacedHint)}</p>
      <ul>
        {visits.map((visit) => (
          <li key={`${visit.id} ${visit.start}`}>
            <time className="note" dateTime={visit.start ?? undefined}>
              {visit.start && format.dateTime(visit.start)}
            </time>
            <button type="button" className="what ell" onClick={() => onOpen(visit)}>
              {visit.subject || text(texts.untitled)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
