import type { CalendarItem } from '../../calendar/contract.ts';
import type { CalendarState } from './use-calendar.ts';
import type { Edit } from './use-edit.ts';
import type { Pointer } from './use-pointer.ts';

/** A new event as it was drawn or asked for. Minutes since midnight. */
export interface Draft {
  readonly day: string;
  readonly from: number;
  readonly until: number;
  readonly allDay: boolean;
}

/** What every view of the calendar is given. */
export interface GridProps {
  readonly state: CalendarState;
  readonly items: readonly CalendarItem[];
  readonly edit: Edit;
  readonly pointer: Pointer;
  readonly onOpen: (item: CalendarItem) => void;
  readonly onCreate: (draft: Draft) => void;
}
