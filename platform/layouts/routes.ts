import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { recordTypeCounts, replaceRecordType } from './replace.ts';

const name = { type: 'string', maxLength: 80 } as const;
const job = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const;
const counts = {
  type: 'object',
  properties: { counts: { type: 'object', additionalProperties: { type: 'integer' } } },
  required: ['counts'],
} as const;

/** What record types need beside the routes of parts: how many records they have, and their replacement by another one. */
export async function layoutRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Params: { object: string } }>(
    '/meta/objects/:object/recordTypes/counts',
    {
      schema: {
        summary: 'How many records each record type has',
        tags: ['meta'],
        params: { type: 'object', properties: { object: name } },
        response: { 200: counts },
      },
    },
    async (request) => ({ counts: await recordTypeCounts(await ctxOf(request), request.params.object) }),
  );
  server.post<{ Params: { object: string; type: string } }>(
    '/meta/objects/:object/recordTypes/:type/replace',
    {
      schema: {
        summary: 'Give the records of a type another one and take the type away; answers with a background job',
        tags: ['meta'],
        params: { type: 'object', properties: { object: name, type: name } },
        body: { type: 'object', additionalProperties: true },
        response: { 202: job },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await replaceRecordType(await ctxOf(request), request.params.object, request.params.type, request.body)),
  );
}
