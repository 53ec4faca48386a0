import { ctxOf } from '@huanke/platform/http';
import { errors } from '@huanke/platform/kernel';
import { followed } from '@huanke/platform/records';
import { branchOf } from '@huanke/platform/rollups';
import type { FastifyInstance } from 'fastify';
import { accountSettings } from '../settings.ts';

const text = { type: 'string' } as const;
const labels = { type: 'object', properties: { zh: text, en: text } } as const;
const list = (items: object) => ({ type: 'array', items }) as const;
const amount = {
  type: 'object',
  properties: { sum: text, count: { type: 'integer' }, others: list({ type: 'object', properties: { currency: text, sum: text } }) },
  required: ['sum', 'count', 'others'],
} as const;
const figure = { type: 'object', properties: { own: amount, all: amount }, required: ['own', 'all'] } as const;
const node = {
  type: 'object',
  properties: {
    id: text,
    title: text,
    badge: { type: ['string', 'null'], description: 'The key of its level' },
    parent: { type: ['string', 'null'] },
    depth: { type: 'integer' },
    figures: { type: 'object', additionalProperties: figure },
  },
  required: ['id', 'title', 'badge', 'parent', 'depth', 'figures'],
} as const;
const answer = {
  type: 'object',
  properties: {
    figures: list({ type: 'object', properties: { name: text, label: labels, own: amount, all: amount } }),
    nodes: list(node),
    truncated: { type: 'boolean' },
    hidden: { type: 'boolean' },
  },
  required: ['figures', 'nodes', 'truncated', 'hidden'],
} as const;

/** `GET /accounts/{id}/rollup`: the tree around an account and what adds up in it: its own, and with all below. Only what the caller sees. */
export async function rollupRoutes(server: FastifyInstance): Promise<void> {
  server.get<{ Params: { id: string } }>(
    '/accounts/:id/rollup',
    {
      schema: {
        summary: 'An account, what stands above and below it, and its figures alone and with all below',
        tags: ['base'],
        params: { type: 'object', properties: { id: text }, required: ['id'] },
        response: { 200: answer },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = ctx.meta.object('account');
      if (!meta || !ctx.access.can('account.read')) throw errors.FORBIDDEN();
      const { figures, nodes, truncated, hidden } = await followed(ctx, meta, request.params.id, (id) =>
        branchOf(ctx, meta, { tree: 'parent', badge: 'level', id }),
      );
      const own = nodes.find(({ depth }) => depth === 0)?.figures ?? {};
      return {
        figures: figures.map((one) => ({ ...one, ...own[one.name] })),
        nodes,
        truncated,
        hidden: hidden && accountSettings(ctx).hiddenNote,
      };
    },
  );
}
