import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { loadValues, type SaveRow, saveRecords } from '@huanke/platform/records';
import { dealMeta } from '../deals/stages.ts';
import { stageOf } from './stage-of.ts';

const twice = label('这个竞争对手已在名单里', 'This competitor is on the list already');

const of = (change: Change, field: string) => (change.values[field] === undefined ? change.before?.[field] : change.values[field]);

/** A competitor stands once on the list of a deal, under its own name. */
export const competitorOnce = defineHook({
  name: 'sales.competitorOnce',
  object: 'opportunityCompetitor',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes, reject) {
    const names = await namesOf(ctx, changes);
    const taken = await ctx.query<{ id: string; opportunity: string; competitor: string }>(sql`
      select id, opportunity, competitor from opportunity_competitor
      where tenant_id = ${ctx.tenant.id} and opportunity = any(${changes.map((change) => of(change, 'opportunity'))}::uuid[]) and deleted_at is null`);
    const key = (deal: unknown, competitor: unknown) => `${String(deal)} ${String(competitor)}`;
    const holders = new Map(taken.map((row) => [key(row.opportunity, row.competitor), row.id]));
    return changes.map((change, index): Values => {
      const mine = key(of(change, 'opportunity'), of(change, 'competitor'));
      const holder = holders.get(mine);
      if (holder !== undefined && holder !== change.id) reject(index, fieldError('DUPLICATE', 'competitor', twice));
      else holders.set(mine, change.id);
      return { name: names.get(String(of(change, 'competitor'))) ?? '' };
    });
  },
});

async function namesOf(ctx: Context, changes: readonly Change[]): Promise<Map<string, string>> {
  const rows = await ctx.query<{ id: string; name: string }>(sql`
    select id, name from competitor where tenant_id = ${ctx.tenant.id} and id = any(${changes.map((change) => of(change, 'competitor'))}::uuid[])`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const fold = (name: unknown): string => (typeof name === 'string' ? name.trim().toLowerCase() : '');
const isNew = ({ operation }: Change) => operation !== 'delete';

/**
 * The deal itself goes on naming one competitor in its text field, for lists, imports and programs of before: the first on its list. Whom it
 * names goes from there when taken off the list; an open deal then names the next one.
 */
export const competitorText = defineHook({
  name: 'sales.competitorText',
  object: 'opportunityCompetitor',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const moved = changes.filter(({ operation, values, along }) => !along && (operation !== 'update' || values.competitor !== undefined));
    if (moved.length === 0) return undefined;
    const meta = dealMeta(ctx);
    const byDeal = Map.groupBy(moved, (change) => String(of(change, 'opportunity')));
    const deals = await loadValues(ctx, meta, [...byDeal.keys()]);
    const firsts = await firstsOf(ctx, [...byDeal.keys()]);
    const rows = [...byDeal].flatMap(([id, own]): SaveRow[] => {
      const deal = deals.get(id);
      if (!deal) return [];
      const isEmpty = deal.competitor === null && own.some(isNew);
      const isGone = own.some(({ before }) => before && fold(before.name) === fold(deal.competitor));
      if (!isEmpty && !isGone) return [];
      const competitor = isEmpty || stageOf(ctx, deal.stage)?.category === 'open' ? (firsts.get(id) ?? null) : null;
      return [{ operation: 'update', id, values: { competitor } }];
    });
    await saveRecords(ctx.elevated(), meta, rows, { asSystem: true });
    return undefined;
  },
});

async function firstsOf(ctx: Context, deals: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await ctx.query<{ deal: string; name: string }>(sql`
    select distinct on (opportunity) opportunity as deal, name from opportunity_competitor
    where tenant_id = ${ctx.tenant.id} and opportunity = any(${deals}::uuid[]) and deleted_at is null and name <> '' order by opportunity, id`);
  return new Map(rows.map(({ deal, name }) => [deal, name]));
}
