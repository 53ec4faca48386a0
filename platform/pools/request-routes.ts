import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { cleanText } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { retried } from '../records/index.ts';
import { listRequests } from './request-list.ts';
import { approve, refuse, withdraw } from './requests.ts';

const tags = ['pools'];
const params = { type: 'object', properties: { id: { type: 'string', maxLength: 80 } } } as const;

interface WithId {
  readonly Params: { readonly id: string };
}

/** Requests for records of pools in which administrators decide. */
export function requestRoutes(server: FastifyInstance): void {
  server.get(
    '/pools/requests',
    { schema: { summary: 'Requests for records of pools: those to decide, and one’s own', tags } },
    async (request) => listRequests(await ctxOf(request)),
  );
  const closing = (verb: string, summary: string, work: (tx: Context, id: string, reason: string) => Promise<void>) =>
    server.post<WithId & { Body: { reason?: string } | null }>(
      `/pools/requests/:id/${verb}`,
      {
        schema: {
          summary,
          tags,
          params,
          body: {
            type: ['object', 'null'],
            additionalProperties: false,
            properties: { reason: { type: 'string', maxLength: 500 } },
          },
        },
      },
      async (request, reply) => {
        const ctx = await ctxOf(request);
        const reason = cleanText(request.body?.reason ?? '');
        await retried(ctx, () => ctx.transaction((tx) => work(tx, request.params.id, reason)));
        return reply.code(204).send();
      },
    );
  closing('approve', 'Give the record to who applied for it', (tx, id) => approve(tx, id));
  closing('refuse', 'Refuse a request, with or without a reason', refuse);
  closing('withdraw', 'Take one’s own request back', (tx, id) => withdraw(tx, id));
}
