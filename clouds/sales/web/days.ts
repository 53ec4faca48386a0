/** Calendar days as plain `2026-03-31` texts. */
const two = (value: number) => String(value).padStart(2, '0');

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);

export function addDays(day: string, days: number): string {
  return new Date(utc(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The same day in another year; 29 February becomes the 28th. */
export function addYears(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  const isLeap = new Date(Date.UTC(Number(year), 1, 29)).getUTCMonth() === 1;
  return `${year}-${day.endsWith('-02-29') && !isLeap ? '02-28' : day.slice(5)}`;
}

/** From `from` to `to` in days. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to) - utc(from)) / 86_400_000);
}

/** Monday is 1, Sunday 7. */
export function weekday(day: string): number {
  return new Date(utc(day)).getUTCDay() || 7;
}

export type Bucket = 'month' | 'quarter';

/** First and last day of `2026-03` or `2026-Q1`. */
export function bucketDays(key: string): { readonly from: string; readonly to: string } {
  const year = Number(key.slice(0, 4));
  const isQuarter = key[5] === 'Q';
  const first = isQuarter ? Number(key.slice(6)) * 3 - 2 : Number(key.slice(5, 7));
  const last = isQuarter ? first + 2 : first;
  const end = new Date(Date.UTC(year, last, 0)).getUTCDate();
  return { from: `${year}-${two(first)}-01`, to: `${year}-${two(last)}-${two(end)}` };
}

/** `2026-03-31` → `2026-03` or `2026-Q1`. */
export function bucketOf(day: string, bucket: Bucket): string {
  return bucket === 'month' ? day.slice(0, 7) : `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** Every month or quarter from one day to another. */
export function bucketsBetween(from: string, to: string, bucket: Bucket): readonly string[] {
  const keys: string[] = [];
  for (let day = from; day <= to && keys.length < 400; ) {
    const key = bucketOf(day, bucket);
    keys.push(key);
    day = addDays(bucketDays(key).to, 1);
  }
  return keys;
}

export function isDay(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && addDays(text, 0) === text;
}
