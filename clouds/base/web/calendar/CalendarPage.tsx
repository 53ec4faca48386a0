import {
  Button,
  ErrorState,
  Icon,
  IconButton,
  Lazy,
  PhoneHead,
  Segmented,
  Skeleton,
  useCan,
  useFormat,
  useLabel,
  usePageTitle,
  usePhone,
} from '@huanke/platform/ui';
import { useState } from 'react';
import type { CalendarItem } from '../../calendar/contract.ts';
import { Agenda } from './Agenda.tsx';
import type { Draft } from './grid.ts';
import { HourGrid } from './HourGrid.tsx';
import { Layers } from './Layers.tsx';
import { MonthGrid } from './MonthGrid.tsx';
import { PhoneWeek } from './PhoneWeek.tsx';
import { ScopeDialog } from './ScopeDialog.tsx';
import { texts } from './texts.ts';
import { momentOf, movedTo, type View, views } from './time.ts';
import { type CalendarState, useCalendarState, useItems, usePeople } from './use-calendar.ts';
import { useEdit } from './use-edit.ts';
import { type Drag, usePointer } from './use-pointer.ts';
import './calendar.css';

const loadDrawer = () => import('./EventDrawer.tsx').then((file) => file.EventDrawer);
const loadMap = () => import('./map/VisitMap.tsx').then((file) => file.VisitMap);
const loadFeed = () => import('./FeedDialog.tsx').then((file) => file.FeedDialog);

const labels: Readonly<Record<View, (typeof texts)[keyof typeof texts]>> = {
  day: texts.day,
  week: texts.week,
  month: texts.month,
  agenda: texts.agenda,
  map: texts.map,
};

/** `2026 年 3 月`, with the day where only one is shown. */
function Heading({ state: { view, day, days } }: { readonly state: CalendarState }) {
  const { language } = useFormat();
  const parts: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
    ...(days.length === 1 ? { day: 'numeric', weekday: 'short' } : {}),
  };
  const shown = view === 'month' ? day : (days[Math.floor(days.length / 2)] ?? day);
  const at = new Date(`${days.length === 1 ? day : shown}T12:00:00Z`);
  return <b aria-live="polite">{new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', parts).format(at)}</b>;
}

/** 日程: what is planned, by day, week, month or as a list; one's own and, by rights, colleagues'. */
export function CalendarPage() {
  const text = useLabel();
  const phone = usePhone();
  const can = useCan();
  const state = useCalendarState();
  const { data, error, refetch } = useItems(state);
  const people = usePeople().data?.items;
  const edit = useEdit((user) => people?.find(({ id }) => id === user)?.title);
  const [open, setOpen] = useState<CalendarItem | Draft | null>(null);
  const [feed, setFeed] = useState(false);
  usePageTitle(text(texts.calendar));
  const create = (draft: Draft) => can('activity.create') && setOpen(draft);
  const drop = ({ kind, item, day, from, until, dayOnly }: Drag) => {
    if (kind === 'new') create({ day, from, until, allDay: false });
    else if (item?.start && kind === 'resize') void edit.move(item, { startAt: item.start, endAt: momentOf(day, until, state.zone) });
    else if (item) void edit.move(item, movedTo(item, day, item.allDay || dayOnly ? null : from, state.zone));
  };
  const pointer = usePointer(drop);
  const grid = { state, items: data?.items ?? [], edit, pointer, onOpen: setOpen, onCreate: create };
  const Hours = phone && state.view === 'week' ? PhoneWeek : HourGrid;
  const Grid = state.view === 'month' ? MonthGrid : state.view === 'agenda' ? Agenda : Hours;
  return (
    <div className="calpage">
      {phone ? <PhoneHead title={text(texts.calendar)} /> : <h1>{text(texts.calendar)}</h1>}
      <div className="cal-bar">
        <Button onClick={() => state.go({ day: undefined })}>{text(texts.today)}</Button>
        <IconButton icon="left" label={text(texts.before)} onClick={() => state.step(-1)} />
        <IconButton icon="right" label={text(texts.after)} onClick={() => state.step(1)} />
        <Heading state={state} />
        <span className="grow" />
        <Segmented
          label={text(texts.view)}
          value={state.view}
          segments={views.map((value) => ({ value, label: text(labels[value]) }))}
          onChange={(view) => state.go({ view })}
        />
        <Layers state={state} />
        <Button icon="link" onClick={() => setFeed(true)}>
          {text(texts.subscribe)}
        </Button>
        {can('activity.create') && (
          <Button kind="primary" icon="plus" onClick={() => create({ day: state.day, from: 9 * 60, until: 10 * 60, allDay: false })}>
            {text(texts.create)}
          </Button>
        )}
      </div>
      {data?.truncated && (
        <p className="alert warn" role="status">
          <Icon name="warn" />
          <span>{text(texts.truncated)}</span>
        </p>
      )}
      {state.view === 'map' ? (
        <Lazy load={loadMap} props={{ state, people: people ?? [], onOpen: setOpen }} />
      ) : error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Grid {...grid} />
      ) : (
        <Skeleton lines={8} />
      )}
      {state.view !== 'agenda' && state.view !== 'map' && !phone && <p className="note cal-keys">{text(texts.keys)}</p>}
      {open && <Lazy load={loadDrawer} props={{ of: open, edit, zone: state.zone, onClose: () => setOpen(null) }} />}
      {feed && <Lazy load={loadFeed} props={{ onClose: () => setFeed(false) }} />}
      {edit.question && <ScopeDialog question={edit.question} />}
    </div>
  );
}
