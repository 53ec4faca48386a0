/** Rows that are drawn: those in sight and a few beyond, in steps, so that a small scroll draws nothing new. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

const STEP = 4;
const BEYOND = 8;

/** `visibleRange(4000, 700, 40, 1000)` → rows 88 to 127. `last` is exclusive. */
export function visibleRange(scrollTop: number, height: number, rowHeight: number, count: number): Range {
  const top = Math.max(0, Math.floor(scrollTop / rowHeight));
  const shown = Math.ceil(height / rowHeight) + 1;
  const first = Math.max(0, Math.floor((top - BEYOND) / STEP) * STEP);
  const last = Math.min(count, Math.ceil((top + shown + BEYOND) / STEP) * STEP);
  return { first: Math.min(first, Math.max(0, last)), last };
}

/** How far to scroll so that a row is in sight below the head. Undefined when it is. */
export function scrollToShow(
  row: number,
  rowHeight: number,
  view: { readonly top: number; readonly height: number; readonly head: number; readonly foot: number },
): number | undefined {
  const top = row * rowHeight;
  if (top < view.top) return top;
  const bottom = top + rowHeight + view.head + view.foot;
  return bottom > view.top + view.height ? bottom - view.height : undefined;
}
