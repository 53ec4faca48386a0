import { useFormat, useLabel } from '@huanke/platform/ui';
import { useEffect, useState } from 'react';
import type { GridProps } from './grid.ts';
import { Item } from './Item.tsx';
import { itemProps } from './item-props.ts';
import { fill, texts } from './texts.ts';
import { type Block, blocksOf, clockOf, DAY_MINUTES, keyOf, minutesOf } from './time.ts';

const percent = (minutes: number) => `${(minutes / DAY_MINUTES) * 100}%`;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Renews once a minute where the line of now stands. */
function useNow(active: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, [active]);
  return now;
}

/** One day by hours. A press on an empty hour makes an event there, a pull draws its length. */
export function DayColumn(props: GridProps & { readonly day: string }) {
  const { day, state, items, pointer, onCreate } = props;
  const text = useLabel();
  const format = useFormat();
  const isToday = day === state.today;
  const now = useNow(isToday);
  const blocks = blocksOf(items, day, state.zone);
  const { drag } = pointer;
  const style = ({ from, until, column, columns }: Block) => ({
    top: percent(from),
    height: percent(until - from),
    left: `${(column / columns) * 100}%`,
    width: `calc(${100 / columns}% - 2px)`,
  });
  return (
    <div className={isToday ? 'cal-day today' : 'cal-day'} data-day={day} data-hours="">
      {HOURS.map((hour) => (
        <button
          key={hour}
          type="button"
          tabIndex={-1}
          className="cal-slot"
          aria-label={fill(text(texts.emptySlot), { at: `${day} ${clockOf(hour * 60)}` })}
          onPointerDown={(event) => {
            const minutes = pointer.placeAt(event.clientX, event.clientY)?.minutes ?? hour * 60;
            const from = Math.floor(minutes / 30) * 30;
            pointer.hold(event, 'new', { item: null, day, from, until: from + 30 });
          }}
          onClick={() => {
            if (!pointer.wasDrag()) onCreate({ day, from: hour * 60, until: hour * 60 + 60, allDay: false });
          }}
        />
      ))}
      {blocks.map((block) => (
        <Item
          key={keyOf(block.item)}
          {...itemProps(props, block.item, { day, from: block.from, until: block.until })}
          className={`block${drag?.item === block.item ? ' lifted' : ''}${block.until - block.from < 45 ? ' short' : ''}`}
          style={style(block)}
        >
          {block.item.editable && block.item.end && (
            <i
              className="cal-grip"
              aria-hidden="true"
              onPointerDown={(event) => pointer.hold(event, 'resize', { item: block.item, day, from: block.from, until: block.until })}
            />
          )}
        </Item>
      ))}
      {drag && drag.day === day && (
        <div className="cal-ghost" style={{ top: percent(drag.from), height: percent(drag.until - drag.from) }} aria-hidden="true">
          {clockOf(drag.from)}–{clockOf(Math.min(drag.until, DAY_MINUTES))} {drag.item?.subject}
        </div>
      )}
      {isToday && (
        <div className="cal-now" style={{ top: percent(minutesOf(now.toISOString(), format.timeZone)) }} title={text(texts.nowLine)} />
      )}
    </div>
  );
}
