import { errors, sameJson } from '../kernel/index.ts';
import { theirs } from './part-version.ts';

/** The version somebody has seen of what they write over: by the If-Match header (`ifMatch`), or in the body. Neither: the last write wins. */
export interface Seen {
  readonly ifMatch?: number | undefined;
  readonly version?: number | undefined;
}

/**
 * Refuses to write over settings that others have changed since, as records do.
 *
 * @param written what is to be written, and `now` what holds: those that differ are named
 * @throws PRECONDITION_FAILED, VERSION_CONFLICT
 */
export function refuseStale({ ifMatch, version }: Seen, current: number, written: object, now: object): void {
  const stale = [ifMatch, version].find((seen) => seen !== undefined && seen !== current);
  if (stale === undefined) return;
  const held = new Map<string, unknown>(Object.entries(now));
  const code = stale === ifMatch ? 'PRECONDITION_FAILED' : 'VERSION_CONFLICT';
  const differing = Object.entries(written).filter(([field, value]) => !sameJson(value ?? null, held.get(field) ?? null));
  throw errors[code]({
    errors: differing.map(([field]) => ({ field, code: 'VERSION_CONFLICT', message: theirs, current: held.get(field) ?? null })),
  });
}
