/** How long it is until a moment, in the largest unit that says enough; `late` once it has passed. */
export function timeLeft(
  at: Date,
  now: Date,
): { readonly unit: 'minutes' | 'hours' | 'days'; readonly count: number; readonly late: boolean } {
  const ms = at.getTime() - now.getTime();
  const late = ms <= 0;
  // what is left is rounded up, how late it is rounded down: nobody is told too early
  const minutes = late ? Math.floor(-ms / 60_000) : Math.ceil(ms / 60_000);
  if (minutes < 120) return { unit: 'minutes', count: minutes, late };
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60), late };
  return { unit: 'days', count: Math.floor(minutes / (24 * 60)), late };
}
