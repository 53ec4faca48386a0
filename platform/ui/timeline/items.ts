import type { Comment } from '../comments/data.ts';
import type { FieldMeta, Label, ObjectMeta } from '../data/meta.ts';
import { fieldOf } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import type { IconName } from '../primitives/icons.ts';

/** One change of a field as history and timeline give it. */
export interface Change {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

interface Person {
  readonly id: string;
  readonly title: string;
}

export interface HistoryItem {
  readonly id: string;
  readonly at: string;
  readonly by: Person | null;
  readonly channel: string;
  readonly operation: string;
  readonly changes: readonly Change[];
}

/** `GET /records/{o}/{id}/timeline` */
export interface TimelineItem {
  readonly id: string;
  readonly at: string;
  readonly kind: 'activity' | 'comment' | 'change' | 'stage' | 'created' | 'added' | 'file' | 'print' | 'record';
  readonly by: Person | null;
  /** Of an activity: itself; of what happened with a child: which one. */
  readonly object?: string;
  readonly record?: RecordData;
  readonly comment?: Comment;
  readonly print?: string;
  /** Of what a module tells: how it is called, and the fields of `record` to show. */
  readonly source?: { readonly name: string; readonly label: Label; readonly icon: string; readonly fields: readonly string[] };
  readonly channel?: string;
  readonly operation?: string;
  readonly changes?: readonly Change[];
  readonly stage?: { readonly field: string; readonly from: string | null; readonly to: string | null };
  readonly file?: { readonly id: string; readonly name: string; readonly size: number; readonly type: string };
}

export type TimelineFilter = 'all' | 'activity' | 'comment' | 'change' | 'file' | 'record';
export const KINDS: Readonly<Record<TimelineFilter, string>> = {
  all: '',
  activity: 'activity',
  comment: 'comment',
  change: 'change,stage,created,added',
  file: 'file,print',
  record: 'record',
};

/** Signs of the kinds of activities; anything a tenant adds gets the general one. */
export const TYPE_ICONS: Readonly<Record<string, IconName>> = {
  call: 'phone',
  visit: 'visit',
  meeting: 'users',
  email: 'mail',
  message: 'message',
  demo: 'screen',
  task: 'check',
  note: 'file',
};

export interface DayGroup<T> {
  readonly key: 'ahead' | 'today' | 'yesterday' | 'earlier';
  readonly items: readonly T[];
}

/** 今天, 昨天, 更早 (and what lies ahead), in the order given. `daysUntil` counts calendar days of the company's zone. */
export function groupByDay<T extends { readonly at: string }>(
  items: readonly T[],
  daysUntil: (at: string) => number | null,
): readonly DayGroup<T>[] {
  const groups: { key: DayGroup<T>['key']; items: T[] }[] = [];
  for (const item of items) {
    const days = daysUntil(item.at) ?? -9;
    const key = days > 0 ? 'ahead' : days === 0 ? 'today' : days === -1 ? 'yesterday' : 'earlier';
    const last = groups.at(-1);
    if (last?.key === key) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups;
}

/** Changes a person can make sense of: those of fields they may see. */
export function shownChanges(
  meta: ObjectMeta,
  changes: readonly Change[] = [],
): readonly { readonly field: FieldMeta; readonly change: Change }[] {
  return changes.flatMap((change) => {
    const field = fieldOf(meta, change.field);
    return field ? [{ field, change }] : [];
  });
}
