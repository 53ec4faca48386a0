import { greedy, inTurns, minCostFlow, type Plan, type Problem, type Steps, worthOf } from '@huanke/platform/assignment';
import { sql } from '@huanke/platform/database';
import { defineBackgroundJob, runBackground } from '@huanke/platform/jobs';
import { errors, newId } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { authorOf } from '@huanke/platform/records';
import { type AntOptions, antColony } from './ant-colony.ts';
import { type Matrix, matrixOf } from './matrix.ts';
import type { DispatchOptions } from './read.ts';
import { dispatchSettings } from './settings.ts';
import { advance, type DispatchResult, plans, runOf } from './store.ts';

const jobName = 'sales.dispatch';

/** Begins a run; its plan is worked out in the background. */
export function startDispatch(ctx: Context, options: DispatchOptions): Promise<{ id: string; job: string }> {
  const now = ctx.clock.now();
  const id = newId(now.getTime());
  return ctx.transaction(async (tx) => {
    const { id: job } = await runBackground(tx, jobName, { run: id });
    await tx.query(sql`
      insert into dispatch_run (tenant_id, id, status, options, job, created_by, created_at)
      values (${tx.tenant.id}, ${id}, 'solving', ${JSON.stringify(options)}::jsonb, ${job}, ${authorOf(tx)}, ${now})`);
    return { id, job };
  });
}

export interface Solved {
  readonly plan: Plan;
  /** No plan is worth more. */
  readonly bound: number;
  readonly solver: DispatchResult['solver'];
}

/** Without fairness the best plan there is; with it the best that ants find, held against the best plan without what fairness costs. */
export function* solve(problem: Problem, ants: AntOptions): Steps<Solved> {
  const exact = yield* minCostFlow(problem);
  const bound = worthOf({ ...problem, fairness: 0 }, exact);
  if (!problem.fairness) return { plan: exact, bound, solver: 'exact' };
  const found = yield* antColony(problem, ants);
  // where fairness costs little, the best plan without it may be the better one
  const plan = worthOf(problem, exact) > worthOf(problem, found) ? exact : found;
  return { plan, bound, solver: 'ants' };
}

/** Works a plan out and keeps it as a draft. */
export async function planRun(ctx: Context, id: string, progress: (share: number) => Promise<void>): Promise<DispatchResult> {
  const lead = plans(ctx);
  const { options, status } = await runOf(ctx, id);
  if (status !== 'solving') throw errors.STATE();
  const matrix = await matrixOf(ctx, lead, id, options);
  const { problem } = matrix;
  const steps = solve(problem, {
    seed: options.seed,
    boxMs: dispatchSettings(ctx).antSeconds * 1000,
    now: () => ctx.clock.now().getTime(),
  });
  const { plan, bound, solver } = await inTurns(steps, progress);
  const result: DispatchResult = {
    leads: matrix.leads.length,
    assigned: plan.filter((at) => at !== null).length,
    worth: Math.round(worthOf(problem, plan)),
    greedy: Math.round(worthOf(problem, greedy(problem))),
    bound,
    solver,
  };
  await ctx.transaction(async (tx) => {
    await advance(tx, id, 'solving', 'draft');
    await writeLines(tx, id, matrix, plan);
    await tx.query(
      sql`update dispatch_run set result = ${JSON.stringify(result)}::jsonb where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`,
    );
  });
  return result;
}

async function writeLines(tx: Context, run: string, { leads, people, terms, problem }: Matrix, plan: Plan): Promise<void> {
  const lines = leads.map((lead, position) => {
    const at = plan[position] ?? null;
    return {
      position,
      lead,
      user: at === null ? null : (people[at]?.id ?? null),
      value: at === null ? 0 : (problem.values[position]?.[at] ?? 0),
      terms: at === null ? {} : (terms[position]?.[at] ?? {}),
    };
  });
  await tx.query(sql`
    insert into dispatch_line (tenant_id, run_id, position, lead_id, user_id, value, terms)
    select ${tx.tenant.id}::int, ${run}::uuid, l.position, l.lead, l."user", l.value, l.terms
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (position int, lead uuid, "user" uuid, value int, terms jsonb)`);
}

/** The work behind a run. Killed, it is planned from the beginning. */
export const dispatchJob = defineBackgroundJob<{ run: string }>({
  name: jobName,
  run: async ({ ctx, payload, progress }) => ({ result: await planRun(ctx, payload.run, progress) }),
});
