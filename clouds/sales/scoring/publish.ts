import { audit } from '@huanke/platform/audit';
import { sql } from '@huanke/platform/database';
import { defineBackgroundJob, findJob, runBackground } from '@huanke/platform/jobs';
import { AppError, errors } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { applyScores, atOnce, nextLeads, scoreLeads } from './rescore.ts';
import { activeModels, modelOf, type ScoreModel } from './store.ts';

const jobName = 'sales.publishScores';

/** Whether the job of a model still runs; one that was cancelled or failed may be started again. */
async function isUnderWay(ctx: Context, { job }: ScoreModel): Promise<boolean> {
  if (!job) return false;
  try {
    const { status } = await findJob(ctx, job);
    return status === 'queued' || status === 'running';
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

/** Begins to publish a draft, or goes on with one whose publishing was stopped. Until all leads are scored the old version holds. */
export function publishModel(ctx: Context, id: string): Promise<{ job: string }> {
  return ctx.transaction(async (tx) => {
    await tx.query(sql`select from tenant where id = ${tx.tenant.id} for no key update`);
    const model = await modelOf(tx, id, { lock: true });
    const { published, publishing } = await activeModels(tx);
    const unfinished = publishing ?? (published?.step ? published : undefined);
    const free = unfinished ? unfinished.id === model.id && !(await isUnderWay(tx, model)) : model.status === 'draft';
    if (!free) throw errors.STATE();
    const { id: job } = await runBackground(tx, jobName, { model: id });
    await tx.query(sql`
      update score_model set job = ${job}, status = case when status = 'draft' then 'publishing' else status end, step = coalesce(step, 'score')
      where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`);
    await audit(tx, { event: 'scoreModel.published', object: 'lead', data: { model: id, version: model.version } });
    return { job };
  });
}

/**
 * First every lead gets its score by the new version beside the one it has; then the version is put in force, and the leads take it over.
 * Each batch writes down in its transaction where it got to, and a new run goes on there.
 */
export async function runPublishing(ctx: Context, id: string, progress: (fraction: number) => Promise<void>): Promise<{ leads: number }> {
  const [all] = await ctx.query<{ count: number }>(sql`
    select count(*)::int as count from lead where tenant_id = ${ctx.tenant.id} and deleted_at is null and status is distinct from 'converted'`);
  const total = Math.max(1, all?.count ?? 0);
  let done = 0;
  for (const step of ['score', 'apply'] as const) {
    for (let more = true; more; ) {
      const size = await ctx.transaction((tx) => batch(tx, id, step));
      more = size === atOnce;
      done += size;
      await progress(done / total / 2);
    }
  }
  return { leads: all?.count ?? 0 };
}

/** One batch of a step; as many as there are left when the step is over already. */
async function batch(tx: Context, id: string, step: 'score' | 'apply'): Promise<number> {
  const model = await modelOf(tx, id, { lock: true });
  if (model.step !== step) return 0;
  const ids = await nextLeads(tx, model.after);
  if (step === 'score') await scoreLeads(tx, model, ids);
  else await takeOver(tx, model, ids);
  if (ids.length === atOnce)
    await tx.query(sql`update score_model set after = ${ids.at(-1)}::uuid where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`);
  else if (step === 'score') await putInForce(tx, id);
  else await tx.query(sql`update score_model set step = null, after = null where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`);
  return ids.length;
}

/** Leads of the batch that came after the scoring have no score by the model yet. */
async function takeOver(tx: Context, model: ScoreModel, ids: readonly string[]): Promise<void> {
  const rows = await tx.query<{ id: string }>(sql`
    select record_id as id from record_score
    where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[]) and model_id = ${model.id}::uuid`);
  const ready = new Set(rows.map((row) => row.id));
  await scoreLeads(
    tx,
    model,
    ids.filter((id) => !ready.has(id)),
  );
  await applyScores(tx, model, ids);
  await tx.query(sql`
    delete from record_score where tenant_id = ${tx.tenant.id} and record_id = any(${ids}::uuid[]) and model_id <> ${model.id}::uuid`);
}

async function putInForce(tx: Context, id: string): Promise<void> {
  const now = tx.clock.now();
  await tx.query(sql`
    update score_model set status = 'retired', updated_at = ${now} where tenant_id = ${tx.tenant.id} and status = 'published' and id <> ${id}::uuid`);
  await tx.query(sql`
    update score_model set status = 'published', step = 'apply', after = null, published_at = ${now}, updated_at = ${now}
    where tenant_id = ${tx.tenant.id} and id = ${id}::uuid`);
}

/** The work behind publishing. */
export const publishScores = defineBackgroundJob<{ model: string }>({
  name: jobName,
  run: async ({ ctx, payload, progress }) => ({ result: await runPublishing(ctx.elevated(), payload.model, progress) }),
});
