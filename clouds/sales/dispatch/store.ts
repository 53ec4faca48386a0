import { type Sql, sql } from '@huanke/platform/database';
import { errors, isId } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import type { DispatchOptions } from './read.ts';
import type { Terms } from './values.ts';

/** What a plan is worth, in hundredths of a point. */
export interface DispatchResult {
  readonly leads: number;
  readonly assigned: number;
  readonly worth: number;
  /** First come, first served, for comparison. */
  readonly greedy: number;
  /** No plan is worth more. */
  readonly bound: number;
  /** exact: nothing is better; ants: a good plan, where fairness counts. */
  readonly solver: 'exact' | 'ants';
}

export interface DispatchRun {
  readonly id: string;
  /** failed: its job ended without a plan. */
  readonly status: 'solving' | 'draft' | 'applied' | 'discarded' | 'failed';
  readonly options: DispatchOptions;
  readonly result: DispatchResult | null;
  readonly job: string | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly appliedAt: string | null;
}

/** Why a line was not carried out, or that it was. */
export type Outcome = 'applied' | 'gone' | 'owned' | 'closed' | 'inactive' | 'away' | 'shift' | 'capacity' | 'holding' | 'refused';

export interface DispatchLine {
  readonly position: number;
  readonly lead: string;
  readonly user: string | null;
  readonly value: number;
  readonly terms: Terms;
  readonly outcome: Outcome | null;
}

/** Whoever plans must see leads, and have the right. */
export function plans(ctx: Context): ObjectMeta {
  const lead = ctx.meta.object('lead');
  if (!lead || !ctx.access.can('lead.dispatch') || !ctx.access.can('lead.read')) throw errors.FORBIDDEN();
  return lead;
}

/** Runs of a condition on `r`, the newest first: one's own, or all for who manages settings. */
export function runsWhere(ctx: Context, condition: Sql): Promise<DispatchRun[]> {
  const mine = ctx.access.can('settings.manage') ? sql`true` : sql`r.created_by = ${ctx.user.id}`;
  return ctx.query<DispatchRun>(sql`
    select r.id, case when r.status = 'solving' and j.status in ('failed', 'cancelled') then 'failed' else r.status end as status, r.options, r.result, r.job,
      r.created_by as "createdBy", r.created_at as "createdAt", r.applied_at as "appliedAt"
    from dispatch_run r left join background_job j on j.tenant_id = r.tenant_id and j.id = r.job
    where r.tenant_id = ${ctx.tenant.id} and ${mine} and ${condition} order by r.id desc limit 20`);
}

export async function runOf(ctx: Context, id: string): Promise<DispatchRun> {
  const [run] = isId(id) ? await runsWhere(ctx, sql`r.id = ${id}::uuid`) : [];
  if (!run) throw errors.NOT_FOUND();
  return run;
}

export function linesOf(ctx: Context, run: string): Promise<DispatchLine[]> {
  return ctx.query<DispatchLine>(sql`
    select position, lead_id as lead, user_id as "user", value, terms, outcome from dispatch_line
    where tenant_id = ${ctx.tenant.id} and run_id = ${run}::uuid order by position`);
}

/** Moves a run on from one state, in the transaction that does the rest; 409 STATE where it is in another one. */
export async function advance(tx: Context, run: string, from: DispatchRun['status'], to: DispatchRun['status']): Promise<void> {
  const rows = await tx.query(sql`
    update dispatch_run set status = ${to}, applied_at = case when ${to} = 'applied' then ${tx.clock.now()}::timestamptz end
    where tenant_id = ${tx.tenant.id} and id = ${run}::uuid and status = ${from} returning id`);
  if (rows.length === 0) throw errors.STATE();
}
