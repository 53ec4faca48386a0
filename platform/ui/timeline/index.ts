/** What happened with a record, and the place to write it down. */
export { Composer, useCanNote } from './Composer.tsx';
export { Line } from './Entry.tsx';
export { History } from './History.tsx';
export { TYPE_ICONS } from './items.ts';
export { splitDay, splitNextStep, subjectOf } from './next-step.ts';
export { Timeline } from './Timeline.tsx';
