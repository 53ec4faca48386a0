import { makeCalendar, readHours, type WorkSpan, workingCalendar } from '../calendar/index.ts';
import { label } from '../kernel/index.ts';
import type { BodyReader } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';

/** When somebody takes what is given out: in the company's working time, or in hours of their own (seven lists, Monday first); null: always. */
export type Shift = 'company' | readonly (readonly WorkSpan[])[] | null;

/** `shift` of a body: null, "company" or the hours of seven days. */
export function readShift(reader: BodyReader): Shift {
  const raw = reader.raw('shift');
  if (raw === undefined || raw === null) return null;
  if (raw === 'company') return raw;
  if (Array.isArray(raw)) return readHours(reader, 'shift');
  reader.problem('shift', 'INVALID_VALUE', label('应为 company，或周一到周日七天的时段', 'Must be company, or the spans of seven days'));
  return null;
}

/**
 * Whether a shift is on now, in the company's zone. Own hours know no holidays: who works by them is away by leave only.
 *
 * @example const isOn = await shiftNow(ctx); isOn('company')
 */
export async function shiftNow(ctx: Context): Promise<(shift: Shift) => boolean> {
  const now = ctx.clock.now();
  const company = (await workingCalendar(ctx)).isWorking(now);
  const legal = { holidays: [], workdays: [] };
  return (shift) => {
    if (shift === null) return true;
    if (shift === 'company') return company;
    return makeCalendar({ hours: shift, legal: 'none', days: [] }, { zone: ctx.tenant.timeZone, legal }).isWorking(now);
  };
}
