import type { KeyboardEvent, PointerEvent } from 'react';
import type { CalendarItem } from '../../calendar/contract.ts';
import type { GridProps } from './grid.ts';
import { layerOf } from './Item.tsx';
import { keyMove } from './keys.ts';

/** How a thing on the calendar behaves wherever it is drawn: opens, is moved by keys, is taken hold of. Minutes since midnight. */
export function itemProps(
  { state, edit, pointer, onOpen }: GridProps,
  item: CalendarItem,
  at: { readonly day: string; readonly from: number; readonly until: number },
) {
  return {
    item,
    layer: layerOf(item, state.me, state.layers),
    others: state.layers.length > 0,
    onOpen: (one: CalendarItem) => {
      if (!pointer.wasDrag()) onOpen(one);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const times = keyMove(event, item, state.zone);
      if (!times) return;
      event.preventDefault();
      void edit.move(item, times);
    },
    onPointerDown: (event: PointerEvent) => {
      if (item.editable && item.start) pointer.hold(event, 'move', { item, ...at });
    },
  };
}
