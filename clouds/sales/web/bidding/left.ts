/** What is left until an instant, in its two largest units; null when it is over. Minutes are rounded up: one is left until there is none. */
export interface Left {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
}

const MINUTE = 60_000;

export function leftUntil(at: string, now: number): Left | null {
  const minutes = Math.ceil((Date.parse(at) - now) / MINUTE);
  if (minutes <= 0) return null;
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
}

/** The two largest parts that are not nothing: [['day', 3], ['hour', 4]]. */
export function largest({ days, hours, minutes }: Left): readonly (readonly ['day' | 'hour' | 'minute', number])[] {
  const parts = [['day', days] as const, ['hour', hours] as const, ['minute', minutes] as const];
  const from = parts.findIndex(([, n]) => n > 0);
  return parts.slice(from, from + 2).filter(([, n]) => n > 0);
}
