/** Parts of record pages that are read apart; load lazily. */
export { Completeness } from './Completeness.tsx';
export { usePanel } from './data.ts';
export { NextActions } from './NextActions.tsx';
export { PanelFrame } from './PanelFrame.tsx';
export { type TagOrigin, Tags } from './Tags.tsx';
export { Tiles } from './Tiles.tsx';
