import { sql } from '@huanke/platform/database';
import { type Change, type Context, metaOf, type Values } from '@huanke/platform/module';
import { loadValues } from '@huanke/platform/records';
import { inState } from './states.ts';

/** What a field holds once the change is saved. */
export const after = (change: Change, field: string): unknown =>
  (change.values[field] === undefined ? change.before?.[field] : change.values[field]) ?? null;

/** The records that changes name in a field, before and after. */
export const named = (changes: readonly Change[], field: string): string[] => [
  ...new Set(
    changes.flatMap(({ before, values }) => [before?.[field], values[field]].filter((id): id is string => typeof id === 'string')),
  ),
];

/** Contracts with their values, in the protected state that theirs stands for. */
export async function contractsOf(ctx: Context, ids: readonly string[]): Promise<Map<string, Values>> {
  const found = await loadValues(ctx, metaOf(ctx, 'contract'), ids, { deleted: true });
  return new Map([...found].map(([id, values]) => [id, inState(ctx, values)]));
}

/** Instalments of contracts with their values, in the order of their numbers. */
export async function plansOf(ctx: Context, contracts: readonly string[]): Promise<Map<string, Values>> {
  const rows = await ctx.query<{ id: string }>(sql`
    select id from payment_plan where tenant_id = ${ctx.tenant.id} and contract = any(${contracts}::uuid[]) and deleted_at is null
    order by contract, seq, id`);
  const ids = rows.map(({ id }) => id);
  const found = await loadValues(ctx, metaOf(ctx, 'paymentPlan'), ids);
  return new Map(ids.flatMap((id) => (found.has(id) ? [[id, found.get(id) ?? {}]] : [])));
}

/** What instalments of contracts add up to, in hundredths; nothing of contracts without. */
export async function plannedOf(ctx: Context, contracts: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  if (contracts.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; sum: string }>(sql`
    select contract as id, trunc(sum(amount) / 100)::text as sum from payment_plan
    where tenant_id = ${ctx.tenant.id} and contract = any(${contracts}::uuid[]) and deleted_at is null group by contract`);
  return new Map(rows.map(({ id, sum }) => [id, BigInt(sum)]));
}

/** What the lines of contracts add up to; nothing of contracts without lines. */
export async function linesOf(ctx: Context, contracts: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  if (contracts.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; sum: string }>(sql`
    select contract as id, trunc(coalesce(sum(amount), 0) / 100)::text as sum from contract_line
    where tenant_id = ${ctx.tenant.id} and contract = any(${contracts}::uuid[]) and deleted_at is null group by contract`);
  return new Map(rows.map(({ id, sum }) => [id, BigInt(sum)]));
}
