import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { type HandoverInput, handoversOf, previewHandover, startHandover } from './handover.ts';

const tags = ['people'];
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 80 } } } as const;
const id = { type: 'string', maxLength: 36 } as const;
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['to'],
  properties: { to: id, objects: { type: 'object', maxProperties: 500, additionalProperties: id }, deactivate: { type: 'boolean' } },
} as const;

interface WithId {
  readonly Params: { readonly id: string };
}

/** 离职交接: everything of a leaver to one or several successors, as a job with a report. */
export async function handoverRoutes(server: FastifyInstance): Promise<void> {
  server.get<WithId>(
    '/users/:id/handovers/preview',
    { schema: { summary: 'What a leaver would hand over', tags, params } },
    async (request) => previewHandover(await ctxOf(request), request.params.id),
  );

  server.get<WithId>(
    '/users/:id/handovers',
    { schema: { summary: 'Handovers of somebody, with their reports', tags, params } },
    async (request) => ({
      items: await handoversOf(await ctxOf(request), request.params.id),
    }),
  );

  server.post<WithId & { Body: HandoverInput }>(
    '/users/:id/handovers',
    { schema: { summary: 'Hand everything of a leaver over, as a job', tags, params, body } },
    async (request, reply) => reply.code(202).send(await startHandover(await ctxOf(request), request.params.id, request.body)),
  );
}
