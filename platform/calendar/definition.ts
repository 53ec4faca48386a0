import { chineseCalendar } from '../formula/calendar.ts';
import { dayFromText } from '../formula/time.ts';
import type { WorkCalendar } from '../formula/types.ts';
import { label } from '../kernel/index.ts';
import { BodyReader } from '../metadata/parse.ts';
import { definePartKind } from '../module/index.ts';
import { minuteOf } from './engine.ts';

/** Working time within a day by the wall clock: from "09:00" up to "18:00"; 24:00 is the end of the day. */
export interface WorkSpan {
  readonly from: string;
  readonly to: string;
}

/** A day that the company itself sets: off, or worked, whatever it is by law and by weekday. */
export interface OwnDay {
  readonly day: string;
  readonly works: boolean;
  readonly name: string;
}

/** When a company works. */
export interface CalendarDefinition {
  /** Seven lists, Monday first; an empty one is a day of rest. */
  readonly hours: readonly (readonly WorkSpan[])[];
  /** Whose legal holidays and made-up days hold. */
  readonly legal: 'china' | 'none';
  readonly days: readonly OwnDay[];
}

export const calendarPart = { kind: 'workCalendar', name: 'company' } as const;

const usual: readonly WorkSpan[] = [{ from: '09:00', to: '18:00' }];

export const shippedCalendar: CalendarDefinition = { hours: [usual, usual, usual, usual, usual, [], []], legal: 'china', days: [] };

const NONE: WorkCalendar = { holidays: [], workdays: [] };

export const legalDays = ({ legal }: Pick<CalendarDefinition, 'legal'>): WorkCalendar => (legal === 'china' ? chineseCalendar() : NONE);

const mostSpans = 6;
const mostDays = 1000;
const time = /^([01]\d|2[0-3]):[0-5]\d$/;

function readSpans(reader: BodyReader, place: string, raw: unknown): WorkSpan[] {
  if (!Array.isArray(raw)) {
    reader.problem(place, 'WRONG_TYPE', label('应为列表', 'Must be a list'));
    return [];
  }
  if (raw.length > mostSpans)
    reader.problem(place, 'LIMIT_EXCEEDED', label(`一天最多 ${mostSpans} 段`, `At most ${mostSpans} spans a day`));
  const spans = raw.slice(0, mostSpans).map((item, index): WorkSpan => {
    const span = new BodyReader(item, `${place}[${index}]`);
    span.only(new Set(['from', 'to']));
    const from = span.text('from', { max: 5, required: true }) ?? '';
    const to = span.text('to', { max: 5, required: true }) ?? '';
    if (from && !time.test(from)) span.problem('from', 'INVALID_VALUE', label('时间格式如 09:00', 'Write the time as 09:00'));
    if (to && !time.test(to) && to !== '24:00') span.problem('to', 'INVALID_VALUE', label('时间格式如 18:00', 'Write the time as 18:00'));
    if (span.problems.length === 0 && minuteOf(to) <= minuteOf(from))
      span.problem('to', 'INVALID_VALUE', label('结束时间要晚于开始时间', 'The end must be after the beginning'));
    reader.problems.push(...span.problems);
    return { from, to };
  });
  spans.sort((a, b) => minuteOf(a.from) - minuteOf(b.from));
  const meets = spans.findIndex((span, index) => index > 0 && minuteOf(span.from) < minuteOf(spans[index - 1]?.to ?? ''));
  if (meets > 0) reader.problem(place, 'INVALID_VALUE', label('同一天的时段不能重叠', 'Spans of a day must not overlap'));
  return spans;
}

/** Hours of a week: seven lists of spans, Monday first, not all of them empty. */
export function readHours(reader: BodyReader, field: string): WorkSpan[][] {
  const raw = reader.list(field, 7);
  if (raw?.length !== 7)
    reader.problem(field, 'REQUIRED', label('要有周一到周日七天的时段', 'Spans of seven days are needed, Monday first'));
  const hours = (raw ?? []).map((spans, index) => readSpans(reader, `${field}[${index}]`, spans));
  if (raw?.length === 7 && hours.every((spans) => spans.length === 0))
    reader.problem(field, 'REQUIRED', label('一周至少要有一段工作时间', 'A week needs working time'));
  return hours;
}

function readDays(reader: BodyReader): OwnDay[] {
  const seen = new Set<string>();
  const days = (reader.list('days', mostDays) ?? []).map((item, index): OwnDay => {
    const one = new BodyReader(item, `days[${index}]`);
    one.only(new Set(['day', 'works', 'name']));
    const day = one.text('day', { max: 10, required: true }) ?? '';
    if (day && dayFromText(day) === null)
      one.problem('day', 'INVALID_VALUE', label('日期格式如 2026-10-10', 'Write the day as 2026-10-10'));
    if (seen.has(day)) one.problem('day', 'DUPLICATE', label('这一天已经设置过了', 'This day is set already'));
    seen.add(day);
    const works = one.boolean('works') ?? one.problem('works', 'REQUIRED', label('请选择上班或放假', 'Say whether people work'));
    const name = one.text('name', { max: 50 }) ?? '';
    reader.problems.push(...one.problems);
    return { day, works: works ?? false, name };
  });
  return days.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The company's working calendar, one part of the whole tenant: `/settings/calendar`. */
export const workCalendarKind = definePartKind<CalendarDefinition>({
  kind: calendarPart.kind,
  label: label('工作日历', 'Working calendar'),
  of: 'tenant',
  loaded: true,
  read(_ctx, { name }, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(['hours', 'legal', 'days']));
    if (name !== calendarPart.name)
      reader.problem('name', 'INVALID_VALUE', label(`名称只能是 ${calendarPart.name}`, `The name is ${calendarPart.name}`));
    const hours = readHours(reader, 'hours');
    const legal = reader.oneOf('legal', ['china', 'none']) ?? 'china';
    const days = readDays(reader);
    reader.finish();
    return { hours, legal, days };
  },
});
