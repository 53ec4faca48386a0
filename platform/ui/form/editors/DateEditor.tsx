import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { usePhone } from '../../primitives/media.ts';
import { Popover } from '../../primitives/Popover.tsx';
import { addDays, addMonths, instantOf, parseDay } from '../dates.ts';
import { Calendar } from './Calendar.tsx';
import { useControl, useEditing } from './editing.ts';
import type { EditorProps } from './types.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const STEPS: Readonly<Record<string, (day: string) => string>> = {
  ArrowDown: (day) => addDays(day, 7),
  ArrowUp: (day) => addDays(day, -7),
  ArrowRight: (day) => addDays(day, 1),
  ArrowLeft: (day) => addDays(day, -1),
  PageDown: (day) => addMonths(day, 1),
  PageUp: (day) => addMonths(day, -1),
};

interface DayInputProps {
  readonly props: EditorProps;
  readonly day: string | null;
  /** A chosen day, null when emptied, or a text that is no day. */
  readonly onDay: (day: string | null) => void;
  readonly onPicked: (day: string | null) => void;
  readonly editing: ReturnType<typeof useEditing>;
}

/** A day typed (`3-31`, `明天`, `周五`) or chosen in a calendar; on the phone the one of the system. */
function DayInput({ props, day, onDay, onPicked, editing }: DayInputProps) {
  const { t } = useTranslation('form');
  const phone = usePhone();
  const format = useFormat();
  const control = useControl(props);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const gridId = useId();
  const today = format.date(new Date());
  const [typed, setTyped] = useState<string | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  useEffect(() => {
    if (props.autoFocus) input.current?.select();
  }, [props.autoFocus]);

  if (phone)
    return (
      <input
        type="date"
        className="inp"
        {...control}
        // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
        autoFocus={props.autoFocus}
        value={day && DAY.test(day) ? day : ''}
        onChange={(event) => {
          editing.touch();
          onDay(event.target.value || null);
        }}
        onKeyDown={(event) => editing.onKey(event, () => event.currentTarget.value || null)}
      />
    );

  const open = cursor !== null;
  const start = day && DAY.test(day) ? day : today;
  const take = (text: string) => {
    const read = text.trim() === '' ? null : (parseDay(text, today) ?? text);
    onDay(read);
    return read;
  };
  const pick = (chosen: string) => {
    setTyped(null);
    setCursor(null);
    onDay(chosen);
    onPicked(chosen);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (event.key === 'ArrowDown' && !open) {
      event.preventDefault();
      setCursor(start);
    } else if (step && open && !(isSideways && typed !== null)) {
      event.preventDefault();
      setTyped(null);
      setCursor(step(cursor));
    } else if (event.key === 'Enter' && open && typed === null) {
      event.preventDefault();
      pick(cursor);
    } else if (event.key === 'Escape' && open && !props.onCancel) {
      event.preventDefault();
      setCursor(null);
    } else {
      if (event.key === 'Enter' && typed !== null) {
        const read = take(typed);
        setTyped(null);
        setCursor(null);
        if (props.onCommit) {
          event.preventDefault();
          editing.commit(read);
        }
        return;
      }
      editing.onKey(event, () => day);
    }
  };
  return (
    <div ref={box} className="inp date">
      <input
        ref={input}
        {...control}
        role="combobox"
        aria-haspopup="grid"
        aria-expanded={open}
        aria-controls={open ? gridId : undefined}
        aria-activedescendant={open && typed === null ? `${gridId}-${cursor}` : undefined}
        autoComplete="off"
        placeholder={t('dateHint')}
        // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
        autoFocus={props.autoFocus}
        value={typed ?? day ?? ''}
        onClick={() => setCursor(start)}
        onChange={(event) => {
          setTyped(event.target.value);
          const read = take(event.target.value);
          if (open && read && DAY.test(read)) setCursor(read);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (typed !== null) take(typed);
          setTyped(null);
          setCursor(null);
        }}
      />
      <Icon name="calendar" />
      {open && (
        <Popover anchor={box.current} onClose={() => setCursor(null)} label={t('chooseDate')} autoFocus={false}>
          <Calendar id={gridId} cursor={cursor} value={day} today={today} onMove={setCursor} onPick={pick} />
        </Popover>
      )}
    </div>
  );
}

/** date: `2026-03-31` */
export function DateEditor(props: EditorProps) {
  const editing = useEditing(props);
  const last = useRef<string | null | undefined>(undefined);
  const day = typeof props.value === 'string' ? props.value : null;
  const onDay = (next: string | null) => {
    editing.touch();
    last.current = next;
    props.onChange(next);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that focus has left the whole editor
    <div className="ed" onBlur={(event) => editing.onBlur(event, () => (last.current === undefined ? day : last.current))}>
      <DayInput props={props} day={day} onDay={onDay} onPicked={(chosen) => editing.commit(chosen)} editing={editing} />
    </div>
  );
}

/** datetime: a day and a time of the company's clock, kept as an instant. */
export function DateTimeEditor(props: EditorProps) {
  const { t } = useTranslation('form');
  const editing = useEditing(props);
  const format = useFormat();
  const last = useRef<unknown>(undefined);
  const isInstant = typeof props.value === 'string' && !Number.isNaN(Date.parse(props.value));
  const [day, setDay] = useState<string | null>(isInstant ? format.date(props.value as string) : null);
  const [time, setTime] = useState(isInstant ? format.time(props.value as string) : '09:00');
  const set = (nextDay: string | null, nextTime: string) => {
    editing.touch();
    setDay(nextDay);
    setTime(nextTime);
    const isReady = nextDay !== null && DAY.test(nextDay) && nextTime !== '';
    last.current = nextDay === null ? null : isReady ? instantOf(nextDay, nextTime, format.timeZone) : nextDay;
    props.onChange(last.current);
  };
  const current = () => (last.current === undefined ? props.value : last.current);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears that focus has left the whole editor
    <div className="ed two" onBlur={(event) => editing.onBlur(event, current)}>
      <DayInput
        props={{ ...props, onCommit: props.onCommit && (() => editing.commit(current())) }}
        day={day}
        onDay={(next) => set(next, time)}
        onPicked={() => undefined}
        editing={editing}
      />
      <input
        type="time"
        className="inp"
        aria-label={t('time')}
        value={time}
        onChange={(event) => set(day, event.target.value)}
        onKeyDown={(event) => editing.onKey(event, current)}
      />
    </div>
  );
}

/** time: `14:08` */
export function TimeEditor(props: EditorProps) {
  const control = useControl(props);
  const editing = useEditing(props);
  const input = useRef<HTMLInputElement>(null);
  const current = () => input.current?.value || null;
  return (
    <input
      ref={input}
      type="time"
      className="inp"
      {...control}
      // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
      autoFocus={props.autoFocus}
      value={typeof props.value === 'string' ? props.value.slice(0, 5) : ''}
      onChange={(event) => props.onChange(event.target.value || null)}
      onKeyDown={(event) => editing.onKey(event, current)}
      onBlur={(event) => editing.onBlur(event, current)}
    />
  );
}
