import { expect, it } from 'vitest';
import { placePopup } from './place.ts';

const screen = { width: 1000, height: 600 };
const anchor = { left: 100, top: 50, width: 80, height: 32 };

it('opens below, aligned with the start or the end of its anchor', () => {
  expect(placePopup(anchor, { width: 200, height: 150 }, screen, 'start')).toEqual({ left: 100, top: 86, maxHeight: 506 });
  expect(placePopup({ ...anchor, left: 900 }, { width: 200, height: 150 }, screen, 'end')).toMatchObject({ left: 780, top: 86 });
});
it('opens above when there is no room below', () => {
  expect(placePopup({ ...anchor, top: 550 }, { width: 200, height: 150 }, screen, 'start')).toEqual({
    left: 100,
    top: 396,
    maxHeight: 538,
  });
});
it('stays inside the window', () => {
  expect(placePopup({ ...anchor, left: 950 }, { width: 200, height: 150 }, screen, 'start').left).toBe(792);
  expect(placePopup({ ...anchor, left: 2 }, { width: 200, height: 150 }, screen, 'end').left).toBe(8);
  expect(placePopup({ ...anchor, top: 300 }, { width: 200, height: 2000 }, screen, 'start')).toMatchObject({ top: 8, maxHeight: 288 });
});
