import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { processesOf } from './overview.ts';
import { resetProcess } from './reset.ts';

const name = { type: 'string', maxLength: 80 } as const;
const counts = { type: 'object', additionalProperties: { type: 'integer' } } as const;
const option = { type: 'object', additionalProperties: true } as const;
const overview = {
  type: 'object',
  properties: {
    processes: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: name, counts, shipped: { type: 'array', items: option }, changed: { type: 'boolean' } },
        required: ['field', 'counts', 'changed'],
      },
    },
  },
  required: ['processes'],
} as const;

/** What the editor of stage processes needs beside the options of a field: who stands where, and the way back to what is shipped. */
export async function processRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Params: { object: string } }>(
    '/meta/objects/:object/processes',
    {
      schema: {
        summary: 'Fields with stages, and how many records stand in each',
        tags: ['meta'],
        params: { type: 'object', properties: { object: name } },
        response: { 200: overview },
      },
    },
    async (request) => ({ processes: await processesOf(await ctxOf(request), request.params.object) }),
  );
  server.post<{ Params: { object: string; field: string } }>(
    '/meta/objects/:object/fields/:field/process/reset',
    {
      schema: {
        summary: 'Give a shipped field its shipped stages back',
        tags: ['meta'],
        params: { type: 'object', properties: { object: name, field: name } },
      },
    },
    async (request, reply) => {
      await resetProcess(await ctxOf(request), request.params.object, request.params.field);
      return reply.code(204).send();
    },
  );
}
