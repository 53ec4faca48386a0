import { describe, expect, it } from 'vitest';
import { shareArc, stepArcs } from './ring.ts';

describe('ring', () => {
  it('cuts the circle in equal arcs with a gap', () => {
    // 2π·6.2 = 38.96; a fifth is 7.79, less the gap 6.29
    const arcs = stepArcs(3, 5, 6.2);
    expect(arcs.map((arc) => arc.filled)).toEqual([true, true, true, false, false]);
    expect(arcs[0]).toEqual({ dash: '6.29 32.66', offset: '-0.75', filled: true });
    expect(arcs[1]?.offset).toBe('-8.54');
  });
  it('keeps a share between nothing and everything', () => {
    expect(shareArc(0.7, 8).dash).toBe('35.19 50.27');
    expect(shareArc(-1, 8).dash).toBe('0 50.27');
    expect(shareArc(2, 8).dash).toBe('50.27 50.27');
  });
});
