/** What becomes of an event that is different on the server. */
export type Verdict =
  /** Both sides say the same. */
  | 'same'
  /** Nothing that we know of is different: an alarm, or what we have sent ourselves. */
  | 'known'
  /** Only they have changed it. */
  | 'take'
  /** Ours is to be put there again: theirs is an old revision, or the person may not change it. */
  | 'restore'
  /** Both have changed it: both are kept. */
  | 'conflict'
  /** It was deleted here and changed there meanwhile. */
  | 'anew';

export interface Case {
  /** Of our record now; null when there is none any more. */
  readonly local: string | null;
  readonly outside: string;
  /** The revision outside. */
  readonly sequence: number;
  readonly editable: boolean;
  readonly link: {
    readonly sequence: number;
    readonly localMark: string;
    readonly outsideMark: string;
    readonly sentMark: string;
  };
}

/** Who has changed an event since both sides were last the same, and so whose version holds (SAL-17: external id and revision decide). */
export function judge({ local, outside, sequence, editable, link }: Case): Verdict {
  const isKnown = outside === link.outsideMark || outside === link.sentMark;
  if (local === null) return isKnown ? 'known' : 'anew';
  if (local === outside) return 'same';
  if (isKnown) return 'known';
  if (!editable || sequence < link.sequence) return 'restore';
  if (local === link.localMark) return 'take';
  // connected anew: what both held before is not known, a newer revision tells
  if (link.outsideMark === '' && sequence > link.sequence) return 'take';
  return 'conflict';
}
