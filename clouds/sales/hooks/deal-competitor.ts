import { sql } from '@huanke/platform/database';
import { fieldError, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { loadValues, saveRecords } from '@huanke/platform/records';
import { dealMeta } from '../deals/stages.ts';

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

/** The deal itself goes on naming one competitor in its text field, for lists, imports and programs of before: the first on its list. */
export const competitorText = defineHook({
  name: 'sales.competitorText',
  object: 'opportunityCompetitor',
  stage: 'afterSave',
  on: ['create'],
  async run(ctx, changes) {
    const meta = dealMeta(ctx);
    const deals = await loadValues(
      ctx,
      meta,
      changes.map(({ values }) => String(values.opportunity)),
    );
    const rows = new Map<string, Values>();
    for (const { values } of changes) {
      const deal = String(values.opportunity);
      if (deals.get(deal)?.competitor === null && values.name && !rows.has(deal)) rows.set(deal, { competitor: values.name });
    }
    await saveRecords(
      ctx.elevated(),
      meta,
      [...rows].map(([id, values]) => ({ operation: 'update', id, values })),
      { asSystem: true },
    );
    return undefined;
  },
});
