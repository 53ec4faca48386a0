import { sql } from '@huanke/platform/database';
import { ctxOf } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import type { FastifyInstance } from 'fastify';
import type { ScoreItem } from './points.ts';
import { previewModel } from './preview.ts';
import { publishModel } from './publish.ts';
import { readDefinition } from './read.ts';
import { createModel, deleteDraft, managesModels, modelOf, modelsWhere, updateDraft } from './store.ts';

const tags = ['score-models'];
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 80 } } } as const;
const anything = { type: 'object', additionalProperties: true } as const;

interface WithId {
  readonly Params: { readonly id: string };
}

/** A caller who manages models, and the model. */
async function managed(request: Parameters<typeof ctxOf>[0] & { params: WithId['Params'] }) {
  const ctx = await ctxOf(request);
  const lead = managesModels(ctx);
  return { ctx, lead, model: await modelOf(ctx, request.params.id) };
}

/** 线索评分: versions of the rules, trying them out, publishing one; what a lead's score is made of. */
export async function scoringRoutes(server: FastifyInstance): Promise<void> {
  server.get('/score-models', { schema: { summary: 'Versions of the score model, the newest first', tags } }, async (request) => {
    const ctx = await ctxOf(request);
    managesModels(ctx);
    return { items: await modelsWhere(ctx, sql`true`) };
  });

  server.post('/score-models', { schema: { summary: 'Make a new version, as a draft', tags, body: anything } }, async (request, reply) => {
    const ctx = await ctxOf(request);
    const lead = managesModels(ctx);
    return reply.code(201).send(await createModel(ctx, readDefinition(ctx, lead, request.body)));
  });

  server.post(
    '/score-models/preview',
    { schema: { summary: 'What the newest 1,000 leads would get by rules; nothing is written', tags, body: anything } },
    async (request) => {
      const ctx = await ctxOf(request);
      const lead = managesModels(ctx);
      return previewModel(ctx, lead, readDefinition(ctx, lead, request.body));
    },
  );

  versionRoutes(server);

  server.get<WithId>(
    '/leads/:id/score',
    { schema: { summary: 'What the score of a lead is made of; the points of the items sum up to it', tags: ['leads'], params } },
    async (request) => explain(await ctxOf(request), request.params.id),
  );
}

function versionRoutes(server: FastifyInstance): void {
  server.get<WithId>(
    '/score-models/:id',
    { schema: { summary: 'A version of the score model', tags, params } },
    async (request) => (await managed(request)).model,
  );

  server.put<WithId>(
    '/score-models/:id',
    { schema: { summary: 'Change a draft as a whole', tags, params, body: anything } },
    async (request) => {
      const { ctx, lead, model } = await managed(request);
      return updateDraft(ctx, model.id, readDefinition(ctx, lead, request.body));
    },
  );

  server.delete<WithId>('/score-models/:id', { schema: { summary: 'Throw a draft away', tags, params } }, async (request, reply) => {
    const { ctx, model } = await managed(request);
    await deleteDraft(ctx, model.id);
    return reply.code(204).send();
  });

  server.post<WithId>(
    '/score-models/:id/publish',
    { schema: { summary: 'Publish a draft: all leads are scored in the background, and the old version holds until then', tags, params } },
    async (request, reply) => {
      const { ctx, model } = await managed(request);
      return reply.code(202).send(await publishModel(ctx, model.id));
    },
  );
}

interface Explained {
  readonly score: number | null;
  readonly grade: string | null;
  readonly version: number | null;
  readonly at: string | null;
  readonly items: readonly ScoreItem[];
}

async function explain(ctx: Context, id: string): Promise<Explained> {
  const lead = ctx.meta.object('lead');
  if (!lead?.fields.has('score')) throw errors.NOT_FOUND();
  // refuses what is not there or not visible
  const { id: record } = await getRecord(ctx, lead, id, ['id']);
  const [row] = await ctx.query<Explained>(sql`
    select s.score, s.grade, s.items, s.at, m.version from record_score s
    join score_model m on m.tenant_id = s.tenant_id and m.id = s.model_id and m.status in ('published', 'retired')
    where s.tenant_id = ${ctx.tenant.id} and s.record_id = ${String(record)}::uuid order by m.version desc limit 1`);
  return row ?? { score: null, grade: null, version: null, at: null, items: [] };
}
