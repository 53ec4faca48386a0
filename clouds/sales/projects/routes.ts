import { ctxOf } from '@huanke/platform/http';
import { fieldError } from '@huanke/platform/kernel';
import { metaOf } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import type { FastifyInstance } from 'fastify';
import { type Conflict, conflictsOf } from './conflicts.ts';

const text = { type: 'string', maxLength: 300 } as const;
const maybe = { type: ['string', 'null'] } as const;
const item = { type: 'object', properties: { id: maybe, title: maybe, owner: maybe, createdAt: text }, required: ['createdAt'] } as const;
const answer = { 200: { type: 'object', properties: { items: { type: 'array', items: item } }, required: ['items'] } } as const;

const idOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined;

/** `GET /projects/conflicts?endCustomer&family` before a project is made, `GET /projects/{id}/conflicts` afterwards. */
export async function projectRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Querystring: { endCustomer: string; family: string } }>(
    '/projects/conflicts',
    {
      schema: {
        summary: 'Projects for the same end customer and product family',
        tags: ['sales'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          required: ['endCustomer', 'family'],
          properties: { endCustomer: text, family: text },
        },
        response: answer,
      },
    },
    async (request): Promise<{ items: Conflict[] }> => {
      const ctx = await ctxOf(request);
      const { endCustomer, family } = request.query;
      await getRecord(ctx, metaOf(ctx, 'account'), endCustomer, ['id']);
      if (family.trim() === '') throw fieldError('REQUIRED', 'family');
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
