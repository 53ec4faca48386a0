// What the calendar answers, for both halves: types alone.

/** One thing on a calendar: an event, one occurrence of a series, or a task that is due on a day. */
export interface CalendarItem {
  /** The record; occurrences of a series share it. */
  readonly id: string;
  readonly version: number;
  /** Of an occurrence of a series: the start by which actions name it. */
  readonly occurrence: string | null;
  /** The series that this is an occurrence of: by its rule, or as a record of its own. */
  readonly series: string | null;
  readonly subject: string;
  readonly type: string;
  readonly status: 'open' | 'doing' | 'done' | 'cancelled';
  readonly overdue: boolean;
  readonly start: string | null;
  readonly end: string | null;
  readonly allDay: boolean;
  readonly timeZone: string;
  readonly dueOn: string | null;
  readonly place: string | null;
  readonly owner: { readonly id: string; readonly title: string } | null;
  readonly attendees: readonly string[];
  readonly editable: boolean;
}

/** A visit on the map. */
export interface VisitItem extends CalendarItem {
  /** WGS-84; null: nobody has said where, or the caller may not see it. */
  readonly position: { readonly lng: number; readonly lat: number } | null;
}

/** Pictures of an own map service, as the installation names it. */
export interface MapTiles {
  readonly template: string;
  readonly system: 'wgs84' | 'gcj02';
}
