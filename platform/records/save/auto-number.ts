import { DateTime } from 'luxon';
import { sql } from '../../database/sql.ts';
import type { FieldMeta } from '../../module/index.ts';
import type { RowState, SaveRun } from './types.ts';

/** A pattern with its date part filled in: `OPP-{YYYY}-{0000}` → `OPP-2026-{0000}`; the counter belongs to that text. */
export function periodOf(pattern: string, at: Date, zone: string): string {
  const day = DateTime.fromJSDate(at, { zone });
  return pattern
    .replaceAll('{YYYY}', day.toFormat('yyyy'))
    .replaceAll('{YY}', day.toFormat('yy'))
    .replaceAll('{MM}', day.toFormat('MM'))
    .replaceAll('{DD}', day.toFormat('dd'));
}

/** The name of a period's counter: how many noughts the pattern has is only its look, or widening it would begin at 1 again. */
const counterOf = (period: string) => period.replace(/\{0+\}/, '{0}');

/** Puts the counter in: at least as many digits as the pattern has noughts, more when it has outgrown them. */
export function numberText(period: string, counter: bigint | number): string {
  if (!/\{0+\}/.test(period)) return `${period}${counter}`;
  return period.replace(/\{(0+)\}/, (_, noughts: string) => String(counter).padStart(noughts.length, '0'));
}

/** The number a text holds when it could have come from this pattern in this period. */
export function counterIn(period: string, text: string): number | undefined {
  const at = period.search(/\{0+\}/);
  const noughts = /\{0+\}/.exec(period)?.[0].length ?? 0;
  const [head, tail] = at < 0 ? [period, ''] : [period.slice(0, at), period.slice(at + noughts)];
  if (!text.startsWith(head) || !text.endsWith(tail)) return undefined;
  const digits = text.slice(head.length, tail ? -tail.length : undefined);
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

interface Block {
  readonly field: FieldMeta;
  readonly period: string;
  readonly rows: RowState[];
  /** The highest number that came along with imported records of this period. */
  highest: number;
}

/** Gives new records their numbers: each counter is raised once for the whole batch, by as many as are needed. */
export async function assignNumbers(run: SaveRun, states: readonly RowState[]): Promise<void> {
  const { ctx, meta } = run;
  // As late as possible and in one order for all: a counter's row stays locked until the commit.
  for (const { field, period, rows, highest } of blocksOf(run, states)) {
    const [counter] = await ctx.query<{ next: string }>(sql`
      insert into auto_number as a (tenant_id, object, field, period, next)
      values (${ctx.tenant.id}, ${meta.name}, ${field.name}, ${counterOf(period)}, ${highest + 1 + rows.length})
      on conflict (tenant_id, object, field, period) do update set next = greatest(a.next, ${highest + 1}::bigint) + ${rows.length}::bigint
      returning next`);
    const first = BigInt(counter?.next ?? 0) - BigInt(rows.length);
    rows.forEach((state, index) => {
      state.values[field.name] = numberText(period, first + BigInt(index));
    });
  }
}

function blocksOf(run: SaveRun, states: readonly RowState[]): Block[] {
  const blocks = new Map<string, Block>();
  for (const field of run.meta.fields.values()) {
    if (field.type !== 'autoNumber' || !field.pattern) continue;
    for (const state of states) {
      if (state.operation !== 'create') continue;
      const period = periodOf(field.pattern, state.at, run.ctx.tenant.timeZone);
      const given = state.values[field.name];
      const known = typeof given === 'string' ? counterIn(period, given) : undefined;
      if (typeof given === 'string' && known === undefined) continue;
      const block = blocks.get(`${field.name} ${period}`) ?? { field, period, rows: [], highest: 0 };
      blocks.set(`${field.name} ${period}`, block);
      if (known === undefined) block.rows.push(state);
      else block.highest = Math.max(block.highest, known);
    }
  }
  return [...blocks.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, block]) => block);
}
