import { useFormat, useLabel } from '@huanke/platform/ui';
import type { GridProps } from './grid.ts';
import { Item } from './Item.tsx';
import { itemProps } from './item-props.ts';
import { fill, texts } from './texts.ts';
import { keyOf, onDay } from './time.ts';

/** More than these are told by their number. */
const SHOWN = 3;

/** Six weeks with the first things of each day; events are dragged from day to day. */
export function MonthGrid(props: GridProps) {
  const { state, items, pointer, onCreate } = props;
  const text = useLabel();
  const format = useFormat();
  const weekday = new Intl.DateTimeFormat(format.language === 'en' ? 'en-GB' : 'zh-CN', { weekday: 'short', timeZone: 'UTC' });
  return (
    <div className="cal-month">
      <div className="cal-weekdays" aria-hidden="true">
        {state.days.slice(0, 7).map((day) => (
          <span key={day}>{weekday.format(new Date(`${day}T12:00:00Z`))}</span>
        ))}
      </div>
      <div className="cal-weeks">
        {state.days.map((day) => {
          const here = items.filter((item) => onDay(item, day, state.zone));
          const classes = [
            'cal-cell',
            day === state.today && 'today',
            day.slice(0, 7) !== state.day.slice(0, 7) && 'other',
            pointer.drag?.day === day && 'over',
          ];
          return (
            <div key={day} className={classes.filter(Boolean).join(' ')} data-day={day}>
              <button
                type="button"
                className="cal-date"
                aria-label={format.headingDate(`${day}T12:00:00Z`)}
                onClick={() => state.go({ view: 'day', day })}
              >
                {Number(day.slice(8))}
              </button>
              {here.slice(0, here.length > SHOWN + 1 ? SHOWN : SHOWN + 1).map((item) => (
                <Item key={keyOf(item)} {...itemProps(props, item, { day, from: 1, until: 1 })} />
              ))}
              {here.length > SHOWN + 1 && (
                <button type="button" className="cal-more" onClick={() => state.go({ view: 'day', day })}>
                  {fill(text(texts.more), { n: here.length - SHOWN })}
                </button>
              )}
              <button
                type="button"
                tabIndex={-1}
                className="cal-add"
                aria-label={fill(text(texts.emptySlot), { at: day })}
                onClick={() => onCreate({ day, from: 9 * 60, until: 10 * 60, allDay: false })}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
