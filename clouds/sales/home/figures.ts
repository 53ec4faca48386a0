import { type Context, defineHomeSection, type ObjectMeta } from '@huanke/platform/module';
import { aggregateRecords, type FilterInput } from '@huanke/platform/records';
import { dealMeta } from '../deals/stages.ts';
import { openStages } from './facts.ts';
import { readable } from './readable.ts';

/** One number of the day; `filter` are the records it counts, so that the list behind it agrees. */
export interface HomeFigure {
  readonly key: 'pipeline' | 'wonMonth' | 'closingSoon' | 'followUps' | 'wonQuarter' | 'winRate';
  readonly object: 'opportunity' | 'activity';
  readonly filter: FilterInput;
  readonly count: number;
  /** Decimal text in the company's currency; null where the caller may not read amounts. */
  readonly sum: string | null;
  /** Of the pipeline: amount × chance. */
  readonly weighted: string | null;
  /** Of decided deals: percent won, two decimals, null where none was decided. */
  readonly rate: number | null;
  readonly won: number;
}

const blank = { sum: null, weighted: null, rate: null, won: 0 } as const;
const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
const and = (...parts: readonly (FilterInput | undefined)[]): FilterInput => ({ and: parts.filter((part) => part !== undefined) });

/** Count and sums of deals, by what the caller may read of them. */
async function deals(ctx: Context, meta: ObjectMeta, key: HomeFigure['key'], filter: FilterInput): Promise<HomeFigure> {
  const sums = ['amount', ...(key === 'pipeline' ? ['weightedAmount'] : [])].filter((field) => readable(meta, field));
  const measures = [{ fn: 'count' }, ...sums.map((field) => ({ fn: 'sum', field }))];
  const row = (await aggregateRecords(ctx, meta, { groupBy: [], measures, filter })).rows[0];
  const sum = sums.includes('amount') ? (text(row?.['sum:amount']) ?? '0') : null;
  return {
    ...blank,
    key,
    object: 'opportunity',
    filter,
    count: Number(row?.['count'] ?? 0),
    sum,
    weighted: text(row?.['sum:weightedAmount']),
  };
}

async function winRate(ctx: Context, meta: ObjectMeta, won: readonly string[], filter: FilterInput): Promise<HomeFigure> {
  const { rows } = await aggregateRecords(ctx, meta, { groupBy: [{ field: 'stage' }], measures: [{ fn: 'count' }], filter });
  const all = rows.reduce((sum, row) => sum + Number(row['count']), 0);
  const wins = rows.filter((row) => won.includes(String(row['stage']))).reduce((sum, row) => sum + Number(row['count']), 0);
  const rate = all > 0 ? Math.round((wins / all) * 10_000) / 100 : null;
  return { ...blank, key: 'winRate', object: 'opportunity', filter, count: all, rate, won: wins };
}

async function followUps(ctx: Context): Promise<HomeFigure[]> {
  const meta = ctx.meta.object('activity');
  if (!ctx.access.can('activity.read') || !readable(meta, 'type', 'done', 'status')) return [];
  const filter = and(
    { field: 'owner', op: 'eq', value: 'me' },
    { field: 'createdAt', op: 'within', value: 'thisWeek' },
    { field: 'done', op: 'eq', value: true },
    { field: 'type', op: 'ne', value: 'task' },
    { field: 'status', op: 'ne', value: 'cancelled' },
  );
  const row = (await aggregateRecords(ctx, meta, { groupBy: [], measures: [{ fn: 'count' }], filter })).rows[0];
  return [{ ...blank, key: 'followUps', object: 'activity', filter, count: Number(row?.['count'] ?? 0) }];
}

async function readFigures(ctx: Context, mine: boolean): Promise<{ readonly figures: readonly HomeFigure[] }> {
  const meta = dealMeta(ctx);
  if (!readable(meta, 'stage', 'closeOn', 'closedOn')) return { figures: mine ? await followUps(ctx) : [] };
  const keys = (category: string) =>
    (meta.fields.get('stage')?.options ?? []).filter((one) => one.category === category).map(({ key }) => key);
  // closed deals count for who has the credit, open ones for their owner
  const own = (field: 'owner' | 'creditTo'): FilterInput | undefined => (mine ? { field, op: 'eq', value: 'me' } : undefined);
  const open = and(own('owner'), { field: 'stage', op: 'in', value: openStages(meta) });
  const won = (span: string) =>
    and(own('creditTo'), { field: 'stage', op: 'in', value: keys('won') }, { field: 'closedOn', op: 'within', value: span });
  const decided = and(
    { field: 'stage', op: 'in', value: [...keys('won'), ...keys('lost')] },
    { field: 'closedOn', op: 'within', value: 'thisQuarter' },
  );
  const figures = await Promise.all([
    deals(ctx, meta, 'pipeline', open),
    mine ? deals(ctx, meta, 'wonMonth', won('thisMonth')) : deals(ctx, meta, 'wonQuarter', won('thisQuarter')),
    deals(ctx, meta, 'closingSoon', and(open, { field: 'closeOn', op: 'within', value: 'nextNDays:30' })),
    ...(mine ? [] : [winRate(ctx, meta, keys('won'), decided)]),
  ]);
  return { figures: [...figures, ...(mine ? await followUps(ctx) : [])] };
}

/** At most four figures, of the caller's own work or of all they may see. */
export const homeFigures = defineHomeSection<{ readonly figures: readonly HomeFigure[] }>({
  name: 'sales.figures',
  homes: ['seller', 'manager'],
  permission: 'opportunity.read',
  objects: ['opportunity', 'activity'],
  read: (ctx, { home }) => readFigures(ctx, home === 'seller'),
});
