import { type Sql, sql } from '@huanke/platform/database';
import { errors, isId, newId } from '@huanke/platform/kernel';
import type { Context, ObjectMeta } from '@huanke/platform/module';
import type { ScoreDefinition } from './points.ts';

export const statuses = ['draft', 'publishing', 'published', 'retired'] as const;

/** A version of the score model. Published ones never change; one at most is published, one at most being published. */
export interface ScoreModel {
  readonly id: string;
  readonly version: number;
  readonly status: (typeof statuses)[number];
  readonly definition: ScoreDefinition;
  /** Of one being published: leads are scored beside the old version first, then take their new score. */
  readonly step: 'score' | 'apply' | null;
  readonly after: string | null;
  /** The job that publishes it. */
  readonly job: string | null;
  readonly updatedAt: string;
  readonly publishedAt: string | null;
}

/** Models are configuration. */
export function managesModels(ctx: Context): ObjectMeta {
  const lead = ctx.elevated().meta.object('lead');
  if (!lead) throw errors.NOT_FOUND();
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  return lead;
}

/** Models of a condition on `m`, the newest first. */
export function modelsWhere(ctx: Context, condition: Sql): Promise<ScoreModel[]> {
  return ctx.query<ScoreModel>(sql`
    select m.id, m.version, m.status, m.definition, m.step, m.after, m.job, m.updated_at as "updatedAt", m.published_at as "publishedAt"
    from score_model m where m.tenant_id = ${ctx.tenant.id} and ${condition} order by m.version desc limit 100`);
}

/** The version in force, and the one that is being published. */
export async function activeModels(ctx: Context): Promise<{ published: ScoreModel | undefined; publishing: ScoreModel | undefined }> {
  const models = await modelsWhere(ctx, sql`m.status in ('published', 'publishing')`);
  return {
    published: models.find(({ status }) => status === 'published'),
    publishing: models.find(({ status }) => status === 'publishing'),
  };
}

export async function modelOf(ctx: Context, id: string, { lock = false } = {}): Promise<ScoreModel> {
  if (!isId(id)) throw errors.NOT_FOUND();
  // not against the keys: leads that are scored meanwhile point to it, and their rows are locked already
  if (lock) await ctx.query(sql`select from score_model where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid for no key update`);
  const [model] = await modelsWhere(ctx, sql`m.id = ${id}::uuid`);
  if (!model) throw errors.NOT_FOUND();
  return model;
}

/** A new draft, with the next number. */
export async function createModel(ctx: Context, definition: ScoreDefinition): Promise<ScoreModel> {
  const now = ctx.clock.now();
  const id = newId(now.getTime());
  await ctx.transaction(async (tx) => {
    // two drafts at once get two numbers
    await tx.query(sql`select from tenant where id = ${tx.tenant.id} for no key update`);
    await tx.query(sql`
      insert into score_model (tenant_id, id, version, status, definition, created_at, updated_at)
      select ${tx.tenant.id}, ${id}::uuid, coalesce(max(version), 0) + 1, 'draft', ${JSON.stringify(definition)}::jsonb, ${now}::timestamptz, ${now}::timestamptz
      from score_model where tenant_id = ${tx.tenant.id}`);
  });
  return modelOf(ctx, id);
}

export async function updateDraft(ctx: Context, id: string, definition: ScoreDefinition): Promise<ScoreModel> {
  const rows = await ctx.query(sql`
    update score_model set definition = ${JSON.stringify(definition)}::jsonb, updated_at = ${ctx.clock.now()}
    where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid and status = 'draft' returning id`);
  if (rows.length === 0) throw errors.STATE();
  return modelOf(ctx, id);
}

export async function deleteDraft(ctx: Context, id: string): Promise<void> {
  const rows = await ctx.query(sql`
    delete from score_model where tenant_id = ${ctx.tenant.id} and id = ${id}::uuid and status = 'draft' returning id`);
  if (rows.length === 0) throw errors.STATE();
}
