import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withIdempotency } from '../http/idempotency.ts';
import { textParam } from '../http/params.ts';
import { objectFor } from '../http/record-routes.ts';
import { ctxOf } from '../http/request.ts';
import type { Application } from '../module/index.ts';
import { addComment, type CommentInput, deleteComment, editComment } from './comments.ts';
import { mentionable } from './people.ts';

type OfRecord = FastifyRequest<{ Params: { object: string; id: string } }>;
type OfComment = FastifyRequest<{ Params: { id: string } }>;

const ofRecord = { type: 'object', properties: { object: { type: 'string' }, id: { type: 'string' } } };
const ofComment = { type: 'object', properties: { id: { type: 'string' } } };
const body = (...names: ('body' | 'parent' | 'files')[]) => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(names.map((name) => [name, {}])),
});
const tags = ['comments'];

/** `POST /records/{object}/{id}/comments`, `PATCH|DELETE /comments/{id}`; read with the timeline (`kinds=comment`). */
export async function commentRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.post(
    '/records/:object/:id/comments',
    { schema: { summary: 'Comment on a record', tags, params: ofRecord, body: body('body', 'parent', 'files') } },
    async (request: OfRecord, reply) => {
      const ctx = await ctxOf(request);
      const { object, id } = request.params;
      const meta = objectFor(ctx, object, 'read');
      return withIdempotency(ctx, request, reply, async (tx) => ({
        status: 201,
        headers: {},
        body: await addComment(tx, meta, id, (request.body ?? {}) as CommentInput),
      }));
    },
  );

  server.get(
    '/records/:object/:id/mentionable',
    {
      schema: {
        summary: 'People who could be spoken to on a record, and whether they may see it',
        tags,
        params: ofRecord,
        querystring: { type: 'object', additionalProperties: false, properties: { q: { type: 'string' } } },
      },
    },
    async (request: OfRecord) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      return { items: await mentionable(ctx, meta, request.params.id, textParam(request.query, 'q', 100)) };
    },
  );

  server.patch(
    '/comments/:id',
    { schema: { summary: 'Change a comment shortly after it was written', tags, params: ofComment, body: body('body') } },
    async (request: OfComment) => editComment(await ctxOf(request), request.params.id, (request.body ?? {}) as CommentInput),
  );

  server.delete(
    '/comments/:id',
    { schema: { summary: 'Delete a comment; a trace is left', tags, params: ofComment, response: { 204: { type: 'null' } } } },
    async (request: OfComment, reply) => {
      await deleteComment(await ctxOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
