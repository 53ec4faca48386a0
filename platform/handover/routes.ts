import type { FastifyInstance } from 'fastify';
import { contentDisposition } from '../files/index.ts';
import { ctxOf } from '../http/request.ts';
import { label, textOf } from '../kernel/index.ts';
import { cancelHandover, handoverOf, handoversOf, startHandover } from './handover.ts';
import { itemsCsv } from './items.ts';
import { leaverOf, previewHandover } from './preview.ts';
import type { HandoverInput } from './types.ts';

const tags = ['people'];
const text = { type: 'string', maxLength: 80 } as const;
const params = { type: 'object', properties: { id: text, handover: text } } as const;
const id = { type: 'string', maxLength: 36 } as const;
const target = {
  description:
    'A person by their id; `{"kind": "rules"}`: whoever the rules of assignment of the object choose; `{"kind": "pool", "id": …}`: a pool of it',
  anyOf: [
    id,
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: { kind: { type: 'string', enum: ['rules', 'pool'] }, id },
    },
  ],
} as const;
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['to'],
  properties: {
    to: { ...id, description: 'Takes over what `objects` does not give elsewhere, and what moves beside records' },
    objects: {
      type: 'object',
      maxProperties: 500,
      additionalProperties: target,
      description: 'Who takes over the records of single objects',
    },
    deactivate: { type: 'boolean', description: 'Switches the leaver off when it begins' },
    effectiveAt: { type: ['string', 'null'], maxLength: 40, description: 'When it begins; at once unless said' },
  },
} as const;
const fileName = label('交接结果', 'handover');

interface WithId {
  readonly Params: { readonly id: string };
}
interface WithHandover {
  readonly Params: { readonly id: string; readonly handover: string };
}

/** 离职交接: everything of a leaver to one or several successors, now or at a moment to come, as a job with a report and a result file. */
export async function handoverRoutes(server: FastifyInstance): Promise<void> {
  server.get<WithId>(
    '/users/:id/handovers/preview',
    { schema: { summary: 'What a leaver would hand over: counts and sums of money', tags, params } },
    async (request) => previewHandover(await ctxOf(request), request.params.id),
  );

  server.get<WithId>(
    '/users/:id/handovers',
    { schema: { summary: 'Handovers of somebody, with their reports', tags, params } },
    async (request) => ({
      items: await handoversOf(await ctxOf(request), request.params.id),
    }),
  );

  server.post<WithId & { Body: HandoverInput }>(
    '/users/:id/handovers',
    { schema: { summary: 'Hand everything of a leaver over, as a job: now, or planned for a moment to come', tags, params, body } },
    async (request, reply) => reply.code(202).send(await startHandover(await ctxOf(request), request.params.id, request.body)),
  );

  server.get<WithHandover>(
    '/users/:id/handovers/:handover',
    { schema: { summary: 'How far a handover is', tags, params } },
    async (request) => handoverOf(await ctxOf(request), request.params.id, request.params.handover),
  );

  server.post<WithHandover>(
    '/users/:id/handovers/:handover/cancel',
    { schema: { summary: 'Call off a handover that has not begun', tags, params } },
    async (request, reply) => {
      await cancelHandover(await ctxOf(request), request.params.id, request.params.handover);
      return reply.code(204).send();
    },
  );

  server.get<WithHandover>(
    '/users/:id/handovers/:handover/results.csv',
    { schema: { summary: 'Every record of a handover and what became of it', tags, params } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const handover = await handoverOf(ctx, request.params.id, request.params.handover);
      const { name } = await leaverOf(ctx, request.params.id);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', contentDisposition('attachment', `${name} ${textOf(fileName, ctx.language)}.csv`))
        .send(itemsCsv(ctx, handover.id));
    },
  );
}
