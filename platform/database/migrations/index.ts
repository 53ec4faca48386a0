import core from './0001-core.ts';

/** In order; forward only. Add at the end. */
export const migrations = [core];
