import { ctxOf } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import type { FastifyInstance } from 'fastify';
import { coverageOf } from '../people/coverage.ts';

const text = { type: 'string' } as const;
const list = (items: object) => ({ type: 'array', items }) as const;
const role = {
  type: 'object',
  properties: {
    id: text,
    contact: text,
    role: text,
    attitude: { type: 'integer' },
    influence: { type: 'integer' },
    lastTouchAt: { type: ['string', 'null'] },
    contacted: { type: 'boolean' },
    left: { type: 'boolean' },
  },
  required: ['id', 'contact', 'role', 'attitude', 'influence', 'lastTouchAt', 'contacted', 'left'],
} as const;
const answer = {
  type: 'object',
  properties: {
    coverage: { type: ['number', 'null'] },
    support: { type: ['number', 'null'] },
    touchDays: { type: 'integer' },
    roles: list(role),
    missing: list({ type: 'object', properties: { role: text, label: { type: 'object', properties: { zh: text, en: text } } } }),
  },
  required: ['coverage', 'support', 'touchDays', 'roles', 'missing'],
} as const;

/** `GET /opportunities/{id}/coverage`: whom we know and have spoken to in a deal, how they stand, who is missing. */
export async function coverageRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Params: { id: string } }>(
    '/opportunities/:id/coverage',
    {
      schema: {
        summary: 'Coverage, support index and missing roles of a deal',
        tags: ['sales'],
        params: { type: 'object', properties: { id: text }, required: ['id'] },
        response: { 200: answer },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      if (!ctx.access.can('opportunity.read') || !ctx.access.can('opportunityContact.read')) throw errors.FORBIDDEN();
      return coverageOf(ctx, request.params.id);
    },
  );
}
