import { ctxOf } from '@huanke/platform/http';
import { errors, fieldError } from '@huanke/platform/kernel';
import { isDay } from '@huanke/platform/storage';
import type { FastifyInstance } from 'fastify';
import { winRates } from '../deals/win-rates.ts';

const text = { type: 'string', maxLength: 300 } as const;
const count = { type: 'integer' } as const;
const percent = { type: ['number', 'null'] } as const;
const rate = {
  type: 'object',
  properties: {
    competitor: {
      anyOf: [
        { type: 'object', properties: { id: text, title: text, priceBand: { type: ['string', 'null'] } }, required: ['id', 'title'] },
        { type: 'null' },
      ],
    },
    open: count,
    won: count,
    lost: count,
    n: count,
    sufficient: { type: 'boolean' },
    rate: percent,
    low: percent,
    high: percent,
  },
  required: ['competitor', 'open', 'won', 'lost', 'n', 'sufficient', 'rate', 'low', 'high'],
} as const;

function day(value: string | undefined, field: string): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (!isDay(value)) throw fieldError('INVALID_VALUE', field);
  return value;
}

/** `GET /competitors/win-rates?from&until`: how often we win against each competitor, with what can be said of it. */
export async function competitorRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Querystring: { from?: string; until?: string } }>(
    '/competitors/win-rates',
    {
      schema: {
        summary: 'Win rates against competitors, with 95 % intervals',
        tags: ['sales'],
        querystring: { type: 'object', additionalProperties: false, properties: { from: text, until: text } },
        response: { 200: { type: 'object', properties: { items: { type: 'array', items: rate } }, required: ['items'] } },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('opportunity.read') || !ctx.access.can('competitor.read')) throw errors.FORBIDDEN();
      const { from, until } = request.query;
      return { items: await winRates(ctx, { from: day(from, 'from'), until: day(until, 'until') }) };
    },
  );
}
