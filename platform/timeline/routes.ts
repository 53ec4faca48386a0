import type { FastifyInstance, FastifyRequest } from 'fastify';
import { intParam, listParam, textParam } from '../http/params.ts';
import { objectFor } from '../http/record-routes.ts';
import { ctxOf } from '../http/request.ts';
import { fieldError, label } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { declaredSources } from './declared.ts';
import { recordTimeline } from './timeline.ts';
import { timelineKinds } from './types.ts';

const titled = { type: ['object', 'null'], properties: { id: { type: 'string' }, title: { type: 'string' } } };
const item = {
  type: 'object',
  required: ['id', 'at', 'kind', 'by'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    at: { type: 'string', format: 'date-time' },
    kind: { type: 'string', enum: timelineKinds },
    by: titled,
    object: { type: 'string' },
    record: { type: 'object', additionalProperties: true },
    channel: { type: 'string' },
    operation: { type: 'string' },
    changes: { type: 'array', items: { type: 'object', properties: { field: { type: 'string' }, old: {}, new: {} } } },
    stage: {
      type: 'object',
      properties: { field: { type: 'string' }, from: { type: ['string', 'null'] }, to: { type: ['string', 'null'] } },
    },
    file: {
      type: 'object',
      properties: { id: { type: 'string' }, name: { type: 'string' }, size: { type: 'integer' }, type: { type: 'string' } },
    },
    comment: { type: 'object', additionalProperties: true },
    print: { type: 'string' },
    source: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        label: { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } },
        icon: { type: 'string' },
        fields: { type: 'array', items: { type: 'string' } },
      },
    },
  },
};

/** `GET /records/{object}/{id}/timeline?kinds=activity,stage&cursor=&limit=` */
export async function timelineRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.get(
    '/records/:object/:id/timeline',
    {
      schema: {
        summary:
          'What happened with a record and what belongs to it: activities, comments, changes, stages, files, prints, what modules tell; newest first',
        tags: ['records'],
        params: { type: 'object', properties: { object: { type: 'string' }, id: { type: 'string' } } },
        querystring: {
          type: 'object',
          additionalProperties: false,
          properties: { kinds: { type: 'string' }, cursor: { type: 'string' }, limit: { type: 'string' } },
        },
        response: {
          200: { type: 'object', properties: { items: { type: 'array', items: item }, nextCursor: { type: ['string', 'null'] } } },
        },
      },
    },
    async (request: FastifyRequest<{ Params: { object: string; id: string } }>) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      const kinds = listParam(request.query, 'kinds');
      const known: readonly string[] = [...timelineKinds, ...declaredSources(ctx, meta.name).map(({ source }) => source.name)];
      if (kinds?.some((kind) => !known.includes(kind)))
        throw fieldError('INVALID_VALUE', 'kinds', label(`只能是 ${known.join('、')}`, `Must be among ${known.join(', ')}`));
      const cursor = textParam(request.query, 'cursor', 500);
      const limit = intParam(request.query, 'limit', { fallback: 50, max: 200 });
      return recordTimeline(ctx, meta, request.params.id, {
        limit,
        ...(kinds ? { kinds } : {}),
        ...(cursor ? { cursor } : {}),
      });
    },
  );
}
