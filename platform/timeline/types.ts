import type { CommentView } from '../comments/index.ts';
import type { FileInfo } from '../files/index.ts';
import type { Label } from '../kernel/index.ts';
import type { Values } from '../module/index.ts';

/** `added`: a record that belongs to it was made. `record`: what a module's source tells (`timelineSources` of its manifest). */
export const timelineKinds = ['activity', 'comment', 'change', 'stage', 'created', 'added', 'file', 'print', 'record'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface Titled {
  readonly id: string;
  readonly title: string;
}

/** One line of a record's timeline. What else it holds depends on `kind`. */
export interface TimelineItem {
  readonly id: string;
  readonly at: string;
  readonly kind: TimelineKind;
  readonly by: Titled | null;
  /** activity: the object and the record itself, as `GET /records/…` shows it. Of a child: which one it happened with. */
  readonly object?: string;
  readonly record?: Values;
  /** change, stage, created: as in the history; a stage change says from where to where. */
  readonly channel?: string;
  readonly operation?: string;
  readonly changes?: readonly { field: string; old: unknown; new: unknown }[];
  readonly stage?: { field: string; from: string | null; to: string | null };
  readonly file?: FileInfo;
  readonly comment?: CommentView;
  /** print: the name of the file that was made. */
  readonly print?: string;
  /** record: the source that tells it, and what it calls it; `record` then holds the fields it shows. */
  readonly source?: { readonly name: string; readonly label: Label; readonly icon: string; readonly fields: readonly string[] };
}

export interface TimelineRequest {
  /** Kinds, or names of declared sources. */
  readonly kinds?: readonly string[];
  readonly cursor?: string;
  readonly limit?: number;
}

/** What a source gives: a row of the feed before it is dressed. */
export interface TimelineRow {
  readonly source: string;
  readonly id: string;
  readonly at: string;
  /** `at` to the microsecond, for the cursor. */
  readonly key: string;
  readonly by_user: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: each source fills it in its own way
  readonly data: any;
}
