/** How long the periods of a metric are. */
export type Grain = 'month' | 'quarter' | 'year';

/** The first day of the period that a day (YYYY-MM-DD) lies in. */
export function startOf(grain: Grain, day: string): string {
  const [year = '', month = ''] = day.split('-');
  if (grain === 'year') return `${year}-01-01`;
  const first = grain === 'quarter' ? Math.floor((Number(month) - 1) / 3) * 3 + 1 : Number(month);
  return `${year}-${String(first).padStart(2, '0')}-01`;
}

/** What a period is called by its first day: 2026, 2026 Q1, 2026-03. */
export function nameOfPeriod(grain: Grain, start: string): string {
  const [year = '', month = ''] = start.split('-');
  if (grain === 'year') return year;
  return grain === 'quarter' ? `${year} Q${Math.ceil(Number(month) / 3)}` : `${year}-${month}`;
}
