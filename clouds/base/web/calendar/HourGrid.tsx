import { ScrollBox, useFormat, useLabel } from '@huanke/platform/ui';
import { useEffect, useRef } from 'react';
import { DayColumn } from './DayColumn.tsx';
import { DayHead } from './DayHead.tsx';
import type { GridProps } from './grid.ts';
import { Item } from './Item.tsx';
import { itemProps } from './item-props.ts';
import { texts } from './texts.ts';
import { clockOf, isTimed, keyOf, onDay } from './time.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** What is in view at first. */
const MORNING = 8;

/** A day or a week by hours; whole days, tasks and what goes over a midnight lie above. */
export function HourGrid(props: GridProps) {
  const { state, items, onCreate } = props;
  const text = useLabel();
  const format = useFormat();
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    const box = scroller.current;
    // the hour's figure stands above its line
    if (box) box.scrollTop = (box.scrollHeight / 24) * MORNING - 14;
  }, []);
  const columns = { gridTemplateColumns: `56px repeat(${state.days.length}, minmax(0, 1fr))` };
  return (
    <div className="cal-hours">
      <div className="cal-heads" style={columns}>
        <span className="cal-corner note">{text(texts.allDay)}</span>
        {state.days.map((day) => (
          <div key={day} className="cal-top" data-day={day}>
            <DayHead day={day} today={state.today} onPick={() => state.go({ view: 'day', day })} />
            {items
              .filter((item) => !isTimed(item, state.zone) && onDay(item, day, state.zone))
              .map((item) => (
                <Item key={keyOf(item)} {...itemProps(props, item, { day, from: 0, until: 0 })} />
              ))}
            <button
              type="button"
              className="cal-add"
              aria-label={`${format.headingDate(`${day}T12:00:00Z`)} ${text(texts.allDay)} ${text(texts.create)}`}
              onClick={() => onCreate({ day, from: 0, until: 0, allDay: true })}
            />
          </div>
        ))}
      </div>
      <ScrollBox className="cal-scroll" ref={scroller} label={text(texts.calendar)}>
        <div className="cal-body" style={columns}>
          <div className="cal-clock" aria-hidden="true">
            {HOURS.map((hour) => (
              <span key={hour}>{hour > 0 && clockOf(hour * 60)}</span>
            ))}
          </div>
          {state.days.map((day) => (
            <DayColumn key={day} day={day} {...props} />
          ))}
        </div>
      </ScrollBox>
    </div>
  );
}
