import { fieldError, label } from '@huanke/platform/kernel';
import type { Context, Values } from '@huanke/platform/module';
import { createRecord, deleteRecord, saveAll, updateRecord } from '@huanke/platform/records';
import { readDates, writeDates } from './event.ts';
import { countBefore, nextStart, type Timing } from './expand.ts';
import { endedBefore, onceRule, parseRule, type Rule, ruleText } from './rule.ts';
import { asOurs, copyOf, detach, detachedFrom, leaveOut, type Spot } from './series.ts';
import { daysMoved, movedBy, movedRule, wallDifference } from './shift.ts';

export const scopes = ['this', 'following', 'all'] as const;
export type Scope = (typeof scopes)[number];

/** A change of times as it applies to every start of a series, on the clock of its zone. */
interface Move {
  readonly by: number;
  readonly days: number;
  readonly to: string;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Where the occurrence stands now: a record of its own may have left its place before. */
const placeOf = ({ own, at }: Spot) => textOf(own?.startAt) ?? at.toISOString();

function moveOf(spot: Spot, values: Values): Move {
  const to = textOf(values.startAt) ?? placeOf(spot);
  const zone = spot.timing.timeZone;
  return { by: wallDifference(placeOf(spot), to, zone), days: daysMoved(placeOf(spot), to, zone), to };
}

/** The rule after a change: the one that was given, else the one there was, moved along. */
function ruleAfter(spot: Spot, rule: Rule, values: Values, move: Move): string | null {
  if (values.recurrence !== undefined) return textOf(values.recurrence) ?? null;
  return ruleText(movedRule(rule, move.days, move.to, spot.timing.timeZone));
}

/** How long it lasts after a change, on the clock of its zone. Milliseconds; null: it has no end. */
function lengthAfter(spot: Spot, values: Values): number | null {
  const zone = spot.timing.timeZone;
  const [start, end] = [textOf(values.startAt) ?? placeOf(spot), values.endAt];
  if (end === null) return null;
  if (typeof end === 'string') return wallDifference(start, end, zone);
  const [from, until] = spot.own ? [textOf(spot.own.startAt), textOf(spot.own.endAt)] : [spot.timing.startAt, spot.timing.endAt];
  return from && until ? wallDifference(from, until, zone) : null;
}

/** A series without the starts that were added to it or left out. */
const byRuleAlone = (timing: Timing): Timing => ({ ...timing, rdates: [], exdates: [] });

/** The next start of the rule from an occurrence on, be it its own; undefined when the rule has come to its end before. */
const ruleStart = ({ timing, at }: Spot) => nextStart(byRuleAlone(timing), new Date(at.getTime() - 1));

const isAdded = (spot: Spot) => ruleStart(spot)?.getTime() !== spot.at.getTime();

const moved = (dates: readonly string[], { by }: Move, zone: string) => writeDates(dates.map((date) => movedBy(date, by, zone)));

/** Changes one occurrence, that and all later ones, or the whole series. Answers the record that now holds what was changed. */
export async function changeSeries(tx: Context, spot: Spot, scope: Scope, values: Values): Promise<string> {
  if (scope === 'this') {
    if (values.recurrence !== undefined)
      throw fieldError(
        'INVALID_VALUE',
        'recurrence',
        label('只改这一次时不能改重复规则', 'The rule can not be changed for one occurrence'),
      );
    const id = await detach(tx, spot);
    await updateRecord(tx, spot.activity, id, values);
    return id;
  }
  return scope === 'all' || countBefore(spot.timing, spot.at) === 0 ? changeAll(tx, spot, values) : changeFollowing(tx, spot, values);
}

async function changeAll(tx: Context, spot: Spot, values: Values): Promise<string> {
  const { activity, master, timing } = spot;
  const move = moveOf(spot, values);
  const length = lengthAfter(spot, values);
  const zone = timing.timeZone;
  const startAt = movedBy(timing.startAt, move.by, zone);
  // where the rule goes is told by a start of its own
  const rule = ruleAfter(spot, parseRule(timing.recurrence ?? ''), values, isAdded(spot) ? { ...move, to: startAt } : move);
  const detached = move.by === 0 ? [] : await detachedFrom(tx, spot, null);
  await updateRecord(tx, activity, master.id, {
    ...values,
    startAt,
    endAt: length === null ? null : movedBy(startAt, length, zone),
    recurrence: rule,
  });
  if (move.by !== 0) {
    const dates = { rdates: moved(timing.rdates, move, zone), exdates: moved(timing.exdates, move, zone) };
    if (rule !== null) await updateRecord(tx.elevated(), activity, master.id, dates, asOurs);
    await saveAll(
      tx.elevated(),
      activity,
      detached.map(({ id, recurrenceId }) => ({ operation: 'update', id, values: { recurrenceId: movedBy(recurrenceId, move.by, zone) } })),
      asOurs,
    );
  }
  return master.id;
}

/** The series ends before this occurrence, and another one begins with it: what lies before stays as it was. */
async function changeFollowing(tx: Context, spot: Spot, values: Values): Promise<string> {
  const { activity, master, timing, at } = spot;
  const zone = timing.timeZone;
  const rule = parseRule(timing.recurrence ?? '');
  const onRule = ruleStart(spot);
  if (onRule && onRule > at)
    throw fieldError(
      'INVALID_VALUE',
      'scope',
      label(
        '这一次是另外增加的日期，请只改这一次，或改全部；要改以后的，请从按规则重复的那一次改起',
        'This date was added to the series: change it alone or all of them; to change later ones begin with one the rule gives',
      ),
    );
  const move = moveOf(spot, values);
  const length = lengthAfter(spot, values);
  const startAt = movedBy(at.toISOString(), move.by, zone);
  const left = rule.count === undefined ? rule : { ...rule, count: rule.count - countBefore(byRuleAlone(timing), at) };
  // what is left are added starts alone
  const rest = onRule ? left : parseRule(onceRule);
  const detached = await detachedFrom(tx, spot, at);
  const later = (dates: unknown) => readDates(dates).filter((date) => new Date(date) >= at);
  await endBefore(tx, spot);
  const made = {
    ...copyOf(activity, master),
    startAt,
    endAt: length === null ? null : movedBy(startAt, length, zone),
    recurrence: ruleAfter(spot, rest, values, move),
    rdates: moved(later(master.rdates), move, zone),
    exdates: moved(later(master.exdates), move, zone),
  };
  const { id } = await createRecord(tx.elevated(), activity, made, { ...asOurs, duplicates: 'allow' });
  const { startAt: _start, endAt: _end, recurrence: _rule, ...others } = values;
  if (Object.keys(others).length > 0) await updateRecord(tx, activity, id, others);
  await saveAll(
    tx.elevated(),
    activity,
    detached.map((one) => ({
      operation: 'update',
      id: one.id,
      values: { series: id, recurrenceId: movedBy(one.recurrenceId, move.by, zone) },
    })),
    asOurs,
  );
  return id;
}

async function endBefore(tx: Context, spot: Spot): Promise<void> {
  const { activity, master, timing, at } = spot;
  const earlier = (dates: unknown) => writeDates(readDates(dates).filter((date) => new Date(date) < at));
  // one that has come to its end already keeps it
  const recurrence = ruleStart(spot) ? ruleText(endedBefore(parseRule(timing.recurrence ?? ''), at)) : timing.recurrence;
  const dates = { rdates: earlier(master.rdates), exdates: earlier(master.exdates) };
  await updateRecord(tx.elevated(), activity, master.id, { recurrence, ...dates }, asOurs);
}

/** Takes one occurrence, that and all later ones, or the whole series to the recycle bin; what stays keeps its records. */
export async function removeFromSeries(tx: Context, spot: Spot, scope: Scope): Promise<void> {
  const { activity, master, own, at, timing } = spot;
  if (scope === 'this') {
    if (own) await deleteRecord(tx, activity, own.id);
    else await leaveOut(tx, spot);
    return;
  }
  if (scope === 'all' || countBefore(timing, at) === 0) {
    await deleteRecord(tx, activity, master.id);
    return;
  }
  const detached = await detachedFrom(tx, spot, at);
  await endBefore(tx, spot);
  await saveAll(
    tx.elevated(),
    activity,
    detached.map(({ id }) => ({ operation: 'delete', id })),
    asOurs,
  );
}
