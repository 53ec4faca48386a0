/** The first two numbers a pattern gives at a moment: `SB-{YYYY}-{000}` → SB-2026-001, SB-2026-002. */
export function numberPreview(pattern: string, at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const year = String(at.getFullYear());
  const period = pattern
    .replaceAll('{YYYY}', year)
    .replaceAll('{YY}', year.slice(-2))
    .replaceAll('{MM}', two(at.getMonth() + 1))
    .replaceAll('{DD}', two(at.getDate()));
  const counted = /\{0+\}/.test(period) ? period : `${period}{0}`;
  return [1, 2]
    .map((counter) => counted.replace(/\{(0+)\}/, (_, noughts: string) => String(counter).padStart(noughts.length, '0')))
    .join('、');
}
