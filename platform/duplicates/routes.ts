import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withIdempotency } from '../http/idempotency.ts';
import { objectFor } from '../http/record-routes.ts';
import { ctxOf } from '../http/request.ts';
import type { Application } from '../module/index.ts';
import { type CheckInput, checkValues, requestAccess } from './check.ts';
import { type MergeInput, mergeRecords } from './merge/merge.ts';
import { previewMerge } from './merge/preview.ts';
import { mergesOf, undoMerge } from './merge/undo.ts';
import { reviewRoutes } from './search/routes.ts';

const id = { type: 'string', maxLength: 60 } as const;
const name = { type: 'string', maxLength: 80 } as const;
const values = { type: 'object', additionalProperties: true } as const;
const tags = ['duplicates'];
const checkBody = {
  type: 'object',
  additionalProperties: false,
  required: ['object', 'values'],
  properties: { object: name, values, id: { type: ['string', 'null'], maxLength: 60 } },
} as const;

/** Looking for duplicates before saving, merging, and taking a merge back. */
export async function duplicateRoutes(server: FastifyInstance, _app: Application): Promise<void> {
  server.post<{ Body: CheckInput }>(
    '/duplicates/check',
    {
      schema: { summary: 'Records that are like one with these values; `branchOf`: whose branch it is by its name', tags, body: checkBody },
    },
    async (request) => checkValues(await ctxOf(request), request.body),
  );

  server.post<{ Body: CheckInput & { wish: 'join' | 'transfer'; note?: string | null } }>(
    '/duplicates/request',
    {
      schema: {
        summary: 'Ask the owners of matching records one can not see to let one join, or to hand over',
        tags,
        body: {
          ...checkBody,
          required: ['object', 'values', 'wish'],
          properties: {
            ...checkBody.properties,
            wish: { type: 'string', enum: ['join', 'transfer'] },
            note: { type: ['string', 'null'], maxLength: 200 },
          },
        },
      },
    },
    async (request) => ({ asked: await requestAccess(await ctxOf(request), request.body) }),
  );

  await reviewRoutes(server);

  type OfObject = { Params: { object: string } };
  server.post<OfObject & { Body: MergeInput }>(
    '/records/:object/merge',
    {
      schema: {
        summary: 'Merge up to five records into one',
        tags,
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['winner', 'losers'],
          properties: {
            winner: id,
            losers: { type: 'array', items: id },
            fields: { type: ['object', 'null'], additionalProperties: id },
          },
        },
      },
    },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      return withIdempotency(ctx, request as FastifyRequest, reply, async (tx) => ({
        status: 200,
        headers: {},
        body: await mergeRecords(tx, request.params.object, request.body),
      }));
    },
  );

  server.post<OfObject & { Body: { records: string[]; winner?: string | null } }>(
    '/records/:object/merge/preview',
    {
      schema: {
        summary: 'What merging these records would do',
        tags,
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['records'],
          properties: { records: { type: 'array', items: id }, winner: { type: ['string', 'null'], maxLength: 60 } },
        },
      },
    },
    async (request) => previewMerge(await ctxOf(request), request.params.object, request.body.records, request.body.winner ?? undefined),
  );

  server.get<{ Params: { object: string; id: string } }>(
    '/records/:object/:id/merges',
    { schema: { summary: 'Merges into a record', tags } },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = objectFor(ctx, request.params.object, 'read');
      return { items: await mergesOf(ctx, meta, request.params.id) };
    },
  );

  server.post<{ Params: { id: string } }>('/merges/:id/undo', { schema: { summary: 'Take a merge back', tags } }, async (request) =>
    undoMerge(await ctxOf(request), request.params.id),
  );
}
