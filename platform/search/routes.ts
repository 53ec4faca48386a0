import type { FastifyInstance } from 'fastify';
import { intParam, listParam, textParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import { errors } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { search } from './search.ts';

const item = {
  type: 'object',
  required: ['id', 'title', 'subtitle', 'highlights'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    title: { type: 'string' },
    subtitle: { type: 'string' },
    highlights: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string', enum: ['title', 'subtitle'] }, start: { type: 'integer' }, end: { type: 'integer' } },
      },
    },
  },
};

const answer = {
  type: 'object',
  properties: {
    groups: { type: 'array', items: { type: 'object', properties: { object: { type: 'string' }, items: { type: 'array', items: item } } } },
  },
};

/** `GET /search?q=&objects=account,contact&limit=20` */
export async function searchRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get(
    '/search',
    {
      schema: {
        summary: 'Search over all objects the caller may see',
        tags: ['search'],
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { q: { type: 'string' }, objects: { type: 'string' }, limit: { type: 'string' } },
        },
        response: { 200: answer },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const objects = listParam(request.query, 'objects');
      if (objects?.some((name) => !ctx.meta.object(name))) throw errors.NOT_FOUND();
      return search(ctx, {
        q: textParam(request.query, 'q') ?? '',
        limit: intParam(request.query, 'limit', { fallback: 20, max: 50 }),
        ...(objects ? { objects } : {}),
      });
    },
  );
}
