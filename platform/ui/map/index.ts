/** Places on a map, for pages that show where something is. Loaded when first shown. */
export type { MapTiles } from './Backdrop.tsx';
export { metresBetween, type Point } from './geo.ts';
export { type MapPlace, type MapRoute, PlaceMap } from './PlaceMap.tsx';
export { lengthText } from './texts.ts';
