import type { ObjectMeta, Option } from '@huanke/platform/ui';

export type Category = 'open' | 'won' | 'lost';

/** The stages of the sales process, retired ones too: records may still stand in them. */
export function stagesOf(meta: ObjectMeta | undefined): readonly Option[] {
  return meta?.fields.find((field) => field.name === 'stage')?.options ?? [];
}

export function stageKeys(stages: readonly Option[], category: Category): readonly string[] {
  return stages.filter((stage) => stage.category === category).map((stage) => stage.key);
}

/** Adds decimal texts without ever passing through a float. */
export function sumDecimals(values: readonly unknown[]): string {
  const SCALE = 6;
  let total = 0n;
  let shown = 0;
  for (const value of values) {
    const match = /^(-?)(\d+)(?:\.(\d{1,6})\d*)?$/.exec(String(value ?? '0'));
    if (!match) continue;
    const [, sign, whole = '0', part = ''] = match;
    shown = Math.max(shown, part.length);
    const scaled = BigInt(whole + part.padEnd(SCALE, '0'));
    total += sign ? -scaled : scaled;
  }
  const digits = String(total < 0n ? -total : total).padStart(SCALE + 1, '0');
  const text = `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.slice(0, shown === 0 ? -SCALE - 1 : shown - SCALE || undefined);
  return total < 0n ? `-${text}` : text;
}

export type Row = Readonly<Record<string, unknown>>;

/** What became of the deals that were decided. */
export interface Outcome {
  readonly won: number;
  readonly lost: number;
  readonly value: string;
  /** Percent with two decimals; null where nothing was decided. */
  readonly rate: number | null;
  /** Mean days from first contact to the signature of won deals, two decimals. */
  readonly cycle: string | null;
}

const count = (row: Row) => Number(row['count'] ?? 0);

/** From rows grouped by stage with count, sum:amount, avg:cycleDays and cycles. */
export function outcomeOf(rows: readonly Row[], stages: readonly Option[]): Outcome {
  const of = (category: Category) => {
    const keys = stageKeys(stages, category);
    return rows.filter((row) => keys.includes(String(row['stage'])));
  };
  const wonRows = of('won');
  const won = wonRows.reduce((sum, row) => sum + count(row), 0);
  const lost = of('lost').reduce((sum, row) => sum + count(row), 0);
  const timed = wonRows.filter((row) => row['avg:cycleDays'] !== null && row['avg:cycleDays'] !== undefined);
  const cycles = timed.reduce((sum, row) => sum + Number(row['cycles'] ?? 0), 0);
  // One won stage is the rule: its mean is exact as the server gave it.
  const mean =
    timed.length === 1
      ? String(timed[0]?.['avg:cycleDays'])
      : (timed.reduce((sum, row) => sum + Number(row['avg:cycleDays']) * Number(row['cycles'] ?? 0), 0) / cycles).toFixed(2);
  return {
    won,
    lost,
    value: sumDecimals(wonRows.map((row) => row['sum:amount'])),
    rate: won + lost > 0 ? Math.round((won / (won + lost)) * 10_000) / 100 : null,
    cycle: cycles > 0 ? mean : null,
  };
}

/** Change in percent of what was before; null where there is nothing to compare with. */
export function changeOf(now: number, before: number): number | null {
  return before > 0 ? Math.round(((now - before) / before) * 1_000) / 10 : null;
}
