import { describe, expect, it } from 'vitest';
import { scrollToShow, visibleRange } from './window.ts';

describe('the window of a grid', () => {
  it('draws what is in sight and a little more', () => {
    expect(visibleRange(0, 700, 40, 1000)).toEqual({ first: 0, last: 28 });
    expect(visibleRange(4000, 700, 40, 1000)).toEqual({ first: 92, last: 128 });
    expect(visibleRange(4020, 700, 40, 1000)).toEqual({ first: 92, last: 128 });
    expect(visibleRange(39_300, 700, 40, 1000)).toEqual({ first: 972, last: 1000 });
    expect(visibleRange(0, 700, 40, 0)).toEqual({ first: 0, last: 0 });
    expect(visibleRange(9000, 700, 40, 10)).toEqual({ first: 10, last: 10 });
  });
  it('scrolls no more than needed', () => {
    const view = { top: 400, height: 700, head: 36, foot: 0 };
    expect(scrollToShow(12, 40, view)).toBeUndefined();
    expect(scrollToShow(9, 40, view)).toBe(360);
    expect(scrollToShow(30, 40, view)).toBe(576);
  });
});
