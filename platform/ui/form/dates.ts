/** Calendar days as plain `2026-03-31` texts: no zone, no Date arithmetic in local time. */
const DAY = 86_400_000;
const two = (value: number) => String(value).padStart(2, '0');
const narrow = (text: string) => text.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const textOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The day when it exists, else null: `2026-02-30` does not. */
export function dayOf(year: number, month: number, day: number): string | null {
  if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1) return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? `${year}-${two(month)}-${two(day)}` : null;
}

export function addDays(day: string, days: number): string {
  return textOf(utc(day) + days * DAY);
}

/** The same day in another month, or the last one there is. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return `${first.getUTCFullYear()}-${two(first.getUTCMonth() + 1)}-${two(Math.min(date, last))}`;
}

/** Monday is 1, Sunday 7. */
export function weekday(day: string): number {
  return new Date(utc(day)).getUTCDay() || 7;
}

/** Six weeks that show the month of `day`; weeks begin on Monday unless `sunday`. */
export function monthGrid(day: string, sunday = false): readonly (readonly string[])[] {
  const first = `${day.slice(0, 8)}01`;
  const back = sunday ? weekday(first) % 7 : weekday(first) - 1;
  const start = addDays(first, -back);
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, at) => addDays(start, week * 7 + at)));
}

const NEAR: Readonly<Record<string, number>> = {
  今天: 0,
  今日: 0,
  明天: 1,
  明日: 1,
  后天: 2,
  大后天: 3,
  昨天: -1,
  前天: -2,
  today: 0,
  tomorrow: 1,
  yesterday: -1,
};
const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];
const ENGLISH = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function byWeekday(text: string, today: string): string | null {
  const match = /^(下下|下|本|这)?(?:周|星期|礼拜)([一二三四五六日天])$/.exec(text);
  if (match) {
    const wanted = WEEKDAYS.indexOf(match[2] === '天' ? '日' : (match[2] ?? '')) + 1;
    const weeks = match[1] === '下下' ? 2 : match[1] === '下' ? 1 : 0;
    const found = addDays(today, wanted - weekday(today) + weeks * 7);
    // A bare weekday that has passed means the coming one.
    return match[1] === undefined && found < today ? addDays(found, 7) : found;
  }
  const english = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*$/.exec(text);
  if (!english) return null;
  const found = addDays(today, ENGLISH.indexOf(english[1] ?? '') + 1 - weekday(today));
  return found < today ? addDays(found, 7) : found;
}

/** What people type for a day: `2026-3-31`, `2026/03/31`, `20260331`, `3.31`, `3月31日`, `明天`, `周五`, `下周三`, `+7`, `3天后`, `月底`. */
export function parseDay(typed: string, today: string): string | null {
  const text = narrow(typed).trim().toLowerCase().replace(/\s+/g, '');
  if (!text) return null;
  const near = NEAR[text];
  if (near !== undefined) return addDays(today, near);
  const year = Number(today.slice(0, 4));
  const full = /^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (full) return dayOf(Number(full[1]), Number(full[2]), Number(full[3]));
  const short = /^(\d{1,2})(?:[-/.月])(\d{1,2})[日号]?$/.exec(text);
  if (short) return dayOf(year, Number(short[1]), Number(short[2]));
  const later = /^(?:\+(\d{1,4})|(\d{1,4})天后)$/.exec(text);
  if (later) return addDays(today, Number(later[1] ?? later[2]));
  if (text === '月底') return addDays(addMonths(`${today.slice(0, 8)}01`, 1), -1);
  if (text === '年底') return `${year}-12-31`;
  return byWeekday(text, today);
}

/** The instant that a wall clock in a zone shows: `instantOf('2026-03-31', '14:08', 'Asia/Shanghai')` → `2026-03-31T06:08:00.000Z`. */
export function instantOf(day: string, time: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const shown = (at: number) => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = value;
    return Date.parse(`${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:00Z`);
  };
  // Twice, since the offset may differ between the guess and the answer (summer time).
  const guess = wanted - (shown(wanted) - wanted);
  return new Date(guess - (shown(guess) - wanted)).toISOString();
}
