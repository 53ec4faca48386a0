import type { FastifyInstance } from 'fastify';
import { ctxOf } from '../http/request.ts';
import { retried } from '../records/index.ts';
import { assignable } from './assign.ts';
import { readRejection, rejectAssignment, rejectableUntil } from './reject.ts';

const tags = ['assignments'];
const params = {
  type: 'object',
  properties: { id: { type: 'string', maxLength: 80 }, object: { type: 'string', maxLength: 80 } },
} as const;

interface OfRecord {
  readonly Params: { readonly object: string; readonly id: string };
}

/** 拒收: giving back what a rule gave to the caller. */
export function rejectRoutes(server: FastifyInstance): void {
  server.get<OfRecord>(
    '/assignments/rejectable/:object/:id',
    { schema: { summary: 'Until when the caller may reject a record that a rule gave to them; null: not', tags, params } },
    async (request) => {
      const ctx = await ctxOf(request);
      return { until: await rejectableUntil(ctx, assignable(ctx, request.params.object), request.params.id) };
    },
  );

  server.post<OfRecord>(
    '/assignments/reject/:object/:id',
    {
      schema: {
        summary: 'Reject a record that a rule gave to the caller; `owner` is who has it now',
        tags,
        params,
        body: { type: 'object', additionalProperties: true },
      },
    },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = assignable(ctx, request.params.object);
      const rejection = readRejection(request.body);
      return { owner: await retried(ctx, () => ctx.transaction((tx) => rejectAssignment(tx, meta, request.params.id, rejection))) };
    },
  );
}
