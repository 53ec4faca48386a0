/** The arcs of a ring: `dash` for stroke-dasharray, `offset` for stroke-dashoffset. */
export interface Arc {
  readonly dash: string;
  readonly offset: string;
  readonly filled: boolean;
}

const round = (value: number) => String(Math.round(value * 100) / 100);

/** Equal arcs with a gap of 1.5 px, the first `done` of them filled. */
export function stepArcs(done: number, total: number, radius: number): readonly Arc[] {
  const around = 2 * Math.PI * radius;
  const piece = around / total;
  const gap = total > 1 ? Math.min(1.5, piece / 3) : 0;
  return Array.from({ length: total }, (_, index) => ({
    dash: `${round(piece - gap)} ${round(around - piece + gap)}`,
    offset: round(-(index * piece + gap / 2)),
    filled: index < done,
  }));
}

/** One arc for a share between 0 and 1. */
export function shareArc(share: number, radius: number): Arc {
  const around = 2 * Math.PI * radius;
  return { dash: `${round(around * Math.min(1, Math.max(0, share)))} ${round(around)}`, offset: '0', filled: true };
}
