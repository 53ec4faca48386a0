import { sql } from '../database/sql.ts';
import { errors, isId } from '../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../module/index.ts';
import { isOpen } from '../pools/index.ts';
import { aggregateRecords, ownedCounts } from '../records/index.ts';
import { countWork, namesInRule } from './beside.ts';
import { openingsOf } from './plan.ts';

/**
 * What moves beside records: views of one's own, people and departments one leads, imports not yet run, places in teams, groups and pools, what
 * one has applied for there, rules of assignment that name one, work on records of others.
 */
export const others = ['views', 'reports', 'departments', 'imports', 'teams', 'groups', 'pools', 'requests', 'rules', 'work'] as const;
export type Other = (typeof others)[number];

/** What the open deals among the records of an object are worth together, by currency: the first amount its list shows. */
export interface MoneySum {
  readonly field: string;
  readonly currency: string;
  readonly sum: string;
}

/** What somebody owns of one object. */
export interface OwnedCount {
  readonly object: string;
  readonly count: number;
  readonly money: readonly MoneySum[];
  /** Whether rules of assignment may give it out. */
  readonly rules: boolean;
  /** Of these, how many are finished by their own state: they do not go into a pool. Counted where there is a pool. */
  readonly finished: number;
  /** Pools it may go to. */
  readonly pools: readonly { readonly id: string; readonly name: string }[];
}

export interface HandoverPreview {
  readonly counts: readonly OwnedCount[];
  /** Among the activities: tasks still to be done. */
  readonly openTasks: number;
  readonly others: Readonly<Record<Other, number>>;
}

export function mayHandOver(ctx: Context): void {
  if (!ctx.access.can('users.manage')) throw errors.FORBIDDEN();
}

export async function leaverOf(ctx: Context, id: string): Promise<{ id: string; name: string }> {
  const [user] = isId(id)
    ? await ctx.query<{ id: string; name: string }>(
        sql`select id, name from app_user where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid and deleted_at is null`,
      )
    : [];
  if (!user) throw errors.NOT_FOUND();
  return user;
}

export const openImports = sql`('queued', 'dryRunDone', 'new', 'failed')`;

/** What a leaver would hand over, by counts and sums of money. */
export async function previewHandover(ctx: Context, id: string): Promise<HandoverPreview> {
  mayHandOver(ctx);
  const { id: from } = await leaverOf(ctx, id);
  const tenant = ctx.tenant.id;
  const system = ctx.elevated();
  const { rules, pools } = await openingsOf(system);
  const counts: OwnedCount[] = [];
  for (const [object, count] of await ownedCounts(system, from)) {
    const finished = pools.has(object) ? await finishedOf(system, object, from) : 0;
    counts.push({
      object,
      count,
      money: await moneyOf(system, object, from),
      rules: rules.has(object),
      finished,
      pools: pools.get(object) ?? [],
    });
  }
  const [more] = await ctx.query<Record<Exclude<Other, 'work'>, number>>(sql`
    select (select count(*)::int from saved_view where tenant_id = ${tenant} and owner = ${from}) as views,
      (select count(*)::int from app_user where tenant_id = ${tenant} and manager = ${from} and deleted_at is null) as reports,
      (select count(*)::int from department where tenant_id = ${tenant} and manager = ${from} and deleted_at is null) as departments,
      (select count(*)::int from import where tenant_id = ${tenant} and created_by = ${from} and status in ${openImports}) as imports,
      (select count(*)::int from record_share where tenant_id = ${tenant} and principal = ${from} and source = 'team') as teams,
      (select count(*)::int from user_group_member where tenant_id = ${tenant} and member_id = ${from}) as groups,
      (select count(*)::int from pool_member where tenant_id = ${tenant} and principal = ${from}) as pools,
      (select count(*)::int from pool_request where tenant_id = ${tenant} and user_id = ${from} and status = 'waiting') as requests,
      (select count(*)::int from assign_rule r where r.tenant_id = ${tenant} and ${namesInRule(from)}) as rules`);
  if (!more) throw new Error('a select of counts answers a row');
  return { counts, openTasks: await openTasks(ctx, from), others: { ...more, work: await countWork(system, from) } };
}

interface Business {
  readonly amount: FieldMeta;
  readonly stage: FieldMeta;
  /** Stages at which it is neither won nor lost. */
  readonly open: readonly string[];
}

/** What is earned by an object, by the first amount of its list, while it is open; what customers say of themselves is nobody's business. */
function businessOf(meta: ObjectMeta): Business | undefined {
  const amount = meta.listColumns.map((name) => meta.fields.get(name)).find((field) => field?.type === 'currency' && !field.formula);
  const stage = [...meta.fields.values()].find(
    (field) => field.type === 'stage' && field.options?.some(({ category }) => category === 'won' || category === 'lost'),
  );
  const open = stage?.options?.flatMap(({ key, category }) => (category === 'won' || category === 'lost' ? [] : [key])) ?? [];
  return amount && stage && { amount, stage, open };
}

async function moneyOf(ctx: Context, object: string, from: string): Promise<MoneySum[]> {
  const meta = ctx.meta.object(object);
  const business = meta && businessOf(meta);
  if (!business) return [];
  const { amount, stage, open } = business;
  const byCurrency = meta.fields.get('currency')?.type === 'picklist';
  const request = {
    ...(byCurrency ? { groupBy: [{ field: 'currency' }] } : {}),
    measures: [{ fn: 'sum', field: amount.name, as: 'sum' }],
    filter: {
      and: [
        { field: 'owner', op: 'eq', value: from },
        { field: stage.name, op: 'in', value: [...open] },
      ],
    },
  };
  const { rows } = await aggregateRecords(ctx, meta, request, { money: 'asWritten' });
  return rows.flatMap((row) =>
    typeof row['sum'] === 'string'
      ? [{ field: amount.name, currency: String(row['currency'] ?? ctx.tenant.currency), sum: row['sum'] }]
      : [],
  );
}

async function finishedOf(ctx: Context, object: string, from: string): Promise<number> {
  const meta = ctx.meta.object(object);
  if (!meta?.pooled?.closed) return 0;
  const [row] = await ctx.query<{ count: number }>(sql`
    select count(*)::int as count from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} and t.owner = ${from}::uuid and t.deleted_at is null and not ${isOpen(meta, 't')}`);
  return row?.count ?? 0;
}

async function openTasks(ctx: Context, from: string): Promise<number> {
  if (!ctx.meta.object('activity')) return 0;
  const [row] = await ctx.query<{ count: number }>(sql`
    select count(*)::int as count from activity where tenant_id = ${ctx.tenant.id} and owner = ${from} and deleted_at is null and type = 'task' and done is not true`);
  return row?.count ?? 0;
}
