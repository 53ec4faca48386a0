import { ctxOf } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import { metaOf } from '@huanke/platform/module';
import { getRecord } from '@huanke/platform/records';
import type { FastifyInstance } from 'fastify';
import { checkSeals, isIntact } from './seal.ts';
import { whatIf } from './what-if.ts';

const text = { type: 'string', maxLength: 300 } as const;
const maybe = { type: ['string', 'null'] } as const;
const params = { type: 'object', properties: { id: text }, required: ['id'] } as const;
const listOf = (properties: Readonly<Record<string, object>>) => ({
  type: 'array',
  items: { type: 'object', properties, required: Object.keys(properties) },
});

/** `GET /tenders/{id}/what-if?prices=` and `GET /tenders/{id}/seal`. */
export async function tenderRoutes(server: FastifyInstance): Promise<void> {
  const row = listOf({ price: text, priceScore: maybe, total: maybe, place: { type: ['integer', 'null'] }, lead: maybe });
  server.get<{ Params: { id: string }; Querystring: { prices?: string } }>(
    '/tenders/:id/what-if',
    {
      schema: {
        summary: 'Points and place our bid would have at other prices',
        tags: ['sales'],
        params,
        querystring: { type: 'object', additionalProperties: false, properties: { prices: { type: 'string', maxLength: 2000 } } },
        response: { 200: { type: 'object', properties: { items: row }, required: ['items'] } },
      },
    },
    async (request) => ({ items: await whatIf(await ctxOf(request), request.params.id, request.query.prices) }),
  );

  const file = listOf({ section: text, name: text, state: text, sealed: maybe, now: maybe });
  server.get<{ Params: { id: string } }>(
    '/tenders/:id/seal',
    {
      schema: {
        summary: 'The files of a bid held against those that were sealed, by SHA-256',
        tags: ['sales'],
        params,
        response: {
          200: {
            type: 'object',
            properties: { sealedAt: maybe, intact: { type: 'boolean' }, files: file },
            required: ['sealedAt', 'intact', 'files'],
          },
        },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('bidDoc.read')) throw errors.FORBIDDEN();
      const { id, sealedAt } = await getRecord(ctx, metaOf(ctx, 'tender'), request.params.id, ['id', 'sealedAt']);
      if (typeof sealedAt !== 'string') return { sealedAt: null, intact: false, files: [] };
      const files = (await checkSeals(ctx, [String(id)])).get(String(id)) ?? [];
      return { sealedAt, intact: isIntact(files), files };
    },
  );
}
