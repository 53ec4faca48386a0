/** How often and how long a delivery is tried, in one place and without a clock. */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const waits = [5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 3 * hour];

/** The wait after the n-th failed try (from 1). */
export const waitAfter = (failures: number): number => waits[Math.min(Math.max(failures, 1), waits.length) - 1] ?? hour;

/** How long an address that fails and fails is left alone; at most an hour, so that no message misses its last try. */
export const restAfterFailures = (failures: number): number => Math.min(waitAfter(failures - restAfter + 1), hour);

/** A delivery that has failed for so long is given up: dead, to be looked at and replayed. */
export const deadAfterMs = 24 * hour;

/** An address that has answered nothing for so long is switched off. */
export const pausedAfterMs = 5 * 24 * hour;

/** After so many failures in a row the address itself is asked rarely, whatever waits for it. */
export const restAfter = 5;

/** The secret before a change goes on signing for so long. */
export const overlapMs = 24 * hour;

/** Deliveries that are done are kept for so long. */
export const keptMs = 30 * 24 * hour;
