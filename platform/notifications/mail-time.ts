import { DateTime, IANAZone } from 'luxon';
import type { Choice } from './choices.ts';

export const isZone = (name: string): boolean => IANAZone.isValidZone(name);

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The end of the quiet hours a moment lies in; undefined when it lies in none. From 22:00 to 07:00 goes over midnight. */
function quietEnd(at: DateTime, quiet: NonNullable<Choice['quiet']>): DateTime | undefined {
  const now = at.hour * 60 + at.minute;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const isQuiet = from < to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return undefined;
  const end = at.startOf('day').set({ hour: Math.floor(to / 60), minute: to % 60 });
  return end > at ? end : end.plus({ days: 1 });
}

function nextDigest(now: DateTime, choice: Choice): DateTime {
  const today = now.startOf('day').set({ hour: choice.digestHour });
  // luxon counts Monday 1 … Sunday 7
  const wait = choice.mail === 'weekly' ? (choice.digestDay - (now.weekday % 7) + 7) % 7 : 0;
  const next = today.plus({ days: wait });
  return next > now ? next : next.plus({ days: choice.mail === 'weekly' ? 7 : 1 });
}

/** When an e-mail about something that happens now goes out: at once or with the next digest, and never in the person's quiet hours. */
export function mailTime(now: Date, choice: Choice, companyZone: string): Date {
  const zone = choice.timeZone && isZone(choice.timeZone) ? choice.timeZone : companyZone;
  const here = DateTime.fromJSDate(now, { zone });
  const due = choice.mail === 'now' ? here : nextDigest(here, choice);
  return ((choice.quiet && quietEnd(due, choice.quiet)) || due).toJSDate();
}
