import { DateTime } from 'luxon';
import { dateOf, dayNumber, periodDays, periodLength } from './days.ts';
import { mostOccurrences, parseRule, type Rule } from './rule.ts';

/** What of an activity decides when it takes place. Instants as in the API; `endAt` of whole days is the midnight after the last. */
export interface Timing {
  readonly startAt: string;
  readonly endAt: string | null;
  readonly allDay: boolean;
  /** IANA name: a series keeps its local time in this zone. */
  readonly timeZone: string;
  /** RRULE; null: once. */
  readonly recurrence: string | null;
  /** Starts of a series beside those its rule gives (RDATE). */
  readonly rdates: readonly string[];
  /** Starts that are left out: deleted, or kept as records of their own. */
  readonly exdates: readonly string[];
}

export interface Occurrence {
  readonly start: Date;
  readonly end: Date;
}

/** Days in a row without an occurrence after which a rule is taken to have ended: 29 February on a Monday comes every 28 years. */
const emptyDays = 11_000;

const local = (iso: string, zone: string) => DateTime.fromISO(iso, { zone });

/** The last moment a start may have, by the rule's UNTIL; undefined when it has none. */
function untilOf(rule: Rule, zone: string): number | undefined {
  if (rule.until === undefined) return undefined;
  const [year, month, day] = [rule.until.slice(0, 4), rule.until.slice(4, 6), rule.until.slice(6, 8)].map(Number);
  if (rule.until.length === 8) return DateTime.fromObject({ year, month, day }, { zone }).endOf('day').toMillis();
  return DateTime.fromFormat(rule.until, "yyyyMMdd'T'HHmmss'Z'", { zone: 'utc' }).toMillis();
}

/**
 * The starts the rule of a series gives, in order. The days are found on the calendar of the event's zone and only then given the local
 * time: nine o'clock stays nine o'clock when the clocks change. A time that a day lacks is moved on by the gap (RFC 5545, 3.3.5).
 * `notBefore`: starts before it may be left out, where that saves work.
 */
function* startsByRule(timing: Timing, rule: Rule, notBefore?: Date): Generator<Date> {
  const first = local(timing.startAt, timing.timeZone);
  const { hour, minute, second, millisecond } = first;
  const start = dayNumber(first.year, first.month, first.day);
  const until = untilOf(rule, timing.timeZone);
  // a rule with a number must be counted from its first; any other may leap
  const leap =
    notBefore && rule.count === undefined ? Math.floor((notBefore.getTime() - first.toMillis()) / 86_400_000 / periodLength(rule)) - 1 : 0;
  let made = 0;
  let empty = 0;
  for (let index = Math.max(0, leap); empty < emptyDays; index += 1) {
    const days = periodDays(rule, start, index).filter((day) => day >= start);
    empty = days.length > 0 ? 0 : empty + periodLength(rule);
    for (const day of days) {
      const at = DateTime.fromObject({ ...dateOf(day), hour, minute, second, millisecond }, { zone: timing.timeZone });
      if ((until !== undefined && at.toMillis() > until) || made === (rule.count ?? Number.POSITIVE_INFINITY) || at.year > 2200) return;
      made += 1;
      yield at.toJSDate();
    }
  }
}

/** The starts of a series in order, by its rule and added; one that is both is one. `notBefore`: as for those of the rule. */
function* starts(timing: Timing, rule: Rule, notBefore?: Date): Generator<Date> {
  const added = timing.rdates.map((date) => new Date(date)).sort((a, b) => a.getTime() - b.getTime());
  let next = 0;
  for (const start of startsByRule(timing, rule, notBefore)) {
    for (let date = added[next]; date && date <= start; date = added[next]) {
      if (date < start) yield date;
      next += 1;
    }
    yield start;
  }
  yield* added.slice(next);
}

/** How long an event lasts on the clock of its zone; a start without an end lasts no time. */
function endOf(timing: Timing, start: Date): Date {
  if (timing.endAt === null) return start;
  const length = local(timing.endAt, timing.timeZone).diff(local(timing.startAt, timing.timeZone), [
    'days',
    'hours',
    'minutes',
    'milliseconds',
  ]);
  return DateTime.fromJSDate(start, { zone: timing.timeZone }).plus(length).toJSDate();
}

/** The occurrences that touch the time from `from` (inclusive) to `until` (exclusive), in order, at most `most` of them. */
export function occurrencesIn(timing: Timing, from: Date, until: Date, most = mostOccurrences): Occurrence[] {
  const length = timing.endAt === null ? 0 : Date.parse(timing.endAt) - Date.parse(timing.startAt);
  const touches = ({ start, end }: Occurrence) => start < until && (end > from || start >= from);
  if (timing.recurrence === null) {
    const only = { start: new Date(timing.startAt), end: new Date(timing.endAt ?? timing.startAt) };
    return touches(only) ? [only] : [];
  }
  const skipped = new Set(timing.exdates);
  const found: Occurrence[] = [];
  for (const start of starts(timing, parseRule(timing.recurrence), new Date(from.getTime() - length - 86_400_000))) {
    if (start >= until || found.length === most) break;
    const occurrence = { start, end: endOf(timing, start) };
    if (touches(occurrence) && !skipped.has(start.toISOString())) found.push(occurrence);
  }
  return found;
}

/** Whether a series has an occurrence that begins at this moment, left out or not. */
export function beginsAt(timing: Timing, at: Date): boolean {
  for (const start of starts({ ...timing, exdates: [] }, parseRule(timing.recurrence ?? ''), at))
    if (start >= at) return start.getTime() === at.getTime();
  return false;
}

/** The first start the rule of a series gives, left out or not; undefined when it gives none. */
export function firstStart(timing: Timing): Date | undefined {
  return startsByRule(timing, parseRule(timing.recurrence ?? '')).next().value ?? undefined;
}

/** The first start after a moment that is not left out. */
export function nextStart(timing: Timing, after: Date): Date | undefined {
  if (timing.recurrence === null) return new Date(timing.startAt) > after ? new Date(timing.startAt) : undefined;
  const skipped = new Set(timing.exdates);
  for (const start of starts(timing, parseRule(timing.recurrence), after))
    if (start > after && !skipped.has(start.toISOString())) return start;
  return undefined;
}

/** The end of the last occurrence; null for a series without end. */
export function seriesEnd(timing: Timing): Date | null {
  const end = ruleEnd(timing, parseRule(timing.recurrence ?? ''));
  const ends = timing.rdates.map((date) => endOf(timing, new Date(date)).getTime());
  return end && new Date(Math.max(end.getTime(), ...ends));
}

function ruleEnd(timing: Timing, rule: Rule): Date | null {
  const until = untilOf(rule, timing.timeZone);
  if (until !== undefined) return endOf(timing, new Date(until));
  if (rule.count === undefined) return null;
  const all = [...startsByRule(timing, rule)];
  return endOf(timing, all.at(-1) ?? new Date(timing.startAt));
}

/** How many starts of a series lie before a moment, left out or not. */
export function countBefore(timing: Timing, at: Date): number {
  let count = 0;
  for (const start of starts(timing, parseRule(timing.recurrence ?? ''))) {
    if (start >= at) break;
    count += 1;
  }
  return count;
}
