export { dealsBrought } from './brought.ts';
export { moneyPanel } from './money.ts';
export { accountNext } from './next.ts';
export { peoplePanel } from './people.ts';
export { accountTiles } from './tiles.ts';
export { accountTimeline } from './timeline.ts';
