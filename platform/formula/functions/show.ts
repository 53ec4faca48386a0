import { type Decimal, decimalText } from '../numbers.ts';
import { DAY, dayText, wallClock } from '../time.ts';
import type { Run, Value } from './define.ts';

/** A value as text, as & joins it: 12.5, 2026-03-31, 2026-03-31 09:30 in the tenant's zone, TRUE; empty is "". */
export function show(value: Value, type: string | undefined, run: Run): string {
  if (type === 'boolean') return value === true ? 'TRUE' : 'FALSE';
  if (value === null) return '';
  if (type === 'number') return decimalText(value as Decimal);
  if (type === 'date') return dayText(value as number);
  if (type === 'datetime') {
    const reading = wallClock(value as number, run.moment.zone);
    return `${dayText(Math.floor(reading / DAY))} ${new Date(reading).toISOString().slice(-13, -8)}`;
  }
  return String(value);
}
