import type { FastifyInstance } from 'fastify';
import { intParam, textParam } from '../../http/params.ts';
import { ctxOf } from '../../http/request.ts';
import { ruleFor } from '../rule-kind.ts';
import { startSearch } from './job.ts';
import { dismissSet, listSets, searchState } from './review.ts';

const tags = ['duplicates'];
const object = { type: 'string', maxLength: 80 } as const;

/** The search for duplicates among all records of an object, and the sets it has found. */
export async function reviewRoutes(server: FastifyInstance): Promise<void> {
  server.post<{ Body: { object: string } }>(
    '/duplicates/search',
    {
      schema: {
        summary: 'Look through all records of an object for duplicates; answers with a background job',
        tags,
        body: { type: 'object', additionalProperties: false, required: ['object'], properties: { object } },
      },
    },
    async (request, reply) => reply.code(202).send(await startSearch(await ctxOf(request), request.body.object)),
  );

  server.get('/duplicates/rule', { schema: { summary: 'The rule of an object, its own or the shipped one', tags } }, async (request) =>
    ruleFor(await ctxOf(request), textParam(request.query, 'object') ?? ''),
  );

  server.get(
    '/duplicates/search',
    { schema: { summary: 'When duplicates were last looked for, and the search under way', tags } },
    async (request) => searchState(await ctxOf(request), textParam(request.query, 'object') ?? ''),
  );

  server.get(
    '/duplicates/sets',
    { schema: { summary: 'Sets of records that look like one, the most certain first', tags } },
    async (request) =>
      listSets(await ctxOf(request), textParam(request.query, 'object') ?? '', {
        cursor: textParam(request.query, 'cursor'),
        import: textParam(request.query, 'import'),
        limit: intParam(request.query, 'limit', { fallback: 20, max: 50 }),
      }),
  );

  server.post<{ Params: { id: string } }>(
    '/duplicates/sets/:id/dismiss',
    { schema: { summary: 'These are not the same: remember it', tags } },
    async (request, reply) => {
      await dismissSet(await ctxOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
