import { EmptyState, useFormat, useLabel } from '@huanke/platform/ui';
import type { GridProps } from './grid.ts';
import { Item, layerOf } from './Item.tsx';
import { texts } from './texts.ts';
import { keyOf, onDay } from './time.ts';

/** Day by day what is planned, as a list: the view of the phone. */
export function Agenda({ state, items, onOpen }: GridProps) {
  const text = useLabel();
  const format = useFormat();
  const days = state.days
    .map((day) => ({ day, here: items.filter((item) => onDay(item, day, state.zone)) }))
    .filter(({ here }) => here.length > 0);
  if (days.length === 0) return <EmptyState icon="calendar" title={text(texts.nothing)} />;
  return (
    <ol className="cal-agenda">
      {days.map(({ day, here }) => (
        <li key={day}>
          <h2 className={day === state.today ? 'today' : undefined}>{format.headingDate(`${day}T04:00:00Z`)}</h2>
          <ul>
            {here.map((item) => (
              <li key={keyOf(item)}>
                <Item item={item} layer={layerOf(item, state.me, state.layers)} others={state.layers.length > 0} onOpen={onOpen}>
                  {item.place && <small className="ell">{item.place}</small>}
                </Item>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
