import { addDays } from '@huanke/platform/kernel';

/** The last day of the week a day lies in; `weekStart`: 0 Sunday … 6 Saturday. */
export function weekEndOf(day: string, weekStart: number): string {
  const past = (new Date(`${day}T00:00:00Z`).getUTCDay() - weekStart + 7) % 7;
  return addDays(day, 6 - past);
}
