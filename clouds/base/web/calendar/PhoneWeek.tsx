import { useFormat, useLabel } from '@huanke/platform/ui';
import { Agenda } from './Agenda.tsx';
import type { GridProps } from './grid.ts';
import { texts } from './texts.ts';
import { onDay } from './time.ts';

/** A week where seven columns have no room: its days as a strip, and what the chosen one holds as a list. */
export function PhoneWeek(props: GridProps) {
  const { state, items } = props;
  const text = useLabel();
  const format = useFormat();
  const weekday = new Intl.DateTimeFormat(format.language === 'en' ? 'en-GB' : 'zh-CN', { weekday: 'narrow', timeZone: 'UTC' });
  return (
    <>
      <nav className="cal-strip" aria-label={text(texts.week)}>
        {state.days.map((day) => {
          const count = items.filter((item) => onDay(item, day, state.zone)).length;
          const at = `${day}T12:00:00Z`;
          return (
            <button
              key={day}
              type="button"
              aria-label={[format.headingDate(at), count > 0 ? text(texts.items).replace('{n}', String(count)) : '']
                .filter(Boolean)
                .join('，')}
              aria-pressed={day === state.day}
              aria-current={day === state.today ? 'date' : undefined}
              onClick={() => state.go({ day })}
            >
              <span>{weekday.format(new Date(at))}</span>
              <b>{Number(day.slice(8))}</b>
              <i className={count > 0 ? 'on' : undefined} />
            </button>
          );
        })}
      </nav>
      <Agenda {...props} state={{ ...state, days: [state.day] }} />
    </>
  );
}
