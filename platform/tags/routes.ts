import type { FastifyInstance, FastifyRequest } from 'fastify';
import { objectFor } from '../http/record-routes.ts';
import { ctxOf } from '../http/request.ts';
import type { Application } from '../module/index.ts';
import { explainTag } from './explain.ts';
import { addTag, changeTag, countTags, listTags, mergeTags, type TagChange } from './tags.ts';

const tags = ['tags'];
const body = (...names: string[]) => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(names.map((name) => [name, {}])),
});

type Named = FastifyRequest<{ Params: { name: string } }>;

/** The company's tags: `/tags`; what is said of one on a record: `/records/{object}/{id}/tags/{name}`. */
export async function tagRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get(
    '/tags',
    {
      schema: {
        summary: 'Tags of the company, with `counts=true` how many visible records carry each',
        tags,
        querystring: { type: 'object', additionalProperties: false, properties: { counts: { type: 'string', enum: ['true', 'false'] } } },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const items = await listTags(ctx);
      if ((request.query as { counts?: string }).counts !== 'true') return { items };
      const counts = await countTags(ctx);
      return { items: items.map((tag) => ({ ...tag, uses: counts.get(tag.name) ?? [] })) };
    },
  );

  server.post('/tags', { schema: { summary: 'Add a tag', tags, body: body('name', 'color') } }, async (request, reply) =>
    reply.code(201).send(await addTag(await ctxOf(request), request.body as TagChange)),
  );

  server.patch(
    '/tags/:name',
    { schema: { summary: 'Rename, colour or retire a tag', tags, body: body('name', 'color', 'active') } },
    async (request: Named) => changeTag(await ctxOf(request), request.params.name, request.body as TagChange),
  );

  server.patch(
    '/records/:object/:id/tags/:name',
    { schema: { summary: 'Say why a tag is on a record, and until when', tags: ['records'], body: body('field', 'reason', 'until') } },
    async (request: FastifyRequest<{ Params: { object: string; id: string; name: string } }>) => {
      const ctx = await ctxOf(request);
      const { object, id, name } = request.params;
      return explainTag(ctx, objectFor(ctx, object, 'edit'), id.toLowerCase(), name, request.body);
    },
  );

  server.post('/tags/:name/merge', { schema: { summary: 'Merge a tag into another', tags, body: body('into') } }, async (request: Named) =>
    mergeTags(await ctxOf(request), request.params.name, (request.body as { into?: unknown }).into),
  );
}
