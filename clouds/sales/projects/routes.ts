import { ctxOf } from '@huanke/platform/http';
import { errors, fieldError } from '@huanke/platform/kernel';
import { metaOf } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import type { FastifyInstance } from 'fastify';
import { type Conflict, conflictsOf } from './conflicts.ts';
import { projectSettings } from './settings.ts';

const text = { type: 'string', maxLength: 300 } as const;
const maybe = { type: ['string', 'null'] } as const;
const item = { type: 'object', properties: { id: maybe, title: maybe, owner: maybe, createdAt: text }, required: ['createdAt'] } as const;
const answer = { 200: { type: 'object', properties: { items: { type: 'array', items: item } }, required: ['items'] } } as const;

const rules = {
  type: 'object',
  properties: {
    overdueDays: { type: 'integer' },
    costPercent: { type: 'string', description: 'Of the budget; without one the contract amount is the limit' },
    idleDays: { type: 'integer' },
    marginPoints: { type: 'string' },
  },
  required: ['overdueDays', 'costPercent', 'idleDays', 'marginPoints'],
} as const;

const idOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined;

/**
 * `GET /projects/conflicts?endCustomer&family` (or `&product`, whose series it is) before a project is made, `GET /projects/{id}/conflicts`
 * afterwards; `GET /projects/rules`: by what projects are abnormal.
 */
export async function projectRoutes(server: FastifyInstance): Promise<void> {
  server.get(
    '/projects/rules',
    { schema: { summary: 'By what figures projects are abnormal in this company', tags: ['sales'], response: { 200: rules } } },
    async (request) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('project.read')) throw errors.FORBIDDEN();
      const { overdueDays, costPercent, idleDays, marginPoints } = projectSettings(ctx);
      return { overdueDays, costPercent, idleDays, marginPoints };
    },
  );

  server.get<{ Querystring: { endCustomer: string; family?: string; product?: string } }>(
    '/projects/conflicts',
    {
      schema: {
        summary: 'Projects for the same end customer and product family',
        tags: ['sales'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['endCustomer'],
          properties: { endCustomer: text, family: text, product: text },
        },
        response: answer,
      },
    },
    async (request): Promise<{ items: Conflict[] }> => {
      const ctx = await ctxOf(request);
      const { endCustomer, product } = request.query;
      await getRecord(ctx, metaOf(ctx, 'account'), endCustomer, ['id']);
      const typed = request.query.family?.trim() ?? '';
      if (typed === '' && product === undefined) throw fieldError('REQUIRED', 'family');
      const family = typed || (product && (await getRecord(ctx, metaOf(ctx, 'product'), product, ['series'])).series);
      if (typeof family !== 'string') return { items: [] };
      return { items: await conflictsOf(ctx, { endCustomer, family }) };
    },
  );

  server.get<{ Params: { id: string } }>(
    '/projects/:id/conflicts',
    {
      schema: {
        summary: 'Other projects for the end customer and product family of this one',
        tags: ['sales'],
        params: { type: 'object', properties: { id: text }, required: ['id'] },
        response: answer,
      },
    },
    async (request): Promise<{ items: Conflict[] }> => {
      const ctx = await ctxOf(request);
      const project = await getRecord(ctx, metaOf(ctx, 'project'), request.params.id, ['id', 'endCustomer', 'family']);
      const endCustomer = idOf(project.endCustomer);
      if (!endCustomer || typeof project.family !== 'string') return { items: [] };
      return { items: await conflictsOf(ctx, { endCustomer, family: project.family, except: String(project.id) }) };
    },
  );
}
