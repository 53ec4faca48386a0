import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ctxOf } from '../http/request.ts';
import type { Application } from '../module/index.ts';
import { createView, deleteView, listViews, pinView, updateView } from './views.ts';

type ById = FastifyRequest<{ Params: { id: string } }>;

const definition = { type: 'object', additionalProperties: true } as const;

/** Saved views: `/views`. */
export async function viewRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  const schema = (summary: string) => ({ summary, tags: ['views'] });

  server.get(
    '/views',
    { schema: { ...schema('Saved views'), querystring: { type: 'object', properties: { object: { type: 'string', maxLength: 80 } } } } },
    async (request) => {
      const { object } = request.query as { object?: string };
      return { items: await listViews(await ctxOf(request), object) };
    },
  );

  server.post(
    '/views',
    {
      schema: {
        ...schema('Save a view'),
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['object', 'name'],
          properties: {
            object: { type: 'string', maxLength: 80 },
            name: { type: 'string' },
            shared: { type: 'boolean' },
            pinned: { type: 'boolean' },
            definition,
          },
        },
      },
    },
    async (request, reply) => reply.code(201).send(await createView(await ctxOf(request), request.body as object)),
  );

  server.patch(
    '/views/:id',
    {
      schema: {
        ...schema('Change a view'),
        body: {
          type: 'object',
          additionalProperties: false,
          properties: { name: { type: 'string' }, shared: { type: 'boolean' }, definition },
        },
      },
    },
    async (request: ById) => updateView(await ctxOf(request), request.params.id, request.body as object),
  );

  server.delete('/views/:id', { schema: schema('Delete a view') }, async (request: ById, reply) => {
    await deleteView(await ctxOf(request), request.params.id);
    return reply.code(204).send();
  });

  server.put('/views/:id/pin', { schema: schema('Pin a view to my side bar') }, async (request: ById, reply) => {
    await pinView(await ctxOf(request), request.params.id, true);
    return reply.code(204).send();
  });

  server.delete('/views/:id/pin', { schema: schema('Take a view out of my side bar') }, async (request: ById, reply) => {
    await pinView(await ctxOf(request), request.params.id, false);
    return reply.code(204).send();
  });
}
