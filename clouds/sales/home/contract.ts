// What the sections of the home answer, for both halves: types alone. `R` is a record as the half that reads it knows one.
import type { Label } from '@huanke/platform/kernel';
import type { Next, Reason } from './plan.ts';

export type Shown = Readonly<Record<string, unknown>>;
export type { Reason };

/** One thing to do next, with the records it is about as the caller reads them. */
export interface NextLine<R = Shown> extends Omit<Next, 'id' | 'deal' | 'amount' | 'at'> {
  readonly key: string;
  readonly deal: R | null;
  readonly task: R | null;
}

export interface WatchedLine<R = Shown> {
  readonly deal: R;
  readonly reasons: readonly Reason[];
}

/** So many lines of a group; the rest is one click away. */
export interface Group<T> {
  readonly count: number;
  readonly items: readonly T[];
}

/** Whom to ring up about a thing, as far as the caller reads the number in plain. */
export interface Callee {
  readonly name: string;
  /** The main one first, each with what it is called. */
  readonly numbers: readonly { readonly label: Label; readonly number: string }[];
}

/** Section `sales.day`. */
export interface SellerDay<R = Shown> {
  /** The one thing to do now; `days` in its stage, the last follow-up the caller may read, and whom to ring up. */
  readonly now:
    | (NextLine<R> & { readonly days: number | null; readonly usual: number | null; readonly last: R | null; readonly call: Callee | null })
    | null;
  readonly late: Group<NextLine<R>>;
  readonly today: Group<NextLine<R>>;
  readonly week: Group<NextLine<R>>;
  readonly closing: Group<WatchedLine<R>>;
  readonly cold: Group<WatchedLine<R>>;
  /** The caller has no open deal and nothing to do. */
  readonly isEmpty: boolean;
}
