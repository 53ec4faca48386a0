import type { FastifyInstance } from 'fastify';
import { intParam } from '../http/params.ts';
import { ctxOf } from '../http/request.ts';
import type { Application } from '../module/index.ts';
import { cancelJob, findJob, recentJobs } from './background.ts';

const job = {
  type: 'object',
  required: ['id', 'status', 'progress'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    kind: { type: 'string' },
    status: { type: 'string', enum: ['queued', 'running', 'done', 'failed', 'cancelled'] },
    progress: { type: 'number' },
    fileId: { type: 'string', format: 'uuid' },
    result: {},
    error: { type: 'string' },
  },
};
const params = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
const idOf = (request: { params: unknown }): string => (request.params as { id: string }).id;

/** `GET /jobs`, `GET /jobs/{id}`, `POST /jobs/{id}/cancel` */
export async function jobRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get(
    '/jobs',
    {
      schema: {
        summary: 'Background jobs of the caller, the newest first',
        tags: ['jobs'],
        querystring: { type: 'object', additionalProperties: false, properties: { limit: { type: 'string' } } },
        response: { 200: { type: 'object', properties: { items: { type: 'array', items: job } } } },
      },
    },
    async (request) => ({ items: await recentJobs(await ctxOf(request), intParam(request.query, 'limit', { fallback: 20, max: 100 })) }),
  );

  server.get(
    '/jobs/:id',
    { schema: { summary: 'State of a background job', tags: ['jobs'], params, response: { 200: job } } },
    async (request) => findJob(await ctxOf(request), idOf(request)),
  );

  server.post(
    '/jobs/:id/cancel',
    { schema: { summary: 'Cancel a background job', tags: ['jobs'], params, response: { 200: job } } },
    async (request) => cancelJob(await ctxOf(request), idOf(request)),
  );
}
