import { fieldError, fieldErrors, label } from '@huanke/platform/kernel';
import type { TenantInfo, Values } from '@huanke/platform/module';
import { DateTime, IANAZone } from 'luxon';
import { timingOf, writeDates } from './event.ts';
import { firstStart, seriesEnd, type Timing } from './expand.ts';
import { parseRule, ruleText } from './rule.ts';

const DAY = 86_400_000;
/** Longer than this is a project, not an event; windows need not look further back. */
export const longestDays = 31;
/** Of series without end; any date a calendar may ask for lies before it. */
export const endless = '2999-12-31T00:00:00.000Z';

/** The fields that decide when something takes place. */
export const timeFields = ['startAt', 'endAt', 'allDay', 'timeZone', 'recurrence', 'rdates', 'exdates'] as const;

function check(timing: Timing): void {
  if (!IANAZone.isValidZone(timing.timeZone))
    throw fieldError(
      'INVALID_VALUE',
      'timeZone',
      label('没有这个时区，例如 Asia/Shanghai', 'There is no such zone; write it as Asia/Shanghai'),
    );
  if (timing.endAt === null) return;
  const length = Date.parse(timing.endAt) - Date.parse(timing.startAt);
  if (length < 0) throw fieldError('INVALID_VALUE', 'endAt', label('结束时间不能早于开始时间', 'The end can not be before the start'));
  if (length > longestDays * DAY)
    throw fieldError('INVALID_VALUE', 'endAt', label(`一次日程最长 ${longestDays} 天`, `An event lasts ${longestDays} days at most`));
}

/** Whole days begin at midnight of their zone and end at the midnight after the last; added and left-out ones begin so, too. */
function wholeDays(timing: Timing): Timing {
  if (!timing.allDay) return timing;
  const start = DateTime.fromISO(timing.startAt, { zone: timing.timeZone }).startOf('day');
  const given = DateTime.fromISO(timing.endAt ?? timing.startAt, { zone: timing.timeZone });
  const day = given.startOf('day');
  const end = day.equals(given) && day > start ? day : day.plus({ days: 1 });
  const midnights = (dates: readonly string[]) =>
    dates.map((date) => DateTime.fromISO(date, { zone: timing.timeZone }).startOf('day').toJSDate().toISOString());
  const dates = { rdates: midnights(timing.rdates), exdates: midnights(timing.exdates) };
  return { ...timing, ...dates, startAt: start.toUTC().toISO() ?? timing.startAt, endAt: end.toUTC().toISO() };
}

/**
 * The fields of time as they are stored: whole days on midnights, the rule in one form, a series beginning with the first occurrence of its
 * rule. Undefined where nothing takes place.
 *
 * @throws INVALID_VALUE on timeZone, endAt or recurrence; REQUIRED on startAt of a series.
 */
export function placed(values: Values, tenant: Pick<TenantInfo, 'timeZone'>): Values | undefined {
  const given = timingOf(values, tenant);
  if (!given) {
    if (values.recurrence)
      throw fieldErrors([{ field: 'startAt', code: 'REQUIRED', message: label('重复的日程要有开始时间', 'A series needs a start') }]);
    return undefined;
  }
  check(given);
  const timing = wholeDays(given);
  const own = timing.allDay ? { startAt: timing.startAt, endAt: timing.endAt } : {};
  if (timing.recurrence === null) return { ...own, seriesEnd: null, rdates: null, exdates: null };
  const rule = ruleText(parseRule(timing.recurrence));
  const start = firstStart({ ...timing, recurrence: rule });
  if (!start) throw fieldError('INVALID_VALUE', 'recurrence', label('这个重复规则没有任何一次日程', 'This rule has no occurrence at all'));
  const late = start.getTime() - Date.parse(timing.startAt);
  const moved =
    late === 0 ? own : { startAt: start.toISOString(), endAt: timing.endAt && new Date(Date.parse(timing.endAt) + late).toISOString() };
  const series = { ...timing, ...moved, recurrence: rule };
  return {
    ...moved,
    recurrence: rule,
    timeZone: timing.timeZone,
    rdates: writeDates(timing.rdates),
    exdates: writeDates(timing.exdates),
    seriesEnd: seriesEnd(series)?.toISOString() ?? endless,
  };
}
