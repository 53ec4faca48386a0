import { audit } from '../audit/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { setActive } from '../identity/index.ts';
import { enqueue, runBackground } from '../jobs/index.ts';
import { AppError, errors, fieldError, isId, type Label, label, newId, textOf } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { authorOf } from '../records/index.ts';
import { countItems } from './items.ts';
import { checkPlan, namedIn, readPlan, targetAt } from './plan.ts';
import { leaverOf, mayHandOver } from './preview.ts';
import type { Handover, HandoverInput, HandoverStatus, Plan } from './types.ts';

const furthest = 366 * 24 * 3_600_000;
const goneOrOff: Label = label('接手人已停用或已删除', 'The successor is deactivated or deleted');

/** When it begins: now, or a moment to come within a year. */
function readEffective(ctx: Context, raw: string | null | undefined): Date {
  const now = ctx.clock.now();
  if (!raw) return now;
  const at = new Date(raw);
  if (Number.isNaN(at.getTime())) throw fieldError('INVALID_VALUE', 'effectiveAt');
  if (at.getTime() > now.getTime() + furthest)
    throw fieldError('INVALID_VALUE', 'effectiveAt', label('最多提前一年', 'At most a year ahead'));
  return at < now ? now : at;
}

/** Two at once would take records out of each other's hands. One whose work has failed may be begun anew. */
async function refuseSecond(tx: Context, from: string): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtext(${`handover ${from}`}), ${tx.tenant.id})`);
  const [open] = await tx.query(sql`
    select from handover h left join background_job j on j.tenant_id = h.tenant_id and j.id = h.job
    where h.tenant_id = ${tx.tenant.id} and h.from_user = ${from} and h.finished_at is null and h.cancelled_at is null
      and (h.started_at is null or j.status in ('queued', 'running')) limit 1`);
  if (open)
    throw new AppError(
      'STATE',
      409,
      label(
        '此人已有交接在进行或已安排，请先等它完成或取消',
        'A handover of this person is under way or planned; wait for it or call it off',
      ),
    );
}

/** Begins a handover, or plans it: its row and the job that moves everything, in batches, and goes on where it was stopped. */
export async function startHandover(ctx: Context, id: string, input: HandoverInput): Promise<{ id: string; job: string | null }> {
  mayHandOver(ctx);
  const from = await leaverOf(ctx, id);
  const plan = await readPlan(ctx, from.id, input);
  const effective = readEffective(ctx, input.effectiveAt);
  const isLater = effective > ctx.clock.now();
  return ctx.transaction(async (tx) => {
    await refuseSecond(tx, from.id);
    const handover = newId();
    await tx.query(sql`
      insert into handover (tenant_id, id, from_user, plan, deactivate, created_by, created_at, effective_at)
      values (${tx.tenant.id}, ${handover}, ${from.id}, ${JSON.stringify(plan)}::jsonb, ${input.deactivate ?? false}, ${authorOf(tx)}, ${tx.clock.now()}, ${effective})`);
    if (!isLater) return { id: handover, job: await begin(tx, handover, from.id, { plan, deactivate: input.deactivate ?? false }) };
    await enqueue(tx, 'handover.due', { tenant: tx.tenant.id, handover }, { runAt: effective, key: `handover.${handover}` });
    await audit(tx, { event: 'user.handoverPlanned', object: 'user', record: from.id, data: { at: effective.toISOString() } });
    return { id: handover, job: null };
  });
}

/** Switches the leaver off where that is asked, before anything moves: their sessions end at once. Answers the job. */
async function begin(tx: Context, handover: string, from: string, what: { plan: Plan; deactivate: boolean }): Promise<string> {
  if (what.deactivate) await setActive(tx, from, false);
  const { id: job } = await runBackground(tx, 'handover.run', { handover });
  await tx.query(sql`
    update handover set started_at = ${tx.clock.now()}, job = ${job} where tenant_id = ${tx.tenant.id} and id = ${handover}::uuid`);
  const data = { ...(await namedIn(tx, what.plan)), deactivate: what.deactivate };
  await audit(tx, { event: 'user.handoverStarted', object: 'user', record: from, data });
  return job;
}

/**
 * Begins a planned handover whose moment has come, as the person who planned it. False where it is not due yet. One that can not begin (its
 * successor has left, the leaver is the last owner) ends with its reason.
 */
export async function beginDue(system: Context, handover: string): Promise<boolean> {
  const [row] = await system.query<{ from: string; plan: Plan; deactivate: boolean; by: string | null; at: Date; there: boolean }>(sql`
    select h.from_user as "from", h.plan, h.deactivate, u.id as by, h.effective_at as at,
      exists (select from app_user l where l.tenant_id = h.tenant_id and l.id = h.from_user and l.deleted_at is null) as there
    from handover h left join app_user u on u.tenant_id = h.tenant_id and u.id = h.created_by and u.active and u.deleted_at is null
    where h.tenant_id = ${system.tenant.id} and h.id = ${handover}::uuid and h.started_at is null and h.cancelled_at is null`);
  if (!row) return true;
  if (new Date(row.at) > system.clock.now()) return false;
  const ctx = row.by ? await system.app.contextFor({ tenant: system.tenant.id, user: row.by }) : system;
  try {
    await ctx.transaction(async (tx) => {
      const [open] = await tx.query(sql`
        select from handover where tenant_id = ${tx.tenant.id} and id = ${handover}::uuid and started_at is null and cancelled_at is null for update`);
      if (!open) return;
      if (!row.there) throw errors.NOT_FOUND();
      await checkPlan(tx, row.from, row.plan);
      await begin(tx, handover, row.from, row);
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [problem] = error.errors;
    const isPerson = problem?.field !== undefined && typeof targetAt(row.plan, problem.field) === 'string';
    const why = isPerson ? goneOrOff : (problem?.message ?? error.text);
    await system.transaction((tx) => end(tx, handover, why));
  }
  return true;
}

async function end(tx: Context, handover: string, problem: Label | null): Promise<boolean> {
  const [row] = await tx.query<{ from: string }>(sql`
    update handover set cancelled_at = ${tx.clock.now()}, problem = ${problem && JSON.stringify(problem)}::jsonb
    where tenant_id = ${tx.tenant.id} and id = ${handover}::uuid and started_at is null and cancelled_at is null returning from_user as "from"`);
  if (row) await audit(tx, { event: 'user.handoverCancelled', object: 'user', record: row.from });
  return row !== undefined;
}

/** Calls off a handover that has not begun. */
export async function cancelHandover(ctx: Context, id: string, handover: string): Promise<void> {
  const { id: known } = await handoverOf(ctx, id, handover);
  await ctx.transaction(async (tx) => {
    if (await end(tx, known, null)) return;
    throw new AppError('STATE', 409, label('交接已开始，不能取消', 'The handover has begun and can not be called off'));
  });
}

interface Row extends Omit<Handover, 'status' | 'left' | 'problem'> {
  readonly startedAt: string | null;
  readonly cancelledAt: string | null;
  readonly problem: Label | null;
}

const columns = sql`id, plan, counts, deactivate, job, problem, created_at as "createdAt", effective_at as "effectiveAt",
  started_at as "startedAt", finished_at as "finishedAt", cancelled_at as "cancelledAt"`;

function statusOf(row: Row): HandoverStatus {
  if (row.cancelledAt) return 'cancelled';
  if (row.finishedAt) return 'done';
  return row.startedAt ? 'running' : 'scheduled';
}

async function handoversWhere(ctx: Context, where: Sql): Promise<Handover[]> {
  const rows = await ctx.query<Row>(sql`
    select ${columns} from handover where tenant_id = ${ctx.tenant.id} and ${where} order by created_at desc, id desc limit 50`);
  const items = await countItems(
    ctx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const { startedAt, cancelledAt, ...shown } = row;
    const { moved, left } = items.get(row.id) ?? { moved: {}, left: [] };
    return {
      ...shown,
      counts: { ...row.counts, ...moved },
      left,
      status: statusOf(row),
      problem: row.problem && textOf(row.problem, ctx.language),
    };
  });
}

/** Past, running and planned handovers of somebody, the newest first. */
export async function handoversOf(ctx: Context, id: string): Promise<Handover[]> {
  mayHandOver(ctx);
  const { id: from } = await leaverOf(ctx, id);
  return handoversWhere(ctx, sql`from_user = ${from}`);
}

/** One of them. */
export async function handoverOf(ctx: Context, id: string, handover: string): Promise<Handover> {
  mayHandOver(ctx);
  const { id: from } = await leaverOf(ctx, id);
  const [found] = isId(handover) ? await handoversWhere(ctx, sql`from_user = ${from} and id = ${handover}::uuid`) : [];
  if (!found) throw errors.NOT_FOUND();
  return found;
}
